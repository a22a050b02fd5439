"""Our own messages: notices and delivery reports. They skip policy, and they are in the record (invariant 7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gateway.flow.in_force import InForce
from gateway.mime.header import first_value
from gateway.model.decision import Decision, Disposition
from gateway.model.delivery import Delivery
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message, new_ref
from gateway.model.record import Event, EventKind, State
from gateway.store.changes import Changes, NewRecord

AT_ONCE = timedelta()


def notify(
    in_force: InForce,
    content: bytes,
    to: Sequence[str],
    about: str,
    subject: str,
    now: datetime,
    ref: str = "",
    wait: timedelta = AT_ONCE,
) -> Changes:
    """Record and queue a message of ours, with the null reverse-path, so that it is never bounced (RFC 5321 4.5.5).

    `ref` is its own, where it was drawn before; `about` that of the message which it is about, if there is one. It
    leaves after `wait`.
    """
    message = Message(
        ref=ref or new_ref(),
        direction=Direction.NOTICE,
        council=in_force.council.key,
        session=Session(Listener.GATEWAY),
        envelope=Envelope("", tuple(to)),
        content=content,
        received_at=now,
    )
    decision, message_id = Decision(Disposition.RELAY, now), first_value(content, "message-id")
    record = NewRecord(message, decision, State.QUEUED, "", subject, message_id, about=about or None)
    return Changes(
        records=(record,),
        deliveries=tuple(new_delivery(in_force, message.ref, recipient, now, wait) for recipient in to),
        events=(
            Event(
                message.ref,
                now,
                EventKind.RECEIVED,
                detail=f"notice about {about}" if about else "notice of what is held",
            ),
        ),
    )


def new_delivery(in_force: InForce, ref: str, recipient: str, now: datetime, wait: timedelta = AT_ONCE) -> Delivery:
    """A delivery that is due after `wait`."""
    expires_at = now + wait + in_force.config.relay.give_up_after
    return Delivery(ref, recipient, now, next_attempt_at=now + wait, expires_at=expires_at)
