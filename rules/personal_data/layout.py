"""How a text is laid out: sentences, list entries, rows of tables and forms.

What stands in one of these belongs together more than with anything outside it. A row's values are known by the
heading of their column, a form's by their label.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rules.personal_data.item import Scan
from rules.personal_data.patterns import pattern
from rules.personal_data.rows import SHORT_LINE, Cell, Line, Record, Rows

SENTENCE = pattern(rb"[.?!][\"')]*\s+|;[ \n]|\n[ \t>]*\n|\n[ \t>]*(?:[-*+\x95]|\d{1,3}[.)]|\([a-z0-9]{1,3}\))[ \t]+")
ABBREVIATIONS = tuple(
    b" " + word
    for word in (
        b"mr mrs ms dr st no nos tel rev revd cllr prof mob ext approx inc sgt capt hon esq jr sr fr mt c/o"
        b" attn attention dept"
    ).split()
)
HEADING = 22  # characters: "Your number. We have ..."
LONGEST_LIST = 40  # lines
LONGEST_ENTRY = 110


@dataclass(frozen=True)
class Layout:
    """The records of a text and where its sentences end."""

    scan: Scan
    document: bool = False

    @cached_property
    def lines(self) -> list[Line]:
        """Every line that is not empty, without quote marks and indentation."""
        found, position = [], 0
        for raw in self.scan.words.split("\n"):
            text = raw.lstrip("> \t") if raw[:1] in ">\t " else raw
            start = position + len(raw) - len(text)
            if text := text.rstrip():
                found.append(Line(start, start + len(text), text))
            position += len(raw) + 1
        return found

    @cached_property
    def records(self) -> list[Record]:
        """Rows and forms, in order."""
        return list(Rows(self.scan, self.lines, self.document).records())

    @cached_property
    def _record_starts(self) -> list[int]:
        return [record.start for record in self.records]

    def record_at(self, position: int) -> Record | None:
        """The row or form in which a place lies."""
        place = bisect_right(self._record_starts, position) - 1
        if place >= 0 and position < self.records[place].end:
            return self.records[place]
        return None

    @cached_property
    def breaks(self) -> list[int]:
        """Where sentences, entries and short lines end, in order."""
        found = {
            match.start() for match in SENTENCE.finditer(self.scan.raw) if not self._is_abbreviation(match.start())
        }
        for before, after in zip(self.lines, self.lines[1:], strict=False):
            if before.end - before.start < SHORT_LINE and not after.text[:1].islower():
                found.add(before.end)
        found -= {place for place in found if self._ends_a_heading(place)}
        for record in self.records:
            found.update((max(record.start - 1, 0), record.end))
        return sorted(found)

    def _ends_a_heading(self, position: int) -> bool:
        """Whether a full stop ends two or three words at the head of a line: they name what follows."""
        if self.scan.raw[position : position + 2] != b". ":
            return False
        low, _ = self.scan.line(position, 60)
        return position - low < HEADING and b"," not in self.scan.raw[low:position]

    def _is_abbreviation(self, position: int) -> bool:
        if self.scan.raw[position : position + 1] != b".":
            return False
        before = b" " + self.scan.lower[max(0, position - 6) : position]
        return before.endswith(ABBREVIATIONS) or (
            before[-2:-1] in b" (.\n" and self.scan.raw[position - 1 : position].isupper()
        )

    def unit(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        """The record or sentence around a place, within bounds."""
        if record := self.record_at(start):
            return max(record.start, low), min(record.end, high)
        place = bisect_left(self.breaks, start)
        low = max(low, self.breaks[place - 1] + 1 if place else 0)
        place = bisect_left(self.breaks, end)
        return low, min(high, self.breaks[place] if place < len(self.breaks) else high)

    def lead_in(self, position: int, low: int) -> tuple[int, int] | None:
        """The line with a colon at its end that leads up to a list in which a place lies."""
        place = bisect_right(self.lines, position, key=lambda line: line.start) - 1
        for line in reversed(self.lines[max(0, place - LONGEST_LIST) : place]):
            if line.start < low:
                return None
            if line.text.endswith((":", ":-", "...")):
                return line.start, line.end
            if line.end - line.start > LONGEST_ENTRY or line.text.endswith((".", "?", "!")):
                return None
        return None

    def paragraph(self, position: int, low: int, reach: int) -> int:
        """Where the paragraph around a place begins, looking back no further than `reach` and `low`."""
        low = max(low, position - reach)
        gap = max(self.scan.raw.rfind(mark, low, position) for mark in (b"\n\n", b"\n \n", b"\n>\n", b"\n> \n"))
        return gap if gap >= 0 else low


def labelled(layout: Layout) -> Iterator[Cell]:
    """Every value whose label says what it is."""
    for record in layout.records:
        for cell in record.cells:
            if cell.means not in {"", "other"} and cell.end > cell.start:
                yield cell
