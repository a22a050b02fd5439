"""Review what waits: the Clerk releases or returns it, the author answers for it, and time sends it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.flow.announce import Announce
from gateway.flow.answer import Answer, decide
from gateway.flow.aside import Aside
from gateway.flow.carry_out import CarryOut
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.mime.notice import Kind
from gateway.model.account import REVIEWERS, Account
from gateway.model.address import canonical
from gateway.model.decision import Decision, Disposition
from gateway.model.message import Content, Message
from gateway.model.record import WAITING, Event, EventKind, Record, State
from gateway.store.base import Changes, Page, Store


@dataclass(frozen=True, slots=True)
class Opened:
    """A message laid before a person. `deadline` is when it goes back to its author by itself."""

    record: Record
    content: Content
    deadline: datetime


@dataclass(slots=True)
class Review:
    """Decisions by people about messages that wait. `aside` is replaced when a new config comes into force."""

    in_force: InForce
    store: Store
    aside: Aside
    carry_out: CarryOut
    announce: Announce
    keys: Keys
    now: Callable[[], datetime]

    async def held(self, after: str | None = None) -> Page:
        """What waits for a reviewer, newest first."""
        return await self.store.records(self.in_force.council.key, frozenset({State.HELD}), after)

    async def open(self, ref: str, by: str) -> Opened:
        """A message with its text, for a person who is allowed to see it: the opening is an event in the record."""
        record = await self.store.record(self.in_force.council.key, ref)
        opened = await self._open(record)
        await self.store.commit(Changes(events=(Event(ref, self.now(), EventKind.OPENED, by=by),)))
        return opened

    async def release(self, ref: str, by: Account, reason: str = "", recipients: tuple[str, ...] = ()) -> None:
        """Send it, mended as the policy proposed; to some of its recipients where those are named.

        Raises NotFound, NotAllowed with words for the person, AlreadyDecided.
        """
        record = await self._held(ref, by)
        self._may_release(record, by, reason)
        chosen = self._chosen(record, recipients)
        first = record.decisions[0]
        decision = Decision(
            Disposition.RELAY, self.now(), first.verdicts, first.amendments, by.address, reason, recipients=chosen
        )
        await self.decide(record, decision, State.QUEUED, Kind.RELEASED)

    async def give_back(self, ref: str, by: Account, reason: str) -> None:
        """Return it to its author, unsent, with a reason. Raises as `release` does."""
        record = await self._held(ref, by)
        if not reason.strip():
            raise NotAllowed("Write a reason: the author needs to know what to change.")
        decision = Decision(Disposition.REJECT, self.now(), decided_by=by.address, reason=reason)
        await self.decide(record, decision, State.RETURNED, Kind.RETURNED)

    async def asked(self, token: str) -> Opened | None:
        """The message that a link asks its author about; None where the link is not ours or past its time."""
        ref = self.keys.read("ask", token, self.now())
        if ref is None:
            return None
        try:
            return await self._open(await self.store.record(self.in_force.council.key, ref))
        except NotFound:
            return None

    async def answer(self, token: str, answer: Answer) -> None:
        """The author's answer, by the link of a notice. The link works until the message is decided.

        Raises NotFound for a link that is not ours, NotAllowed, AlreadyDecided.
        """
        ref = self.keys.read("ask", token, self.now())
        if ref is None:
            raise NotFound("This link is not valid, or no longer.")
        record = await self.store.record(self.in_force.council.key, ref)
        await self.decide(record, *decide(record, answer, self.now()))

    async def expire(self, ref: str) -> None:
        """Nobody decided in time: back to the author (invariant 5). It is never sent by time."""
        record = await self.store.record(self.in_force.council.key, ref)
        decision = Decision(Disposition.REJECT, self.now(), decided_by="gateway", reason="nobody decided in time")
        await self.decide(record, decision, State.RETURNED, Kind.EXPIRED)

    async def _held(self, ref: str, by: Account) -> Record:
        if by.role not in REVIEWERS:
            raise NotAllowed("Only the Clerk and the deputies decide about held mail.")
        return await self.store.record(self.in_force.council.key, ref)

    def _may_release(self, record: Record, by: Account, reason: str) -> None:
        """Nobody is the judge of their own message, unless the council says so, and then with a reason."""
        if not is_own(record, by):
            return
        if not self.in_force.config.review.release_own:
            raise NotAllowed("This is your own message: a deputy has to release it. You may return it to yourself.")
        if not reason.strip():
            raise NotAllowed("This is your own message: write down why it should be sent.")

    def _chosen(self, record: Record, recipients: tuple[str, ...]) -> tuple[str, ...]:
        known = {canonical(address): address for address in record.envelope.rcpt_tos}
        if strangers := [address for address in recipients if canonical(address) not in known]:
            raise NotAllowed(f"The message is not addressed to {len(strangers)} of those that you named.")
        return tuple(known[canonical(address)] for address in recipients)

    async def _open(self, record: Record) -> Opened:
        content = await self.store.content(record.council, record.summary.ref)
        since = record.summary.waiting_since or record.summary.received_at
        return Opened(record, await self.aside.read(content), self.carry_out.deadline(since))

    async def decide(
        self, record: Record, decision: Decision, state: State, tell: Kind | None, beside: Changes | None = None
    ) -> str | None:
        """Let a decision about a waiting message take effect, written together with what stands `beside` it.

        Returns the first ref of a message in `beside` that was recorded before: nothing is done then. Raises
        AlreadyDecided.
        """
        if record.summary.state not in WAITING:
            raise AlreadyDecided(record.summary.ref)
        message = await self.message(record)
        changes = self.carry_out.decide(record, message, decision, state, tell)
        committed = await self.store.commit(changes + beside if beside else changes)
        if committed.first_ref is None:
            self.announce.decided(record.summary.ref, decision, changes)
        return committed.first_ref

    async def message(self, record: Record) -> Message:
        """A recorded message as it was received."""
        summary = record.summary
        content = await self.store.content(record.council, summary.ref)
        return Message(
            summary.ref,
            summary.direction,
            record.council,
            record.session,
            record.envelope,
            content,
            summary.received_at,
        )


def is_own(record: Record, by: Account) -> bool:
    """Whether it is this person's own message."""
    return canonical(by.address) in {canonical(record.summary.author), canonical(record.session.user or "")}
