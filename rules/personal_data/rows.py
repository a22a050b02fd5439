"""Rows of tables and forms: what belongs together because of how it is laid out.

A row's values are known by the heading of their column, a form's by their label.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rules.personal_data.item import Scan
from rules.personal_data.labels import meaning
from rules.personal_data.patterns import pattern

SHORT_LINE = 48  # characters: a shorter line is not the first half of a sentence that goes on below
LONGEST_CELL = 120
LABEL = pattern(rb"^[ \t>*\x95-]*(\*?[A-Za-z][A-Za-z0-9 /&().'_#-]{0,31}?)\*?[ \t]*(?::|=| - |\t)[ \t]*")
DIVIDES = pattern(rb"[|\t:=;]|  | - |,[^\n]*,")
COMMA_DIVIDES = pattern(rb"[|\t:=;,]|  | - ")
LABELS_IN_A_ROW = 2
CELLS_OF_CSV = 3


class Line(NamedTuple):
    """One line, less its newline and what quotes it."""

    start: int
    end: int
    text: str


class Cell(NamedTuple):
    """One value: what its label or column says it is (a key of labels.MEANS, or empty), and where it stands."""

    means: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Record:
    """A row or a form: all of it is about one subject."""

    start: int
    end: int
    cells: tuple[Cell, ...] = field(default=(), repr=False)
    form: bool = False

    def has(self, meaning: str) -> bool:
        """Whether one of its values is said to be this."""
        return any(cell.means == meaning for cell in self.cells)


@dataclass(frozen=True)
class Rows:
    """Finds the records of a text. `document`: it is no message, so that commas divide even without a heading."""

    scan: Scan
    lines: Sequence[Line]
    document: bool = False

    def records(self) -> Iterator[Record]:
        """Rows and forms, in order."""
        index = self._divided(0)
        while index < len(self.lines):
            found, end = self._table(index) or self._form(index) or ([], index + 1)
            yield from found
            index = self._divided(end)

    def _divided(self, index: int) -> int:
        """The next line, from this one on, in which something stands that may divide it; the end where none does."""
        if index >= len(self.lines):
            return index
        form = COMMA_DIVIDES if self.document else DIVIDES
        match = form.search(self.scan.raw, self.lines[index].start)
        return bisect_right(self.lines, match.start(), index, key=_start) - 1 if match else len(self.lines)

    def _follows(self, index: int) -> bool:
        """Whether a line stands right below the one before it."""
        return self.scan.words.count("\n", self.lines[index - 1].end, self.lines[index].start) == 1

    def _table(self, index: int) -> tuple[list[Record], int] | None:
        first = _cells(self.lines[index].text, self.document)
        if first is None:
            return None
        mark, cells = first
        headings = _headings(self.lines[index].text, cells)
        if not headings and (
            (mark == "," and not self.document) or (len(cells) == 2 and self._form(index) is not None)
        ):
            return None
        rows, end = self._block(index, mark, cells)
        if len(rows) < 2:
            return None
        lines = self.lines[index:end]
        labels = [
            meaning(line.text[row[0][0] : row[0][1]]) if row else "" for line, row in zip(lines, rows, strict=True)
        ]
        if _are_labels(labels):
            return [_keyed(lines, rows, labels)], end
        first_row = 1 if headings else 0
        return [_row(line, row, headings) for line, row in list(zip(lines, rows, strict=True))[first_row:]], end

    def _block(self, index: int, mark: str, cells: list[tuple[int, int]]) -> tuple[list[list[tuple[int, int]]], int]:
        """The lines from here that are divided alike."""
        rows, end = [cells], index + 1
        while end < len(self.lines) and (mark in "|\t" or self._follows(end)):
            following = _split(self.lines[end].text, mark)
            if len(following) < 2 or (mark == "," and abs(len(following) - len(cells)) > 1):
                break
            rows.append(following)
            end += 1
        return rows, end

    def _is_labelled_alike(self, one: int, other: int) -> bool:
        """Whether two lines have the same label: not Licensee and Second name."""
        return self.lines[one].text[:4].lower() == self.lines[other].text[:4].lower()

    def _form(self, index: int) -> tuple[list[Record], int] | None:
        cell = _labelled(self.lines[index])
        if cell is None:
            return None
        found: list[Record] = []
        cells, start, end, first = [cell], self.lines[index].start, index + 1, index
        while end < len(self.lines) and self._follows(end):
            following = _labelled(self.lines[end])
            if following is None and not _goes_on(self.lines[end].text, cells[-1]):
                break
            if following is None:
                cells[-1] = cells[-1]._replace(end=self.lines[end].end)
            elif following.means == cells[0].means == "name" and self._is_labelled_alike(
                first, end
            ):  # the next person's
                found.append(Record(start, self.lines[end - 1].end, tuple(cells), True))
                cells, start, first = [following], self.lines[end].start, end
            else:
                cells.append(following)
            end += 1
        if end - index < LABELS_IN_A_ROW and cell.means in {"", "other"}:
            return None
        found.append(Record(start, self.lines[end - 1].end, tuple(cells), True))
        return found, end


def _start(line: Line) -> int:
    return line.start


def _cells(text: str, document: bool) -> tuple[str, list[tuple[int, int]]] | None:
    """How a line is divided into cells, and the cells; None for a line that is not."""
    for mark in ("|", "\t", "  ", ";", ","):
        if mark in text:
            if mark in ",;" and (text.count(mark) < (1 if document else CELLS_OF_CSV - 1)):
                continue
            cells = _split(text, mark)
            if len(cells) > 1 and all(b - a < LONGEST_CELL for a, b in cells):
                return mark, cells
    return None


def _split(text: str, mark: str) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end, empty ones too except between spaces."""
    found, position = [], 0
    for piece in text.split(mark):
        stripped = piece.strip(" \t\"'|")
        start = position + piece.find(stripped) if stripped else position
        if stripped or mark not in ("  ", "|"):
            found.append((start, start + len(stripped)))
        position += len(piece) + len(mark)
    return found


