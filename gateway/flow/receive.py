"""Receive one message: check it, carry the decision out, have it on disk, and only then say yes."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway import metrics
from gateway.errors import StoreFault
from gateway.flow.announce import Announce
from gateway.flow.answer_by_mail import AnswerByMail
from gateway.flow.aside import Aside
from gateway.flow.autoreply import Autoreply
from gateway.flow.awaiting import Awaiting
from gateway.flow.carry_out import CarryOut, whys
from gateway.flow.check import Checked
from gateway.flow.get_to_know import GetToKnow
from gateway.flow.in_force import InForce
from gateway.flow.known import known_of
from gateway.flow.take_in import take_in
from gateway.model.decision import Action, Disposition
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message, new_ref
from gateway.relay.base import Login
from gateway.store.base import Store
from gateway.store.changes import Changes

INLINE_BYTES = 256 * 1024  # a fraction of a millisecond to hash


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message. `note` says why in one sentence where it was rejected.

    `resend_key` goes back to `Receive.confirm` once the client is known to have the reply, or to `Receive.lost`.
    """

    ref: str
    disposition: Disposition
    note: str = ""
    resend_key: bytes = field(default=b"", repr=False)


@dataclass(slots=True)
class Receive:
    """How a message comes in. `aside` is replaced when a new config comes into force."""

    in_force: InForce
    store: Store
    aside: Aside
    carry_out: CarryOut
    announce: Announce
    now: Callable[[], datetime]
    answer_by_mail: AnswerByMail
    get_to_know: GetToKnow
    autoreply: Autoreply
    _unanswered: set[bytes] = field(default_factory=set, init=False)
    _working: set["asyncio.Task[Receipt]"] = field(default_factory=set, init=False)

    async def __call__(
        self, session: Session, envelope: Envelope, content: bytes, login: Login | None = None
    ) -> Receipt:
        """Take a message over: once this returns it is on disk (invariant 1). After a TemporaryFault nothing is kept.

        A client that goes away meanwhile stops nothing: what is being written is written, and then delivered.
        """
        if self.in_force.version is None:
            raise StoreFault("what was changed in the console has not been read yet")
        message = self._message(session, envelope, content)
        resend_key = await _resend_key_aside(message)
        if resend_key in self._unanswered:
            # the first client is still there, so its reply is not lost: these bytes are a message of their own
            return await self._see_through(message, login, None)
        self._unanswered.add(resend_key)
        try:
            return await self._see_through(message, login, resend_key)
        except BaseException:
            self._unanswered.discard(resend_key)
            raise

    def confirm(self, receipt: Receipt) -> None:
        """The client has the reply: should it send these bytes again, that is a message of its own."""
        if receipt.resend_key:
            self._unanswered.discard(receipt.resend_key)
            self.store.confirm(receipt.resend_key)

    def lost(self, receipt: Receipt) -> None:
        """The client went away and may not have the reply: the same bytes within the hour are the same message."""
        self._unanswered.discard(receipt.resend_key)

    async def close(self) -> None:
        """Finish what is being received."""
        await asyncio.gather(*self._working, return_exceptions=True)

    async def _see_through(self, message: Message, login: Login | None, resend_key: bytes | None) -> Receipt:
        task = asyncio.create_task(self._receive(message, login, resend_key))
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return await asyncio.shield(task)

    async def _receive(self, message: Message, login: Login | None, resend_key: bytes | None) -> Receipt:
        if answered := await self.answer_by_mail(message, resend_key):
            disposition = Disposition.REJECT if answered.refusal else Disposition.RELAY
            return Receipt(answered.ref, disposition, answered.refusal, resend_key or b"")
        known = await known_of(self.store, message, self.in_force.council)
        with metrics.CHECK_SECONDS.time():
            checked = await self.aside.check(message, known, message.received_at, self.store.named)

        async def changes_of(message: Message) -> Changes:
            question = await Awaiting(self.in_force, self.store).comes_in(message, checked)
            return self.carry_out.accept(message, checked, login, resend_key) + question

        recorded, first_ref = await take_in(self.store, self.announce, message, checked, changes_of)
        if first_ref is not None:
            first = (await self.store.record(message.council, first_ref)).decisions[0]
            return Receipt(first_ref, first.disposition, resend_key=resend_key or b"")
        self.get_to_know.note(recorded, checked)
        self.autoreply.note(recorded, checked)
        return Receipt(recorded.ref, checked.decision.disposition, _note(checked), resend_key or b"")

    def _message(self, session: Session, envelope: Envelope, content: bytes) -> Message:
        incoming = session.listener is Listener.INCOMING
        direction = Direction.INCOMING if incoming else Direction.OUTGOING
        return Message(new_ref(), direction, self.in_force.council.key, session, envelope, content, self.now())


def _note(checked: Checked) -> str:
    return " ".join(whys(replace(checked.decision, verdicts=checked.decision.by_action(Action.REJECT))))


def _resend_key(message: Message) -> bytes:
    """The same client, envelope and bytes give the same key (RFC 5321 section 4.5.3.2.6: a reply may be lost)."""
    session, envelope = message.session, message.envelope
    said = "\0".join((session.user or session.client_address, envelope.mail_from, *envelope.rcpt_tos))
    key = hashlib.sha256(said.encode(errors="surrogateescape") + b"\0\0")
    key.update(message.content)
    return key.digest()


async def _resend_key_aside(message: Message) -> bytes:
    """The key, that of a large message off the event loop."""
    if len(message.content) <= INLINE_BYTES:
        return _resend_key(message)
    return await asyncio.to_thread(_resend_key, message)
