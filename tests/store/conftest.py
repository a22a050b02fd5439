from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gateway.store.base import Store
from tests.store.backends import (
    empty_sqlite_url,
    opened,
    postgres_database,
    postgres_server,
    postgres_tables,
    sqlite_url,
)

BACKENDS = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def laid(postgres: str) -> Iterator[str]:
    with postgres_tables(postgres) as name:
        yield name


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new, empty database, on either backend."""
    if request.param == "sqlite":
        yield empty_sqlite_url(tmp_path)
    else:
        with postgres_database(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database with the tables in it, on either backend."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
    else:
        with postgres_database(request.getfixturevalue("postgres"), request.getfixturevalue("laid")) as url:
            yield url


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    async with opened(url) as store:
        yield store
