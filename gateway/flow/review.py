"""Review what waits: the Clerk releases or returns it, the author answers for it, and time sends it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.flow.announce import Announce
from gateway.flow.answer import Answer, decide
from gateway.flow.aside import Aside
from gateway.flow.carry_out import CarryOut
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.notify import AT_ONCE
from gateway.mime.notice import Kind
from gateway.model.account import REVIEWERS, Account
from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.decision import Amendment, Decision, Disposition, Edit
from gateway.model.message import Content, Direction, Message
from gateway.model.record import WAITING, Event, EventKind, Record, State, Summary
from gateway.store.base import Store
from gateway.store.changes import Changes

log = structlog.get_logger()

UNDOABLE = frozenset({State.QUEUED, State.RETURNED, State.ASKED})


@dataclass(frozen=True, slots=True)
class Opened:
    """A message laid before a person. `deadline` is when it goes back to its author by itself."""

    record: Record
    content: Content
    deadline: datetime

    @property
    def since(self) -> datetime:
        """Since when it waits, or when it was received."""
        return self.record.summary.since


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

    async def open(self, ref: str, by: str, detail: str = "") -> Opened:
        """A message with its text, for a person who is allowed to see it: the opening is an event in the record.

        `detail` says what of it is opened, such as the text of a document.
        """
        record = await self.store.record(self.in_force.council.key, ref)
        opened = await self._open(record)
        await self.store.commit(Changes(events=(Event(ref, self.now(), EventKind.OPENED, by, detail),)))
        return opened

    async def release(
        self,
        ref: str,
        by: Account,
        reason: str = "",
        recipients: tuple[str, ...] = (),
        amendments: tuple[Amendment, ...] | None = None,
        wait: timedelta = AT_ONCE,
        beside: Changes | None = None,
    ) -> str | None:
        """Send it, mended as the policy proposed or with these amendments; to some of its recipients where named.

        An edit may name new recipients. Until `wait` has passed nothing leaves, and it can be undone. What stands
        `beside` is written with it. Returns as `decide` does. Raises NotFound, NotAllowed with words for the person,
        AlreadyDecided.
        """
        record = await self._held(ref, by)
        self._may_release(record, by, reason)
        first = record.decisions[0]
        made = first.amendments if amendments is None else amendments
        if not set(made) <= set(first.amendments):
            await self._must_be_mendable(record)
        chosen = recipients if any(isinstance(one, Edit) for one in made) else self._chosen(record, recipients)
        decision = Decision(Disposition.RELAY, self.now(), first.verdicts, made, by.address, reason, recipients=chosen)
        return await self.decide(record, decision, State.QUEUED, Kind.RELEASED, beside, wait)

    async def give_back(
        self, ref: str, by: Account, reason: str, wait: timedelta = AT_ONCE, beside: Changes | None = None
    ) -> str | None:
        """Return it to its author, unsent, with a reason. Returns and raises as `release` does."""
        record = await self._held(ref, by)
        if not reason.strip():
            raise NotAllowed("Write a reason: the author needs to know what to change.")
        decision = Decision(Disposition.REJECT, self.now(), decided_by=by.address, reason=reason)
        return await self.decide(record, decision, State.RETURNED, Kind.RETURNED, beside, wait)

    async def question(
        self, ref: str, by: Account, question: str, wait: timedelta = AT_ONCE, beside: Changes | None = None
    ) -> None:
        """Ask its author something: it waits for the answer, and then for a reviewer again. Raises as `release`."""
        record = await self._held(ref, by)
        if record.summary.state is not State.HELD:
            raise AlreadyDecided(ref)
        if not question.strip():
            raise NotAllowed("Write the question: its author gets it by email.")
        first = record.decisions[0]
        decision = Decision(Disposition.ASK, self.now(), first.verdicts, decided_by=by.address, reason=question)
        await self.decide(record, decision, State.ASKED, Kind.QUESTION, beside, wait)

    def undo_until(self, record: Record) -> datetime | None:
        """Until when the decision in effect can be undone; None where it cannot."""
        decision, now = record.decision, self.now()
        until = decision.decided_at + self.in_force.config.review.undo
        decided = len(record.decisions) > 1 and record.summary.state in UNDOABLE and decision.decided_by != "gateway"
        own_login = record.summary.state is State.RETURNED and self.carry_out.needs_login(record)
        left = any(delivery.attempts or delivery.next_attempt_at <= now for delivery in record.deliveries)
        return until if decided and now < until and not own_login and not left else None

    async def undo(self, ref: str, by: Account) -> None:
        """Let it wait again, as if nobody had decided. Raises NotFound, NotAllowed, and AlreadyDecided once it left."""
        record = await self._held(ref, by)
        now = self.now()
        if self.undo_until(record) is None:
            raise NotAllowed("It can no longer be undone: the message, or the answer to its author, is on its way.")
        about = await self.store.about(record.council, ref)
        follow = [one for one in about if one.state is State.QUEUED and _follows(one, record.decision.decided_at)]
        await self.store.commit(self.carry_out.undo(record, follow, by.address, now))
        log.info("undone", ref=ref)

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
        if not is_own(self.in_force.council, record, by):
            return
        if not self.in_force.config.review.release_own:
            raise NotAllowed("This is your own message: a deputy has to release it. You may return it to yourself.")
        if not reason.strip():
            raise NotAllowed("This is your own message: write down why it should be sent.")

    async def _must_be_mendable(self, record: Record) -> None:
        """Signed mail is never amended (invariant 8)."""
        content = await self.aside.read(await self.store.content(record.council, record.summary.ref))
        if content.signed:
            raise NotAllowed("This message is signed, so it cannot be changed. Send it as it is, or return it.")

    def _chosen(self, record: Record, recipients: tuple[str, ...]) -> tuple[str, ...]:
        known = {canonical(address): address for address in record.envelope.rcpt_tos}
        if strangers := [address for address in recipients if canonical(address) not in known]:
            raise NotAllowed(f"The message is not addressed to {len(strangers)} of those that you named.")
        return tuple(known[canonical(address)] for address in recipients)

    async def _open(self, record: Record) -> Opened:
        content = await self.store.content(record.council, record.summary.ref)
        since = record.summary.since
        return Opened(record, await self.aside.read(content), self.carry_out.deadline(since))

    async def decide(
        self,
        record: Record,
        decision: Decision,
        state: State,
        tell: Kind | None,
        beside: Changes | None = None,
        wait: timedelta = AT_ONCE,
    ) -> str | None:
        """Let a decision about a waiting message take effect, written together with what stands `beside` it.

        Returns the first ref of a message in `beside` that was recorded before: nothing is done then. Raises
        AlreadyDecided.
        """
        if record.summary.state not in WAITING:
            raise AlreadyDecided(record.summary.ref)
        message = await self.message(record)
        changes = self.carry_out.decide(record, message, decision, state, tell, wait)
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


def is_own(council: Council, record: Record, by: Account) -> bool:
    """Whether it is this person's own message: of any address of theirs, or sent with a login of theirs."""
    senders = {canonical(record.summary.author), canonical(record.session.user or "")}
    return not senders.isdisjoint(council.own(by.address))


def _follows(about: Summary, decided_at: datetime) -> bool:
    """Whether this record followed from the decision: a notice of it, or a copy for one recipient."""
    return about.direction is Direction.OUTGOING or about.received_at >= decided_at
