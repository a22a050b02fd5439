"""What is counted by the day, so that no question about the last weeks ever goes through the record."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Counted(StrEnum):
    """What a count is of; it says what `name` and `kind` are."""

    RECEIVED = "received"  # messages, by direction
    FOUND = "found"  # messages in which a rule found something, by rule and by the action that followed
    ANSWERED = "answered"  # questions from outside that were answered, by whether within the council's aim
    DECIDED = "decided"  # decisions of reviewers about held messages, by the working time that they waited


class Took(StrEnum):
    """How much working time a held message waited for its reviewer: less than this, and no less than the one before."""

    HOUR = "1h"
    MORNING = "4h"
    TWO_DAYS = "8h"
    WEEK = "20h"
    LONGER = "longer"


UP_TO = {
    Took.HOUR: timedelta(hours=1),
    Took.MORNING: timedelta(hours=4),
    Took.TWO_DAYS: timedelta(hours=8),
    Took.WEEK: timedelta(hours=20),
}


class Answered(StrEnum):
    """Whether an answer came within the working time that the council aims at."""

    IN_TIME = "in time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class DailyCount:
    """So many on one day of the council's. What was taken back is a count below zero."""

    council: str
    day: date
    what: Counted
    name: str
    kind: str = ""
    number: int = 1


def took(working: timedelta) -> Took:
    """Where a working time belongs."""
    return next((name for name, limit in UP_TO.items() if working < limit), Took.LONGER)
