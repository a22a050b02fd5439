"""Telephone numbers, as people in the United Kingdom write them (Ofcom's National Telephone Numbering Plan),
and abroad.

Ofcom's numbers for drama count like any other: they are possible, and nobody writes them by accident. Freephone,
0300 and premium numbers are no person's.
"""

from collections.abc import Iterator

import phonenumbers

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, pattern

KIND = "phone"
NAMED = "A telephone number"

BRITISH = AS_WRITTEN.pattern(rb"(?:(?:\+|00)44[ .-]{0,2}(?:\(0\)|0)?|\(?0)[ .-]?[12357](?:[ ().-]{0,3}\d){8,9}")
BROKEN = AS_WRITTEN.pattern(rb"\b0\d{2,4} ?\n[> ]*\d{3}(?: ?\d){2,5}\b")  # over two lines, quoted ones too
FOREIGN = AS_WRITTEN.pattern(rb"(?:\+|\b00)[1-9](?:[ ().-]{0,2}\d){7,13}")
LOCAL = IN_LOWER_CASE.pattern(
    rb"(?:tel|telephone|phone|ring|call|mobile|mob)(?: no| number)?[.:]{0,2} (?:(?:me|him|her"
    rb"|them)\b)?(?: first)?[:,]? ?(?:on "
    rb"|is )?(\d{3}[ -]?\d{3,4})\b"
)
NOT_A_PHONE = pattern(
    rb"(?:order|invoice|inv|ref|reference|serial|meter|mpan|mprn|uprn|tracking|isbn|issn|policy|booking"
    rb"|meeting id|licence"
    rb"|account|acct|a/c|ticket|charity|company|registration|reg|part|model|po|vat|id|job)(?: ?(?:no|number"
    rb"|num|code))?[.:#]* ?$"
)
FILE_ENDING = pattern(rb"^\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|html?|eml|msg|zip|png|jpe?g|gif|heic|tiff?)\b")
PUBLIC = ("03", "05", "08", "09")
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
JOINED = LETTERS + b"/_=-.&"


def find(scan: Scan) -> Iterator[Item]:
    """Every number that could be dialled and is not named as something else."""
    if not scan.has_digits:
        return
    for match in scan.all(BRITISH):
        number = _national(match.group())
        if number and _alone(scan, *match.span()) and not number.startswith(PUBLIC):
            yield Item(KIND, *match.span(), number)
    for match in scan.all(BROKEN):
        number = _national(match.group())
        if number and _alone(scan, *match.span()) and not number.startswith(PUBLIC):
            yield Item(KIND, *match.span(), number)
    yield from _foreign(scan)
    for match in scan.all(LOCAL):
        yield Item(KIND, *match.span(1), _digits(match.group(1)))


def _foreign(scan: Scan) -> Iterator[Item]:
    for match in scan.all(FOREIGN):
        digits = _digits(match.group()).removeprefix("00")
        if digits.startswith("44") or not _alone(scan, *match.span()):
            continue
        number = phonenumbers.parse("+" + digits, None) if _country(digits) else None
        if number is not None and phonenumbers.is_possible_number(number):
            yield Item(KIND, *match.span(), "+" + digits)


def _country(digits: str) -> bool:
    return any(int(digits[:n]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE for n in (1, 2, 3))


def _digits(raw: bytes) -> str:
    return "".join(c for c in raw.decode("ascii") if c.isdigit())


def _national(raw: bytes) -> str | None:
    """The number as it is dialled inside the country; None where no such number can be."""
    digits = _digits(raw)
    digits = digits.removeprefix("00") if digits.startswith("0044") else digits
    if raw.startswith((b"+", b"00")):
        digits = "0" + digits.removeprefix("44").removeprefix("0")
    if len(digits) == 11 or (len(digits) == 10 and digits[1] == "1"):
        return digits
    return None


def _alone(scan: Scan, start: int, end: int) -> bool:
    """Whether the digits are not the middle of something longer, and nothing before them calls them otherwise."""
    before, after = scan.raw[max(0, start - 1) : start], scan.raw[end : end + 2]
    if (before and before in JOINED and before != b"=") or (after and after[:1] in LETTERS):
        return False
    if before == b"," and scan.raw[max(0, start - 2) : start - 1].isdigit():
        return False
    if len(after) == 2 and after[:1] in b"-/." and after[1:] in LETTERS and not FILE_ENDING.search(scan.after(end, 6)):
        return False
    return not NOT_A_PHONE.search(scan.before(start, 30))
