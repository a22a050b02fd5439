"""One SMTP connection as lines and replies: what is written, what comes back, and how it can break."""

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import cast

from gateway.model.delivery import Reply

LINE_BYTES = 8192
REPLY_LINES = 200
UNREAD_REPLIES = 5000
TEXT_LENGTH = 500
CHUNK = 256 * 1024


class Lost(Exception):
    """The connection broke, fell silent or made no sense. `reply` says it as the reply that never came.

    `silent` tells a time-out from the rest, `begun` whether the message itself was already under way.
    """

    def __init__(self, reply: Reply, silent: bool = False) -> None:
        super().__init__(str(reply))
        self.reply = reply
        self.silent = silent
        self.begun = False


BROKEN = Reply(421, "4.4.2", "the connection broke off")
SILENT = Reply(421, "4.4.2", "the server did not answer in time")
NONSENSE = Reply(421, "4.5.0", "the server's answer made no sense")


class Wire(asyncio.Protocol):
    """Takes an open transport over. `timeout` is how long to wait for one reply, in seconds."""

    def __init__(self, transport: asyncio.BaseTransport, timeout: float) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._timeout = timeout
        self._buffer = bytearray()
        self._lines: list[tuple[int, str]] = []
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._full = False
        self._ended: Reply | None = None
        transport.set_protocol(self)

    @property
    def quiet(self) -> bool:
        """Whether it stands open with nothing said out of turn, so that a new transaction can begin."""
        return self._ended is None and not self._transport.is_closing() and not self._buffer and not self._replies

    @property
    def heard(self) -> bool:
        """Whether a reply waits to be read."""
        return bool(self._replies)

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait while the other end takes none. Raises Lost."""
        if self._ended or self._transport.is_closing():
            raise Lost(self._ended or BROKEN)
        self._transport.write(data)
        while self._full and not self._ended and not self._replies:
            await self._wait()

    async def reply(self) -> Reply:
        """The next reply. Raises Lost."""
        while not self._replies:
            if self._ended:
                raise Lost(self._ended)
            await self._wait()
        return self._replies.popleft()

    def close(self, farewell: bytes = b"") -> None:
        """End the connection, at most with a last word that nobody waits for."""
        if farewell and not self._transport.is_closing():
            self._transport.write(farewell)
            self._transport.close()
        else:
            self._transport.abort()
        self._end(BROKEN)

    async def _wait(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._timeout):
                await self._waiter
        except TimeoutError:
            self._end(SILENT)
            self._transport.abort()
            raise Lost(SILENT, silent=True) from None
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _end(self, how: Reply) -> None:
        self._ended = self._ended or how
        self._wake()

    # what asyncio calls

    def data_received(self, data: bytes) -> None:
        """Take lines apart and replies together (RFC 5321 section 4.2.1)."""
        self._buffer += data
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            if not self._take(line):
                break
        else:
            if len(self._buffer) <= LINE_BYTES and len(self._lines) <= REPLY_LINES:
                return
        self._end(NONSENSE)
        self._transport.abort()

    def _take(self, line: bytes) -> bool:
        code, mark = line[:3], line[3:4].strip()
        if not (code.isdigit() and b"200" <= code < b"600") or mark not in (b"", b"-"):
            return False
        self._lines.append((int(code), line[4:].decode("utf-8", "replace").strip()))
        if mark == b"":
            self._replies.append(_reply(self._lines))
            self._lines = []
            self._wake()
        return len(self._replies) <= UNREAD_REPLIES

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The other end is gone."""
        self._end(BROKEN)

    def pause_writing(self) -> None:
        """The other end takes nothing just now."""
        self._full = True

    def resume_writing(self) -> None:
        """It takes more."""
        self._full = False
        self._wake()


def _reply(lines: list[tuple[int, str]]) -> Reply:
    """One reply; the enhanced code stands before the text of each line (RFC 2034)."""
    code = lines[-1][0]
    enhanced, texts = "", []
    for _, text in lines:
        first, _, rest = text.partition(" ")
        if _is_enhanced(first, code):
            enhanced = enhanced or first
            text = rest  # noqa: PLW2901
        texts.append(text)
    text = "".join(letter for letter in " ".join(texts) if letter.isprintable())
    return Reply(code, enhanced, text[:TEXT_LENGTH])


def _is_enhanced(word: str, code: int) -> bool:
    parts = word.split(".")
    return (
        len(parts) == 3
        and parts[0] == str(code // 100)
        and all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts)
    )


def on_the_wire(content: bytes, trace: bytes = b"") -> Iterator[bytes]:
    """A message as DATA sends it, in pieces: dots doubled, the last line ended, the end mark (RFC 5321 4.5.2).

    `trace` is lines that begin with no dot.
    """
    mark = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    start = 0
    while start < len(content):
        end = content.find(b"\r\n", start + CHUNK) + 2
        piece = content[start:] if end == 1 else content[start:end]
        start += len(piece)
        stuffed = piece.replace(b"\r\n.", b"\r\n..")
        yield b"".join(
            (trace, b"." if piece.startswith(b".") else b"", stuffed, mark if start == len(content) else b"")
        )
        trace = b""
    if not content:
        yield trace + mark
