"""Dates of birth: a date that the words call so."""

from collections.abc import Iterator
from datetime import date, timedelta

from rules.personal_data.gaps import BREAK, is_whole
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import IN_LOWER_CASE

KIND = "birth-date"
NAMED = "A date of birth"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    rb"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    rb"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
GAP = rb"(?:[ -]|" + BREAK + rb")"
DATE = IN_LOWER_CASE.pattern(
    rb"(?:\b|dob)(?:(\d{1,2})(?:[/. -]|" + BREAK + rb")(\d{1,2})(?:[/. -]|" + BREAK + rb")(\d{4}|\d{2})"
    rb"|(\d{4})-(\d{2})-(\d{2})|(\d{1,2})(?:st|nd|rd"
    rb"|th)?(?: of)?" + GAP + rb"(" + MONTH + rb")[a-z]*[,.]?" + GAP + rb""
    rb"(\d{4}|'?\d{2})|(" + MONTH + rb")" + GAP + rb"(\d{1,2})(?:st|nd|rd|th)?,?" + GAP + rb"(\d{4}))\b"
)
MONTH_ONLY = IN_LOWER_CASE.pattern(rb"\bborn(?: (?:in|around|about|back in))? (" + MONTH + rb"),? (\d{4})\b")
IN_ONE = IN_LOWER_CASE.pattern(
    rb"\b(?:d\.?o\.?b\b|date of birth|bday|b'day|birthday)\.?(?:;[^:\n]{0,30})?[ :=#]{0,3}(\d{8}|\d{6})\b"
)

CALLED = IN_LOWER_CASE.pattern(
    rb"\bborn\b|\bdob\b|dob\d|d\.o\.b|birth|b'day|\bbday\b|\bb(?:\.| |\. )\d|\bb\.? ?$|\bgeb(?:oren)?\b|\bnee? le\b"
)
LIVING_MEMORY, LAST_YEAR = 1915, 2030
FIRST_DAY, COUNTED = date(1899, 12, 30), 5  # ECMA-376 part 1, 18.17.4.1


def find(scan: Scan) -> Iterator[Item]:
    """Every date named as a birth date within the sentence; none from before living memory."""
    if not scan.has_digits or not scan.has(CALLED):
        return
    for match in scan.all(DATE):
        day = min(match.start(group) for group in range(1, 13) if match.start(group) >= 0)
        if is_whole(match.group()) and CALLED.search(scan.before(day, 40)) and (value := _normal(match.groups())):
            yield Item(KIND, day, match.end(), value)
    for match in scan.all(MONTH_ONLY):
        if int(match.group(2)) >= LIVING_MEMORY:
            yield Item(KIND, match.start(1), match.end(), f"{match.group(2).decode()}-{_month(match.group(1)):02}")
    for match in scan.all(IN_ONE):
        if value := in_one(match.group(1).decode("ascii")):
            yield Item(KIND, *match.span(1), value)


def in_one(digits: str) -> str | None:
    """The date that six or eight digits are, the year first or the day, or five as a spreadsheet counts days."""
    if len(digits) == COUNTED:
        day = FIRST_DAY + timedelta(days=int(digits))
        return day.isoformat() if LIVING_MEMORY <= day.year <= LAST_YEAR else None
    if len(digits) == 8 and digits[:2] in {"19", "20"} and (value := _date(digits[6:], digits[4:6], digits[:4])):
        return value
    return _date(digits[:2], digits[2:4], digits[4:]) if len(digits) in {6, 8} else None


def _normal(groups: tuple[bytes | None, ...]) -> str | None:
    day, month, year = next((groups[i], groups[i + 1], groups[i + 2]) for i in (0, 3, 6, 9) if groups[i])
    if groups[3]:
        day, year = year, day
    if groups[9]:
        day, month = month, day
    if day is None or month is None or year is None:
        return None
    return _date(day.decode(), month.decode() if month.isdigit() else str(_month(month)), year.decode().lstrip("'"))


def _month(name: bytes) -> int:
    return MONTHS.index(name[:3].decode("ascii")) + 1


def _date(day: str, month: str, year: str) -> str | None:
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 25 else 2000)
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12 and full >= LIVING_MEMORY):
        return None
    return f"{full:04}-{int(month):02}-{int(day):02}"
