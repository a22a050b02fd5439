"""Telephone numbers, as people in the United Kingdom write them (Ofcom's National Telephone Numbering Plan),
and abroad.

Ofcom's numbers for drama count like any other: they are possible, and nobody writes them by accident. Freephone,
0300 and premium numbers are no person's.
"""

from collections.abc import Iterator

import phonenumbers

from rules.personal_data.gaps import BREAK
from rules.personal_data.item import Item, Scan
from rules.personal_data.number_edges import is_alone, is_named_otherwise
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Match, Sought, pattern

KIND = "phone"
NAMED = "A telephone number"

ABROAD = rb"(?:\(?(?:\+|00)44\)?[ .-]{0,2}(?:\(0\)|0)?|\(?0)"
BRITISH = AS_WRITTEN.pattern(rb"(?:^|[^0-9])(" + ABROAD + rb"[ .-]?[12357](?:[ ().-]{0,3}\d){8,9})")
BROKEN = AS_WRITTEN.pattern(  # over two lines, quoted ones too
    rb"(?:^|[^0-9])((?:\+44 ?(?:\(0\))?|0)\d{2,4}(?: ?\n[> \t]{0,9}\d{3}(?: ?\d){2,5}"
    rb"|" + BREAK + rb"\d{3}(?: ?\d){2,5}"
    rb"| \d{3}" + BREAK + rb"\d{3,4}))\b"
)
SLASHED = AS_WRITTEN.pattern(rb"(?:^|[^0-9A-Za-z/-])(0[17]\d{3}/ ?\d{3} ?\d{3})\b")
BARE = AS_WRITTEN.pattern(rb"\b(44 ?7[1-57-9]\d{2} ?\d{3} ?\d{3})\b")
LIKE_ZEROS = AS_WRITTEN.pattern(rb"\b([Oo0]7[0-9Oo]{3}[ -]?[0-9Oo]{3}[ -]?[0-9Oo]{3})\b")
LINKED = IN_LOWER_CASE.pattern(rb"\b(?:wa\.me|api\.whatsapp\.com|t\.me)/(?:send\?phone=)?\+?(\d{10,14})\b")
FOREIGN = AS_WRITTEN.pattern(rb"(?:\+|\b00)[1-9](?:[ ().-]{0,2}\d){7,13}")
LOCAL = IN_LOWER_CASE.pattern(
    rb"(?:tel|telephone|phone|ring|call|mobile|mob)(?: no| number)?[.:]{0,2} (?:(?:me|him|her"
    rb"|them)\b)?(?: first)?[:,]? ?(?:on "
    rb"|is )?(\d{3}[ -]?\d{3,4})\b"
)
EXCHANGE = AS_WRITTEN.pattern(
    rb"\b(?:(?i:tel|telephone|phone|ring|rings|call)[.:]{0,2}|(?:is|are|reached|rung)(?: on| at)) "
    rb"(?:(?:me|him|her|them)\b)?(?: on | at )?([A-Z][a-z]{3,14}) (\d{3} ?\d{3})\b"
)
IRISH = IN_LOWER_CASE.pattern(
    rb"\b(?:irish|tel|telephone|phone|mobile|mob|cell|call|ring|text|number)\b[^\n\d]{0,16}"
    rb"(08[35-9][ -]?\d{3}[ -]?\d{4})\b"
)
WITHOUT_ZERO = IN_LOWER_CASE.pattern(
    rb"\b(?:tel|telephone|phone|mobile|mob|cell|ring|text|number)\b[^\n\d]{0,12}(7[1-57-9]\d{2} ?\d{3} ?\d{3})\b"
)
NO_EXCHANGE = frozenset(
    b"order invoice reference policy account number plot page room form permit licence claim ticket serial code"
    b" section item case batch meter model part job".split()
)
PUBLIC = ("03", "05", "08", "09")
A_DATE = pattern(rb"^\(?\d{2}[ .-]\d{2}[ .-](?:19|20)\d\d\b")


def find(scan: Scan) -> Iterator[Item]:
    """Every number that could be dialled and is not named as something else."""
    if not scan.has_digits:
        return
    for form in (BRITISH, BROKEN, SLASHED):
        yield from _british(scan, form)
    yield from _foreign(scan)
    yield from _short(scan)
    yield from _oddly_written(scan)


def _british(scan: Scan, form: Sought) -> Iterator[Item]:
    """Where the digits do not stand alone, the number may begin later: after a year, or a price."""
    if not scan.has(form):
        return
    position, last_end = 0, -1
    while match := form.search(scan.raw, position):
        start, end = match.span(1)
        number = _national(match.group(1))
        if number and not number.startswith(PUBLIC) and _is_number(scan, start, end, last_end):
            yield Item(KIND, start, end, number)
            last_end = position = end
        else:
            position = start + 1


def _is_number(scan: Scan, start: int, end: int, last_end: int) -> bool:
    return A_DATE.search(scan.raw[start:end]) is None and is_alone(scan, start, end, last_end)


def _foreign(scan: Scan) -> Iterator[Item]:
    for match in scan.all(FOREIGN):
        digits = _digits(match.group()).removeprefix("00")
        if digits.startswith("44") or not is_alone(scan, *match.span()):
            continue
        number = phonenumbers.parse("+" + digits, None) if _country(digits) else None
        if number is not None and phonenumbers.is_possible_number(number):
            yield Item(KIND, *match.span(), "+" + digits)


def _short(scan: Scan) -> Iterator[Item]:
    """Numbers within one exchange, called so or behind its village's name."""
    for match in scan.all(LOCAL):
        yield Item(KIND, *match.span(1), _digits(match.group(1)))
    for match in scan.all(EXCHANGE):
        if match.group(1).lower() not in NO_EXCHANGE:
            yield Item(KIND, *match.span(2), _digits(match.group(2)))


def _oddly_written(scan: Scan) -> Iterator[Item]:
    """Without the plus or the zero, with letters for zeros, in a link, and Irish ones as they are dialled there."""
    for match in scan.all(BARE):
        if is_alone(scan, *match.span(1)):
            yield _item(match, "0" + _digits(match.group(1))[2:])
    for match in scan.all(LIKE_ZEROS):
        value = match.group(1).lower().replace(b"o", b"0")
        if value != match.group(1) and sum(c in b"0123456789" for c in match.group(1)) >= len("779123"):
            yield _item(match, _digits(value))
    for match in scan.all(LINKED):
        digits = _digits(match.group(1))
        yield _item(match, "0" + digits[2:] if digits.startswith("44") else "+" + digits)
    for match in scan.all(IRISH):
        yield _item(match, "+353" + _digits(match.group(1))[1:])
    for match in scan.all(WITHOUT_ZERO):
        if not is_named_otherwise(scan, match.start(1)):
            yield _item(match, "0" + _digits(match.group(1)))


def _item(match: Match, value: str) -> Item:
    return Item(KIND, *match.span(1), value)


def _country(digits: str) -> bool:
    return any(int(digits[:n]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE for n in (1, 2, 3))


def _digits(raw: bytes) -> str:
    return "".join(c for c in raw.decode("ascii") if c.isdigit())


def _national(raw: bytes) -> str | None:
    """The number as it is dialled inside the country; None where no such number can be."""
    digits = _digits(raw)
    digits = digits.removeprefix("00") if digits.startswith("0044") else digits
    if raw.lstrip(b"(").startswith((b"+", b"00")):
        digits = "0" + digits.removeprefix("44").removeprefix("0")
    if len(digits) == 11 or (len(digits) == 10 and digits[1] == "1"):
        return digits
    return None
