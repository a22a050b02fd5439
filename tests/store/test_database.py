"""A transaction that reads, on every backend."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import Connection, make_url, text

from gateway.errors import StoreFault
from gateway.store.database import Database


@pytest.fixture
async def db(empty_url: str) -> AsyncIterator[Database]:
    db = Database(make_url(empty_url))
    await db.write(lambda connection: connection.execute(text("CREATE TABLE messages (state TEXT)")))
    yield db
    await db.close()


def number(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM messages")).scalar_one())


def receive(connection: Connection) -> None:
    connection.execute(text("INSERT INTO messages VALUES ('held')"))


async def test_what_is_committed_meanwhile_is_not_seen_by_half(db: Database, empty_url: str) -> None:
    other = Database(make_url(empty_url))

    def twice(connection: Connection) -> tuple[int, int]:
        before = number(connection)
        with other.writer.begin() as writing:
            receive(writing)
        return before, number(connection)

    assert await db.read(twice) == (0, 0)
    assert await db.read(number) == 1
    await other.close()


async def test_what_reads_is_not_committed(db: Database) -> None:
    with suppress(StoreFault):  # PostgreSQL says so at once
        await db.read(receive)
    assert await db.read(number) == 0
