"""What people look for in the store, and pages of what was found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.model.decision import Decision
from gateway.model.envelope import Envelope, Session
from gateway.model.question import Question
from gateway.model.record import Event, State, Summary
from gateway.store.changes import CaseLine


@dataclass(frozen=True, slots=True)
class Search:
    """What a list is narrowed to; all of it must hold. `authors` are whole addresses; `attached` asks for some.

    The texts in tuples are sought anywhere in theirs, in capitals or not; `*` in one stands for anything. `since` is
    the first moment, `until` the first one after.
    """

    states: frozenset[State] | None = None
    authors: frozenset[str] | None = None
    from_: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    attached: bool = False


class Order(StrEnum):
    """How a list of what waits is sorted."""

    LONGEST = "longest"  # the longest wait first
    NEWEST = "newest"
    AUTHOR = "author"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `next` is the key to go on from, None at the end; `total` is known of what waits."""

    rows: tuple[Summary, ...]
    next: str | None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """How many lines a list has. With `at_least` there may be more: what is counted has an upper limit."""

    number: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it was received, all but its bytes, and what the policy decided about it then."""

    summary: Summary
    session: Session
    envelope: Envelope
    message_id: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """A page of what was received. `next` is the key to go on from, None at the end."""

    rows: tuple[Received, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A page of questions. `next` is the key to go on from, None at the end; `total` counts all of the list."""

    rows: tuple[Question, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of requests. `next` is the key to go on from, None at the end; `total` counts all of the list."""

    rows: tuple[CaseLine, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of what was done, newest first. `next` is the key to go on from, None at the end."""

    events: tuple[Event, ...]
    next: str | None
