"""The audit trail: what people did, newest first."""

from dataclasses import asdict

from starlette.responses import Response

from gateway.console.visit import Visit, page_as_json
from gateway.console.words import EVENTS
from gateway.model.record import EVERYDAY, EventKind
from gateway.store.pages import Total, Trail


async def show(visit: Visit) -> Response:
    """A page of it."""
    page, total = await _page(visit)
    return await visit.page(
        "trail.html",
        events=page.events,
        next=page.next,
        total=total,
        by=visit.asked("by"),
        kind=visit.asked("kind"),
        kinds={kind: EVENTS[kind] for kind in EventKind if kind not in EVERYDAY},
    )


async def list_json(visit: Visit) -> Response:
    """The same page for programs."""
    page, total = await _page(visit)
    return page_as_json([asdict(event) for event in page.events], page.next, total.number, total.at_least)


async def _page(visit: Visit) -> tuple[Trail, Total]:
    by, kind = visit.asked("by").strip().lower(), visit.asked("kind")
    kinds = frozenset({EventKind(kind)}) if kind in set(EventKind) else None
    store, asked = visit.console.store, (visit.council, by or None, kinds)
    return await store.trail(*asked, visit.after), await store.trail_total(*asked)
