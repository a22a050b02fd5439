"""The contract of a store, on every backend: what is counted by the day."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, make_url, text

from gateway.errors import NotFound
from gateway.model.daily import Counted, DailyCount
from gateway.model.record import Event, EventKind
from gateway.store.base import Store
from gateway.store.changes import Changes
from gateway.store.database import Database
from gateway.store.migrate import upgrade
from tests.store.backends import opened
from tests.store.builders import COUNCIL, NOW, accepted, message, new_record

DAY = date(2026, 3, 2)
OUT = DailyCount(COUNCIL, DAY, Counted.RECEIVED, "outgoing")


def found(action: str, day: date = DAY, number: int = 1, council: str = COUNCIL) -> DailyCount:
    return DailyCount(council, day, Counted.FOUND, "personal-data", action, number)


async def test_counts_add_up_by_day_and_kind_and_council(store: Store) -> None:
    await store.commit(Changes(counts=(OUT, found("hold"), found("hold"))))
    await store.commit(Changes(counts=(found("hold"), found("warn"), found("hold", council="barton"))))
    later = found("hold", DAY + timedelta(days=1), 4)
    await store.commit(Changes(counts=(later,)))
    assert await store.daily_counts(COUNCIL, DAY) == [found("hold", number=3), found("warn"), OUT, later]
    assert await store.daily_counts(COUNCIL, DAY + timedelta(days=1)) == [later]
    assert await store.daily_counts("barton", DAY) == [found("hold", council="barton")]
    assert await store.daily_counts("nowhere", DAY) == []


async def test_what_is_taken_back_does_not_count(store: Store) -> None:
    await store.commit(Changes(counts=(found("hold", number=2),)))
    await store.commit(Changes(counts=(found("hold", number=-1),)))
    assert await store.daily_counts(COUNCIL, DAY) == [found("hold")]


async def test_nothing_is_counted_of_changes_that_are_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.commit(Changes(events=(Event("222-2222", NOW, EventKind.OPENED),), counts=(OUT,)))
    assert await store.daily_counts(COUNCIL, DAY) == []


async def test_several_nodes_count_at_once(store: Store, url: str) -> None:
    async with opened(url) as other:
        await asyncio.gather(*(node.commit(Changes(counts=(OUT, found("hold")))) for node in (store, other) * 10))
    assert await store.daily_counts(COUNCIL, DAY) == [
        found("hold", number=20),
        DailyCount(COUNCIL, DAY, Counted.RECEIVED, "outgoing", number=20),
    ]


async def test_what_was_recorded_before_is_counted_when_the_store_is_brought_up_to_date(empty_url: str) -> None:
    async with opened(empty_url) as store:
        for _ in range(2):
            await store.commit(accepted(new_record(message())))
    db = Database(make_url(empty_url))

    def count_anew(connection: Connection) -> None:
        newest = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("DROP TABLE daily_counts"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
        upgrade(connection, "0008")
        connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})

    await db.write(count_anew)
    await db.close()
    async with opened(empty_url) as store:
        assert await store.daily_counts(COUNCIL, DAY) == [
            found("hold", number=2),
            DailyCount(COUNCIL, DAY, Counted.FOUND, "reply-all", "hold", 2),
            DailyCount(COUNCIL, DAY, Counted.RECEIVED, "outgoing", number=2),
        ]
