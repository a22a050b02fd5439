"""For tests: an upstream mail server on a real socket that does as it is told. Nothing in the product imports this."""

import asyncio
import base64
import ssl
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DROP = "drop"  # as an answer: close the connection instead
HANG = "hang"  # as an answer: say nothing, ever
LARGEST = 64 * 1024 * 1024
PLAIN_ANSWERS = {"HELO": "250 fake.example", "RSET": "250 2.0.0 ok", "QUIT": "221 2.0.0 bye"}
USUAL = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "SIZE 50000000")


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that a FakeRelay was sent. `content` is without dot-stuffing, `options` those of MAIL."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    content: bytes = field(repr=False)
    options: tuple[str, ...] = ()
    user: str | None = None
    tls: bool = False
    connection: int = 0


class FakeRelay:
    """An upstream mail server that remembers what it was sent.

        async with FakeRelay() as upstream:
            upstream.answers["RCPT"] = ["451 4.2.1 later"]       the next answers to a verb, each used once
            upstream.refused["a@b.example"] = "550 5.1.1 who?"   the answer to this recipient, always
            upstream.url, upstream.port                          where it listens
            upstream.taken, upstream.recipients                  what it took, oldest first
            upstream.commands                                    all that was said, across connections

    Verbs are the SMTP commands, and `CONNECT` (the greeting) and `CONTENT` (the end of the message). `DROP` and `HANG`
    are answers too. `offers` are the EHLO lines; `tls` adds STARTTLS, or with `implicit` speaks TLS from the start;
    `logins` (user to password) adds AUTH PLAIN and LOGIN; `pause` is how long it thinks before each answer, in seconds.
    """

    def __init__(
        self,
        offers: Iterable[str] = USUAL,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        logins: Mapping[str, str] | None = None,
        port: int = 0,
        pause: float = 0.0,
    ) -> None:
        self.offers = list(offers)
        self.answers: defaultdict[str, list[str]] = defaultdict(list)
        self.refused: dict[str, str] = {}
        self.taken: list[Taken] = []
        self.commands: list[str] = []
        self.connections = 0
        self.open_connections = 0
        self.most_at_once = 0
        self.port = port
        self.pause = pause
        self.tls, self.implicit, self.logins = tls, implicit, dict(logins or {})
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What `[relay] upstream` would say."""
        return f"{'smtps' if self.implicit else 'smtp'}://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        """Everyone who was sent something, in order, as often as it was."""
        return [address for taken in self.taken for address in taken.rcpt_tos]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._welcome, "127.0.0.1", self.port, ssl=self.tls if self.implicit else None, limit=LARGEST
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        await self.hang_up()

    async def hang_up(self) -> None:
        """Close all connections, as a server does that is restarted."""
        visits = list(self._visits)
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.ensure_future(self._visit(reader, writer))
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_connections += 1
        self.most_at_once = max(self.most_at_once, self.open_connections)
        try:
            await _Talk(self, reader, writer, self.connections).run()
        finally:
            self.open_connections -= 1
            writer.transport.abort()
            await asyncio.sleep(0)


class _Talk:
    """One connection to a FakeRelay."""

    def __init__(
        self, relay: FakeRelay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self.relay, self.reader, self.writer, self.number = relay, reader, writer, number
        self.tls = relay.implicit
        self.user: str | None = None
        self.mail: tuple[str, tuple[str, ...]] | None = None
        self.rcpts: list[str] = []

    async def run(self) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await self.say("CONNECT", "220 fake.example ESMTP")
            while line := await self.reader.readline():
                text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
                self.relay.commands.append(text)
                verb, _, rest = text.partition(" ")
                await self.answer(verb.upper(), rest)

    async def answer(self, verb: str, rest: str) -> None:
        match verb:
            case "EHLO":
                await self.on_ehlo()
            case "STARTTLS":
                await self.on_starttls()
            case "AUTH":
                await self.on_auth(*rest.split(" "))
            case "MAIL":
                await self.on_mail(rest)
            case "RCPT":
                await self.on_rcpt(rest)
            case "DATA":
                await self.on_data()
            case _:
                self.mail, self.rcpts = None, []
                await self.say(verb, PLAIN_ANSWERS.get(verb, "500 5.5.2 what?"))

    async def say(self, verb: str, usual: str) -> str:
        """Answer, and return the answer given."""
        answer = self.relay.answers[verb].pop(0) if self.relay.answers[verb] else usual
        if self.relay.pause:
            await asyncio.sleep(self.relay.pause)
        if answer == HANG:
            await asyncio.Event().wait()
        if answer == DROP:
            raise ConnectionAbortedError
        self.writer.write(answer.replace("\n", "\r\n").encode() + b"\r\n")
        await self.writer.drain()
        if answer.startswith(("421", "221")):
            self.writer.close()
            raise ConnectionAbortedError
        return answer

    async def on_ehlo(self) -> None:
        said = ["fake.example", *self.relay.offers]
        if self.relay.tls and not self.tls:
            said.append("STARTTLS")
        if self.relay.logins:
            said.append("AUTH PLAIN LOGIN")
        lines = [f"250-{one}" for one in said[:-1]] + [f"250 {said[-1]}"]
        await self.say("EHLO", "\n".join(lines))

    async def on_starttls(self) -> None:
        if (await self.say("STARTTLS", "220 2.0.0 go on")).startswith("220") and self.relay.tls:
            await self.writer.start_tls(self.relay.tls)
            self.tls = True

    async def on_auth(self, mechanism: str, first: str) -> None:
        if mechanism.upper() == "PLAIN":
            _, user, password = base64.b64decode(first).decode().split("\0")
        else:
            user = base64.b64decode(first).decode()
            await self.say("AUTH", "334 UGFzc3dvcmQ6")
            password = base64.b64decode(await self.reader.readline()).decode()
        right = self.relay.logins.get(user) == password
        answer = await self.say("AUTH", "235 2.7.0 welcome" if right else "535 5.7.8 no")
        self.user = user if answer.startswith("235") else None

    async def on_mail(self, rest: str) -> None:
        address, *options = rest.removeprefix("FROM:").split(" ")
        if (await self.say("MAIL", "250 2.1.0 ok")).startswith("250"):
            self.mail, self.rcpts = (address.strip("<>"), tuple(options)), []

    async def on_rcpt(self, rest: str) -> None:
        address = rest.removeprefix("TO:").strip("<>")
        usual = self.relay.refused.get(address, "250 2.1.5 ok" if self.mail else "503 5.5.1 MAIL first")
        if (await self.say("RCPT", usual)).startswith("250"):
            self.rcpts.append(address)

    async def on_data(self) -> None:
        usual = "354 go on" if self.rcpts else "554 5.5.1 no valid recipients"
        if not (await self.say("DATA", usual)).startswith("354"):
            return
        wire = bytearray(b"\r\n")
        while not wire.endswith(b"\r\n.\r\n"):
            wire += await self.reader.readuntil(b".\r\n")
        content = bytes(wire[:-3]).replace(b"\r\n..", b"\r\n.")[2:]
        mail, rcpts, self.mail, self.rcpts = self.mail, tuple(self.rcpts), None, []
        answer = await self.say("CONTENT", "250 2.0.0 taken" if rcpts else "554 5.5.1 no valid recipients")
        if answer.startswith("250") and mail:
            self.relay.taken.append(Taken(mail[0], rcpts, content, mail[1], self.user, self.tls, self.number))


def server_tls(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for a fresh self-signed certificate, and the file of the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / f"{name}.crt", folder / f"{name}.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, secret)
    return context, chain
