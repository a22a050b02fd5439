"""Office hours: the only time that counts against the Clerk's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST_SEARCH = timedelta(days=3660)
LONDON = ZoneInfo("Europe/London")
ALWAYS = ((time.min, time.max),)

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the Clerk's mailbox is watched: for each weekday (Monday first) its spans, and the days off.

    `holidays` are local dates on which the office is closed. Where no span is set at all, all time counts.
    Every datetime, given or returned, is aware.
    """

    spans: tuple[tuple[Span, ...], ...] = ((), (), (), (), (), (), ())
    timezone: ZoneInfo = LONDON
    holidays: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at this moment."""
        local = at.astimezone(self.timezone)
        return any(opens <= local.time() < closes for opens, closes in self._spans_on(local.date()))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; zero where `end` is not after `start`."""
        total = timedelta()
        for opens, closes in self._windows(start):
            if opens >= end:
                break
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return total

    def after(self, start: datetime, working: timedelta) -> datetime:
        """The moment, in UTC, when so much working time has passed since `start`."""
        left = working
        for opens, closes in self._windows(start):
            begins = max(opens, start)
            if begins + left <= closes:
                return (begins + left).astimezone(UTC)
            left -= max(timedelta(), closes - begins)
        return start.astimezone(UTC) + working

    def opens(self, at: datetime) -> datetime:
        """The first moment from then on, in UTC, at which the office is open."""
        return next((max(opens, at).astimezone(UTC) for opens, closes in self._windows(at) if closes > at), at)

    def _spans_on(self, day: date) -> tuple[Span, ...]:
        if not any(self.spans):
            return ALWAYS
        return () if day in self.holidays else self.spans[day.weekday()]

    def _windows(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = start.astimezone(self.timezone).date()
        last = day + LONGEST_SEARCH
        while day <= last:
            for opens, closes in self._spans_on(day):
                yield self._at(day, opens), self._at(day, closes)
            day += timedelta(days=1)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.timezone).astimezone(UTC)
