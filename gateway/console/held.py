"""The list of what is held: why, since when, and what happens if nothing is done."""

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.visit import Visit
from gateway.errors import NotFound
from gateway.model.record import WAITING, Record


async def show_list(visit: Visit) -> Response:
    """What is held, a page at a time."""
    after = visit.request.query_params.get("after")
    page = await visit.console.review.held(after)
    policy = visit.console.in_force.config.policy
    return await visit.page(
        "held.html",
        rows=page.rows,
        next=page.next,
        first=after is None,
        return_after=visit.console.in_force.config.review.return_after,
        done=await _just_decided(visit),
        review_due=policy.review_due if policy.is_overdue(visit.now.date()) else None,
    )


async def _just_decided(visit: Visit) -> Record | None:
    """What the record says of the message that was decided a moment ago; the address alone proves nothing."""
    ref = read_ref(visit.request.query_params.get("done", ""))
    if ref is None:
        return None
    try:
        record = await visit.console.store.record(visit.council, ref)
    except NotFound:
        return None
    return None if record.summary.state in WAITING else record
