"""NHS numbers (NHS Data Dictionary: ten digits, modulus 11). One ten-digit number in eleven passes, so the words
must say so too. One that is called so at once and mistyped is somebody's all the same.
"""

from collections.abc import Iterator

from stdnum.gb import nhs

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE

KIND = "nhs"
NAMED = "An NHS number"

NUMBER = AS_WRITTEN.pattern(rb"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")
CALLED = IN_LOWER_CASE.pattern(rb"\bnhs\b|\bchi(?: no\.?| number)? {0,3}(?:\d|$)|health number")
REACH, AT_ONCE = 60, 24


def find(scan: Scan) -> Iterator[Item]:
    """Ten digits called an NHS number nearby: right before, where the check digit is wrong."""
    if not scan.has_digits or not scan.has(CALLED):
        return
    for match in scan.all(NUMBER):
        value = nhs.compact(match.group().decode("ascii"))
        around = scan.before(match.start(), REACH) + b" " + scan.after(match.end(), 20)
        if CALLED.search(around if nhs.is_valid(value) else scan.before(match.start(), AT_ONCE)):
            yield Item(KIND, *match.span(), value)
