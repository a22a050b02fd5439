"""The record, searched: all of it by those who may read it, and by everybody else what they sent themselves."""

import csv
import io
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.sought import sought
from gateway.console.visit import Visit, as_json, go, page_as_json
from gateway.model.account import READERS
from gateway.model.record import EventKind, State, Summary
from gateway.store.pages import Page, Search, Total

MOST_EXPORTED = 10_000  # lines
EXPORTED_AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = ("ref", "direction", "state", "received_at", "author", "subject", "size", "recipients", "rules")
NO_DATE = "Write a day as day, month and year, such as 7/5/2026."


async def show(visit: Visit) -> Response:
    """A page of the record. A ref in the box opens its message."""
    text = visit.asked("q")
    if ref := read_ref(text.strip()):
        return go(f"/messages/{ref}")
    search, problem = _search(visit)
    page, total = (Page((), None), Total(0)) if problem else await _page(visit, search)
    if _is_narrowed(visit) and visit.after is None and not problem:
        await visit.note(EventKind.SEARCHED, _said(visit))
    return await visit.page(
        "records.html",
        422 if problem else 200,
        rows=page.rows,
        next=page.next,
        total=total,
        problem=problem,
        own=visit.signed_in.role not in READERS,
        asked={name: visit.asked(name) for name in ("q", "state", "since", "until")},
        narrowed=_is_narrowed(visit),
        states=list(State),
        export=visit.address("/records.csv", after=None),
    )


async def list_json(visit: Visit) -> Response:
    """The same page for programs."""
    search, problem = _search(visit)
    if problem:
        return as_json({"problem": problem}, 422)
    await visit.note(EventKind.SEARCHED, _said(visit))
    page, total = await _page(visit, search)
    return page_as_json([asdict(row) for row in page.rows], page.next, total.number, total.at_least)


async def list_csv(visit: Visit) -> Response:
    """What was found as a table, without any content: so that a spreadsheet can count it."""
    search, problem = _search(visit)
    if problem:
        return go(visit.address("/records"))
    rows: list[Summary] = []
    after: str | None = None
    while len(rows) < MOST_EXPORTED:
        page = await visit.console.store.search(visit.council, search, after, EXPORTED_AT_ONCE)
        rows += page.rows
        after = page.next
        if after is None:
            break
    await visit.note(EventKind.EXPORTED, f"{len(rows)} lines: {_said(visit)}")
    headers = {"Content-Disposition": f'attachment; filename="records-{visit.now:%Y-%m-%d}.csv"'}
    return Response(_csv(rows[:MOST_EXPORTED]), media_type="text/csv; charset=utf-8", headers=headers)


async def _page(visit: Visit, search: Search) -> tuple[Page, Total]:
    store = visit.console.store
    return await store.search(visit.council, search, visit.after), await store.total(visit.council, search)


def _csv(rows: list[Summary]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        values = asdict(row) | {"rules": " ".join(row.rules), "received_at": row.received_at.isoformat()}
        writer.writerow([harmless(str(values[column])) for column in COLUMNS])
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: mail may say what it likes in a subject."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) or cell.startswith(FORMULA) else cell


def _search(visit: Visit) -> tuple[Search, str]:
    """What was asked for, and why it cannot be looked for, if so. Authors find their own only."""
    try:
        since, until = _day(visit, "since"), _day(visit, "until")
    except ValueError:
        return Search(), NO_DATE
    state = visit.asked("state")
    search = Search(
        states=frozenset({State(state)}) if state in set(State) else None,
        authors=None if visit.signed_in.role in READERS else visit.own_addresses,
        since=since,
        until=until + timedelta(days=1) if until else None,
    )
    return sought(visit.asked("q"), search), ""


def _day(visit: Visit, name: str) -> datetime | None:
    """The start of a day in the council's time zone; None where none was given. Raises ValueError for what is none."""
    typed = visit.asked(name).strip()
    if not typed:
        return None
    parts = typed.replace(".", "/").replace("-", "/").split("/")
    if len(parts[0]) == 4:
        parts.reverse()  # 2026-05-07
    day, month, year = (int(part) for part in parts)
    zone = ZoneInfo(visit.console.in_force.council.timezone)
    return datetime.combine(date(year, month, day), time(), zone)


def _is_narrowed(visit: Visit) -> bool:
    return any(visit.asked(name) for name in ("q", "state", "since", "until"))


def _said(visit: Visit) -> str:
    """What was asked for, for the audit trail."""
    asked = [f"{name}: {value}" for name in ("q", "state", "since", "until") if (value := visit.asked(name))]
    return "; ".join(asked) or "everything"
