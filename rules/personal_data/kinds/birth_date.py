"""Dates of birth: a date that the words call so."""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import IN_LOWER_CASE

KIND = "birth-date"
NAMED = "A date of birth"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    rb"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    rb"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATE = IN_LOWER_CASE.pattern(
    rb"\b(?:(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})|(\d{4})-(\d{2})-(\d{2})|(\d{1,2})(?:st|nd|rd"
    rb"|th)?(?: of)?[ -](" + MONTH + rb")[a-z]*,?[ -](\d{4})|(" + MONTH + rb") (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}))\b"
)

CALLED = IN_LOWER_CASE.pattern(rb"\bborn\b|\bdob\b|d\.o\.b|birth|b'day|\bb\.? ?(?:\d|$)|\bgeb(?:oren)?\b|\bnee? le\b")
LIVING_MEMORY = 1915


def find(scan: Scan) -> Iterator[Item]:
    """Every date named as a birth date within the sentence; none from before living memory."""
    if not scan.has_digits or not scan.has(CALLED):
        return
    for match in scan.all(DATE):
        if CALLED.search(scan.before(match.start(), 40)) and (value := _normal(match.groups())):
            yield Item(KIND, *match.span(), value)


def _normal(groups: tuple[bytes | None, ...]) -> str | None:
    day, month, year = next((groups[i], groups[i + 1], groups[i + 2]) for i in (0, 3, 6, 9) if groups[i])
    if groups[3]:
        day, year = year, day
    if groups[9]:
        day, month = month, day
    if day is None or month is None or year is None:
        return None
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].decode("ascii")) + 1
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 25 else 2000)
    if not (1 <= int(day) <= 31 and 1 <= number <= 12 and full >= LIVING_MEMORY):
        return None
    return f"{full:04}-{number:02}-{int(day):02}"
