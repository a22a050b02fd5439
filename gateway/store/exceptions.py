"""Exceptions to rules that people recorded. Those in force are asked for with each message: kept in memory a moment."""

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from gateway.errors import NotFound
from gateway.model.exception import RecordedException
from gateway.store.database import Database
from gateway.store.tables import EXCEPTIONS

CACHE_SECONDS = 5.0  # how long another process's change may go unseen


class Exceptions:
    """The part of the store that keeps exceptions."""

    _db: Database
    _in_force: dict[tuple[str, date], tuple[float, tuple[RecordedException, ...]]]

    async def exceptions_in_force(
        self, council: str, today: date, before: datetime | None = None
    ) -> Sequence[RecordedException]:
        """Those that apply today, in the order of their numbers."""
        if before is not None:
            return await self._db.read(_found, council, today, before)
        until, known = self._in_force.get((council, today), (0.0, ()))
        if until < time.monotonic():
            known = await self._db.read(_found, council, today)
            self._in_force = {
                **{key: kept for key, kept in self._in_force.items() if key[0] != council},
                (council, today): (time.monotonic() + CACHE_SECONDS, known),
            }
        return known

    async def exceptions(self, council: str) -> Sequence[RecordedException]:
        """All of them, also those that no longer apply."""
        return await self._db.read(_found, council, None)

    async def add_exception(self, council: str, exception: RecordedException) -> RecordedException:
        """Record one; it comes back with its number."""
        number = await self._db.write(_add, council, exception)
        self._in_force = {}
        return replace(exception, number=number)

    async def end_exception(self, council: str, number: int, by: str, now: datetime) -> RecordedException:
        """Take one back. Raises NotFound where there is none, or none any more."""
        ended = await self._db.write(_end, council, number, by, now)
        self._in_force = {}
        return ended


def _found(
    db: Connection, council: str, today: date | None, before: datetime | None = None
) -> tuple[RecordedException, ...]:
    wanted = select(EXCEPTIONS).where(EXCEPTIONS.c.council == council).order_by(EXCEPTIONS.c.number)
    stands: ColumnElement[bool] = EXCEPTIONS.c.ended_at.is_(None)
    if before is not None:
        wanted = wanted.where(EXCEPTIONS.c.added_at < before)
        stands |= EXCEPTIONS.c.ended_at >= before
    if today is not None:
        wanted = wanted.where(EXCEPTIONS.c.until >= today.isoformat(), stands)
    return tuple(_exception(row) for row in db.execute(wanted))


def _add(db: Connection, council: str, exception: RecordedException) -> int:
    row: dict[str, Any] = asdict(exception) | {"council": council, "until": exception.until.isoformat()}
    del row["number"]
    [number] = db.execute(insert(EXCEPTIONS).values(row).returning(EXCEPTIONS.c.number)).one()
    return int(number)


def _end(db: Connection, council: str, number: int, by: str, now: datetime) -> RecordedException:
    ended = (
        update(EXCEPTIONS)
        .where(EXCEPTIONS.c.council == council, EXCEPTIONS.c.number == number, EXCEPTIONS.c.ended_at.is_(None))
        .values(ended_by=by, ended_at=now)
        .returning(EXCEPTIONS)
    )
    row = db.execute(ended).one_or_none()
    if row is None:
        raise NotFound(f"there is no exception {number} that could be taken back")
    return _exception(row)


def _exception(row: Row[Any]) -> RecordedException:
    return RecordedException(
        row.rule,
        row.conditions,
        date.fromisoformat(row.until),
        row.added_by,
        row.added_at,
        row.about,
        row.number,
        row.ended_by,
        row.ended_at,
    )
