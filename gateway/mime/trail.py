"""Where quoted mail begins in a message, and whose it is.

The recorded parent comes first: its lines are known exactly. Else the marks by which mail clients introduce and quote.
Where answers stand between quoted lines, or nobody can tell, nothing is to be cut.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from gateway.mime.charset import decode
from gateway.mime.flat import Line
from gateway.mime.quoted import quoted
from gateway.mime.source import Source, own_texts
from gateway.mime.thread import Parent, lines_of
from gateway.model.message import TextKind
from gateway.model.person import Thread

SAID = 40  # characters


class TrailKind(StrEnum):
    """`trail` is to be cut as a whole; in an `inline` one the author's answers stand."""

    TRAIL = "trail"
    INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Trail:
    """Quoted mail in one text of the message.

    `start` and `end` are offsets in the part's decoded source; `shown` are those in a plain text whose lines end in one
    newline, and `said` the first words of it that a reader sees. `author` is the address of whoever wrote what is
    quoted on top, empty where none is given; `shown_to` the addresses in To and Cc of a quoted header.
    """

    part: str
    of: TextKind
    kind: TrailKind
    start: int
    end: int
    shown: tuple[int, int]
    said: str = field(repr=False)
    author: str = field(default="", repr=False)
    forwarded: bool = False
    shown_to: tuple[str, ...] = field(default=(), repr=False)


def trails(content: bytes, thread: Thread | None = None) -> tuple[Trail, ...]:
    """The quoted mail in the texts of a message, at most one trail a text."""
    parent = Parent(thread) if thread and thread.lines else None
    found = (_trail(source, lines_of(source), thread, parent) for source in own_texts(content))
    return tuple(trail for trail in found if trail)


def _trail(source: Source, lines: list[Line], thread: Thread | None, parent: Parent | None) -> Trail | None:
    found = quoted(lines, parent)
    if found is None:
        return None
    start, end, by = lines[found.first].start, lines[found.last].end, found.introduction
    author = thread.author if thread and found.of_parent else by.author if by else ""
    text = decode(source.data, source.charset).text
    return Trail(
        source.part,
        source.kind,
        TrailKind.INLINE if found.inline else TrailKind.TRAIL,
        start,
        end,
        (start - text.count("\r\n", 0, start), end - text.count("\r\n", 0, end)),
        lines[found.first].text[:SAID],
        author,
        bool(by and by.forwarded),
        by.shown_to if by else (),
    )
