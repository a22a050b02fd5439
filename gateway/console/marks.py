"""Why a message waits, in sentences, and the places in its texts that each sentence is about."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from gateway.model.decision import Action, Decision
from gateway.model.message import Attachment, Content, Text, TextKind

SHOWN_CHARS = 50_000
AROUND_CHARS = 200
SHOWN_MARKS = 500
MARKED_WORDS = 1000  # characters: what is longer, such as a trail, is not marked where the message is laid out

# Characters that would not show, or would turn the reading order round, are made visible one for one.
HIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "�")
HIDDEN |= dict.fromkeys((*range(8234, 8239), *range(8294, 8298), 8206, 8207), "�")
HIDDEN[13] = " "

Spot = tuple[int, int, int]  # start, end, number of the reason


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about a message. `number` is shown beside it and at each place that it is about."""

    number: int
    rule: str
    why: str
    waits: bool
    places: frozenset[TextKind] = frozenset()
    times: int = 1
    kinds: frozenset[str] = frozenset()


class Seen(NamedTuple):
    """One finding: whether the message waits for it, in which text it is, and of what kind."""

    waits: bool
    part: str
    kind: str


class Piece(NamedTuple):
    """A run of text; `numbers` are the reasons that are marked on it, `gap` stands for text that is left out."""

    text: str
    numbers: tuple[int, ...] = ()
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One text of the message, ready to be laid out. `attachment` is the number of that which it was read in."""

    kind: TextKind
    pieces: tuple[Piece, ...] = field(repr=False)
    marked: int = 0
    attachment: str = ""


def reasons(decision: Decision, content: Content) -> tuple[Reason, ...]:
    """Why the message waits, and what else was seen: what waits comes first, each sentence once."""
    kinds = {text.part: text.kind for text in content.texts}
    found: dict[tuple[str, str], list[Seen]] = {}
    for verdict in sorted(decision.verdicts, key=lambda verdict: -verdict.action.severity):
        for finding in verdict.findings:
            waits = _makes_wait(finding.action or verdict.action)
            found.setdefault((verdict.rule, finding.why), []).append(Seen(waits, finding.part, finding.kind))
        if verdict.fault:
            found[verdict.rule, f"It could not be checked fully: {verdict.fault}."] = [Seen(True, "", "")]
    said = [
        (
            rule,
            why,
            any(one.waits for one in seen),
            frozenset(kinds[one.part] for one in seen if one.part in kinds),
            len(seen),
            frozenset(one.kind for one in seen if one.kind),
        )
        for (rule, why), seen in found.items()
    ]
    said.sort(key=lambda one: not one[2])
    return tuple(Reason(number, *one) for number, one in enumerate(said, 1))


def words(content: Content, decision: Decision, said: Iterable[Reason]) -> list[tuple[str, int]]:
    """The words that are marked in the message's own texts, each with the number of its reason."""
    numbers = {(reason.rule, reason.why): reason.number for reason in said}
    texts = {text.part: text.text for text in content.texts if text.kind in (TextKind.PLAIN, TextKind.HTML)}
    marked = {
        (texts[finding.part][finding.start : finding.end], numbers[verdict.rule, finding.why])
        for verdict in decision.verdicts
        for finding in verdict.findings
        if finding.part in texts and 0 < finding.end - finding.start <= MARKED_WORDS
    }
    return sorted(marked)[:SHOWN_MARKS]


def visible(text: str) -> str:
    """A text from outside, with nothing in it that hides."""
    return text.translate(HIDDEN)


def mailbox(text: str) -> Markup:
    """A name or an address from outside; a long address breaks before its @ first."""
    return escape(visible(text)).replace("@", Markup("<wbr>@"))


def _makes_wait(action: Action) -> bool:
    return action.severity >= Action.ASK.severity


def shown(
    content: Content, decision: Decision, said: Iterable[Reason], parts: Set[str] | None = None
) -> tuple[Shown, ...]:
    """The texts that a reviewer needs: the message's own words, and whatever else a finding is in; else `parts`."""
    numbers = {(reason.rule, reason.why): reason.number for reason in said}
    spots: dict[str, list[Spot]] = {}
    for verdict in decision.verdicts:
        for finding in verdict.findings:
            if finding.end > finding.start:
                spot = (finding.start, finding.end, numbers[verdict.rule, finding.why])
                spots.setdefault(finding.part, []).append(spot)
    has_plain = any(text.kind is TextKind.PLAIN for text in content.texts)
    own = TextKind.PLAIN if has_plain else TextKind.HTML
    names = dict(zip((one.part.rpartition(" ")[2] for one in content.attachments), content.attachments, strict=True))
    return tuple(
        _show(text, spots.get(text.part, []), _document(text, names))
        for text in content.texts
        if (text.kind is own or text.part in spots if parts is None else text.part in parts)
    )


def _document(text: Text, attachments: Mapping[str, Attachment]) -> str:
    """The number of the attachment that a text was read in; empty where it is in none."""
    number = text.part.rpartition(" ")[2]
    while text.kind is TextKind.DOCUMENT and number:
        if number in attachments:
            return number
        number = number.rpartition(".")[0]
    return ""


def _show(text: Text, spots: list[Spot], attachment: str) -> Shown:
    spots = sorted(spot for spot in spots if spot[0] < len(text.text))[:SHOWN_MARKS]
    pieces: list[Piece] = []
    done = 0
    for start, end in _windows(len(text.text), spots):
        if start > done:
            pieces.append(Piece("", gap=True))
        pieces += _cut(text.text, start, end, [spot for spot in spots if spot[0] < end and spot[1] > start])
        done = end
    if done < len(text.text):
        pieces.append(Piece("", gap=True))
    return Shown(text.kind, tuple(pieces), len(spots), attachment)


def _windows(length: int, spots: list[Spot]) -> list[tuple[int, int]]:
    """What of a long text is shown: its beginning, and the surroundings of each mark."""
    windows = [(0, min(length, SHOWN_CHARS))]
    for start, end, _ in spots:
        begin, stop = max(0, start - AROUND_CHARS), min(length, min(end, start + SHOWN_CHARS) + AROUND_CHARS)
        if begin <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(windows[-1][1], stop))
        else:
            windows.append((begin, stop))
    return windows


def _cut(text: str, start: int, end: int, spots: list[Spot]) -> Iterator[Piece]:
    """The text between two offsets, cut wherever a mark begins or ends."""
    changes: dict[int, list[tuple[bool, int]]] = {start: [], end: []}
    for begin, stop, number in spots:
        changes.setdefault(max(begin, start), []).append((True, number))
        changes.setdefault(min(stop, end), []).append((False, number))
    open_now: list[int] = []
    edges = sorted(changes)
    for here, there in pairwise(edges):
        for opens, number in changes[here]:
            if opens:
                open_now.append(number)
            else:
                open_now.remove(number)
        yield Piece(visible(text[here:there]), tuple(sorted(set(open_now))))
