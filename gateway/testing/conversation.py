"""The whole gateway, spoken to in SMTP, with its config inside the test."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

import aiosmtplib

from gateway.app.gateway import Gateway, build
from gateway.config import StoreTable, parse
from gateway.flow.sign_in import hash_password
from gateway.model.account import Account, AccountRole
from gateway.model.record import EventKind, Record, State
from gateway.testing.relay import FakeRelay, Taken
from gateway.testing.store import lay_tables

PASSWORD = "a password of some length"  # noqa: S105 - for tests
CONFIG = """
[council]
name = "Test Parish Council"
domains = ["council.test"]
clerk = "clerk@council.test"
office_hours = ["Mon-Fri 09:00-13:00"]
[[council.people]]
name = "Ann Lee"
role = "clerk"
address = "clerk@council.test"
aliases = ["ann.lee@council.test"]
[[council.people]]
name = "Dev Patel"
role = "deputy"
address = "deputy@council.test"
[[council.people]]
name = "Tess Ter"
role = "member"
address = "cllr.test@council.test"
[smtp.submission]
listen = ["127.0.0.1:0"]
[smtp.incoming]
listen = ["127.0.0.1:0"]
[console]
listen = ["127.0.0.1:0"]
[relay]
upstream = "{upstream}"
[policy]
check_processes = 1
"""


class FixedClock:
    """A clock that only moves when told. It starts on a Monday within office hours."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


class Conversation:
    """A gateway with a fake upstream. `config` is added to a small council's; it may repeat none of its tables.

    async with Conversation(tmp_path, '[rules.clerk-copy]\\naction = "hold"') as talk:
        reply = await talk.submit(make_message())
    """

    def __init__(self, folder: Path, config: str = "", clock: FixedClock | None = None, base: str = CONFIG) -> None:
        self.folder = folder
        self.clock = clock or FixedClock()
        self.upstream = FakeRelay()
        self._config = base + config
        self.gateway: Gateway

    async def __aenter__(self) -> Self:
        """Start the upstream, then the gateway."""
        await self.upstream.__aenter__()
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop both."""
        await self.gateway.stop()
        await self.upstream.__aexit__(kind, error, trace)

    async def start(self) -> None:
        """Start the gateway, also a second time, over the same store."""
        config, source = parse(self._config.replace("{upstream}", self.upstream.url), "test", self.folder)
        if config.store.url == StoreTable().url:
            lay_tables(config.data_path / "lychgate.db")
        self.gateway = build(config, source, self.clock)
        await self.gateway.start()

    async def restart(self) -> None:
        """Stop the gateway and start it over the same store."""
        await self.gateway.stop()
        await self.start()

    @property
    def council(self) -> str:
        """The council's key."""
        return self.gateway.in_force.council.key

    async def account(self, address: str, role: AccountRole = AccountRole.MEMBER) -> Account:
        """Make an account with the password that `submit` uses."""
        account = Account(address, role, await hash_password(PASSWORD), self.clock())
        await self.gateway.store.put_account(self.council, account)
        return account

    async def submit(
        self, raw: bytes, rcpt_tos: list[str] | None = None, user: str = "cllr.test@council.test", goodbye: bool = True
    ) -> str:
        """Send a message as a mail client does, with STARTTLS and a login; the reply to its end.

        Without `goodbye` the client goes away after the message, as one does that never saw the reply.
        """
        by_accounts = "accounts" in self.gateway.in_force.config.smtp.submission[0].auth
        if by_accounts and await self.gateway.store.account(self.council, user) is None:
            await self.account(user)
        client = await self._connect("submission", start_tls=True)
        await client.login(user, PASSWORD)
        return await _say(client, raw, user, rcpt_tos, goodbye)

    async def arrive(
        self, raw: bytes, mail_from: str = "someone@elsewhere.test", rcpt_tos: list[str] | None = None
    ) -> str:
        """Send a message to the council from outside; the reply to its end."""
        return await _say(await self._connect("incoming", start_tls=False), raw, mail_from, rcpt_tos, goodbye=True)

    async def relay_as_host(self, raw: bytes, mail_from: str) -> str:
        """Send a message as a mail host does that submits without a login; the reply to its end."""
        return await _say(await self._connect("submission", start_tls=True), raw, mail_from, None, goodbye=True)

    async def _connect(self, listener: str, start_tls: bool) -> aiosmtplib.SMTP:
        host, port = self.gateway.bound[listener][0]
        client = aiosmtplib.SMTP(hostname=host, port=port, start_tls=start_tls, validate_certs=False)
        await client.connect()
        return client

    async def attempted(self, reply: str) -> None:
        """Until a delivery of this message has been attempted."""
        async with asyncio.timeout(20):
            while not any(event.kind is EventKind.ATTEMPTED for event in (await self.record(reply)).events):
                await asyncio.sleep(0.01)

    async def until(self, true: Callable[[], bool]) -> None:
        """Until something has become true."""
        async with asyncio.timeout(20):
            while not true():
                await asyncio.sleep(0.01)

    async def delivered(self) -> list[Taken]:
        """What the upstream has, once nothing is on its way any more."""
        async with asyncio.timeout(20):
            while await self.gateway.store.count(self.council, State.QUEUED):
                self.gateway.worker.wake()
                await asyncio.sleep(0.01)
        return self.upstream.taken

    async def sent(self) -> list[Taken]:
        """What the upstream has, without our own notices."""
        return [
            taken for taken in await self.delivered() if b"\r\nAuto-Submitted: auto-generated\r\n" not in taken.content
        ]

    async def notices(self) -> list[EmailMessage]:
        """Our own notices, parsed, oldest first."""
        found = [taken.content for taken in await self.delivered()]
        ours = [raw for raw in found if b"\r\nAuto-Submitted: auto-generated\r\n" in raw]
        return [message_from_bytes(raw, policy=policy.default) for raw in ours]

    async def record(self, reply: str) -> Record:
        """The record of the message that a reply names."""
        return await self.gateway.store.record(self.council, ref_of(reply))


def ref_of(reply: str) -> str:
    """The ref in a reply such as `250 2.0.0 accepted 7K2-4QXM`."""
    return next(word.strip(":;,.") for word in reply.split() if len(word.strip(":;,.")) == 8 and word[3] == "-")


async def _say(client: aiosmtplib.SMTP, raw: bytes, mail_from: str, rcpt_tos: list[str] | None, goodbye: bool) -> str:
    try:
        await client.mail(mail_from)
        for address in rcpt_tos or _shown(raw):
            await client.rcpt(address)
        answer = await client.data(raw)
    except aiosmtplib.SMTPResponseException as refused:
        return f"{refused.code} {refused.message}"
    finally:
        if goodbye:
            await client.quit()
        client.close()
    return f"{answer.code} {answer.message}"


def _shown(raw: bytes) -> list[str]:
    message = message_from_bytes(raw, policy=policy.default)
    fields = [value for name in ("To", "Cc", "Bcc") for value in message.get_all(name, [])]
    return [address.addr_spec for field in fields for address in field.addresses]
