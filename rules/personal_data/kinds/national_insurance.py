"""National Insurance numbers (HMRC manual NIM39110: prefixes, six digits, suffix A to D)."""

from collections.abc import Iterator

from rules.personal_data.gaps import ANY_GAP, NAMED_OTHERWISE, bare, is_whole, marks
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Match, pattern

KIND = "national-insurance"
NAMED = "A National Insurance number"

PREFIX = rb"[A-CEGHJ-PR-TW-Z] ?[A-CEGHJ-NPR-TW-Z]"
NUMBER = AS_WRITTEN.pattern(
    rb"(?i)(?:\b|_)(" + PREFIX + rb"(?:" + ANY_GAP + rb"\d){6}(?:" + ANY_GAP + rb"[A-D])?)(?:\b|_)"
)
CALLED = IN_LOWER_CASE.pattern(rb"\bni\b|\bn\.i\.|\bnino\b|national insurance|\bnat\.? ?ins")
PLAIN = pattern(rb"(?i)^[A-Z]{2}[ -]?\d{2}[ .-]?\d{2}[ .-]?\d{2}[ -]?[A-D]$")
GROUPED = pattern(
    rb"^[A-Z]{2}" + ANY_GAP + rb"(?:\d{2}" + ANY_GAP + rb"\d{2}" + ANY_GAP + rb"\d{2}|\d{3}" + ANY_GAP + rb"\d{3}"
    rb"|\d{4}" + ANY_GAP + rb"\d{2})" + ANY_GAP + rb"[A-D]$"
)
REACH, AROUND = 40, 8
NEVER_GIVEN = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
SOMETHING_ELSE = pattern(NAMED_OTHERWISE)


def find(scan: Scan) -> Iterator[Item]:
    """Every number with a prefix that is given out; not where it is called a part or an order."""
    if not scan.has_digits:
        return
    for match in scan.all(NUMBER):
        written, start = match.group(1), match.start(1)
        value = bare(written)
        if value[:2] in NEVER_GIVEN or SOMETHING_ELSE.search(scan.before(start, 24)) or _is_joined(scan, match):
            continue
        if is_whole(written) and (_is_telling(written) or _is_called(scan, match)):
            yield Item(KIND, *match.span(1), value)


def _is_telling(written: bytes) -> bool:
    """Whether its groups are those in which such numbers are written, with one mark between all or none."""
    if PLAIN.search(written):
        return written[:2].isupper() or written.isalnum()
    if GROUPED.search(written) is None:
        return False
    used = marks(written)
    return not used or used == {written[2:3]}


def _is_called(scan: Scan, match: Match) -> bool:
    start, end = match.span(1)
    return CALLED.search(scan.before(start, REACH) + b" | " + scan.after(end, REACH)) is not None


def _is_joined(scan: Scan, match: Match) -> bool:
    """Whether underscores make it a part of a longer name, and do not set it off."""
    low, high = match.span(1)
    before, after = scan.raw[max(0, low - AROUND) : low], scan.raw[high : high + AROUND]
    return (before[-1:] == b"_" and before.rstrip(b"_")[-1:].isalnum()) or (
        after[:1] == b"_" and after.lstrip(b"_")[:1].isalnum()
    )