def _headings(text: str, cells: Sequence[tuple[int, int]]) -> list[str]:
    """What the cells of a line mean as headings; empty where it is no heading."""
    found = [meaning(text[a:b]) for a, b in cells]
    known = sum(1 for heading in found if heading)
    return found if known * 2 > len(found) - (len(found) > 2) and not _has_data(text) else []


def _are_labels(labels: Sequence[str]) -> bool:
    """Whether the first column of a table holds the labels of a form."""
    telling = sum(1 for label in labels if label not in {"", "other"})
    return len(labels) > 2 and telling * 5 > len(labels) * 2 and sum(map(bool, labels)) * 2 > len(labels)


def _has_data(text: str) -> bool:
    return sum(c.isdigit() for c in text) > 3 or "@" in text


def _row(line: Line, cells: Sequence[tuple[int, int]], headings: Sequence[str]) -> Record:
    named = [
        Cell(headings[n] if n < len(headings) else "", line.start + a, line.start + b)
        for n, (a, b) in enumerate(cells)
        if b > a
    ]
    return Record(line.start, line.end, tuple(named))


def _keyed(lines: Sequence[Line], rows: Sequence[Sequence[tuple[int, int]]], keyed: Sequence[str]) -> Record:
    """A table whose first column holds the labels: one form."""
    cells = [
        Cell(means, line.start + row[1][0], line.start + row[1][1])
        for line, row, means in zip(lines, rows, keyed, strict=True)
        if len(row) > 1
    ]
    return Record(lines[0].start, lines[-1].end, tuple(cells), True)


def _labelled(line: Line) -> Cell | None:
    """A line's value with what its label means, where it begins with a label."""
    head = line.text[:48]
    if ":" not in head and "=" not in head and "\t" not in head and " - " not in head and "  " not in head:
        return None
    match = LABEL.search(head.encode("ascii"))
    if match is None:
        return _spaced(line)
    label = match.group(1).decode("ascii")
    means = meaning(label)
    colon = head[match.end(1) :].lstrip("* ")[:1] == ":"
    if (not means and not (colon and len(label.split()) < 4)) or line.text[match.end() :].startswith("//"):
        return None
    return Cell(means, line.start + match.end(), line.end)


def _spaced(line: Line) -> Cell | None:
    label, gap, rest = line.text.partition("  ")
    means = meaning(label) if gap and rest.strip() else ""
    return Cell(means, line.end - len(rest.strip()), line.end) if means else None


def _goes_on(text: str, cell: Cell) -> bool:
    """Whether a line without label goes on with the value above: an address over several lines."""
    return cell.means == "address" and len(text) < SHORT_LINE and not text.endswith((".", "?", "!", ":"))
