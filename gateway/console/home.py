"""The first page: what waits for the reader, since when, and what happens if nothing is done."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from gateway.console.figures import figures
from gateway.console.requests import rows_of
from gateway.console.visit import Visit
from gateway.model.record import State
from gateway.store.pages import Page, Search, Total

RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Late:
    """Deliveries that were tried and are to be tried again. `messages` is how many messages they belong to."""

    deliveries: int
    messages: int


async def show(visit: Visit) -> Response:
    """Everything that waits, in one place."""
    config, today = visit.console.in_force.config, visit.console.in_force.council.day(visit.now)
    held = await _waiting(visit, State.HELD)
    requests = await visit.console.store.cases(visit.council, limit=1)
    return await visit.page(
        "home.html",
        held=held,
        asked=await _waiting(visit, State.ASKED),
        failed=await _failed(visit),
        late=await _late(visit),
        return_after=config.review.return_after,
        remind_after=config.review.remind_after,
        questions=await visit.console.store.unanswered(visit.council, visit.now),
        answer_within=config.awaiting.answer_within,
        requests=requests,
        nearest=next(iter(rows_of(visit, requests.rows)), None),
        figures=await figures(visit),
        review_due=config.policy.review_due if config.policy.is_overdue(today) else None,
    )


async def _waiting(visit: Visit, state: State) -> Page:
    """The message that has waited longest, and how many there are."""
    return await visit.console.store.waiting(visit.council, Search(frozenset({state})), limit=1)


async def _failed(visit: Visit) -> Total:
    return await visit.console.store.total(visit.council, Search(frozenset({State.FAILED}), since=visit.now - RECENT))


async def _late(visit: Visit) -> Late:
    queue = await visit.console.store.queue(visit.council)
    tried = [delivery.ref for delivery in queue if delivery.attempts]
    return Late(len(tried), len(set(tried)))
