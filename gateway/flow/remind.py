"""Bring up again what waits: to the reviewers, then the deputies, and in the end back to its author (invariant 5)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import structlog

from gateway import metrics
from gateway.errors import AlreadyDecided
from gateway.flow.announce import Announce
from gateway.flow.in_force import InForce
from gateway.flow.review import Review
from gateway.mime.notice import Kind
from gateway.model.record import WAITING, Event, EventKind, State, Summary
from gateway.store.base import Store
from gateway.store.changes import Changes
from gateway.store.pages import Search

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Remind:
    """Run every minute. Only office hours count, so a night or a bank holiday sends nothing back."""

    in_force: InForce
    store: Store
    review: Review
    announce: Announce

    async def __call__(self, now: datetime) -> None:
        """Look at everything that waits, once."""
        waiting = {State.ASKED: 0, State.HELD: 0}
        async for summary in self._waiting():
            waiting[summary.state] += 1
            try:
                await self._look(summary, now)
            except AlreadyDecided:
                log.info("decided meanwhile", ref=summary.ref)
        for state, number in waiting.items():
            metrics.WAITING.labels(state).set(number)

    async def _look(self, summary: Summary, now: datetime) -> None:
        hours, review = self.in_force.council.hours, self.in_force.config.review
        since = summary.since
        waited = hours.between(since, now)
        held = summary.state is State.HELD
        if waited >= review.return_after:
            await self.review.expire(summary.ref)
        elif held and summary.escalated_at is None and waited >= review.deputy_after:
            await self._tell(summary, Kind.REVIEW_DEPUTY, now)
        elif hours.between(summary.reminded_at or since, now) >= review.remind_after:
            await self._tell(summary, Kind.REVIEW_AGAIN if held else Kind.ASKED_AGAIN, now)

    async def _tell(self, summary: Summary, kind: Kind, now: datetime) -> None:
        record = await self.store.record(self.in_force.council.key, summary.ref)
        message = await self.review.message(record)
        deputy = kind is Kind.REVIEW_DEPUTY
        event = Event(summary.ref, now, EventKind.ESCALATED if deputy else EventKind.REMINDED)
        changes = self.review.carry_out.remind(record, message, kind, now) + Changes(
            events=(event,), reminded=(summary.ref,), escalated=(summary.ref,) if deputy else ()
        )
        await self.store.commit(changes)
        self.announce.deliver(changes)

    async def _waiting(self) -> AsyncIterator[Summary]:
        after = None
        while True:
            page = await self.store.search(self.in_force.council.key, Search(WAITING), after, limit=200)
            for summary in page.rows:
                yield summary
            if page.next is None:
                return
            after = page.next
