"""NHS numbers (NHS Data Dictionary: ten digits, modulus 11). One ten-digit number in eleven passes, so the words
must say so too. One that is called so at once and mistyped is somebody's all the same.
"""

from collections.abc import Iterator

from stdnum.gb import nhs

from rules.personal_data.gaps import ANY_GAP, bare, is_whole
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE

KIND = "nhs"
NAMED = "An NHS number"

NUMBER = AS_WRITTEN.pattern(rb"\b\d{3}" + ANY_GAP + rb"\d{3}" + ANY_GAP + rb"\d{4}\b")
IN_ANY_GROUPS = AS_WRITTEN.pattern(rb"\b\d(?:[ /.-]{0,3}\d){9}\b")
CALLED = IN_LOWER_CASE.pattern(
    rb"\bnhs\b|\bn\.h\.s\b|\bchi(?: no\.?| number)? {0,3}(?:\d|$)|health (?:service )?number"
)
REACH, AT_ONCE = 60, 24


def find(scan: Scan) -> Iterator[Item]:
    """Ten digits called an NHS number nearby: right before, where the check digit is wrong or the groups are odd."""
    if not scan.has_digits or not scan.has(CALLED):
        return
    for match in scan.all(NUMBER):
        value = bare(match.group())
        around = scan.before(match.start(), REACH) + b" " + scan.after(match.end(), 20)
        near = around if nhs.is_valid(value) else scan.before(match.start(), AT_ONCE)
        if is_whole(match.group()) and CALLED.search(near):
            yield Item(KIND, *match.span(), value)
    for match in scan.all(IN_ANY_GROUPS):
        value = bare(match.group())
        if nhs.is_valid(value) and CALLED.search(scan.before(match.start(), AT_ONCE)):
            yield Item(KIND, *match.span(), value)
