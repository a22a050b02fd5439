"""What is counted by the day. A change adds to a count in its own transaction; questions read a few rows a day."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from gateway.model.daily import Counted, DailyCount
from gateway.store.changes import Changes
from gateway.store.database import Database, insert_or_add
from gateway.store.tables import DAILY_COUNTS

SHARDS = 8  # of each count, so that nodes seldom wait for each other's transaction


def add(db: Connection, all_changes: Iterable[Changes]) -> None:
    """Add to the counts. The last thing of a transaction, and in one order: no two of them wait for each other."""
    numbers: Counter[tuple[str, str, str, str, str]] = Counter()
    for changes in all_changes:
        for one in changes.counts:
            numbers[one.council, one.day.isoformat(), one.what, one.name, one.kind] += one.number
    if numbers:
        shard = os.getpid() % SHARDS
        names = ("council", "day", "what", "name", "kind")
        rows = [dict(zip(names, key, strict=True)) | {"number": n} for key, n in sorted(numbers.items())]
        db.execute(insert_or_add(db, DAILY_COUNTS, "number"), [row | {"shard": shard} for row in rows])


class DailyCounts:
    """The part of the store that knows how much there was."""

    _db: Database

    async def daily_counts(self, council: str, since: date) -> Sequence[DailyCount]:
        """All counts of the days from then on, in the order of the days."""
        return await self._db.read(_since, council, since)


def _since(db: Connection, council: str, since: date) -> list[DailyCount]:
    columns = DAILY_COUNTS.c
    key = (columns.day, columns.what, columns.name, columns.kind)
    summed = (
        select(*key, func.sum(columns.number).label("number"))
        .where(columns.council == council, columns.day >= since.isoformat())
        .group_by(*key)
        .order_by(*key)
    )
    return [
        DailyCount(council, date.fromisoformat(row.day), Counted(row.what), row.name, row.kind, int(row.number))
        for row in db.execute(summed)
    ]
