"""Which lines of a text are quoted mail: what the recorded parent shows, else the marks of mail clients."""

from collections.abc import Sequence
from typing import NamedTuple

import re2

from gateway.mime.flat import Line
from gateway.mime.header_block import label_of
from gateway.mime.introduction import Introduction, introductions, is_forwarded, is_heading, is_rule
from gateway.mime.thread import Parent
from gateway.mime.wording import ADDRESS, ANSWERS, BIDI, LENGTH, SPAN, TIME

FOOTER = re2.compile(
    r"(?i)^(?:--|__|==|\*\*\*|—|sent from |sent with |sent via |get outlook|gesendet von |von meinem |envoyé de |"
    r"skickat från |sendt fra |verzonden |enviado |inviato da |wysłano z |unsubscribe|you received this )"
)
PLACEHOLDER = re2.compile(r"^(?:\[[^\]]*\]|<[^>]*>|https?://\S+)$")  # for a picture or a link
ABOVE = 8  # lines above the parent's first that may introduce it


class Quoted(NamedTuple):
    """Lines `first` to `last` are quoted mail; with `inline` the author's answers stand between them.

    `introduction` is what a client wrote above it, `of_parent` whether it is known to be the recorded parent's.
    """

    first: int
    last: int
    inline: bool
    introduction: Introduction | None
    of_parent: bool


def quoted(lines: Sequence[Line], parent: Parent | None) -> Quoted | None:
    """The quoted mail of a text, None where there is none."""
    told, are_all = introductions(lines)
    told = [one for one in told if _holds(lines, one)]
    known = parent.knows(lines) if parent else [False] * len(lines)
    begun = parent.begins(lines) if parent else None
    begin = _of_parent(lines, told, begun) if begun is not None else _of_client(lines, told)
    if begin is None:
        return None
    first, body = begin
    by = next((one for one in told if first <= one.first <= body), None)
    last, inline = _extent(lines, body, told, known, begun is not None)
    inline = inline or not are_all or lines[-1].cut_short or (begun is None and _says_so(lines[:first]))
    if by:
        above, first = first, _with_rules(lines, first)
        by = by._replace(forwarded=by.forwarded or any(map(is_forwarded, lines[first:above])))
    return Quoted(first, last, inline, by, begun is not None)


def _says_so(own: Sequence[Line]) -> bool:
    """Whether the author says that answers stand in what is quoted: set off by a colour, say, and by nothing else."""
    return bool(ANSWERS.search(" ".join(line.text[:LENGTH] for line in own)))


def _holds(lines: Sequence[Line], one: Introduction) -> bool:
    """Whether quoted mail follows. Words that people write themselves introduce only what is marked as quoted."""
    below = lines[one.body]
    return one.sure or below.depth > lines[one.first].depth or below.marked or lines[one.first].marked


def _of_parent(lines: Sequence[Line], told: Sequence[Introduction], begun: int) -> tuple[int, int] | None:
    """From the parent's first line up to whatever introduces it."""
    for one in reversed(told):
        if begun - ABOVE <= one.first <= begun and one.body <= begun:
            return one.first, begun
    first = begun
    while (
        first > 0
        and begun - first < ABOVE
        and (label_of(lines[first - 1]) or _may_introduce(lines[first - 1].text[:LENGTH]))
    ):
        first -= 1
    return first, begun


def _of_client(lines: Sequence[Line], told: Sequence[Introduction]) -> tuple[int, int] | None:
    """From the first introduction, client's mark or quoted lines, whichever comes first."""
    begins = [(one.first, one.body) for one in told[:1]]
    begins += [(number, _body(lines, number)) for number, line in enumerate(lines) if line.marked][:1]
    if (number := _first_quote(lines)) is not None:
        begins.append((_introduced(lines, number), number))
    if not begins:
        return None
    first = min(first for first, _ in begins)
    return first, max(body for at, body in begins if at == first)


def _body(lines: Sequence[Line], mark: int) -> int:
    """The first line that is quoted behind a client's mark: what stands between introduces it, in whatever words."""
    near = range(mark, min(mark + SPAN, len(lines)))
    return next((number for number in near if lines[number].depth > 0), mark)


def _first_quote(lines: Sequence[Line]) -> int | None:
    """The first of two quoted lines together; one alone may be anything."""
    for number, line in enumerate(lines[:-1]):
        if line.depth and lines[number + 1].depth:
            return number
    return None


def _introduced(lines: Sequence[Line], number: int) -> int:
    """Where the introduction of a quoted line begins, in a language that is not known here: the line itself if there
    is none.
    """
    said = ""
    for first in range(number - 1, max(number - 1 - SPAN, -1), -1):
        line = lines[first]
        said = f"{line.text[:LENGTH]} {said}".strip()
        if line.depth >= lines[number].depth or not said.rstrip(BIDI).endswith((":", "：")):
            break
        if _may_introduce(said):
            return first
        if line.spaced:
            break
    return number


def _may_introduce(said: str) -> bool:
    """Whether words look like an introduction in a language that is not known here."""
    return said.rstrip(BIDI).endswith((":", "：")) and bool(ADDRESS.search(said) or TIME.search(said))


def _with_rules(lines: Sequence[Line], first: int) -> int:
    """Also what stands right above an introduction and belongs to it."""
    while first > 0 and is_heading(lines[first - 1]):
        first -= 1
    return first


def _extent(
    lines: Sequence[Line], body: int, told: Sequence[Introduction], known: Sequence[bool], of_parent: bool
) -> tuple[int, bool]:
    """The last quoted line, and whether the author's own words stand in what is quoted."""
    end = len(lines) - 1
    marked = [number for number in range(body, len(lines)) if lines[number].depth]
    if marked and marked[0] <= body + 1:
        own = [n for n in range(body, len(lines)) if not lines[n].depth and not known[n]]
        return _extent_of_marked(lines, own, marked[-1], told)
    if of_parent:
        introducing = {n for one in told for n in range(one.first, one.body)}
        own = [n for n in range(body, len(lines)) if not known[n] and n not in introducing]
        return _extent_of_known(lines, own, known, body)
    return end, False


def _extent_of_marked(
    lines: Sequence[Line], own: Sequence[int], last: int, told: Sequence[Introduction]
) -> tuple[int, bool]:
    end = len(lines) - 1
    if not own or any(one.first == own[0] for one in told):  # older mail below, without quote marks
        return end, False
    if own[0] > last and FOOTER.match(lines[own[0]].text[:200]):
        return last, False
    return end, True


def _extent_of_known(lines: Sequence[Line], own: Sequence[int], known: Sequence[bool], body: int) -> tuple[int, bool]:
    """Below the parent's first line stands either what is the parent's, a footer, or an answer."""
    last = max((n for n in range(body, len(lines)) if known[n]), default=body)
    answers = [n for n in own if not lines[n].depth and not PLACEHOLDER.match(lines[n].text) and not is_rule(lines[n])]
    if not answers:
        return len(lines) - 1, False
    if answers[0] > last and FOOTER.match(lines[answers[0]].text[:200]):
        return last, False
    return len(lines) - 1, True
