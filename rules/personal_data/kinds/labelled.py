"""Data whose meaning stands in a label or in the heading of a column, where their own form does not tell."""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan, name_item
from rules.personal_data.kinds import bank, birth_date, phone
from rules.personal_data.layout import Layout, labelled
from rules.personal_data.listed import recognise
from rules.personal_data.more_names import in_cell
from rules.personal_data.patterns import Pattern, pattern
from rules.personal_data.rows import Cell, Record

FORMS: dict[str, tuple[str, Pattern]] = {
    "phone": (phone.KIND, pattern(rb"^[+(]?\d[\d ()./-]{4,18}\d")),
    "birth-date": (
        birth_date.KIND,
        pattern(
            rb"^\d{1,4}[./ -](?:\d{1,2}|[A-Za-z]{3,9})[./ -]\d{2,4}|^\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9},? \d{2,4}"
            rb"|^\d{8}$|^\d{5}$"
        ),
    ),
    "national-insurance": ("national-insurance", pattern(rb"^[A-Za-z]{2}[ -]?(?:\d[ -]?){6}[A-Za-z]?\b")),
    "nhs": ("nhs", pattern(rb"^\d{3}[ .-]?\d{3}[ .-]?\d{4}\b")),
    "utr": ("utr", pattern(rb"^\d{5}[ -]?\d{5}\b")),
    "vehicle": (
        "vehicle",
        pattern(rb"^(?:[A-Z]{1,3} ?\d{1,4} ?[A-Z]{0,3}|[A-Z]{2}\d{2} ?[A-Z]{3}|[a-z]{2}\d{2} ?[a-z]{3})\b"),
    ),
    "cookie": ("cookie", pattern(rb"^[A-Za-z0-9._%-]*\d[A-Za-z0-9._%-]{7,}$")),
    "address": (
        "address",
        pattern(
            rb"^(?:\d{1,4}[A-Za-z]?[ ,]+[A-Za-z][A-Za-z' .-]{3,40}"
            rb"|(?:The )?[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+){1,3}(?:,|$))"
        ),
    ),
}
SORT_CODE = pattern(rb"^\d{2}[ -]?\d{2}[ -]?\d{2}$")
ACCOUNT = pattern(rb"^\d{7,8}$|^\d{4} \d{4}$")
HOUSE = pattern(rb"^(?:\d{1,4}[A-Za-z]?|[A-Z][A-Za-z' -]{2,30})$")
STREET = pattern(rb"^[A-Z][A-Za-z' .-]{3,40}$")


def find(layout: Layout) -> Iterator[Item]:
    """Every datum that only its label or column shows to be one."""
    for cell in labelled(layout):
        if cell.means in FORMS:
            kind, form = FORMS[cell.means]
            match = form.search(layout.scan.raw[cell.start : cell.end])
            if match and (kind != birth_date.KIND or not match.group().isdigit() or _day(match.group())):
                yield Item(kind, cell.start, cell.start + match.end(), _normal(layout.scan, kind, cell))
    for record in layout.records:
        yield from _in_two_cells(layout.scan, record)


def _normal(scan: Scan, kind: str, cell: Cell) -> str:
    """The value as a list of people would have it, so that the record knows it; else its letters and digits."""
    if kind == birth_date.KIND and (day := _day(scan.raw[cell.start : cell.end])):
        return day
    known = sorted(value for found, value in recognise(kind, scan.words[cell.start : cell.end]) if found == kind)
    return known[0] if known else "".join(scan.lower_words[cell.start : cell.end].split())


def _day(written: bytes) -> str | None:
    """The date that nothing but digits are, as spreadsheets and registers have it."""
    return birth_date.in_one(written.decode("ascii")) if written.isdigit() else None


def _in_two_cells(scan: Scan, record: Record) -> Iterator[Item]:
    """A sort code with its account, a house with its street."""
    cells = {cell.means: cell for cell in reversed(record.cells)}
    for kind, first, last, forms in (
        (bank.KIND, "sort-code", "account", (SORT_CODE, ACCOUNT)),
        ("address", "house", "street", (HOUSE, STREET)),
    ):
        if first in cells and last in cells:
            a, b = cells[first], cells[last]
            if all(form.search(scan.raw[c.start : c.end]) for form, c in zip(forms, (a, b), strict=True)):
                joint = "" if kind == bank.KIND else " "
                value = joint.join(scan.lower_words[c.start : c.end] for c in (a, b))
                yield Item(
                    kind, min(a.start, b.start), max(a.end, b.end), bank.normal(value) if kind == bank.KIND else value
                )


def names_in(layout: Layout) -> Iterator[Item]:
    """The names in values that are called names, surname and first name as one."""
    for record in layout.records:
        cells = {cell.means: cell for cell in reversed(record.cells)}
        if "surname" in cells and "first-name" in cells:
            first, last = (_word(layout.scan, cells[part]) for part in ("first-name", "surname"))
            if first and last:
                low, high = sorted((cells["first-name"], cells["surname"]), key=lambda cell: cell.start)
                yield name_item(low.start, high.end, first, last)
                continue
        for cell in record.cells:
            if cell.means in {"name", "surname", "first-name"} and (
                item := in_cell(layout.scan, cell.start, cell.end, cell.means)
            ):
                yield item


def _word(scan: Scan, cell: Cell) -> str:
    words = scan.lower_words[cell.start : cell.end].strip(" .,'\"").split()
    return (
        (words[0] if cell.means == "first-name" else words[-1])
        if words and words[0].replace("-", "").replace("'", "").isalpha()
        else ""
    )
