"""An exception to a rule that a person recorded, beside those that stand in the config."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RecordedException:
    """From its recording until its last day, or until it is taken back, the rule gives way where it fits.

    `conditions` are those of the config's exceptions (gateway/policy/exceptions.py) as JSON, with `why` and `until`
    among them. `number` names it, 0 before it is recorded. `about` is the ref of the message in whose review it was
    made.
    """

    rule: str
    conditions: str
    until: date
    added_by: str
    added_at: datetime
    about: str | None = None
    number: int = 0
    ended_by: str | None = None
    ended_at: datetime | None = None

    def is_in_force(self, today: date) -> bool:
        """Whether it still applies on a day."""
        return self.ended_at is None and today <= self.until
