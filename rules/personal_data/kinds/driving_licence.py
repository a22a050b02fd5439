"""Driver numbers of Great Britain (DVLA: five of the surname, six of the birth date, initials, check, two
letters) and Northern Ireland.
"""

from collections.abc import Iterator

from rules.personal_data.gaps import ANY_GAP, bare, is_whole, marks
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, pattern

KIND = "driving-licence"
NAMED = "A driving licence number"

NUMBER = AS_WRITTEN.pattern(
    rb"(?i)\b[A-Z]{1,5}9{0,4}" + ANY_GAP + rb"[0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12][0-9]"
    rb"|3[01])[ ]?[0-9]" + ANY_GAP + rb"[A-Z9]{2}[ ]?[A-Z0-9]" + ANY_GAP + rb"[A-Z]{2}(?:[ ]?\d{2})?\b"
)

CALLED = pattern(
    rb"(?i:licen[cs]e(?: no\.?| num(?:ber)?)?(?: is|:| =)? ?)([A-Z]{2,5}9{0,3}\d{5,6}[A-Z9]{1,2}\d?[A-Z0-9]{2,4})\b"
)
SPOKEN_OF = pattern(rb"licen[cs]e|\bdrive?r?\b|\bdriving\b|\bdrv\b|\bdvla\b|\blic\b")
REACH = 60
NORTHERN = IN_LOWER_CASE.pattern(rb"driv\w{1,5} licen[cs]e(?: no| number)?[.:]* ?(?:is )?(\d{8})\b")


def find(scan: Scan) -> Iterator[Item]:
    """Numbers whose birth date can be one; the eight digits of Northern Ireland only where they are called so."""
    if not scan.has_digits:
        return
    for match in scan.all(NUMBER):
        written = match.group()
        value = bare(written)
        if len(value) in {16, 18} and len(value[:5].rstrip("9")) >= 1 and _is_written_so(scan, match.start(), written):
            yield Item(KIND, *match.span(), value)
    for match in CALLED.finditer(scan.raw) if b"licen" in scan.lower else ():
        yield Item(KIND, *match.span(1), match.group(1).decode("ascii"))
    for match in scan.all(NORTHERN):
        yield Item(KIND, *match.span(1), match.group(1).decode("ascii"))


def _is_written_so(scan: Scan, start: int, written: bytes) -> bool:
    """Whether it is no row of words and figures: in groups it is in capitals, or is called a driver's."""
    if not is_whole(written) or len(marks(written)) > 1:
        return False
    plain = written.isalnum() or written == written.upper()
    return plain or SPOKEN_OF.search(scan.before(start, REACH)) is not None
