"""Passport numbers: nine characters called so, or the machine-readable lines (ICAO Doc 9303)."""

from collections.abc import Iterator

from rules.personal_data.gaps import ANY_GAP, bare, is_whole
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE

KIND = "passport"
NAMED = "A passport number"

NUMBER = AS_WRITTEN.pattern(
    rb"\b(?:(?:GBR)?\d{3}" + ANY_GAP + rb"\d{3}" + ANY_GAP + rb"\d{3}|[A-Za-z]{1,2} ?\d{6,8}|[CFGHJK][0-9A-Z]{7}\d)\b"
)
IN_ANY_GROUPS = AS_WRITTEN.pattern(rb"\b\d(?:[ -]?\d){8}\b")
CALLED = IN_LOWER_CASE.pattern(rb"\bpassport|\bp/port|\bppt\b|\breisepass|\bpasseport|\bpaszport")
LINES = AS_WRITTEN.pattern(
    rb"P[A-Z<][A-Z<]{3}[A-Z<]{20,45}[\s>]{0,8}[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{2,16}"
)
REACH, AT_ONCE = 60, 24


def find(scan: Scan) -> Iterator[Item]:
    """A number after the word passport, and the two lines at the foot of its page."""
    if scan.has_digits and scan.has(CALLED):
        for form, reach in ((NUMBER, REACH), (IN_ANY_GROUPS, AT_ONCE)):
            for match in scan.all(form):
                if is_whole(match.group()) and CALLED.search(scan.before(match.start(), reach)):
                    yield Item(KIND, *match.span(), bare(match.group()))
    if b"<<" in scan.raw:
        for match in scan.all(LINES):
            yield Item(KIND, *match.span(), match.group().split()[0].decode("ascii"))
