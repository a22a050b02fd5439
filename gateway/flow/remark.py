"""What reviewers add to the record without deciding: notes, a word that a finding was wrong, whom they pass it to."""

from dataclasses import dataclass

from gateway.errors import AlreadyDecided, NotAllowed
from gateway.flow.review import Review
from gateway.model.account import Account
from gateway.model.address import canonical
from gateway.model.decision import Decision
from gateway.model.person import Standing, Statement
from gateway.model.record import Event, EventKind, Record, State, Wrong
from gateway.store.changes import Changes

LONGEST_NOTE = 4000  # characters
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """Each is an event in the record, or has who said it and when beside it."""

    review: Review

    def noted(self, ref: str, by: Account, note: str) -> Changes:
        """A note for the record; nothing where nothing was written."""
        if not note.strip():
            return Changes()
        event = Event(ref, self.review.now(), EventKind.NOTED, by.address, note.strip()[:LONGEST_NOTE])
        return Changes(events=(event,))

    async def note(self, ref: str, by: Account, note: str) -> None:
        """Write a note for the record. Raises NotAllowed where nothing was written."""
        if not note.strip():
            raise NotAllowed("Write the note.")
        await self.review.store.commit(self.noted(ref, by, note))

    async def pass_on(self, ref: str, by: Account, note: str) -> None:
        """Ask the deputies to decide about a held message. Raises NotFound, NotAllowed, AlreadyDecided."""
        review = self.review
        record = await review.store.record(review.in_force.council.key, ref)
        if record.summary.state is not State.HELD:
            raise AlreadyDecided(ref)
        others = [one for one in review.carry_out.deputies if canonical(one) != canonical(by.address)]
        if not others:
            raise NotAllowed("There is nobody to pass it to: the council has named no other deputy.")
        now, message = review.now(), await review.message(record)
        words = Decision(record.decision.disposition, now, decided_by=by.address, reason=note.strip()[:LONGEST_NOTE])
        since = record.summary.since
        changes = review.carry_out.pass_on(record, message, words, since) + Changes(
            events=(Event(ref, now, EventKind.ESCALATED, by.address, words.reason),), escalated=(ref,)
        )
        await review.store.commit(changes)
        review.announce.deliver(changes)

    async def call_wrong(self, record: Record, by: Account, rule: str, kinds: frozenset[str]) -> None:
        """Keep that what a rule found was none. Raises NotAllowed where it found nothing of the kind."""
        found = {(finding.rule, finding.kind) for finding in record.decisions[0].findings}
        if not kinds or not {(rule, kind) for kind in kinds} <= found:
            raise NotAllowed("The rule did not find that in this message.")
        ref, now = record.summary.ref, self.review.now()
        wrong = tuple(Wrong(ref, rule, kind, by.address, now) for kind in sorted(kinds))
        event = Event(ref, now, EventKind.JUDGED, by.address, f"{rule} was wrong: {', '.join(sorted(kinds))}")
        await self.review.store.commit(Changes(events=(event,), wrong=wrong))

    async def state(self, by: Account, who: str, standing: Standing, same_as: str = "") -> None:
        """Keep what somebody is to the council, for every check from now on. Raises NotAllowed with words."""
        who, same_as = " ".join(who.split()), " ".join(same_as.split())
        if not who:
            raise NotAllowed("Write the person's name or email address.")
        if standing is Standing.SAME_AS and not same_as:
            raise NotAllowed("Write the name or address under which the person is known.")
        if len(who) > LONGEST_NAME or len(same_as) > LONGEST_NAME:
            raise NotAllowed("That is too long for a name or an address.")
        other = same_as if standing is Standing.SAME_AS else ""
        statement = Statement(who, standing, by.address, self.review.now(), other)
        await self.review.store.state(self.review.in_force.council.key, statement)
        await self._note_of(by, f"{who} is {standing}{f' {other}' if other else ''}")

    async def unstate(self, by: Account, who: str) -> None:
        """Take back what was said of somebody."""
        if await self.review.store.unstate(self.review.in_force.council.key, who):
            await self._note_of(by, f"took back what was said of {who}")

    async def _note_of(self, by: Account, said: str) -> None:
        event = Event("", self.review.now(), EventKind.STATED, by.address, said)
        await self.review.store.note(self.review.in_force.council.key, event)
