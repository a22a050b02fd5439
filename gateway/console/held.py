"""The list of what is held: why, since when, and what happens if nothing is done. The most urgent comes first."""

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.sought import sought
from gateway.console.visit import Visit, go, json_list
from gateway.errors import NotFound
from gateway.model.record import WAITING, Record, State
from gateway.store.base import Page, Search

HELD = frozenset({State.HELD})
MOST_DONE = 50


async def show_list(visit: Visit) -> Response:
    """What is held, a page at a time, narrowed by the search box and by a rule. A ref in the box opens its message."""
    text = _text(visit)
    if ref := read_ref(text.strip()):
        return go(f"/messages/{ref}")
    page = await _page(visit)
    return await visit.page(
        "held.html",
        rows=page.rows,
        total=page.total,
        next=page.next,
        first=visit.after is None,
        text=text,
        rule=visit.request.query_params.get("rule", ""),
        rules=await visit.console.store.rules_of(visit.council, State.HELD),
        return_after=visit.console.in_force.config.review.return_after,
        done=[
            record
            for ref in visit.request.query_params.getlist("done")[:MOST_DONE]
            if (record := await _done(visit, ref))
        ],
    )


async def list_json(visit: Visit) -> Response:
    """The same list for programs."""
    return json_list(await _page(visit))


async def _page(visit: Visit) -> Page:
    search = sought(_text(visit), Search(HELD))
    if rule := visit.request.query_params.get("rule"):
        search = sought(f"rule:{rule}", search)
    return await visit.console.store.waiting(visit.council, search, visit.after)


def _text(visit: Visit) -> str:
    return visit.request.query_params.get("q", "")


async def _done(visit: Visit, said: str) -> Record | None:
    """What the record says of a message that was decided a moment ago; the address alone proves nothing."""
    ref = read_ref(said)
    if ref is None:
        return None
    try:
        record = await visit.console.store.record(visit.council, ref)
    except NotFound:
        return None
    return None if record.summary.state in WAITING else record
