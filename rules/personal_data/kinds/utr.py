"""Unique Taxpayer References (HMRC: ten digits, a check digit in front), where the words call them so. One that is
called so at once and mistyped is somebody's all the same.
"""

from collections.abc import Iterator

from stdnum.gb import utr

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE

KIND = "utr"
NAMED = "A taxpayer reference"

NUMBER = AS_WRITTEN.pattern(rb"\b\d{5}[ ]?\d{5}\b[Kk]?")
CALLED = IN_LOWER_CASE.pattern(rb"\butr\b|unique tax|taxpayer|self[ -]assessment|tax reference")
REACH, AT_ONCE = 50, 16


def find(scan: Scan) -> Iterator[Item]:
    """Ten digits called a taxpayer reference before: right before, where the check digit is wrong."""
    if not scan.has_digits or not scan.has(CALLED):
        return
    for match in scan.all(NUMBER):
        value = utr.compact(match.group().decode("ascii"))
        sure = utr.is_valid(value) or b" " in match.group()
        called = CALLED.search(scan.before(match.start(), REACH if sure else AT_ONCE))
        if called:
            yield Item(KIND, *match.span(), value)
