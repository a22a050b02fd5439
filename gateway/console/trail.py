"""The audit trail: what people did, newest first."""

from dataclasses import asdict

from starlette.responses import Response

from gateway.console.visit import Visit, as_json
from gateway.console.words import EVENTS
from gateway.model.record import EVERYDAY, EventKind
from gateway.store.base import Trail


async def show(visit: Visit) -> Response:
    """A page of it."""
    page = await _page(visit)
    return await visit.page(
        "trail.html",
        events=page.events,
        next=page.next,
        by=visit.asked("by"),
        kind=visit.asked("kind"),
        kinds={kind: EVENTS[kind] for kind in EventKind if kind not in EVERYDAY},
    )


async def list_json(visit: Visit) -> Response:
    """The same page for programs."""
    return as_json(asdict(await _page(visit)))


async def _page(visit: Visit) -> Trail:
    by, kind = visit.asked("by").strip().lower(), visit.asked("kind")
    kinds = frozenset({EventKind(kind)}) if kind in set(EventKind) else None
    return await visit.console.store.trail(visit.council, by or None, kinds, visit.after)
