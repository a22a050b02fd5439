"""What differs between a message as it came in and as it goes out, in words: a line that goes, a line that comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from gateway.model.message import Content, Text, TextKind

LINES = 3000  # of one text that are compared
AROUND = 2  # lines that are shown before and behind a change
OTHER = {TextKind.PLAIN: "text/html", TextKind.HTML: "text/plain"}
LONGEST = 1000  # characters of a line that are shown


class Change(StrEnum):
    """What becomes of a line."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"
    GAP = "gap"  # stands for lines that are kept and not shown


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or the gap between two."""

    change: Change
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one place, such as `To` or `text`."""

    where: str
    lines: tuple[Line, ...]


def difference(before: Content, after: Content) -> tuple[Difference, ...]:
    """Each place that differs."""
    places = [
        ("Subject", [before.subject], [after.subject]),
        ("To", _people(before, "to"), _people(after, "to")),
        ("Cc", _people(before, "cc"), _people(after, "cc")),
        *_texts(before, after),
    ]
    return tuple(Difference(where, tuple(_lines(old, new))) for where, old, new in places if old != new)


def _people(content: Content, where: str) -> list[str]:
    return [f"{box.name} <{box.address}>" if box.name else box.address for box in getattr(content, where)]


def _texts(before: Content, after: Content) -> Iterator[tuple[str, list[str], list[str]]]:
    for kind, name in ((TextKind.PLAIN, "Text"), (TextKind.HTML, "Text as laid out")):
        olds, news = _of(before, kind), _of(after, kind)
        for number in range(max(len(olds), len(news))):
            old = olds[number].text if number < len(olds) else ""
            new = news[number].text if number < len(news) else ""
            where = f"{name} {number + 1}" if number else name
            yield where, old.splitlines()[:LINES], new.splitlines()[:LINES]


def _of(content: Content, kind: TextKind) -> list[Text]:
    """Its texts of a kind; not what a plain text would say to a reader who takes it for HTML."""
    return [text for text in content.texts if text.kind is kind and not text.part.startswith(OTHER[kind])]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND):
        if group[0][1] > 0:
            yield Line(Change.GAP)
        for tag, at, to, new_at, new_to in group:
            if tag == "equal":
                yield from (Line(Change.KEPT, line[:LONGEST]) for line in old[at:to])
            else:
                yield from (Line(Change.GONE, line[:LONGEST]) for line in old[at:to])
                yield from (Line(Change.NEW, line[:LONGEST]) for line in new[new_at:new_to])
