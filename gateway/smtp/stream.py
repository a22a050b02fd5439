"""What reading SMTP needs and asyncio's StreamReader does not offer: all that knows its buffer is here."""

from asyncio import LimitOverrunError, StreamReader

CRLF = b"\r\n"
LONGEST_SWALLOWED = 4_000_000  # bytes of one command line that are read only to be refused


class EndlessLine(Exception):
    """A command line has no end."""


def is_pending(reader: StreamReader) -> bool:
    """Whether something was read that nobody has asked for yet."""
    return bool(_buffer(reader))


def has_line(reader: StreamReader) -> bool:
    """Whether the next command can be had without waiting."""
    return CRLF in _buffer(reader)


def unread(reader: StreamReader, data: bytes) -> None:
    """Put something back in front of what comes next."""
    _buffer(reader)[:0] = data


def discard(reader: StreamReader) -> None:
    """Forget what was read and nobody has asked for."""
    _buffer(reader).clear()


async def read_line(reader: StreamReader, limit: int) -> bytes | None:
    """A command line without its CRLF, which alone ends a line (RFC 5321 section 2.3.8).

    None for a line longer than `limit` bytes; it has been read to its end. Raises EndlessLine where that end is far,
    IncompleteReadError at the end of the stream.
    """
    swallowed = 0
    while True:
        try:
            line = await reader.readuntil(CRLF)
        except LimitOverrunError as error:
            swallowed += len(await reader.readexactly(error.consumed))
            if swallowed > LONGEST_SWALLOWED:
                raise EndlessLine from None
            continue
        return line[:-2] if swallowed + len(line) - 2 <= limit else None


def _buffer(reader: StreamReader) -> bytearray:
    buffer: bytearray = reader._buffer  # type: ignore[attr-defined]
    return buffer
