"""The thread that a message belongs to: which message it answers, and whose lines are whose."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import re2

from gateway.mime.address import mailboxes
from gateway.mime.charset import decode
from gateway.mime.flat import Line, html_lines, plain_lines
from gateway.mime.header import decode_words, fields, header_end
from gateway.mime.source import Source, own_texts
from gateway.model.message import TextKind
from gateway.model.person import Thread

MESSAGE_ID = re2.compile(r"<[^<>\s]{1,400}>")
ANSWERED = 5  # of the newest ids in References
HINT = re2.compile(rb"(?im)^(?:in-reply-to|references)[ \t]*:")
PREFIX = r"(?:re|aw|antw|sv|vs|odp|r|rif|res|ref|atb|ynt|fw|fwd|wg|tr|rv)(?:\[\d+\]|\(\d+\))?\s?[:\x{FF1A}]\s*"
PREFIXES = re2.compile(rf"(?i)^\s*(?:\[[^\]\s]{{1,30}}\]\s*)?(?:{PREFIX})+")
ANSWERS = re2.compile(rb"(?im)^subject[ \t]*:[ \t]*(?:re|aw|antw|sv|vs|odp|r|rif|res|ref|atb|ynt)(?:\[\d+\])?[ ]?:")
HEAD = 256 * 1024  # octets of a message that are looked at for its header
FIELD = 10_000  # characters of a field that are looked at
CHARACTERS = 200_000  # of a text that are compared; what goes beyond is nobody's that is known
MARKS = dict.fromkeys(
    map(ord, "!\"#$%&'()*+,-./:;<=>?[\\]^_`{|}~\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022"), " "
)


def answered(content: bytes) -> tuple[str, ...]:
    """The Message-IDs that this message answers, the nearest first: In-Reply-To, then References from its end."""
    head = content[: header_end(content[:HEAD])[0]]
    if not HINT.search(head):
        return ()
    found: dict[str, list[str]] = {"in-reply-to": [], "references": []}
    for one in fields(head):
        if one.key in found:
            found[one.key] += MESSAGE_ID.findall(one.value[-FIELD:])
    nearest = [*found["in-reply-to"][:1], *found["references"][: -ANSWERED - 1 : -1]]
    return tuple(dict.fromkeys(nearest))


def subject_answered(content: bytes) -> str:
    """What the message answers by its subject, such as `Re: Bins`: the bare subject; empty where it answers none."""
    head = content[: header_end(content[:HEAD])[0]]
    if not ANSWERS.search(head):
        return ""
    said = next((one.value for one in fields(head) if one.key == "subject"), "")
    return bare_subject(decode_words(said[:FIELD]))


def bare_subject(subject: str) -> str:
    """A subject made alike for comparing, without what clients put before it when they answer or forward."""
    return " ".join(PREFIXES.sub("", subject[:FIELD], count=1).casefold().split())


def thread_of(parent: bytes) -> Thread:
    """What rules need to know of the message that is answered."""
    boxes: dict[str, list[str]] = {"from": [], "to": [], "cc": []}
    for one in fields(parent[:HEAD]):
        if one.key in boxes:
            boxes[one.key] += [box.address for box in mailboxes(one.value)]
    lines = tuple(filter(None, _alike(_lines(parent))))
    author = next(iter(boxes["from"]), "")
    return Thread(author, (*boxes["to"], *boxes["cc"]), lines)


def lines_of(source: Source) -> list[Line]:
    """The lines of one text of a message."""
    text = decode(source.data, source.charset).text
    return html_lines(text) if source.kind is TextKind.HTML else plain_lines(text)


def _lines(content: bytes) -> Iterable[Line]:
    for source in own_texts(content):  # each of them: whoever answers may quote either
        yield from lines_of(source)


def alike(text: str) -> str:
    """A line made alike for comparing: its words alone, whatever stands around or between them."""
    return " ".join(text.translate(MARKS).casefold().split())


def _alike(lines: Iterable[Line]) -> Iterator[str]:
    left = CHARACTERS
    for line in lines:
        left -= len(line.text)
        if left < 0:
            return
        yield alike(line.text)


class Parent:
    """The lines of the message that is answered. Folded anew, they are still known by the runs of their words."""

    def __init__(self, thread: Thread) -> None:
        self._opening = thread.lines[:2]
        self._whole = frozenset(thread.lines)
        words = [word for line in thread.lines for word in line.split()]
        self._runs = frozenset(zip(words, words[1:], words[2:], strict=False))

    def knows(self, lines: Sequence[Line]) -> list[bool]:
        """Of each line, whether it is the parent's. One without words is nobody's own."""
        answers: list[bool] = []
        before: list[str] = []
        for said in _alike(lines):
            words = said.split()
            answers.append(said in self._whole or self._is_run([*before, *words]) or not words)
            before = [*before, *words][-2:] if answers[-1] else []
        return answers + [False] * (len(lines) - len(answers))

    def _is_run(self, words: list[str]) -> bool:
        return len(words) > 2 and all(run in self._runs for run in zip(words, words[1:], words[2:], strict=False))

    def begins(self, lines: Sequence[Line]) -> int | None:
        """Which line is the parent's first, its second behind it."""
        size = len(self._opening)
        pairs = pairwise([*_alike(lines), ""])
        return next((number for number, pair in enumerate(pairs) if size and pair[:size] == self._opening), None)
