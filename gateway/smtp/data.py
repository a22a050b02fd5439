"""Read a message block by block, and undo what SMTP did to it on the way.

Only CRLF.CRLF ends a message (RFC 5321 section 4.1.1.4); what looks alike and is not is a way to smuggle a second
message in. No step here looks at single lines in Python: the cost is a few passes in C over each block.
"""

from asyncio import LimitOverrunError, StreamReader
from dataclasses import dataclass, field
from io import BytesIO

from gateway.smtp.replies import Say
from gateway.smtp.stream import CRLF, unread

END = b"\r\n.\r\n"


@dataclass(slots=True)
class DataLimits:
    """What a message may be: its size and its longest line in bytes, and whether bare CR and LF are made CRLF."""

    message_bytes: int
    line_bytes: int
    fix_newlines: bool = False


@dataclass(frozen=True, slots=True)
class Data:
    """A message with its dot-stuffing undone, or why it cannot be taken."""

    content: bytes = field(default=b"", repr=False)
    refusal: Say | None = None


async def read_data(reader: StreamReader, limits: DataLimits) -> Data:
    """Read up to the end of the message, and no further. What must be refused is read to its end too.

    The line end of the DATA command is the first half of an end mark, so an empty message is a dot and CRLF alone.
    Raises IncompleteReadError where the client goes away before the end.
    """
    unread(reader, CRLF)
    message = _Message(limits)
    while True:
        try:
            block = await reader.readuntil(END)
        except LimitOverrunError as error:
            message.take(await reader.readexactly(error.consumed))
            continue
        message.take(block.removesuffix(b".\r\n"))
        return message.finish()


class _Message:
    """A message while it comes in. Blocks are cut so that no CRLF, and no dot behind one, is ever parted."""

    def __init__(self, limits: DataLimits) -> None:
        self._limits = limits
        self._content = BytesIO()  # grows in place and is handed over without a copy: a join would stop the loop
        self._carry = b""
        self._size = -len(CRLF)  # that of the DATA command is none of the message's
        self._open_line = 0
        self._refusal: Say | None = None

    def take(self, block: bytes) -> None:
        block = self._carry + block
        whole = len(block) - (2 if block.endswith(CRLF) else block.endswith(b"\r"))
        self._carry = block[whole:]
        self._add(block[:whole])

    def finish(self) -> Data:
        self._add(self._carry)
        if self._refusal:
            return Data(refusal=self._refusal)
        return Data(self._content.getvalue())

    def _add(self, block: bytes) -> None:
        block = block.replace(b"\r\n.", CRLF)
        newlines = block.count(CRLF)
        if not newlines == block.count(b"\r") == block.count(b"\n"):
            if not self._limits.fix_newlines:
                self._refuse(Say.BARE_NEWLINE)
            block = block.replace(CRLF, b"\n").replace(b"\r", b"\n").replace(b"\n", CRLF)
        start = len(CRLF) if block and self._size < 0 else 0
        self._size += len(block)
        if self._size > self._limits.message_bytes:
            self._refuse(Say.MESSAGE_TOO_LARGE)
        self._measure_lines(block)
        if not self._refusal:
            self._content.write(memoryview(block)[start:])

    def _measure_lines(self, block: bytes) -> None:
        """From the start of a line, jump to the last line end that may be this far away: all between are in bounds."""
        longest = self._limits.line_bytes + len(CRLF)
        start = -self._open_line
        while len(block) - start > longest:
            newline = block.rfind(b"\n", max(start, 0), max(start + longest, 0))
            if newline < 0:
                self._refuse(Say.LINE_TOO_LONG)
                break
            start = newline + 1
        last = block.rfind(b"\n", max(start, 0))
        self._open_line = len(block) - (last + 1 if last >= 0 else start)

    def _refuse(self, why: Say) -> None:
        self._refusal = self._refusal or why
        self._content = BytesIO()
