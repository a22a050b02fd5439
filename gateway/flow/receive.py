"""Receive one message: check it, carry the decision out, have it on disk, and only then say yes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.errors import RefTaken
from gateway.flow.announce import Announce
from gateway.flow.aside import Aside
from gateway.flow.carry_out import CarryOut, whys
from gateway.flow.check import Checked
from gateway.flow.in_force import InForce
from gateway.model.address import canonical
from gateway.model.decision import Disposition
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message, new_ref
from gateway.model.person import Known
from gateway.relay.base import Login
from gateway.store.base import Changes, Store


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message. `note` says why in one sentence where it was rejected.

    `resend_key` goes back to `Receive.confirm` once the client is known to have the reply.
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
    _confirmed: list[bytes] = field(default_factory=list, init=False)

    async def __call__(
        self, session: Session, envelope: Envelope, content: bytes, login: Login | None = None
    ) -> Receipt:
        """Take a message over: once this returns it is on disk (invariant 1). A TemporaryFault means nothing is kept."""
        message = self._message(session, envelope, content)
        checked = await self.aside.check(message, await self._known(message), message.received_at)
        resend_key = _resend_key(message)
        while True:
            changes = self.carry_out.accept(message, checked, login, resend_key) + Changes(
                confirmed=self._take_confirmed(), lease=self.announce.lease(message.received_at)
            )
            try:
                committed = await self.store.commit(changes)
                break
            except RefTaken:
                message = replace(message, ref=new_ref())
        if committed.first_ref:
            return await self._again(message.council, committed.first_ref, resend_key)
        self.announce.received(message, checked, changes)
        return Receipt(message.ref, checked.decision.disposition, _note(checked), resend_key)

    def confirm(self, receipt: Receipt) -> None:
        """The client has the reply: should it send these bytes again, that is a message of its own."""
        self._confirmed.append(receipt.resend_key)

    async def close(self) -> None:
        """Write down what was confirmed last."""
        await self.store.commit(Changes(confirmed=self._take_confirmed()))

    def _message(self, session: Session, envelope: Envelope, content: bytes) -> Message:
        incoming = session.listener is Listener.INCOMING
        direction = Direction.INCOMING if incoming else Direction.OUTGOING
        return Message(new_ref(), direction, self.in_force.council.key, session, envelope, content, self.now())

    async def _known(self, message: Message) -> Known:
        if message.direction is not Direction.OUTGOING:
            return Known()
        addresses = [canonical(a) for a in (message.envelope.mail_from, *message.envelope.rcpt_tos) if a]
        return Known(await self.store.people_known(message.council, addresses))

    async def _again(self, council: str, ref: str, resend_key: bytes) -> Receipt:
        first = (await self.store.record(council, ref)).decisions[0]
        return Receipt(ref, first.disposition, resend_key=resend_key)

    def _take_confirmed(self) -> tuple[bytes, ...]:
        taken, self._confirmed = tuple(self._confirmed), []
        return taken


def _note(checked: Checked) -> str:
    return " ".join(whys(checked.decision)) if checked.decision.disposition is Disposition.REJECT else ""


def _resend_key(message: Message) -> bytes:
    """The same client, envelope and bytes give the same key (RFC 5321 section 4.5.3.2.6: a reply may be lost)."""
    session, envelope = message.session, message.envelope
    said = "\0".join((session.user or session.client_address, envelope.mail_from, *envelope.rcpt_tos))
    return hashlib.sha256(said.encode(errors="surrogateescape") + b"\0\0" + message.content).digest()
