"""Payment cards (ISO/IEC 7812): a known issuer's range, its length, and Luhn's check digit."""

from collections.abc import Iterator

from stdnum import luhn

from rules.personal_data.gaps import ANY_GAP, bare, is_whole, marks
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, Sought, pattern

KIND = "card"
NAMED = "A payment card number"

FOUR = ANY_GAP + rb"\d{4}"
NUMBER = AS_WRITTEN.pattern(
    rb"\b(?:\d{4}" + FOUR + FOUR + FOUR + rb"(?:" + ANY_GAP + rb"\d{3})?"
    rb"|3[47]\d{2}" + ANY_GAP + rb"\d{6}" + ANY_GAP + rb"\d{5})\b"
)
IN_ANY_GROUPS = AS_WRITTEN.pattern(rb"\b[2-6](?:[ ./-]?\d){14,18}\b")
CALLED = pattern(rb"\bcards?\b|\bvisa\b|mastercard|maestro|\bamex\b|american express|\bpaid (?:with|by)\b|\bdebit\b")
REACH = 40
NOT_FOR_PAYING = pattern(
    rb"(?:gift|library|loyalty|membership|club|fuel|phone|sim|bus|key) ?card|order|tracking|isbn|serial"
    rb"|mpan|imei|parcel|job"
)


def find(scan: Scan) -> Iterator[Item]:
    """Numbers of Visa, Mastercard, Maestro, American Express and Discover; not gift cards or tracking numbers."""
    if not scan.has_digits:
        return
    yield from _valid(scan, NUMBER)
    yield from _valid(scan, IN_ANY_GROUPS)


def _valid(scan: Scan, form: Sought) -> Iterator[Item]:
    for match in scan.all(form):
        written, start = match.group(), match.start()
        value = bare(written)
        if not _issued(value) or not luhn.is_valid(value) or NOT_FOR_PAYING.search(scan.before(start, 24)):
            continue
        if (form is NUMBER and is_whole(written) and len(marks(written)) < 2) or CALLED.search(
            scan.before(start, REACH)
        ):
            yield Item(KIND, *match.span(), value)


def _issued(value: str) -> bool:
    two, four = int(value[:2]), int(value[:4])
    if len(value) == 15:
        return two in {34, 37}
    if len(value) == 16 and (value[0] == "4" or 51 <= two <= 55 or 2221 <= four <= 2720):
        return True
    return four in {6011, 5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763} or two == 65 or value[:2] == "67"
