"""What was decided a moment ago, as the next page tells it, and until when it can be undone."""

from dataclasses import dataclass
from datetime import datetime

from gateway.console.refs import read_ref
from gateway.console.visit import Visit
from gateway.errors import NotFound
from gateway.model.account import REVIEWERS
from gateway.model.record import Record, State

MOST = 50


@dataclass(frozen=True, slots=True)
class Done:
    """A decision, and until when it can be undone by this reader; None where it cannot."""

    record: Record
    undo_until: datetime | None


async def done(visit: Visit) -> list[Done]:
    """What the address names, as the record knows it; the address alone proves nothing."""
    found = [await _done(visit, said) for said in visit.request.query_params.getlist("done")[:MOST]]
    return [one for one in found if one is not None]


async def _done(visit: Visit, said: str) -> Done | None:
    ref = read_ref(said)
    if ref is None:
        return None
    try:
        record = await visit.console.store.record(visit.council, ref)
    except NotFound:
        return None
    if record.summary.state is State.HELD or len(record.decisions) < 2:
        return None
    may_undo = visit.signed_in.role in REVIEWERS
    return Done(record, visit.console.review.undo_until(record) if may_undo else None)
