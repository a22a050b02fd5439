from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.hours import OfficeHours

MORNINGS = ((time(9), time(13)),)
HOURS = OfficeHours((MORNINGS,) * 5 + ((), ()), ZoneInfo("Europe/London"), frozenset({date(2026, 12, 25)}))
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 13, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 10, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 12, 25, 10, 0, tzinfo=UTC), False),  # Christmas Day, a Friday
        (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), True),  # half past nine in summer
    ],
)
def test_is_open(at: datetime, open_: bool) -> None:
    assert HOURS.is_open(at) is open_


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=UTC), 2, datetime(2026, 11, 23, 12, tzinfo=UTC)),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), 2, datetime(2026, 11, 24, 10, tzinfo=UTC)),
        (datetime(2026, 11, 27, 20, tzinfo=UTC), 1, datetime(2026, 11, 30, 10, tzinfo=UTC)),  # over a weekend
        (datetime(2026, 12, 24, 13, tzinfo=UTC), 4, datetime(2026, 12, 28, 13, tzinfo=UTC)),  # over Christmas
    ],
)
def test_after_counts_office_hours_only(start: datetime, hours: int, end: datetime) -> None:
    assert HOURS.after(start, timedelta(hours=hours)) == end
    assert HOURS.between(start, end) == timedelta(hours=hours)


def test_a_night_and_a_weekend_count_nothing() -> None:
    friday, monday = datetime(2026, 11, 27, 13, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert HOURS.between(friday, monday) == timedelta()
    assert HOURS.between(monday, friday) == timedelta()


def test_without_office_hours_all_time_counts() -> None:
    always = OfficeHours()
    assert always.is_open(MONDAY)
    assert always.after(MONDAY, timedelta(hours=30)) - (MONDAY + timedelta(hours=30)) < timedelta(seconds=1)


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 60 * 200),
)
def test_between_undoes_after(start: datetime, minutes: int) -> None:
    working = timedelta(minutes=minutes)
    assert HOURS.between(start, HOURS.after(start, working)) == working


def test_when_the_office_opens_next() -> None:
    hours = OfficeHours(((*([((time(9), time(13)),)] * 5), (), ())), holidays=frozenset({date(2026, 4, 6)}))
    saturday = datetime(2026, 4, 4, 12, tzinfo=UTC)
    assert hours.opens(saturday) == datetime(2026, 4, 7, 8, tzinfo=UTC), "Easter Monday is passed over"
    open_now = datetime(2026, 4, 7, 9, tzinfo=UTC)
    assert hours.opens(open_now) == open_now
    assert OfficeHours().opens(saturday) == saturday
