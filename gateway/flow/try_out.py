"""Try a message: what the policy would do with it. Nothing is sent, and it is not recorded.

What the record knows counts as it would in earnest. Where a recorded message is read for it, because the tried one
answers it, that is an opening of the recorded one, and an event there.
"""

from dataclasses import dataclass, field

from gateway.errors import NotAllowed
from gateway.flow.check import Checked
from gateway.flow.known import known_of
from gateway.flow.look import would_change
from gateway.flow.review import Review
from gateway.mime.difference import Difference
from gateway.mime.saved import envelope_of, is_message, on_the_wire
from gateway.model.account import Account
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Content, Direction, Message
from gateway.model.person import Known
from gateway.model.record import Event, EventKind
from gateway.store.changes import Changes

NO_MESSAGE = "This is no message as mail programs save it: it does not begin with lines such as From: and To:."
NO_AUTHOR = "It has no From line, so nobody could have sent it."
NO_RECIPIENT = "It has nobody in To, Cc or Bcc, so there is nobody to send it to."
FROM_OUTSIDE = (
    "It is from outside the council. Mail that comes in is recorded and passed on; only what the council’s own people "
    "send is checked."
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What would happen, and what a person is shown of it."""

    envelope: Envelope
    checked: Checked
    content: Content = field(repr=False)
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class TryOut:
    """All that touches the message's inside is done in a check process."""

    review: Review

    async def __call__(self, content: bytes, by: Account) -> Tried:
        """Check it as if its author sent it now. Raises NotAllowed with words for the person, CheckFault."""
        review, council = self.review, self.review.in_force.council
        content = on_the_wire(content)
        envelope = await self._envelope(content)
        session = Session(Listener.SUBMISSION, user=envelope.mail_from)
        message = Message("", Direction.OUTGOING, council.key, session, envelope, content, review.now())
        known = await known_of(review.store, message, council)
        await self._tell(known, by)
        checked = await review.aside.check(message, known, message.received_at, review.store.named)
        amendments = checked.decision.amendments
        differences = await review.aside.ask(would_change, content, amendments, council) if amendments else ()
        return Tried(envelope, checked, await review.aside.read(content), differences)

    async def _envelope(self, content: bytes) -> Envelope:
        envelope = await self.review.aside.ask(_addressed, content)
        if envelope is None:
            raise NotAllowed(NO_MESSAGE)
        if "@" not in envelope.mail_from:
            raise NotAllowed(NO_AUTHOR)
        if not self.review.in_force.council.is_inside(envelope.mail_from):
            raise NotAllowed(FROM_OUTSIDE)
        if not envelope.rcpt_tos:
            raise NotAllowed(NO_RECIPIENT)
        return envelope

    async def _tell(self, known: Known, by: Account) -> None:
        """A recorded message was read: that is an event of its own record."""
        if known.parent is None:
            return
        review = self.review
        message_id = (await review.aside.read(known.parent)).message_id
        recorded = await review.store.thread(review.in_force.council.key, (message_id,))
        if recorded:
            detail = "a message that was tried answers it"
            event = Event(recorded[0].ref, review.now(), EventKind.OPENED, by.address, detail)
            await review.store.commit(Changes(events=(event,)))


def _addressed(content: bytes) -> Envelope | None:
    """What the header tells of the sending; None where it is no message."""
    return envelope_of(content) if is_message(content) else None
