"""`lychgate check`: what would happen to each message. Nothing is sent, nothing is recorded."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.app.parts import aside_from, council_from, keys_from, policy_from, register_from
from gateway.cli.reading import ConfigFile, config_or_defaults, kept_store, store_exists
from gateway.cli.show import print_json, said
from gateway.config import Config
from gateway.flow.carry_out import whys
from gateway.flow.check import Checked
from gateway.flow.known import known_of
from gateway.mime.saved import envelope_of, on_the_wire
from gateway.model.council import Council
from gateway.model.decision import Verdict
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.person import Known
from gateway.store.base import Store


def command(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Messages, one a file (.eml).")],
    config: ConfigFile = None,
    envelopes: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help='Their envelopes: a line each, {"file", "mail_from", "rcpt_tos"}.'
        ),
    ] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="ADDRESS", help="MAIL FROM, for all files.")] = None,
    to: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="RCPT TO, for all files; again for more.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a message.")] = False,
) -> None:
    """Say what would happen to each message; nothing is sent or recorded.

    An envelope that is not given is read from the header: From; To, Cc and Bcc.
    """
    read_, source = config_or_defaults(config)
    policy_from(read_, source)
    given = Envelopes(_listed(envelopes) if envelopes else {}, from_, tuple(to or ()))
    asyncio.run(_check(read_, files, given, as_json))


command.__name__ = "check"


@dataclass(frozen=True, slots=True)
class Envelopes:
    """What was said of envelopes: by file name, or for all."""

    listed: Mapping[str, Envelope]
    mail_from: str | None
    rcpt_tos: tuple[str, ...]

    def of(self, file: Path, content: bytes) -> Envelope:
        """The envelope of one file; what was not given is read from its header."""
        if known := self.listed.get(str(file)) or self.listed.get(file.name):
            return known
        header = envelope_of(content)
        mail_from = header.mail_from if self.mail_from is None else self.mail_from
        return Envelope(mail_from, self.rcpt_tos or header.rcpt_tos)


async def _check(config: Config, files: Sequence[Path], envelopes: Envelopes, as_json: bool) -> None:
    council = council_from(config)
    people = register_from(config, keys_from(config)) if store_exists(config) else None
    aside = aside_from(config, council, people)
    try:
        await aside.warm()
        async with _store(config) as store:
            for file in files:
                message = _message(council, file, envelopes)
                known = await known_of(store, message, council) if store else Known()
                began = time.perf_counter()
                checked = await aside.check(message, known, message.received_at, store.named if store else None)
                _print(file, checked, (time.perf_counter() - began) * 1000, as_json)
    finally:
        await aside.close()


def _message(council: Council, file: Path, envelopes: Envelopes) -> Message:
    content = on_the_wire(file.read_bytes())
    envelope = envelopes.of(file, content)
    session = Session(Listener.SUBMISSION, user=envelope.mail_from or None)
    return Message(file.name, Direction.OUTGOING, council.key, session, envelope, content, datetime.now(UTC))


@asynccontextmanager
async def _store(config: Config) -> AsyncIterator[Store | None]:
    """The store that may know the recipients, where there is one."""
    if not store_exists(config):
        yield None
        return
    async with kept_store(config) as store:
        yield store


def _listed(file: Path) -> dict[str, Envelope]:
    listed = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            one = json.loads(line)
            listed[one["file"]] = Envelope(one["mail_from"], tuple(one["rcpt_tos"]))
        except (ValueError, KeyError, TypeError):
            wanted = '{"file": ..., "mail_from": ..., "rcpt_tos": [...]}'
            raise typer.BadParameter(f"{file}:{number}: is not of the form {wanted}") from None
    return listed


def _print(file: Path, checked: Checked, ms: float, as_json: bool) -> None:
    decision = checked.decision
    if as_json:
        verdicts = [_verdict(verdict) for verdict in decision.verdicts]
        print_json({"file": str(file), "disposition": decision.disposition, "ms": round(ms, 2), "verdicts": verdicts})
        return
    rules = ", ".join(f"{verdict.rule}: {verdict.action}" for verdict in decision.verdicts)
    typer.echo(f"{said(file)}: {decision.disposition}" + (f" ({rules})" if rules else ""))
    for why in whys(decision):
        typer.echo(f"    {said(why)}")


def _verdict(verdict: Verdict) -> dict[str, Any]:
    findings = [
        {
            "kind": f.kind,
            "part": f.part,
            "start": f.start,
            "end": f.end,
            "whose": f.whose,
            "action": f.action or verdict.action,
            "why": f.why,
        }
        for f in verdict.findings
    ]
    return {
        "rule": verdict.rule,
        "action": verdict.action,
        "fault": verdict.fault,
        "excepted": verdict.excepted,
        "findings": findings,
    }
