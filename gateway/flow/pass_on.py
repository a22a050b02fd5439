"""Pass mail on to members or agencies, for information or action: a new message of the Clerk's, checked like any other.

It goes the way of all outgoing mail: record, decision, deliveries. Where the policy holds it, others than its author
decide. It leaves with the gateway's own login: nobody has typed another.
"""

import asyncio
from dataclasses import dataclass

from gateway.errors import NotAllowed
from gateway.flow.check import Checked
from gateway.flow.keys import digest
from gateway.flow.known import known_of
from gateway.flow.review import Review
from gateway.flow.take_in import take_in
from gateway.mime.pass_on import Original, Passing, write
from gateway.model.account import Account
from gateway.model.address import Mailbox
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message, new_ref
from gateway.model.record import Event, EventKind, Record
from gateway.store.changes import Changes

NOT_INCOMING = "Only mail that came in can be passed on."
NO_SENDER = "Your account’s address is not one of the council’s, so you cannot send from it."


@dataclass(frozen=True, slots=True)
class PassOn:
    """All that touches the message's inside is done in a check process."""

    review: Review

    async def tried(self, record: Record, by: Account, passing: Passing) -> tuple[Message, Checked]:
        """The message as it would go, and what the policy says of it. Raises NotAllowed, CheckFault."""
        message = await self._message(record, by, passing)
        known = await known_of(self.review.store, message, self.review.in_force.council)
        return message, await self.review.aside.check(message, known, message.received_at, self.review.store.named)

    async def __call__(self, record: Record, by: Account, passing: Passing, once: str) -> str:
        """Pass it on; the ref of the new message, whatever the policy makes of it. Raises NotAllowed, CheckFault.

        The same `once` again is the same message: nothing is sent twice.
        """
        message, checked = await self.tried(record, by, passing)
        key = digest(f"pass on\0{record.summary.ref}\0{by.address}\0{once}")

        async def changes_of(message: Message) -> Changes:
            event = _event(record.summary.ref, message, by, passing)
            return self.review.carry_out.accept(message, checked, None, key) + Changes(events=(event,))

        recorded, first_ref = await take_in(self.review.store, self.review.announce, message, checked, changes_of)
        return first_ref or recorded.ref

    async def _message(self, record: Record, by: Account, passing: Passing) -> Message:
        if record.summary.direction is not Direction.INCOMING:
            raise NotAllowed(NOT_INCOMING)
        council, now = self.review.in_force.council, self.review.now()
        if not council.is_inside(by.address):
            raise NotAllowed(NO_SENDER)
        person = council.person(by.address)
        sender = Mailbox(person.name if person else council.name, by.address)
        content = await self.review.store.content(council.key, record.summary.ref)
        written = await asyncio.to_thread(write, passing, sender, _original(record, content), council, now)
        eight_bit, international = not content.isascii(), record.envelope.smtputf8
        return Message(
            new_ref(),
            Direction.OUTGOING,
            council.key,
            Session(Listener.SUBMISSION, user=by.address),
            Envelope(by.address, passing.to, international, eight_bit),
            written,
            now,
        )


def _original(record: Record, content: bytes) -> Original:
    one = record.summary
    return Original(content, one.author, one.subject, record.message_id, one.received_at, record.envelope.smtputf8)


def _event(ref: str, message: Message, by: Account, passing: Passing) -> Event:
    why = "for action" if passing.for_action else "for information"
    detail = f"{message.ref}, to {len(passing.to)} {'person' if len(passing.to) == 1 else 'people'}, {why}"
    return Event(ref, message.received_at, EventKind.PASSED_ON, by.address, detail)
