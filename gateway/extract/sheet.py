"""The cells of a workbook (ECMA-376 part 1, 18.3): every sheet, hidden ones too, row by row."""

import posixpath
from datetime import date, timedelta

import re2

from gateway.extract.nodes import Attributes, local, parse
from gateway.extract.telling import literals

EPOCH = date(1899, 12, 30)  # day 0; Excel's own 29 February 1900 makes the difference
LAST_DAY = 2_958_465  # 31 December 9999
DATE_FORMATS = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}  # ECMA-376 part 1, 18.8.30
DATE_LETTERS = re2.compile(r'(?i)^(?:"[^"]*"|\[[^\]]*\]|\\.|[^"\[\\dy])*[dy]')
MARGIN_CODE = re2.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|[0-9]{1,3}|[A-Z])')
MARGINS = ("dHeader", "dFooter", "nHeader", "nFooter", "tHeader", "tFooter")  # of odd, even and first pages
FORMULAS = {"f", "formula", "formula1", "formula2"}  # of cells, of rules for their look, of choices
WIDEST_GAP = 100  # empty cells that are kept as tabs
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def margin(said: str) -> str:
    """A header or footer without its codes for place and font (ECMA-376 part 1, 18.3.1.46)."""
    return str(MARGIN_CODE.sub(" ", said)).strip()


def is_own(name: str) -> bool:
    """Whether a file of the archive is read here."""
    return name.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/styles", "xl/pivotCache/"))


def rows(files: dict[str, bytes]) -> list[str]:
    """The names of the sheets, their rows, and strings that stand in no cell any more or in a pivot's memory only."""
    strings = _strings(files.get("xl/sharedStrings.xml", b""))
    dates = _date_styles(files.get("xl/styles.xml", b""))
    used: set[int] = set()
    found = [_sheet_names(files["xl/workbook.xml"])]
    for name, data in files.items():
        if posixpath.dirname(name) == "xl/worksheets":
            found.append(_Sheet(strings, dates, used).read(data))
        elif posixpath.dirname(name) == "xl/pivotCache":
            found.append(_pivot(data))
    found += [text for number, text in enumerate(strings) if number not in used]
    return found


def _sheet_names(data: bytes) -> str:
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "sheet":
            found.append(attributes.get("name", ""))

    parse(data, start)
    return "\n".join(found)


def _strings(data: bytes) -> list[str]:
    found: list[list[str]] = []

    def start(name: str, _attributes: Attributes) -> None:
        if local(name) == "si":
            found.append([])

    def text(said: str) -> None:
        if found:
            found[-1].append(said)

    if data:
        parse(data, start, None, text)
    return ["".join(pieces) for pieces in found]


def _date_styles(data: bytes) -> set[str]:
    """The numbers of the cell styles that show a number as a date."""
    formats, styles, within = set(DATE_FORMATS), [], [False]

    def start(name: str, attributes: Attributes) -> None:
        tag = local(name)
        within[0] |= tag == "cellXfs"
        if tag == "numFmt" and DATE_LETTERS.match(attributes.get("formatCode", "")[:100]):
            formats.add(_number(attributes.get("numFmtId", "")))
        elif tag == "xf" and within[0]:
            styles.append(_number(attributes.get("numFmtId", "")))

    def end(name: str) -> None:
        within[0] &= local(name) != "cellXfs"

    if data:
        parse(data, start, end)
    return {str(number) for number, style in enumerate(styles) if style in formats}


def _pivot(data: bytes) -> str:
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) in {"s", "n", "d"} and "v" in attributes:
            found.append(attributes["v"])

    parse(data, start)
    return "\n".join(dict.fromkeys(found))


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


class _Sheet:
    def __init__(self, strings: list[str], dates: set[str], used: set[int]) -> None:
        self._strings, self._dates, self._used = strings, dates, used
        self._lines: list[str] = []
        self._row: list[str] = []
        self._kind = self._style = ""
        self._value: list[str] = []
        self._formula: list[str] | None = None  # while one is read
        self._reckoned: list[str] = []
        self._open = False  # within an element whose text is shown

    def read(self, data: bytes) -> str:
        parse(data, self._start, self._end, self._say)
        return "\n".join([*self._lines, *dict.fromkeys(self._reckoned)])

    def _start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "row":
            self._row = []
        elif tag == "c":
            self._kind, self._style, self._value = attributes.get("t", "n"), attributes.get("s", ""), []
            gap = _column(attributes.get("r", "")) - len(self._row)
            self._row += [""] * min(max(gap, 0), WIDEST_GAP)
        elif tag.endswith(MARGINS):
            self._value = []
        self._formula = [] if tag in FORMULAS else None
        self._open = tag in {"v", "t", "is", "r"} or tag.endswith(MARGINS)

    def _say(self, text: str) -> None:
        if self._open:
            self._value.append(text)
        elif self._formula is not None:
            self._formula.append(text)

    def _end(self, name: str) -> None:
        tag = local(name)
        self._open = False
        if self._formula:
            self._reckoned += filter(None, [literals("".join(self._formula))])
        self._formula = None
        if tag == "c":
            self._row.append(self._shown("".join(self._value)))
        elif tag == "row" and any(self._row):
            self._lines.append("\t".join(self._row).rstrip("\t"))
        elif tag.endswith(MARGINS):
            self._lines.append(margin("".join(self._value)))

    def _shown(self, value: str) -> str:
        if self._kind == "s" and 0 <= _number(value) < len(self._strings):
            self._used.add(_number(value))
            value = self._strings[_number(value)]
        elif self._kind == "n" and self._style in self._dates:
            day = _number(value.partition(".")[0])
            value = f"{EPOCH + timedelta(days=day):%d/%m/%Y}" if 0 < day <= LAST_DAY else value
        return " ".join(value.split())


def _column(reference: str) -> int:
    """The column of a cell reference such as AB12, counted from 0."""
    column = 0
    for letter in reference[:4]:
        if letter not in LETTERS:
            break
        column = column * 26 + LETTERS.index(letter) + 1
    return max(column - 1, 0)
