"""What is written together: the changes that one commit of the store brings, and what became of it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from gateway.model.case import Case
from gateway.model.daily import DailyCount
from gateway.model.decision import Decision
from gateway.model.delivery import Delivery
from gateway.model.message import Message
from gateway.model.person import Correspondent
from gateway.model.question import Question
from gateway.model.record import Event, State, Wrong


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A message to be recorded. `sent` is the second content, None where what goes out is what came in.
    `message_id` is the Message-ID field, kept so that later mail and notices find the thread. `attachments`
    counts them.

    `resend_key` names client and bytes: the same key within the hour, while the client has not been heard of since the
    reply, is the same message sent again. `login` is the author's login, sealed, while it is needed upstream.
    """

    message: Message
    decision: Decision
    state: State
    author: str
    subject: str = field(repr=False)
    message_id: str = ""
    sent: bytes | None = field(default=None, repr=False)
    about: str | None = None
    resend_key: bytes | None = None
    login: bytes | None = field(default=None, repr=False)
    attachments: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that takes a recorded message from one of the states `expected` to `state`.

    `sent` replaces the second content where it is not None. Where it waits (again), it has waited since the decision.
    Raises AlreadyDecided where it stands elsewhere.
    """

    ref: str
    expected: frozenset[State]
    state: State
    decision: Decision | None = None
    sent: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A request with the day when it is due, None while its clock stands still.

    Committed, its newest steps and any messages that are not known to belong to it are added to what is kept. Where
    somebody else has taken another step meanwhile, it is AlreadyDecided.
    """

    case: Case
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Lease:
    """Who is working on a delivery, and until when nobody else may."""

    holder: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What is written together or not at all. `lease` hands the new deliveries to this holder until then.

    `deliveries` are new; `settled` are known ones in their new state (their lease ends). A record all of whose
    deliveries are settled goes to `relayed` or `failed` in the same transaction, and its sealed login is destroyed.
    `reminded` and `escalated` are refs brought up again, at the time of their newest event in `events`.
    A new delivery to a recipient who has one of that ref already is passed over. `met` are people with whom mail was
    exchanged: who is known already stays as they are, but for a name where none was known, and an earlier day.
    `counts` are added to those of their days.
    `cases` are requests with what is new of each.
    `questions` are new ones, or known ones as they stand now.
    `recalled` are refs whose deliveries are taken back, all of them: nobody may have begun with any.
    """

    records: tuple[NewRecord, ...] = ()
    changes: tuple[Change, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    settled: tuple[Delivery, ...] = ()
    events: tuple[Event, ...] = ()
    reminded: tuple[str, ...] = ()
    escalated: tuple[str, ...] = ()
    met: tuple[Correspondent, ...] = ()
    recalled: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    counts: tuple[DailyCount, ...] = ()
    questions: tuple[Question, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    lease: "Lease | None" = None

    def __add__(self, other: "Changes") -> "Changes":
        """Both, written together; the first lease holds."""
        return Changes(
            self.records + other.records,
            self.changes + other.changes,
            self.deliveries + other.deliveries,
            self.settled + other.settled,
            self.events + other.events,
            self.reminded + other.reminded,
            self.escalated + other.escalated,
            self.met + other.met,
            self.recalled + other.recalled,
            self.wrong + other.wrong,
            self.counts + other.counts,
            self.questions + other.questions,
            self.cases + other.cases,
            self.lease or other.lease,
        )


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of a commit: `first_ref` is set where the message was recorded before; nothing is written then."""

    first_ref: str | None = None
