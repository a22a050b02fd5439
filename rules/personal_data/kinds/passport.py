"""Passport numbers: nine characters called so, or the machine-readable lines (ICAO Doc 9303)."""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE

KIND = "passport"
NAMED = "A passport number"

NUMBER = AS_WRITTEN.pattern(rb"\b(?:\d{9}|[A-Za-z]{1,2} ?\d{6,8}|[CFGHJK][0-9A-Z]{7}\d)\b")
CALLED = IN_LOWER_CASE.pattern(rb"\bpassport|\bp/port|\bppt\b|\breisepass|\bpasseport|\bpaszport")
LINES = AS_WRITTEN.pattern(
    rb"P[A-Z<][A-Z]{3}[A-Z<]{39}\s{0,4}[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[\d<]\d"
)
REACH = 60


def find(scan: Scan) -> Iterator[Item]:
    """A number after the word passport, and the two lines at the foot of its page."""
    if scan.has_digits and scan.has(CALLED):
        for match in scan.all(NUMBER):
            if CALLED.search(scan.before(match.start(), REACH)):
                yield Item(KIND, *match.span(), match.group().decode("ascii").upper().replace(" ", ""))
    if b"<<" in scan.raw:
        for match in scan.all(LINES):
            yield Item(KIND, *match.span(), match.group()[:44].decode("ascii"))
