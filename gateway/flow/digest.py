"""Tell reviewers who want it so once a day, when office hours begin, what waits: refs and rules, never the data."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from gateway.flow.announce import Announce
from gateway.flow.case import NEAR
from gateway.flow.in_force import InForce
from gateway.flow.notify import notify
from gateway.mime import notice
from gateway.mime.notice import Waits
from gateway.model.address import canonical
from gateway.model.case import said
from gateway.model.message import new_ref
from gateway.model.record import State, Summary
from gateway.store.base import Store
from gateway.store.changes import Changes
from gateway.store.pages import Search

MOST, MOST_REQUESTS = 200, 20  # that a digest names


@dataclass(frozen=True, slots=True)
class Digest:
    """Run every minute. That a digest of the day is in the record keeps it from being sent twice."""

    in_force: InForce
    store: Store
    announce: Announce
    _told: dict[str, date] = field(default_factory=dict)

    async def __call__(self, now: datetime) -> None:
        """Tell everyone who has not been told today, once the office is open."""
        council = self.in_force.council
        if not council.hours.is_open(now):
            return
        today = council.day(now)
        for reviewer in self.in_force.config.review.digest:
            if self._told.get(reviewer) != today:
                await self._tell(reviewer, now)
                self._told[reviewer] = today

    async def _tell(self, reviewer: str, now: datetime) -> None:
        council = self.in_force.council
        message_id = notice.digest_id(council, reviewer, now)
        if await self.store.thread(council.key, (message_id,)):
            return
        page = await self.store.waiting(council.key, Search(frozenset({State.HELD})), limit=MOST)
        waiting = [self._waits(one) for one in page.rows if canonical(one.author) != canonical(reviewer)]
        lines = await self._lines(now)
        if not (waiting or lines):
            return
        link = f"{self.in_force.config.console.public_url.rstrip('/')}/{'held' if waiting else ''}"
        subject, content = notice.write_digest(waiting, lines, link, council, reviewer, now)
        changes = notify(self.in_force, content, (reviewer,), "", subject, now, new_ref())
        key = hashlib.sha256(f"digest {council.key} {message_id}".encode()).digest()  # should another node be as quick
        await self.store.commit(changes_with(changes, key))
        self.announce.deliver(changes)

    async def _lines(self, now: datetime) -> list[str]:
        """What else waits: overdue questions, and requests that are near their day or past it."""
        questions = await self.store.unanswered(self.in_force.council.key, now)
        number = f"{questions.waiting} question{' waits' if questions.waiting == 1 else 's wait'} for an answer"
        lines = [f"{number}, {questions.overdue} longer than the council aims at."] if questions.overdue else []
        near = self.in_force.council.day(now) + NEAR
        for one in (await self.store.cases(self.in_force.council.key, limit=MOST_REQUESTS)).rows:
            if one.due_on and one.due_on <= near:
                lines.append(f"The request for information {one.case.ref} is to be answered by {said(one.due_on)}.")
        return lines

    def _waits(self, one: Summary) -> Waits:
        council, since = self.in_force.council, one.since
        person = council.person(one.author)
        rules = tuple(name.replace("-", " ") for name in one.rules)
        deadline = council.hours.after(since, self.in_force.config.review.return_after)
        return Waits(one.ref, person.name if person else "somebody at the council", since, rules, deadline)


def changes_with(changes: Changes, resend_key: bytes) -> Changes:
    """The changes of one new record, which is written once whoever writes it."""
    (record,) = changes.records
    return replace(changes, records=(replace(record, resend_key=resend_key),))
