"""A header as mail programs write it above the mail that they quote: From, Sent, To and Subject, a line each."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import re2

from gateway.mime.flat import Line
from gateway.mime.wording import ADDRESS, BIDI, LABEL_OF, LENGTH, SPAN, TIME, UNSEEN, YEAR, Label

FIELDS = 4  # that a block has in each language: who, when, to whom, of what
BLOCK = 24  # lines of a header block, with what is folded
DECORATION = f"*_|# \t\xa0{BIDI}"
LABELLED = re2.compile(r"^[\pL\pM\s*'\x{2019}]{1,24}[:：]")


def label_of(line: Line) -> Label | None:
    """Which field of a header a line is."""
    head = line.text[:40]
    if ":" not in head and "：" not in head:
        return None
    return LABEL_OF.get(head.replace("：", ":").partition(":")[0].strip(DECORATION).casefold())


class Block(NamedTuple):
    """A header above quoted mail: `body` is the first line behind it, `said` its first field."""

    body: int
    said: str
    shown_to: tuple[str, ...] = ()


def header_block(lines: Sequence[Line], labels: Sequence[Label | None], number: int) -> Block | None:
    """From and at least two more fields, such as clients write above the mail that they quote."""
    if number >= len(lines):
        return None
    if labels[number] is None:
        return _foreign_block(lines, number, known=False)
    last = _last_label(lines, labels, number)
    if not _may_be_header(set(labels[number : last + 1])):
        return _foreign_block(lines, number, known=labels[number] is Label.FROM)
    body = _end_of_block(lines, last)
    said: dict[Label, str] = {}
    label = Label.FROM
    for line, found in zip(lines[number:body], labels[number:body], strict=True):
        label = found or label
        said[label] = f"{said.get(label, '')} {line.text[:LENGTH].translate(UNSEEN)}"
    whole = " ".join(said.values())
    if not ADDRESS.search(whole) and not _is_timed(said):
        return None
    shown_to = tuple(ADDRESS.findall(f"{said.get(Label.TO, '')} {said.get(Label.CC, '')}"))
    return Block(body, said[Label.FROM], shown_to)


def _is_timed(said: Mapping[Label, str]) -> bool:
    """Whether somebody is named and a time told: a booking has times only."""
    names = said[Label.FROM].partition(":")[2]
    sent = f"{said.get(Label.SENT, '')} {said.get(Label.DATE, '')}"
    named = any(map(str.isalpha, TIME.sub("", names)))
    return named and bool(TIME.search(sent)) and bool({Label.SENT, Label.SUBJECT} & said.keys())


def _foreign_block(lines: Sequence[Line], number: int, known: bool) -> Block | None:
    """Four fields in a language that is not known here: an address in the first, a time in the second.

    In English too people write such lines, of a meeting for instance: unless the first is `known` to say who, the
    labels must be in other letters.
    """
    block = lines[number : number + FIELDS]
    if "@" not in block[0].text[:LENGTH] or len(block) < FIELDS or any(line.spaced for line in block[1:]):
        return None
    said = [line.text[:LENGTH].translate(UNSEEN) for line in block]
    labels = [found[0] for one in said if (found := LABELLED.match(one))]
    if len(labels) < FIELDS or (not known and all(map(str.isascii, labels))):
        return None
    if not (ADDRESS.search(said[0]) and TIME.search(said[1]) and YEAR.search(said[1])):
        return None
    return Block(_end_of_block(lines, number + FIELDS - 1), said[0])


def _last_label(lines: Sequence[Line], labels: Sequence[Label | None], number: int) -> int:
    """The last field of a block, up to an empty line or too many lines that are no fields."""
    last = number
    for at in range(number + 1, min(number + BLOCK, len(lines))):
        if labels[at]:
            last = at
        elif lines[at].spaced or at - last > SPAN:
            break
    return last


def _may_be_header(told: set[Label | None]) -> bool:
    fields = told - {None}
    return Label.FROM in fields and len(fields) > 2 and bool(fields & {Label.SENT, Label.DATE, Label.SUBJECT})


def _end_of_block(lines: Sequence[Line], last: int) -> int:
    """The first line behind a header block: what is folded belongs to it up to an empty line."""
    depth = lines[last].depth
    for at in range(last + 1, min(last + SPAN, len(lines))):
        if lines[at].spaced or lines[at].depth != depth:
            return at
    return last + 1
