"""The list of what is held: why, since when, and what happens if nothing is done. The most urgent comes first."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.responses import Response

from gateway.console.done import done
from gateway.console.refs import read_ref
from gateway.console.sought import sought
from gateway.console.visit import Visit, go, page_as_json
from gateway.model.record import State, Summary
from gateway.store.pages import Order, Page, Search

HELD = frozenset({State.HELD})
NAMED = 3  # recipients outside that a line names
LINES = 40  # of a page, which then has less than 100 KB


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `outside` are the recipients outside, the first few; `others` how many more there are."""

    summary: Summary
    outside: tuple[str, ...]
    others: int
    since: datetime
    waited: timedelta
    until: datetime


async def show_list(visit: Visit) -> Response:
    """What is held, a page at a time, narrowed and sorted as asked. A ref in the search box opens its message."""
    text = visit.asked("q")
    if ref := read_ref(text.strip()):
        return go(f"/messages/{ref}")
    page = await _page(visit)
    return await visit.page(
        "held.html",
        rows=[_row(visit, row) for row in page.rows],
        total=page.total,
        next=page.next,
        first=visit.after is None,
        text=text,
        rule=visit.asked("rule"),
        attached=bool(visit.asked("attached")),
        order=_order(visit),
        rules=await visit.console.store.rules_of(visit.council, State.HELD),
        done=await done(visit),
    )


async def list_json(visit: Visit) -> Response:
    """The same list for programs: what each line says, and the key to go on from."""
    page = await _page(visit)
    return page_as_json([_line(_row(visit, row)) for row in page.rows], page.next, page.total)


async def next_after(visit: Visit, ref: str, since: datetime) -> str | None:
    """The held message that comes after this one, or the first where none does; None where there is no other."""
    page = await visit.console.store.waiting(visit.council, Search(HELD), limit=LINES)
    others = [row for row in page.rows if row.ref != ref]
    later = (row for row in others if (row.since, row.ref) > (since, ref))
    following = next(later, others[0] if others else None)
    return following.ref if following else None


async def _page(visit: Visit) -> Page:
    search = replace(sought(visit.asked("q"), Search(HELD)), attached=bool(visit.asked("attached")))
    if rule := visit.asked("rule"):
        search = sought(f"rule:{rule}", search)
    return await visit.console.store.waiting(visit.council, search, visit.after, LINES, _order(visit))


def _order(visit: Visit) -> Order:
    said = visit.asked("sort")
    return Order(said) if said in set(Order) else Order.LONGEST


def _row(visit: Visit, summary: Summary) -> Row:
    in_force = visit.console.in_force
    outside = tuple(one for one in summary.rcpt_tos if not in_force.council.is_inside(one))
    since = summary.since
    return Row(
        summary,
        outside[:NAMED],
        max(0, len(outside) - NAMED),
        since,
        in_force.council.hours.between(since, visit.now),
        in_force.council.hours.after(since, in_force.config.review.return_after),
    )


def _line(row: Row) -> dict[str, object]:
    summary = row.summary
    return {
        "ref": summary.ref,
        "state": summary.state,
        "received_at": summary.received_at,
        "author": summary.author,
        "subject": summary.subject,
        "recipients": summary.recipients,
        "outside": len(row.outside) + row.others,
        "outside_first": row.outside,
        "size": summary.size,
        "attachments": summary.attachments,
        "rules": summary.rules,
        "waiting_since": row.since,
        "waited_office_seconds": row.waited,
        "returned_at": row.until,
    }
