"""Excel's binary workbooks (MS-XLS): the cells by xlrd, and what that leaves out: headers, footers, boxes, comments."""

import struct
from collections.abc import Iterator
from typing import Any

import xlrd

from gateway.extract.archive import Locked
from gateway.extract.sheet import margin
from gateway.model.message import Concealment

HEADER, FOOTER, LOCK, CONTINUE, BOX = 0x14, 0x15, 0x2F, 0x3C, 0x1B6  # record types (MS-XLS section 2.3)
SERIES_TEXT, LINK = 0x100D, 0x1B8  # the title of a chart, and where a cell leads (sections 2.4.254, 2.4.140)
URL = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")  # the kind of link that holds an address (MS-OSHARED 2.3.7.6)
BOX_LENGTH = 10  # where a text box says how many characters follow (section 2.4.329)


def read(stream: bytes) -> tuple[str, tuple[Concealment, ...]]:
    """Every sheet's name and rows, hidden ones too, all else that is said, and what of it is not shown.

    Raises Locked, XLRDError and whatever else a broken workbook makes of xlrd.
    """
    beside = list(_beside_cells(stream))
    with xlrd.open_workbook(file_contents=stream, formatting_info=True, logfile=_Silence()) as book:
        lines: list[str] = []
        hidden: list[Concealment] = []
        for sheet in book.sheets():
            lines += [sheet.name, *_rows(sheet, book.datemode)]
            hidden += _hidden(sheet)
    return "\n".join([*lines, *beside]), tuple(dict.fromkeys(hidden))


class _Silence:
    """Where xlrd writes what it thinks of a workbook."""

    def write(self, _said: str) -> None:
        """Nothing."""


def _rows(sheet: Any, datemode: int) -> Iterator[str]:
    for number in range(sheet.nrows):
        row = [_shown(cell.ctype, cell.value, datemode) for cell in sheet.row(number)]
        if any(row):
            yield "\t".join(row).rstrip("\t")


def _shown(kind: int, value: Any, datemode: int) -> str:
    if kind == xlrd.XL_CELL_TEXT:
        return " ".join(value.split())
    if kind == xlrd.XL_CELL_DATE and value >= 1:
        try:
            return f"{xlrd.xldate_as_datetime(value, datemode):%d/%m/%Y}"
        except (ValueError, OverflowError):
            return str(value)
    if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return f"{value:.0f}" if value == int(value) else str(value)
    return ""


def _hidden(sheet: Any) -> Iterator[Concealment]:
    if sheet.visibility:
        yield Concealment.HIDDEN_SHEETS
    if any(row.hidden for row in sheet.rowinfo_map.values()):
        yield Concealment.HIDDEN_ROWS
    if any(column.hidden for column in sheet.colinfo_map.values()):
        yield Concealment.HIDDEN_COLUMNS
    if sheet.cell_note_map:
        yield Concealment.COMMENTS


def _beside_cells(stream: bytes) -> Iterator[str]:
    """Headers and footers, and the texts of boxes; a comment is a box too."""
    at = left = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == LOCK:
            raise Locked
        if kind in {HEADER, FOOTER} and size > 3:
            yield margin(_characters(data[2:]))
        elif kind == SERIES_TEXT and size > 4:
            yield _characters(data[3:])
        elif kind == LINK and URL in data:
            yield data.partition(URL)[2][4:].decode("utf-16-le", "replace").partition("\0")[0]
        elif kind == BOX and size >= BOX_LENGTH + 2:
            (left,) = struct.unpack_from("<H", data, BOX_LENGTH)
        elif kind == CONTINUE and left:
            said = _characters(data)[:left]
            left -= len(said)
            yield said
        else:
            left = 0


def _characters(data: bytes) -> str:
    """A string behind its flag: of one octet a character or of two (MS-XLS section 2.5.293)."""
    return data[1:].decode("utf-16-le" if data[:1] == b"\x01" else "latin-1", "replace")
