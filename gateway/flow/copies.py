"""Who gets which bytes: one message for all, or one each, in which outside people see nobody else.

With OneEach the council's own people, the Clerk among them, get the message whole, so that the Clerk sees to whom it
went. Everybody else gets a message of their own; a copy to the Clerk stays visible in each, as the policy wants it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gateway.mime import amend
from gateway.model.address import canonical
from gateway.model.council import Council, Relation
from gateway.model.decision import AddCc, Decision, OneEach
from gateway.model.message import Direction, Message, new_ref
from gateway.model.record import Event, EventKind, State
from gateway.store.changes import Changes, NewRecord


@dataclass(frozen=True, slots=True)
class Copy:
    """Some recipients and what they get; None where it is what came in."""

    recipients: tuple[str, ...]
    content: bytes | None = field(repr=False)


def copies(message: Message, decision: Decision, council: Council) -> tuple[Copy, ...]:
    """What is to be sent: the first copy is the record's own, and never empty. Bcc leaves in none (RFC 5322 3.6.3)."""
    added = tuple(a.address for a in decision.amendments if isinstance(a, AddCc))
    chosen = (decision.recipients or message.envelope.rcpt_tos) + added
    recipients = tuple({canonical(a): a for a in reversed(chosen)}.values())[::-1]
    if message.direction is not Direction.OUTGOING:
        return (Copy(recipients, None),)
    content = amend.without_bcc(amend.apply(message.content, decision.amendments, council))
    whole = None if content == message.content else content
    outside = tuple(a for a in recipients if not council.is_inside(a))
    if not any(isinstance(a, OneEach) for a in decision.amendments) or not outside:
        return (Copy(recipients, whole),)
    inside = tuple(a for a in recipients if a not in outside)
    clerks = [a for person in council.with_role(Relation.CLERK) for a in person.addresses]
    own = [Copy((a,), amend.for_one(content, a, (council.clerk, *clerks))) for a in outside]
    return (Copy(inside, whole), *own) if inside else tuple(own)


def recorded(record: NewRecord, decision: Decision, others: Sequence[Copy]) -> tuple[NewRecord, ...]:
    """A record of its own, about the first, for each copy that is not the record's own."""
    decided = replace(decision, verdicts=(), amendments=(), recipients=())
    return tuple(
        NewRecord(
            replace(
                record.message,
                ref=new_ref(),
                envelope=replace(record.message.envelope, rcpt_tos=copy.recipients),
                content=record.message.content if copy.content is None else copy.content,
            ),
            decided,
            State.QUEUED,
            author=record.author,
            subject=record.subject,
            message_id=record.message_id,
            about=record.message.ref,
        )
        for copy in others
    )


def events_of(ref: str, records: Sequence[NewRecord], decision: Decision) -> Changes:
    """The events that join the records of one message."""
    if not records:
        return Changes()
    at, by = decision.decided_at, decision.decided_by
    names = " ".join(record.message.ref for record in records)
    each = [Event(r.message.ref, at, EventKind.RECEIVED, detail=f"{ref} for one recipient alone") for r in records]
    return Changes(events=(Event(ref, at, EventKind.DECIDED, by, f"one message each: {names}"), *each))
