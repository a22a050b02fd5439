"""What was received, in the order of its receipt: for whoever goes through the record from its beginning."""

import heapq
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, null, or_, select

from gateway.model.decision import Decision
from gateway.model.message import Direction
from gateway.model.record import State
from gateway.store.codec import decision_from_json
from gateway.store.database import Database
from gateway.store.pages import Received, ReceivedPage
from gateway.store.records import summary_of
from gateway.store.rows import envelope_of, session_of
from gateway.store.search import Key, read_key, written_key
from gateway.store.tables import DECISIONS, RECORDS

ORDER = (RECORDS.c.received_at, RECORDS.c.ref)


class ReceivedMail:
    """The part of the store that is gone through."""

    _db: Database

    async def received(
        self,
        council: str,
        since: datetime | None = None,
        direction: Direction | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> ReceivedPage:
        """A page of what was received since, the oldest first."""
        rows, following = await self._db.read(_page, council, since, direction, read_key(after), limit)
        return ReceivedPage(rows, written_key(following))

    async def count_received(
        self, council: str, since: datetime | None = None, direction: Direction | None = None
    ) -> int:
        """How many messages the pages of `received` hold."""
        return await self._db.read(_count, council, since, direction)


def _page(
    db: Connection, council: str, since: datetime | None, direction: Direction | None, after: Key | None, limit: int
) -> tuple[tuple[Received, ...], Key | None]:
    each = [
        db.execute(select(RECORDS).where(these, *_later(after)).order_by(*ORDER).limit(limit + 1)).all()
        for these in _each_state(council, since, direction)
    ]
    rows = list(heapq.merge(*each, key=attrgetter("received_at", "ref")))
    first = _first_decisions(db, [row.ref for row in rows[:limit]])
    page = tuple(
        Received(summary_of(row), session_of(row), envelope_of(row), row.message_id, first[row.ref])
        for row in rows[:limit]
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return page, None if last is None else (last.received_at, last.ref)


def _count(db: Connection, council: str, since: datetime | None, direction: Direction | None) -> int:
    counted = select(func.count()).select_from(RECORDS)
    return sum(db.execute(counted.where(these)).scalar_one() for these in _each_state(council, since, direction))


def _each_state(council: str, since: datetime | None, direction: Direction | None) -> Iterable[ColumnElement[bool]]:
    """Each state is asked by itself, because its index is in the page's order."""
    of_mail = and_(RECORDS.c.direction != Direction.NOTICE, RECORDS.c.about == null())
    if direction is not None:
        of_mail &= RECORDS.c.direction == direction
    if since is not None:
        of_mail &= RECORDS.c.received_at >= since
    return [and_(RECORDS.c.council == council, RECORDS.c.state == state, of_mail) for state in State]


def _later(after: Key | None) -> Iterable[ColumnElement[bool]]:
    if after is not None:
        at = RECORDS.c.received_at
        yield and_(at >= after[0], or_(at > after[0], RECORDS.c.ref > after[1]))


def _first_decisions(db: Connection, refs: Sequence[str]) -> dict[str, Decision]:
    """The policy's, which came before any person's."""
    numbers = select(func.min(DECISIONS.c.number)).where(DECISIONS.c.ref.in_(refs)).group_by(DECISIONS.c.ref)
    rows: Iterable[Row[Any]] = db.execute(
        select(DECISIONS.c.ref, DECISIONS.c.decision).where(DECISIONS.c.number.in_(numbers))
    )
    return {row.ref: decision_from_json(row.decision) for row in rows}
