"""Bank holidays: those of England, by which offices open, and those of any nation, by which the law counts."""

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays

from gateway.model.case import BankHolidays

NATIONS = ("ENG", "NIR", "SCT", "WLS")  # "in any part of the United Kingdom" (FOIA section 10(6))


def in_any_nation(day: date) -> bool:
    """Whether it is a bank holiday in any part of the United Kingdom."""
    return any(day in _calendar(nation) for nation in NATIONS)


def in_england(day: date) -> bool:
    """Whether it is one in England, as office hours are counted."""
    return day in _calendar("ENG")


def of_england(years: Iterable[int]) -> frozenset[date]:
    """All of those years in England."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=years))


@cache
def _calendar(nation: str) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=nation)


HOLIDAYS = BankHolidays(in_any_nation, in_england)
