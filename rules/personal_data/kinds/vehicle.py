"""Vehicle registrations of the United Kingdom (DVLA INF104): the present form, and the older ones where they are
called so.
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, pattern

KIND = "vehicle"
NAMED = "A vehicle registration"

PRESENT = AS_WRITTEN.pattern(
    rb"\b(?:[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-8]\d|9[0-9])[ ]?[A-HJ-PR-Z]{3}"
    rb"|[a-hj-pr-y][a-hj-pr-y](?:0[2-9]|[1-8]\d)[ ]?[a-hj-pr-z]{3})\b"
)
OLDER = AS_WRITTEN.pattern(
    rb"\b(?:[A-HJ-NPR-TV-Y]\d{1,3}[ ]?[A-Z]{3}|[A-Z]{3}[ ]?\d{1,3}[A-HJ-NPR-TV-Y]"
    rb"|[A-Z]{2}\d{2}[ ]?[A-Z]{3}|[A-Z]{1,3}[ ]?\d{2,4})\b"
)
CALLED = IN_LOWER_CASE.pattern(
    rb"\breg(?:\.|istration|istered|d)?\b|number ?plate|\bvrm\b|\bvrn\b|\bcar(?:[^a-z ]| [^p]| p[^a]| ?$)|\bvan\b"
    rb"|vehicle|\blorry\b"
    rb"|motor|\bcamper|\btruck\b|\bminibus\b|\btaxi\b|\bplate\b|\bparked\b"
)
NEAR = 40
SOMETHING_ELSE = pattern(
    rb"(?:\bpo|vat(?: reg(?:istration)?\.?)?"
    rb"|order|invoice|ref|reference|serial|part|model|grid|tree|plot|policy|form|charity|company"
    rb"|application)(?: ?(?:no|number|ref))?[.:#]* ?$"
)


def find(scan: Scan) -> Iterator[Item]:
    """Registrations; those before 2001 and the undated ones only beside a vehicle's words."""
    if not scan.has_digits:
        return
    for match in scan.all(PRESENT):
        start, end = match.span()
        if match.group()[:1].islower() and not CALLED.search(scan.before(start, NEAR)):
            continue
        if not SOMETHING_ELSE.search(scan.before(start, 24)):
            yield _item(scan, start, end)
    if scan.has(CALLED):
        for match in scan.all(OLDER):
            if match.group()[:3] in {b"PO ", b"NO ", b"REF", b"CM "} or _goes_on(scan, match.end()):
                continue
            if CALLED.search(scan.before(match.start(), NEAR)) and not SOMETHING_ELSE.search(
                scan.before(match.start(), 24)
            ):
                yield _item(scan, *match.span())


def _goes_on(scan: Scan, end: int) -> bool:
    """Whether it is the beginning of a longer number, such as one of a court's or a registry's."""
    return scan.raw[end : end + 1] in {b"-", b"/"} and scan.raw[end + 1 : end + 2].isdigit()


def _item(scan: Scan, start: int, end: int) -> Item:
    return Item(KIND, start, end, "".join(scan.words[start:end].upper().split()))
