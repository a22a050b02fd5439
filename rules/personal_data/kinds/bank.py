"""Bank accounts: a sort code together with an account number."""

from collections.abc import Iterator

from rules.personal_data.gaps import BREAK
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, pattern

KIND = "bank-account"
NAMED = "A bank account"

CODE = rb"(\d{2}[ -]\d{2}[ -]\d{2})"
GAP = rb"[^\n\d]{0,30}\n?[^\n\d]{0,30}"
CODE_FIRST = AS_WRITTEN.pattern(rb"\b" + CODE + rb"\b" + GAP + rb"\b(\d{4} ?\d{4}|\d{7})\b")
CLOSE_BY = AS_WRITTEN.pattern(rb"\b(\d{6})[ /,:-]{1,3}(\d{8})\b")
ACCOUNT_FIRST = AS_WRITTEN.pattern(rb"\b(\d{8})\b" + GAP + rb"\b" + CODE + rb"\b")
ANY_CODE = rb"(\d{6}|\d{2}(?:[ ./-]|" + BREAK + rb")\d{2}(?:[ ./-]|" + BREAK + rb")\d{2})"
ANY_ACCOUNT = rb"(\d{4}(?:[ -]|" + BREAK + rb")?\d{4}|\d{7}|\d(?: \d){7})"
SORT = rb"(?:sort(?: ?code)?|\bs/c(?:ode)?|\bs/code|\bsc|bank(?:s|ed)?(?: (?:with|at))?(?: [a-z]+)?)"
NUMBERED = rb"(?:\bacc(?:oun)?ts?|\ba/c|\bacc|\bac)"
CALLED = IN_LOWER_CASE.pattern(SORT + rb"[^\n\d]{0,12}" + ANY_CODE + rb"\b[^\d]{0,60}\b" + ANY_ACCOUNT + rb"\b")
CALLED_LAST = IN_LOWER_CASE.pattern(
    NUMBERED + rb"[^\n\d]{0,16}\b" + ANY_ACCOUNT + rb"\b[^\d]{0,40}\bs(?:ort|/c|c\b)[^\n\d]{0,12}\b" + ANY_CODE + rb"\b"
)

TIGHT = pattern(rb"^\d\d-\d\d-\d\d[ /,]{1,3}\d{8}$")
NEAR = 300  # characters: a table of payments says once what it holds
UNSURE = pattern(rb"^(?:\d{6}|(?:0[1-9]|[12]\d|3[01])[-/.](?:0[1-9]|1[0-2])[-/.]\d\d)$")
OF_AN_ACCOUNT = pattern(rb"sort|acc|a/c|bank|bacs|pay|refund|transfer|order")


def find(scan: Scan) -> Iterator[Item]:
    """Each pair once. One that could be something else needs the words of a payment near it."""
    if not scan.has_digits:
        return
    seen = -1
    for code, account, start, end in _pairs(scan):
        tight = TIGHT.search(scan.raw[start:end]) is not None and scan.before(start, 3) != b"on "
        if start < seen or (
            not tight and UNSURE.search(code) and not OF_AN_ACCOUNT.search(scan.lower[max(0, start - NEAR) : end + 10])
        ):
            continue
        seen = end
        yield Item(KIND, start, end, normal((code + b" " + account).decode("ascii")))


def _pairs(scan: Scan) -> list[tuple[bytes, bytes, int, int]]:
    found = [(m.group(1), m.group(2), m.start(), m.end()) for m in scan.all(CODE_FIRST)]
    found += [(m.group(2), m.group(1), m.start(), m.end()) for m in scan.all(ACCOUNT_FIRST)]
    found += [(m.group(1), m.group(2), m.start(), m.end()) for m in scan.all(CLOSE_BY)]
    found += [(m.group(1), m.group(2), m.start(1), m.end()) for m in scan.all(CALLED)]
    found += [(m.group(2), m.group(1), m.start(1), m.end()) for m in scan.all(CALLED_LAST)]
    return sorted(found, key=lambda pair: pair[2])


def normal(text: str) -> str:
    """Sort code and account as one run of digits."""
    return "".join(c for c in text if c.isdigit())
