"""What was done, newest first: by people to messages, and to accounts and settings. Only ever added to."""

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.sql.elements import ColumnElement

from gateway.errors import NotFound
from gateway.model.record import Event, EventKind
from gateway.store.database import Database
from gateway.store.pages import Total, Trail
from gateway.store.records import event_row
from gateway.store.tables import EVENTS, IN_TRAIL, RECORDS

LOOKED_AT = 10_000  # events that one page looks through


class Trails:
    """The part of the store that keeps what was done."""

    _db: Database

    async def note(self, council: str, *events: Event) -> None:
        """Add events."""
        await self._db.write(_note, council, events)

    async def trail(
        self,
        council: str,
        by: str | None = None,
        kinds: frozenset[EventKind] | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Trail:
        """A page of what was done, newest first."""
        if after is not None and not (after.isdecimal() and len(after) < 19):
            raise NotFound("no such page")
        rows, following = await self._db.read(_page, council, by, kinds, None if after is None else int(after), limit)
        events = (Event(row.ref or "", row.at, EventKind(row.kind), row.by, row.detail) for row in rows)
        return Trail(tuple(events), following)

    async def trail_total(
        self, council: str, by: str | None = None, kinds: frozenset[EventKind] | None = None
    ) -> Total:
        """How many events there are, as far as one page looks."""
        return await self._db.read(_total, council, by, kinds)


def _note(db: Connection, council: str, events: tuple[Event, ...]) -> None:
    for ref in {event.ref for event in events if event.ref}:
        if db.scalar(select(RECORDS.c.ref).where(RECORDS.c.ref == ref, RECORDS.c.council == council)) is None:
            raise NotFound(f"no record {ref}")
    if events:
        db.execute(EVENTS.insert(), [event_row(council, event) for event in events])


def _page(
    db: Connection,
    council: str,
    by: str | None,
    kinds: frozenset[EventKind] | None,
    after: int | None,
    limit: int,
) -> "tuple[list[Row[tuple[object, ...]]], str | None]":
    number = EVENTS.c.number
    here = (EVENTS.c.council == council) & IN_TRAIL
    if after is not None:
        here &= number < after
    end = _end(db, here)
    sought = here & _sought(by, kinds)
    if end is not None:
        sought &= number >= end
    rows = list(db.execute(select(EVENTS).where(sought).order_by(number.desc()).limit(limit + 1)))
    if len(rows) > limit:
        return rows[:limit], str(rows[limit - 1].number)
    return rows, None if end is None else str(end)


def _total(db: Connection, council: str, by: str | None, kinds: frozenset[EventKind] | None) -> Total:
    here = (EVENTS.c.council == council) & IN_TRAIL
    end = _end(db, here)
    counted = select(func.count()).select_from(EVENTS).where(here, EVENTS.c.number >= (end or 0), _sought(by, kinds))
    return Total(db.execute(counted).scalar_one(), end is not None)


def _end(db: Connection, here: ColumnElement[bool]) -> int | None:
    """The number of the event at which a page stops looking."""
    number = EVENTS.c.number
    return db.scalar(select(number).where(here).order_by(number.desc()).offset(LOOKED_AT - 1).limit(1))


def _sought(by: str | None, kinds: frozenset[EventKind] | None) -> ColumnElement[bool]:
    sought: ColumnElement[bool] = EVENTS.c.kind.in_(sorted(kinds)) if kinds is not None else IN_TRAIL
    return sought if by is None else sought & (EVENTS.c.by == by)
