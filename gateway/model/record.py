"""What is kept of a message, and what happened to it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.model.decision import Decision
from gateway.model.delivery import Delivery
from gateway.model.envelope import Envelope, Session
from gateway.model.message import Direction


class State(StrEnum):
    """Where a message stands now."""

    QUEUED = "queued"  # decided, and on its way to at least one recipient
    ASKED = "asked"  # waits for its author
    HELD = "held"  # waits for the Clerk
    RELAYED = "relayed"  # every recipient has it
    FAILED = "failed"  # settled, and at least one recipient could not be reached
    RETURNED = "returned"  # went back to its author
    WITHDRAWN = "withdrawn"  # its author took it back
    REJECTED = "rejected"  # refused in the SMTP dialogue
    ANSWER = "answer"  # its author's answer to a notice: it was taken as that, and went no further


WAITING = frozenset({State.ASKED, State.HELD})


class EventKind(StrEnum):
    """What can happen to a ref."""

    RECEIVED = "received"
    DECIDED = "decided"
    RELEASED = "released"
    REFERRED = "referred"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ATTEMPTED = "attempted"
    BOUNCED = "bounced"
    DELAYED = "delayed"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    OPENED = "opened"
    SEARCHED = "searched"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    ACCOUNT = "account"
    SETTINGS = "settings"
    EXCEPTED = "excepted"
    STATED = "stated"
    EXPORTED = "exported"
    NOTED = "noted"
    QUESTIONED = "questioned"
    PASSED_ON = "passed-on"
    UNDONE = "undone"
    JUDGED = "judged"
    CLOSED = "closed"
    REOPENED = "reopened"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `by` is `policy`, `gateway` or a person's address; `detail` is words without content.

    `ref` is empty for what is about no message, such as a sign-in.
    """

    ref: str
    at: datetime
    kind: EventKind
    by: str = "gateway"
    detail: str = ""


# What belongs to every message: the trail leaves it out, so that what people did can be seen.
EVERYDAY = frozenset({EventKind.RECEIVED, EventKind.DECIDED, EventKind.ATTEMPTED})


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of records. `waiting_since` is set while it waits, the others once people were told.

    `attachments` counts them; None where that was not kept.
    """

    ref: str
    direction: Direction
    state: State
    received_at: datetime
    author: str
    subject: str
    size: int
    recipients: int
    rules: tuple[str, ...] = ()
    rcpt_tos: tuple[str, ...] = ()
    attachments: int | None = None
    waiting_since: datetime | None = None
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """Since when it waits; when it was received, where it does not."""
        return self.waiting_since or self.received_at


@dataclass(frozen=True, slots=True)
class Wrong:
    """A reviewer's word that a rule was wrong about a message: what it found there, of this kind, was none."""

    ref: str
    rule: str
    kind: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one message but its bytes, which the store hands out one at a time.

    `decisions` is oldest first: the policy's, then people's. `sent_differs` tells whether a second content is kept.
    `about` is the ref that a notice is about, or the message that this one was made of for one recipient. `login` is
    the author's login, sealed, until all is delivered.
    """

    summary: Summary
    council: str
    session: Session
    envelope: Envelope
    decisions: tuple[Decision, ...]
    deliveries: tuple[Delivery, ...]
    events: tuple[Event, ...]
    message_id: str = ""
    sent_differs: bool = False
    about: str | None = None
    login: bytes | None = field(default=None, repr=False)

    @property
    def decision(self) -> Decision:
        """The newest decision: the one in effect."""
        return self.decisions[-1]
