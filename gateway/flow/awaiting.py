"""Questions that are not answered yet: noted when they come in, settled by mail that has reached whoever asked.

The policy says: "We aim to reply to all questions we receive as soon as we can".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.flow import count
from gateway.flow.check import Checked
from gateway.flow.in_force import InForce
from gateway.mime.read import is_automatic
from gateway.mime.thread import answered, bare_subject, subject_answered
from gateway.model.account import REVIEWERS, Account
from gateway.model.address import canonical
from gateway.model.envelope import Listener
from gateway.model.message import Direction, Message
from gateway.model.question import Question, Settled
from gateway.model.record import Event, EventKind
from gateway.store.base import Outgoing, Store
from gateway.store.changes import Changes

LONGEST_WHY = 500  # characters


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What happens to questions. Each step comes back as `Changes`, or is committed for the reviewer who takes it."""

    in_force: InForce
    store: Store

    async def comes_in(self, message: Message, checked: Checked) -> Changes:
        """A question from outside, unless its author asks again what waits already."""
        council, config = self.in_force.council, self.in_force.config.awaiting
        if not (checked.asker and config.enabled and message.direction is Direction.INCOMING):
            return Changes()
        asker, at = canonical(checked.asker), message.received_at
        if not message.envelope.mail_from or council.is_inside(asker) or council.is_inside(checked.author):
            return Changes()
        if _of_thread(message.content, await self.store.asked_by(council.key, [asker])):
            return Changes()
        due_at = council.hours.after(at, config.answer_within)
        return Changes(questions=(Question(message.ref, asker, at, due_at),))

    async def went_out(self, outgoing: Outgoing, reached: Iterable[str], now: datetime) -> Changes:
        """Mail of the council has reached these people: what they had asked in its thread is answered."""
        if outgoing.notice or outgoing.session is None or outgoing.session.listener is not Listener.SUBMISSION:
            return Changes()
        council = self.in_force.council
        askers = sorted({canonical(one) for one in reached if not council.is_inside(one)})
        if not askers or not _answers(outgoing.content) or is_automatic(outgoing.content):
            return Changes()
        done = _of_thread(outgoing.content, await self.store.asked_by(council.key, askers))
        settled = [
            replace(one, settled=Settled.ANSWERED, settled_at=now, settled_by=outgoing.ref)
            for one in done
            if one.ref != outgoing.ref
        ]
        return Changes(questions=tuple(settled), counts=tuple(count.answered(one, council) for one in settled))

    async def close(self, ref: str, by: Account, why: str, now: datetime) -> None:
        """A reviewer says that it needs no answer. Raises NotFound, NotAllowed, AlreadyDecided."""
        question = await self._question(ref, by)
        if question.settled:
            raise AlreadyDecided(f"{ref} is {question.settled} already")
        closed = replace(question, settled=Settled.CLOSED, settled_at=now, settled_by=by.address)
        event = Event(ref, now, EventKind.CLOSED, by.address, " ".join(why.split())[:LONGEST_WHY])
        await self.store.commit(Changes(questions=(closed,), events=(event,)))

    async def reopen(self, ref: str, by: Account, now: datetime) -> None:
        """A reviewer takes that back: it waits again as it did. Raises NotFound, NotAllowed, AlreadyDecided."""
        question = await self._question(ref, by)
        if question.settled is not Settled.CLOSED:
            raise AlreadyDecided(f"{ref} was not closed by anybody")
        again = replace(question, settled=None, settled_at=None, settled_by="")
        event = Event(ref, now, EventKind.REOPENED, by.address)
        await self.store.commit(Changes(questions=(again,), events=(event,)))

    async def _question(self, ref: str, by: Account) -> Question:
        if by.role not in REVIEWERS:
            raise NotAllowed("Only the Clerk and the deputies say which questions need no answer.")
        question = await self.store.question(self.in_force.council.key, ref)
        if question is None:
            raise NotFound(f"no question {ref}")
        return question


def _answers(content: bytes) -> bool:
    return bool(answered(content) or subject_answered(content))


def _of_thread(content: bytes, questions: Sequence[Question]) -> list[Question]:
    """Those of the questions that a message goes on with: by the ids that it names, else by its subject."""
    ids, subject = answered(content), subject_answered(content)
    by_id = [one for one in questions if one.message_id in ids]
    return by_id or [one for one in questions if subject and bare_subject(one.subject) == subject]
