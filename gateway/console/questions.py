"""Questions that came in and are not answered yet, the oldest first; and a reviewer's word that one needs no answer."""

from dataclasses import asdict

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.visit import Visit, go, page_as_json
from gateway.errors import AlreadyDecided
from gateway.flow.awaiting import Awaiting
from gateway.model.question import Settled

LINES = 40  # of a page, which then has less than 100 KB


async def show(visit: Visit) -> Response:
    """A page of what waits for an answer."""
    store = visit.console.store
    page = await store.questions(visit.council, visit.after, LINES)
    ref = read_ref(visit.asked("done"))
    done = await store.question(visit.council, ref) if ref else None
    return await visit.page(
        "questions.html",
        page=page,
        counts=await store.unanswered(visit.council, visit.now),
        first=visit.after is None,
        done=done if done and done.settled is Settled.CLOSED else None,
        awaiting=visit.console.in_force.config.awaiting,
    )


async def list_json(visit: Visit) -> Response:
    """The same page for programs, with the working time that each has waited, in seconds."""
    page = await visit.console.store.questions(visit.council, visit.after, LINES)
    hours = visit.console.in_force.council.hours
    rows = [
        asdict(one) | {"waited": hours.between(one.asked_at, visit.now), "overdue": one.due_at < visit.now}
        for one in page.rows
    ]
    return page_as_json(rows, page.next, page.total)


async def close(visit: Visit) -> Response:
    """It needs no answer. Where somebody was quicker, nothing happens."""
    try:
        await _flow(visit).close(visit.ref, visit.signed_in, visit.form.text("why"), visit.now)
    except AlreadyDecided:
        return go(f"/messages/{visit.ref}#question")
    return go(f"/questions?done={visit.ref}")


async def reopen(visit: Visit) -> Response:
    """It waits again."""
    try:
        await _flow(visit).reopen(visit.ref, visit.signed_in, visit.now)
    except AlreadyDecided:
        return go(f"/messages/{visit.ref}#question")
    return go("/questions")


def _flow(visit: Visit) -> Awaiting:
    return Awaiting(visit.console.in_force, visit.console.store)
