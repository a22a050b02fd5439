"""Unique Taxpayer References (HMRC: ten digits, a check digit in front), where the words call them so. One that is
called so at once and mistyped is somebody's all the same.
"""

from collections.abc import Iterator

from stdnum.gb import utr

from rules.personal_data.gaps import ANY_GAP, bare, is_whole
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE

KIND = "utr"
NAMED = "A taxpayer reference"

NUMBER = AS_WRITTEN.pattern(
    rb"\b(?:\d{5}" + ANY_GAP + rb"\d{5}|\d{3}" + ANY_GAP + rb"\d{3}" + ANY_GAP + rb"\d{4})[Kk]?\b"
)
CALLED = IN_LOWER_CASE.pattern(
    rb"\butr\b|\bu\.t\.r\b|unique tax|taxpayer|self[ -]assessment|\btax ref(?:erence|\b)|\bhmrc ref(?:erence|\b)"
)
REACH, AT_ONCE = 50, 18


def find(scan: Scan) -> Iterator[Item]:
    """Ten digits called a taxpayer reference before: right before, where the check digit is wrong."""
    if not scan.has_digits or not scan.has(CALLED):
        return
    for match in scan.all(NUMBER):
        written = match.group()
        value = bare(written).rstrip("K")
        sure = utr.is_valid(value) or (len(written) > len(value) and written[5:6] == b" ")
        if is_whole(written) and CALLED.search(scan.before(match.start(), REACH if sure else AT_ONCE)):
            yield Item(KIND, *match.span(), value)
