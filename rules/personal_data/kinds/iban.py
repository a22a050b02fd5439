"""International Bank Account Numbers (ISO 13616, modulus 97)."""

from collections.abc import Iterator

from stdnum import iban

from rules.personal_data.gaps import ANY_GAP, bare, is_whole
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, pattern

KIND = "iban"
NAMED = "A bank account number"

NUMBER = AS_WRITTEN.pattern(
    rb"(?i)\b[A-Z]{2}\d{2}(?:" + ANY_GAP + rb"[A-Z0-9]{4}){2,7}(?:" + ANY_GAP + rb"[A-Z0-9]{1,4})?\b"
)
CALLED = pattern(rb"\biban(?: no\.?| number)?(?: is)?[ :.=]*$")
AT_ONCE = 18  # characters within which one that is mistyped is called so
LENGTHS = range(15, 35)
LAST_WORD = pattern(rb"(?:[ \t\n>./-]+|^)[A-Za-z0-9]+$")


def find(scan: Scan) -> Iterator[Item]:
    """Every number whose country, length and check digits are right; words after it may have been taken in."""
    if not scan.has_digits:
        return
    for match in scan.all(NUMBER):
        words = match.group()
        called = CALLED.search(scan.before(match.start(), AT_ONCE))
        while words:
            value = bare(words)
            if is_whole(words) and (iban.is_valid(value) or (called and len(value) in LENGTHS)):
                yield Item(KIND, match.start(), match.start() + len(words), value)
                break
            last = LAST_WORD.search(words)
            words = words[: last.start()] if last else b""
