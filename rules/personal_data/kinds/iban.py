"""International Bank Account Numbers (ISO 13616, modulus 97)."""

from collections.abc import Iterator

from stdnum import iban

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN

KIND = "iban"
NAMED = "A bank account number"

NUMBER = AS_WRITTEN.pattern(rb"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
AT_ONCE = 10  # characters within which one that is mistyped is called so
LENGTHS = range(15, 35)


def find(scan: Scan) -> Iterator[Item]:
    """Every number whose country, length and check digits are right; words after it may have been taken in."""
    if not scan.has_digits:
        return
    for match in scan.all(NUMBER):
        words = match.group().decode("ascii")
        called = scan.before(match.start(), AT_ONCE).rstrip(b" :.").endswith(b"iban")
        while words:
            value = iban.compact(words)
            if iban.is_valid(value) or (called and len(value) in LENGTHS):
                yield Item(KIND, match.start(), match.start() + len(words), value)
                break
            words = words.rpartition(" ")[0]
