"""A front door on real sockets with a store of its own, and a client that hides no byte."""

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import dns.resolver
from argon2 import PasswordHasher

from gateway.app.parts import council_from
from gateway.config import Config, parse
from gateway.flow.in_force import InForce
from gateway.flow.receive import Receipt
from gateway.flow.sign_in import SignIn
from gateway.model.account import Account, AccountRole
from gateway.model.decision import Disposition
from gateway.model.envelope import Envelope, Session
from gateway.policy.engine import Policy
from gateway.relay.base import Login
from gateway.smtp.domains import Domains
from gateway.smtp.listener import FrontDoor
from gateway.store.open import open_store
from gateway.testing.store import lay_tables

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ME = "cllr.test@council.test"
PASSWORD = "correct horse"
COUNCIL = f"""
[council]
domains = ["council.test"]
clerk = "clerk@council.test"
[[council.people]]
name = "Tess Ter"
role = "member"
address = "{ME}"
aliases = ["tess.ter@council.test"]
[[council.partners]]
name = "County"
domains = ["county.nowhere.org"]
"""
SUBMISSION = (
    '[smtp]\nhostname = "gate.council.test"\n[smtp.incoming]\nlisten = ""\n[smtp.submission]\nlisten = "127.0.0.1:0"\n'
)
CLEAR = SUBMISSION + 'tls = "off"\n'
TRUSTED = CLEAR + 'trusted_networks = ["127.0.0.0/8"]\n'
INCOMING = '[smtp.submission]\nlisten = ""\n[smtp.incoming]\nlisten = "127.0.0.1:0"\n'
MESSAGE = b"From: <cllr.test@council.test>\r\nSubject: x\r\n\r\nHello\r\n"


@dataclass
class Inbox:
    """Takes every message, as flow.receive.Receive does, and keeps what the door said of it."""

    disposition: Disposition = Disposition.RELAY
    note: str = ""
    fault: Exception | None = None
    gate: asyncio.Event | None = None
    taken: list[tuple[Session, Envelope, bytes, Login | None]] = field(default_factory=list)
    confirmed: list[Receipt] = field(default_factory=list)
    lost_: list[Receipt] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(
        self, session: Session, envelope: Envelope, content: bytes, login: Login | None = None
    ) -> Receipt:
        if self.gate:
            await self.gate.wait()
        if self.fault:
            raise self.fault
        self.taken.append((session, envelope, content, login))
        return Receipt("7K2-4QXM", self.disposition, self.note)

    def confirm(self, receipt: Receipt) -> None:
        self.confirmed.append(receipt)

    def lost(self, receipt: Receipt) -> None:
        self.lost_.append(receipt)
        self.heard.set()


@dataclass
class Opened:
    """An open front door. Submission listens on the first port where there are both."""

    door: FrontDoor
    inbox: Inbox
    in_force: InForce
    ports: list[int]
    folder: Path

    def replace(self, toml: str) -> None:
        """Put another config in force."""
        config = read(toml, self.folder)
        self.in_force.replace(config, council_from(config), Policy(()))


def read(toml: str, folder: Path) -> Config:
    return parse(toml if "[council]" in toml else COUNCIL + toml, folder=folder)[0]


@contextlib.asynccontextmanager
async def opened(
    toml: str, folder: Path, inbox: Inbox | None = None, domains: Domains | None = None
) -> AsyncIterator[Opened]:
    """Open the front door of a config; drained and closed at the end."""
    config = read(toml, folder)
    in_force = InForce(config, council_from(config), Policy(()))
    lay_tables(folder / "store.db")
    store = open_store(f"sqlite:///{folder}/store.db", None)
    await store.start()
    account = Account(ME, AccountRole.MEMBER, _hash(), NOW)
    await store.put_account(in_force.council.key, account)
    inbox = inbox or Inbox()
    door = FrontDoor(in_force, inbox, SignIn(in_force, store), lambda: NOW, domains or Domains(NoAnswers()))
    try:
        bound = await door.start()
        yield Opened(door, inbox, in_force, [port for _, (_, port) in bound], folder)
    finally:
        await door.stop(5)
        await store.close()


@cache
def _hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class NoAnswers:
    """A resolver without a network."""

    async def resolve(self, qname: str, rdtype: str, *, lifetime: float, search: bool) -> dns.resolver.Answer:
        raise OSError("no network")


def any_certificate() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Client:
    """One raw connection. `cmd` gives the whole reply as one string, its lines joined by \\n."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: int, tls: ssl.SSLContext | None = None, greet: bool = True) -> "Client":
        client = cls(*await asyncio.open_connection("127.0.0.1", port, ssl=tls))
        if greet:
            assert (await client.reply()).startswith("220 ")
        return client

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def reply(self) -> str:
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readuntil(b"\r\n"), 10)).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3] == " ":
                return "\n".join(lines)

    async def cmd(self, line: str | bytes) -> str:
        self.send((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return await self.reply()

    async def starttls(self) -> None:
        assert (await self.cmd("STARTTLS")).startswith("220 ")
        await self.writer.start_tls(any_certificate())

    async def sign_in(self, password: str = PASSWORD, user: str = ME) -> str:
        token = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        return await self.cmd(f"AUTH PLAIN {token}")

    async def envelope(self, to: str = "clerk@council.test", sender: str = ME) -> str:
        """From EHLO to the answer to DATA; the first refusal where there is one."""
        for line in ("EHLO client.test", f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>"):
            reply = await self.cmd(line)
            if not reply.startswith("250"):
                return reply
        return await self.cmd("DATA")

    async def message(self, content: bytes = MESSAGE, to: str = "clerk@council.test", sender: str = ME) -> str:
        """Send one message, dots stuffed, and give the answer to it."""
        reply = await self.envelope(to, sender)
        if not reply.startswith("354"):
            return reply
        return await self.cmd((b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:] + b".")

    async def is_closed(self) -> bool:
        """Whether nothing more comes but the end; then this side is closed too."""
        try:
            return await asyncio.wait_for(self.reader.read(), 10) == b""
        except ConnectionError:
            return True
        finally:
            await self.close()

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()
