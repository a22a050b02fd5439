"""Driver numbers of Great Britain (DVLA: five of the surname, six of the birth date, initials, check, two
letters) and Northern Ireland.
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, pattern

KIND = "driving-licence"
NAMED = "A driving licence number"

NUMBER = AS_WRITTEN.pattern(
    rb"(?i)\b[A-Z]{1,5}9{0,4}[ ]?[0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12][0-9]"
    rb"|3[01])[0-9][ ]?[A-Z9]{2}[ ]?[A-Z0-9][A-Z]{2}(?:[ ]?\d{2})?\b"
)

CALLED = pattern(
    rb"(?i:licen[cs]e(?: no\.?| num(?:ber)?)?(?: is|:| =)? ?)([A-Z]{2,5}9{0,3}\d{5,6}[A-Z9]{1,2}\d?[A-Z0-9]{2,4})\b"
)
NORTHERN = IN_LOWER_CASE.pattern(rb"driv\w{1,5} licen[cs]e(?: no| number)?[.:]* ?(?:is )?(\d{8})\b")


def find(scan: Scan) -> Iterator[Item]:
    """Numbers whose birth date can be one; the eight digits of Northern Ireland only where they are called so."""
    if not scan.has_digits:
        return
    for match in scan.all(NUMBER):
        value = "".join(match.group().decode("ascii").upper().split())
        if len(value) in {16, 18} and len(value[:5].rstrip("9")) >= 1:
            yield Item(KIND, *match.span(), value)
    for match in CALLED.finditer(scan.raw) if b"licen" in scan.lower else ():
        yield Item(KIND, *match.span(1), match.group(1).decode("ascii"))
    for match in scan.all(NORTHERN):
        yield Item(KIND, *match.span(1), match.group(1).decode("ascii"))
