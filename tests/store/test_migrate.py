import asyncio
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url

from gateway.store.database import Database
from gateway.store.migrate import upgrade
from gateway.store.tables import METADATA
from tests.store.backends import opened


def difference(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, METADATA))


async def test_the_steps_lead_to_the_tables(empty_url: str) -> None:
    db = Database(make_url(empty_url))
    assert await db.read(difference)
    await db.write(upgrade)
    assert await db.read(difference) == []
    await db.close()


async def test_taken_again_the_steps_change_nothing(empty_url: str) -> None:
    async with opened(empty_url), opened(empty_url) as store:
        assert await store.next_due_at() is None
    db = Database(make_url(empty_url))
    assert await db.read(difference) == []
    await db.close()


async def test_several_nodes_start_at_once(empty_url: str) -> None:
    async def node() -> None:
        async with opened(empty_url) as store:
            assert await store.next_due_at() is None

    await asyncio.gather(*(node() for _ in range(3)))
