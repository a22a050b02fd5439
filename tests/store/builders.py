"""Changes for tests of the store: small, whole, and alike but for what a test says."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from gateway.model.decision import Action, AddCc, Decision, Disposition, Finding, Verdict, Whose
from gateway.model.delivery import Delivery
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message, new_ref
from gateway.model.record import Event, EventKind, State
from gateway.store.changes import Change, Changes, Lease, NewRecord

COUNCIL = "ashford"
NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SESSION = Session(Listener.SUBMISSION, "192.0.2.7", "laptop.example", "cllr@ashford.example", "TLSv1.3")
DECISION = Decision(
    Disposition.HOLD,
    NOW,
    (
        Verdict(
            "personal-data",
            Action.HOLD,
            (Finding("personal-data", "email", "An address of somebody else.", "text/plain 1", 3, 9, Whose.OUTSIDE),),
        ),
        Verdict("clerk-copy", Action.AMEND, amendments=(AddCc("clerk@ashford.example"),)),
        Verdict("reply-all", Action.HOLD, fault="took too long"),
    ),
    (AddCc("clerk@ashford.example"),),
    policy_version="0f3c",
)


def lease(holder: str = "node-1", now: datetime = NOW, lasts: timedelta = 5 * MINUTE) -> Lease:
    return Lease(holder, now + lasts)


def delivery(ref: str, recipient: str = "pat@example.org", at: datetime = NOW) -> Delivery:
    return Delivery(ref, recipient, NOW, next_attempt_at=at, expires_at=at + timedelta(days=5))


def message(
    ref: str | None = None,
    content: bytes = b"Subject: Allotments\r\n\r\nDear Pat\r\n",
    rcpt_tos: Sequence[str] = ("pat@example.org",),
    at: datetime = NOW,
    direction: Direction = Direction.OUTGOING,
    council: str = COUNCIL,
) -> Message:
    envelope = Envelope("cllr@ashford.example", tuple(rcpt_tos), smtputf8=True, eight_bit=True)
    return Message(ref or new_ref(), direction, council, SESSION, envelope, content, at)


def new_record(
    msg: Message,
    state: State = State.QUEUED,
    sent: bytes | None = None,
    author: str = "cllr@ashford.example",
    subject: str = "Allotments",
    resend_key: bytes | None = None,
    login: bytes | None = None,
) -> NewRecord:
    return NewRecord(
        msg,
        DECISION,
        state,
        author,
        subject,
        message_id="<1@laptop.example>",
        sent=sent,
        resend_key=resend_key,
        login=login,
    )


def accepted(record: NewRecord, held_by: Lease | None = None) -> Changes:
    """What is committed for a message that goes on to its recipients at once."""
    msg = record.message
    return Changes(
        records=(record,),
        deliveries=tuple(delivery(msg.ref, recipient, msg.received_at) for recipient in msg.envelope.rcpt_tos),
        events=(Event(msg.ref, msg.received_at, EventKind.RECEIVED), decided(msg.ref, msg.received_at)),
        lease=held_by,
    )


def waiting(record: NewRecord) -> Changes:
    """What is committed for a message that waits for somebody."""
    msg = record.message
    return Changes(records=(record,), events=(Event(msg.ref, msg.received_at, EventKind.RECEIVED),))


def decided(ref: str, at: datetime) -> Event:
    return Event(ref, at, EventKind.DECIDED, "policy", "hold by personal-data")


def released(ref: str, by: str = "clerk@ashford.example", sent: bytes | None = None) -> Changes:
    decision = Decision(Disposition.RELAY, NOW + MINUTE, decided_by=by, reason="It is public.")
    return Changes(
        changes=(Change(ref, frozenset({State.HELD}), State.QUEUED, decision, sent),),
        deliveries=(delivery(ref),),
        events=(Event(ref, NOW + MINUTE, EventKind.RELEASED, by),),
    )
