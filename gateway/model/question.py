"""A question that somebody outside asked the council by mail, from when it came in until it is settled."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Settled(StrEnum):
    """How a question came to its end."""

    ANSWERED = "answered"  # mail of the council has reached whoever asked
    CLOSED = "closed"  # a reviewer said that it needs no answer


@dataclass(frozen=True, slots=True)
class Question:
    """The message `ref` asked something. `asker` is the canonical address that an answer goes to.

    `due_at` is when the council's aim for an answer ends, by the office hours and the aim of when it came in.
    `settled_by` is the ref of the answer, or the reviewer's address. What follows is read from the message's record.
    """

    ref: str
    asker: str = field(repr=False)
    asked_at: datetime
    due_at: datetime
    settled: Settled | None = None
    settled_at: datetime | None = None
    settled_by: str = ""
    message_id: str = field(default="", compare=False)
    author: str = field(default="", repr=False, compare=False)
    subject: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How many questions wait for an answer, how many of them are past their aim, and since when the oldest waits."""

    waiting: int = 0
    overdue: int = 0
    since: datetime | None = None
