"""Payment cards (ISO/IEC 7812): a known issuer's range, its length, and Luhn's check digit."""

from collections.abc import Iterator

from stdnum import luhn

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, pattern

KIND = "card"
NAMED = "A payment card number"

NUMBER = AS_WRITTEN.pattern(
    rb"\b(?:\d{4}([ -]?)\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{3})?|3[47]\d{2}[ -]?\d{6}[ -]?\d{5})\b"
)
NOT_FOR_PAYING = pattern(
    rb"(?:gift|library|loyalty|membership|club|fuel|phone|sim|bus|key) ?card|order|tracking|isbn|serial"
    rb"|mpan|imei|parcel|job"
)


def find(scan: Scan) -> Iterator[Item]:
    """Numbers of Visa, Mastercard, Maestro, American Express and Discover; not gift cards or tracking numbers."""
    if not scan.has_digits:
        return
    for match in scan.all(NUMBER):
        value = "".join(c for c in match.group().decode("ascii") if c.isdigit())
        if _issued(value) and luhn.is_valid(value) and not NOT_FOR_PAYING.search(scan.before(match.start(), 24)):
            yield Item(KIND, *match.span(), value)


def _issued(value: str) -> bool:
    two, four = int(value[:2]), int(value[:4])
    if len(value) == 15:
        return two in {34, 37}
    if len(value) == 16 and (value[0] == "4" or 51 <= two <= 55 or 2221 <= four <= 2720):
        return True
    return four in {6011, 5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763} or two == 65 or value[:2] == "67"
