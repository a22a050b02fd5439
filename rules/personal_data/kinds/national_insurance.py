"""National Insurance numbers (HMRC manual NIM39110: prefixes, six digits, suffix A to D)."""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, pattern

KIND = "national-insurance"
NAMED = "A National Insurance number"

NUMBER = AS_WRITTEN.pattern(rb"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ .-]?\d{2}[ .-]?\d{2}[ -]?[A-D]\b")
NEVER_GIVEN = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
SOMETHING_ELSE = pattern(
    rb"(?:order|invoice|inv|part|serial|model|stock|ref|reference|item|batch|ticket)(?: ?(?:no|number))?[.:#]* ?$"
)


def find(scan: Scan) -> Iterator[Item]:
    """Every number with a prefix that is given out; not where it is called a part or an order."""
    if not scan.has_digits:
        return
    for match in scan.all(NUMBER):
        value = "".join(c for c in match.group().decode("ascii").upper() if c.isalnum())
        if value[:2] not in NEVER_GIVEN and not SOMETHING_ELSE.search(scan.before(match.start(), 24)):
            yield Item(KIND, *match.span(), value)
