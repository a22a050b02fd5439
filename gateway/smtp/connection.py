"""One client's connection: reading commands, saying replies, patience, TLS. What the commands mean is dialogue.py's."""

import asyncio
import logging
import traceback
from collections import Counter
from ssl import SSLContext
from typing import Any, cast

import aiosmtpd.smtp
import structlog
from aiosmtpd.smtp import SMTP

from gateway.config import LimitsTable
from gateway.errors import StoreFull, TemporaryFault
from gateway.metrics import REFUSED
from gateway.model.delivery import Reply
from gateway.smtp.patience import Patience
from gateway.smtp.replies import Say, wire
from gateway.smtp.stream import EndlessLine, discard, has_line, read_line

BLOCK = 65536  # bytes that are read at once; a connection holds twice as many at most
LONGEST_COMMAND = 2048  # octets; RFC 5321 section 4.5.3.1.4 wants 512, and more for the extensions
LONGEST_AUTH = 12288  # octets of an AUTH line (RFC 4954 section 4)
HANDSHAKE = 30.0  # seconds
LINGER = 5.0  # seconds that a client has to read the last reply

log = structlog.get_logger()
aiosmtpd.smtp.log.setLevel(logging.CRITICAL)  # it logs addresses and all that clients say


class Connection(SMTP):
    """aiosmtpd's protocol, state and dispatch, with a command loop that keeps RFC 5321 and the limits.

    Nothing cancels a command at work: what was received is seen through, also when the client has gone.
    """

    line_length_limit = BLOCK

    def __init__(self, hostname: str, limits: LimitsTable, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(None, data_size_limit=None, enable_SMTPUTF8=True, hostname=hostname, loop=loop)
        self.limits = limits
        self.leaving = False
        self.patience = Patience(limits, loop, self.leave)
        self.in_data = False
        self._draining = False
        self._errors = 0
        self._refused: Counter[int] = Counter()
        self._replies: list[bytes] = []

    @property
    def task(self) -> "asyncio.Task[None] | None":
        """What runs the conversation."""
        return self._handler_coroutine

    @property
    def _open_transport(self) -> asyncio.Transport | None:
        return cast(asyncio.Transport | None, self.transport)

    @property
    def _is_gone(self) -> bool:
        return self.transport is None or self.transport.is_closing()

    def about(self, name: str) -> Any:
        """What the transport knows, such as `peername`; None where it does not, or is closed."""
        return self.transport.get_extra_info(name) if self.transport else None

    # saying

    def say(self, reply: Reply | Say, is_error: bool = True) -> None:
        """Queue a reply. Replies to pipelined commands leave together (RFC 2920). `is_error`: a 5xx counts as one."""
        if isinstance(reply, Say):
            reply = reply.reply
        if reply.code >= 400:
            self._refused[reply.code] += 1
            REFUSED.labels(str(reply.code)).inc()
            self._errors += is_error and reply.code >= 500
        self._replies.append(wire(reply))

    def say_bytes(self, reply: bytes) -> None:
        """Queue a reply that is ready for the wire."""
        self._replies.append(reply)

    async def flush(self) -> None:
        """Send what was said."""
        self._write()
        await self._writer.drain()

    def _write(self) -> None:
        if self._replies:
            self._writer.write(b"".join(self._replies))
            self._replies.clear()

    def leave(self, reply: Say) -> None:
        """Say a last word and close."""
        self.leaving = True
        self.say(reply)
        self._close()

    def _close(self) -> None:
        transport = self._open_transport
        if transport is None or transport.is_closing():
            return
        self._write()
        if transport.get_write_buffer_size():
            self.loop.call_later(LINGER, transport.abort)
        transport.close()

    # listening

    async def next_line(self, limit: int = LONGEST_AUTH) -> bytes | None:
        """The next line of the client, None for one that is too long."""
        if not has_line(self._reader):
            await self.flush()
        line = await read_line(self._reader, limit)
        self.patience.heard()
        return line

    async def _handle_client(self) -> None:
        try:
            await self.converse()
        except (asyncio.IncompleteReadError, OSError):
            pass  # the client went away, or its TLS handshake failed
        except EndlessLine:
            self.say(Say.ENDLESS_LINE)
        finally:
            self.ended()

    def ended(self) -> None:
        """The conversation is over."""
        self._close()
        self.patience.stop()
        if self._refused:
            log.info("smtp client refused", replies={str(code): times for code, times in self._refused.items()})

    async def converse(self) -> None:
        """Take commands until one side has had enough."""
        while not self.leaving:
            line = await self.next_line()
            await self._obey(line)
            self.patience.heard()
            if self._errors >= self.limits.bad_commands:
                self.leave(Say.TOO_MANY_ERRORS)
            elif self._draining:
                self.leave(Say.GOING_DOWN)

    async def _obey(self, line: bytes | None) -> None:
        if line is None or (len(line) > LONGEST_COMMAND and line[:5].upper() != b"AUTH "):
            self.say(Say.COMMAND_TOO_LONG)
            return
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = "\0"
        if not text.isprintable():
            self.say(Say.BAD_CHARACTER)
            return
        verb, _, argument = text.partition(" ")
        command = self._smtp_methods.get(verb.upper())
        if command is None:
            self.say(Say.UNKNOWN_COMMAND)
            return
        try:
            await command(argument.strip(" "))
        except (asyncio.IncompleteReadError, EndlessLine):
            raise
        except Exception as error:
            if isinstance(error, OSError) and self._is_gone:
                raise
            self._say_fault(error)

    def _say_fault(self, error: Exception) -> None:
        """Whatever it is, it is not the client's fault: never 5xx (invariant 3)."""
        self.say(Say.STORE_FULL if isinstance(error, StoreFull) else Say.FAULT)
        where = "" if isinstance(error, TemporaryFault) else _where(error)
        log.error("smtp fault", fault=type(error).__name__, at=where)

    def data_received(self, data: bytes) -> None:
        """Every packet of a message is a sign of life; in commands, only whole lines are."""
        if self.in_data:
            self.patience.heard()
        super().data_received(data)

    def _reset_timeout(self, duration: float | None = None) -> None:  # noqa: ARG002, aiosmtpd calls it
        self.patience.start()

    def drain(self) -> None:
        """Let a client finish the message it is sending, then close; at once where it sends none."""
        self._draining = True
        if not (self.patience.at_work or self.in_data or self.leaving):
            self.leave(Say.GOING_DOWN)

    # the transport

    def connection_lost(self, error: Exception | None) -> None:
        """The reader ends, and with it the conversation; a command at work is not cancelled."""
        asyncio.StreamReaderProtocol.connection_lost(self, error)
        self.transport = None

    def eof_received(self) -> bool | None:
        """As above: a client may close its side and still wait for our reply."""
        return asyncio.StreamReaderProtocol.eof_received(self)

    async def start_tls(self, context: SSLContext) -> None:
        """Go on inside TLS, and forget all that was said in the clear, also what was sent ahead (CVE-2024-34083).

        Raises OSError where the handshake fails.
        """
        discard(self._reader)
        self.say(Say.START_TLS)
        self._write()
        plain = self._open_transport
        if plain is None:
            raise ConnectionResetError
        secure = await self.loop.start_tls(plain, self, context, server_side=True, ssl_handshake_timeout=HANDSHAKE)
        if secure is None:
            raise ConnectionResetError
        self.transport = secure
        self._reader._transport = self._writer._transport = secure  # type: ignore[attr-defined]
        self._over_ssl = True
        self.session = self._create_session()


def _where(error: Exception) -> str:
    """The place in the code: an exception's own words may hold personal data."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.name}:{last.lineno}"
