"""Where the bars of a chart stand. Lengths are in per cent, so that a chart fits a phone with its words unshrunk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from gateway.model.backtest import Comparison, Counts, Week
from gateway.model.decision import Action
from gateway.policy.words import DONE, day

MOST_COLUMNS = 26
STRICTEST_FIRST = tuple(Action)[::-1]
MIDDLE = 50.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `start` on, `length` long. `kind` names its colour, `says` what it stands for."""

    start: float
    length: float
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chart: its words, and its bars beside each other."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The holds of one or more `weeks`: how many under the draft and in force, and each as a height."""

    label: str
    weeks: int
    held: int
    in_force: int | None
    held_height: float
    in_force_height: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers side by side, each with its height."""

    label: str
    first: int
    second: int
    first_height: float
    second_height: float

    @property
    def most(self) -> int:
        """The larger of the two."""
        return max(self.first, self.second)


def pairs(lines: Sequence[tuple[str, int, int]]) -> list[Pair]:
    """Two columns a line; the highest of all fills the height."""
    most = max((max(first, second) for _, first, second in lines), default=0)
    return [Pair(label, a, b, _part(a, most), _part(b, most)) for label, a, b in lines]


def shares(lines: Iterable[tuple[str, Counts]]) -> list[Row]:
    """Of each kind of decision its share of all, line by line."""
    return [_row(label, counts, sum(counts.values())) for label, counts in lines]


def amounts(lines: Sequence[tuple[str, Counts]]) -> list[Row]:
    """How many there are, line by line; the longest fills the width.

    The number stands before the name, so that a narrow screen cuts the name.
    """
    totals = [sum(counts.values()) for _, counts in lines]
    most = max(totals, default=0)
    return [_row(f"{total} {name}", counts, most) for total, (name, counts) in zip(totals, lines, strict=True)]


def changes(comparison: Comparison) -> list[Row]:
    """For each kind of decision the messages that it follows for no longer, to the left, and newly, to the right."""
    each = [(action, comparison.no_longer(action), comparison.newly(action)) for action in STRICTEST_FIRST]
    most = max(max(fewer, more) for _, fewer, more in each)
    rows = []
    for action, fewer, more in each:
        if fewer or more:
            left, right = _part(fewer, most) / 2, _part(more, most) / 2
            label = f"{DONE[action].capitalize()}: {more} newly, {fewer} no longer"
            rows.append(
                Row(label, (Bar(MIDDLE - left, left, "fewer", "no longer"), Bar(MIDDLE, right, action, "newly")))
            )
    return rows


def columns(weeks: Sequence[Week]) -> list[Column]:
    """The weeks, in order; of a long time several weeks in each column."""
    together = max(1, ceil(len(weeks) / MOST_COLUMNS))
    groups = [weeks[start : start + together] for start in range(0, len(weeks), together)]
    sums = [(sum(w.held for w in group), sum(w.in_force or 0 for w in group)) for group in groups]
    most = max((max(pair) for pair in sums), default=0)
    return [
        Column(
            day(group[0].monday),
            len(group),
            held,
            None if group[0].in_force is None else in_force,
            _part(held, most),
            _part(in_force, most),
        )
        for group, (held, in_force) in zip(groups, sums, strict=True)
    ]


def _row(label: str, counts: Counts, whole: int) -> Row:
    bars, start = [], 0.0
    for action in STRICTEST_FIRST:
        if number := counts.get(action, 0):
            length = _part(number, whole)
            bars.append(Bar(start, length, action, f"{number} {DONE[action]}"))
            start += length
    return Row(label, tuple(bars))


def _part(number: int, whole: int) -> float:
    return 100 * number / whole if whole else 0.0
