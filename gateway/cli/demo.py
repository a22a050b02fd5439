"""`make demo`: send a dozen telling messages through the running gateway, and say what became of each."""

import asyncio
import re
import secrets
import smtplib
import ssl
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

import typer

from gateway.app.parts import council_from
from gateway.cli.demo_messages import Sample, samples
from gateway.cli.reading import ConfigFile, kept_store, read_config
from gateway.cli.show import print_table
from gateway.config import Config, ListenerTable
from gateway.config.values import host_and_port
from gateway.errors import LychgateError, NotFound
from gateway.flow.sign_in import hash_password
from gateway.model.account import Account, AccountRole
from gateway.model.council import Council, Relation
from gateway.model.message import REF_LETTERS
from gateway.model.record import State
from gateway.store.base import Store

REF = re.compile(rf"\b[{REF_LETTERS}]{{3}}-[{REF_LETTERS}]{{4}}\b")
SETTLED_WITHIN = 5.0  # seconds in which the practice upstream takes all of it


class NoDemo(LychgateError):
    """The demo cannot run; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Login:
    """The demo's own login at submission."""

    address: str
    password: str


def command(config: ConfigFile = None) -> None:
    """Send the messages, one by one."""
    read, _ = read_config(config)
    council = council_from(read)
    login = asyncio.run(_login(read, council))
    said = [(sample, _send(read, sample, login)) for sample in samples(council, login.address)]
    states = asyncio.run(_states(read, council, [reply for _, reply in said]))
    rows = [
        (n, sample.shows, reply, state) for n, ((sample, reply), state) in enumerate(zip(said, states, strict=True), 1)
    ]
    print_table(("", "message", "the gateway said", "and then"), rows, "")
    typer.echo(f"\nWhat is held waits at {read.console.public_url}/held, or: lychgate held list")
    typer.echo(f"What went out, notices too, is in {read.data_path / 'outbox'}; all of it: lychgate records list")


async def _login(config: Config, council: Council) -> Login:
    """An account for the council's first member. Its password is kept in `data`, so that the demo runs again."""
    if config.relay.upstream != "practice" or config.relay.routes:
        raise NoDemo('the demo runs only with upstream = "practice": it would send real mail')
    members = council.with_role(Relation.MEMBER)
    if not members:
        raise NoDemo("the demo needs a person with the role of a member in the config")
    address, file = members[0].address.lower(), config.data_path / "demo.password"
    async with kept_store(config) as store:
        known = await store.account(council.key, address)
        if known and not file.exists():
            raise NoDemo(f"{address} has an account already, which the demo leaves alone")
        if not known:
            await _make_account(store, council, address, file)
    return Login(address, file.read_text(encoding="ascii").strip())


async def _make_account(store: Store, council: Council, address: str, file: Path) -> None:
    password = secrets.token_urlsafe(16)
    _keep(password, file)
    account = Account(address, AccountRole.MEMBER, await hash_password(password), datetime.now(UTC))
    await store.put_account(council.key, account)


def _keep(password: str, file: Path) -> None:
    file.touch(mode=0o600)
    file.write_text(password + "\n", encoding="ascii")


def _send(config: Config, sample: Sample, login: Login) -> str:
    """What the gateway said in the end."""
    tables = config.smtp.incoming if sample.incoming else config.smtp.submission
    table = next((one for one in tables if one.listen), None)
    if table is None:
        raise NoDemo(f"{'incoming' if sample.incoming else 'submission'} is switched off in the config")
    message = sample.message
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain="demo.invalid")
    sender = message["From"] if sample.incoming else login.address
    with _connected(table) as smtp:
        if not sample.incoming:
            smtp.login(login.address, login.password)
        smtp.ehlo_or_helo_if_needed()
        code, text = smtp.mail(sender)
        for recipient in sample.rcpt_tos:
            if code < 400:
                code, text = smtp.rcpt(recipient)
        if code < 400:
            code, text = smtp.data(message.as_bytes(policy=SMTP))
    return f"{code} {text.decode('ascii', 'replace')}"


def _connected(table: ListenerTable) -> smtplib.SMTP:
    host, port = host_and_port(table.listen[0])
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # it may be the self-signed one, and it is this machine
    try:
        if table.tls == "implicit":
            return smtplib.SMTP_SSL(host, port, timeout=30, context=context)
        smtp = smtplib.SMTP(host, port, timeout=30)
        if table.tls == "starttls":
            smtp.starttls(context=context)
    except OSError:
        raise NoDemo("the gateway is not running: start it with make run, then try again") from None
    return smtp


async def _states(config: Config, council: Council, replies: list[str]) -> list[str]:
    """Where each message stands, once those that were accepted have had time to leave."""
    refs = [found[0] if (found := REF.search(reply)) else "" for reply in replies]
    async with kept_store(config) as store:
        return [await _state(store, council, ref) if ref else "refused" for ref in refs]


async def _state(store: Store, council: Council, ref: str) -> str:
    loop = asyncio.get_running_loop()
    until = loop.time() + SETTLED_WITHIN
    while True:
        try:
            record = await store.record(council.key, ref)
        except NotFound:
            return "not recorded"
        if record.summary.state is not State.QUEUED or loop.time() > until:
            break
        await asyncio.sleep(0.1)
    rules = ", ".join(record.summary.rules)
    amended = " and amended" if record.sent_differs else ""
    return f"{record.summary.state}{amended}" + (f" ({rules})" if rules else "")


def main() -> int:
    """The demo; 1 and one line where it cannot run."""
    try:
        typer.run(command)
    except LychgateError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
