"""What a policy would have done with mail that was sent before: the figures of a backtest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gateway.model.decision import Action
from gateway.model.record import State

WEEK = timedelta(weeks=1)

Counts = Mapping[Action, int]
"""Numbers of messages by the strictest action that followed; `off`: nothing was found."""


class Over(StrEnum):
    """What mail the policy is tried on."""

    RECORD = "record"
    ARCHIVE = "archive"


class Side(StrEnum):
    """Whose decisions: the draft's, those of the policy in force on the same mail, or those recorded at the time."""

    DRAFT = "draft"
    IN_FORCE = "in force"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class MailFigures:
    """The mail. `tried` messages are the council's own; from those of others, `learnt_from`, people are known.

    It was sent between `begins` and `ends`. `repeated` are further copies of messages that were tried, `passed_over`
    files without mail; `unread` could not be read, the first of them in `unread_named`.
    """

    over: Over
    begins: datetime
    ends: datetime
    tried: int
    learnt_from: int = 0
    repeated: int = 0
    passed_over: int = 0
    unread: int = 0
    unread_named: tuple[Unread, ...] = ()

    @property
    def weeks(self) -> float:
        """How long its time is. Less than one week counts as one: a busy day is no measure of a week."""
        return max(1.0, (self.ends - self.begins) / WEEK)


@dataclass(frozen=True, slots=True)
class Example:
    """One message, by its ref or its file's name, and one finding in it; never the value that was found."""

    name: str
    at: datetime
    rule: str
    action: Action
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What one rule would have done. `action` is the one that is set; `in_force` what it does under that policy.

    `authors` counts, by author, the messages for which more than a note would have followed. `excepted` are those that
    it was not asked about, `faults` those that it broke on.
    """

    rule: str
    keeps: str
    action: Action
    messages: Counts
    in_force: Counts | None
    authors: Mapping[str, int]
    excepted: int
    faults: int
    examples: tuple[Example, ...]

    @property
    def has_worked(self) -> bool:
        """Whether it had anything to say, under either policy."""
        return bool(self.messages or self.in_force or self.excepted)


@dataclass(frozen=True, slots=True)
class Move:
    """Messages that the draft treats in another way. `became` is where they stand now, in a record."""

    before: Action
    after: Action
    messages: int
    became: Mapping[State, int]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes. `before` is what was done on the other side; `version` is its policy's, where it is one."""

    against: Side
    version: str
    before: Counts
    same: int
    moves: tuple[Move, ...]

    def newly(self, action: Action) -> int:
        """The messages for which this follows under the draft only."""
        return sum(move.messages for move in self.moves if move.after is action)

    def no_longer(self, action: Action) -> int:
        """The messages for which this does not follow any more."""
        return sum(move.messages for move in self.moves if move.before is action)


@dataclass(frozen=True, slots=True)
class Week:
    """The messages that would have been held in one week, and those that the policy in force holds."""

    monday: date
    held: int
    in_force: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `minutes_a_hold` is what the Clerk is taken to need for one held message.

    `in_force`: no draft was tried, but the policy in force itself. `authors` has the messages for which more than a
    note would have followed, those with the most first.
    """

    council: str
    version: str
    in_force: bool
    mail: MailFigures
    outcomes: Counts
    rules: tuple[RuleFigures, ...]
    authors: Mapping[str, Counts]
    weeks: tuple[Week, ...]
    comparisons: tuple[Comparison, ...]
    minutes_a_hold: float

    @property
    def holds_a_week(self) -> float:
        """Held messages a week."""
        return self.outcomes.get(Action.HOLD, 0) / self.mail.weeks

    @property
    def minutes_a_week(self) -> float:
        """What they would take of the Clerk's time."""
        return self.holds_a_week * self.minutes_a_hold


def used(*counts: Counts) -> tuple[Action, ...]:
    """The actions that followed at all, mildest first."""
    return tuple(action for action in Action if any(one.get(action) for one in counts))
