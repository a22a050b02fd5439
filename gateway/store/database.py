"""The connections: the only module that knows which database it is.

SQLite has one connection that writes, so that writers queue here and not in the file's lock, and others that read
beside it (WAL). PostgreSQL has one pool for both.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from gateway.store.faults import as_store_faults

LOCK_SECONDS = 10  # how long a writer waits for another process's transaction
READERS = 4
SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # WAL's own default would lose the last commits with the power
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={LOCK_SECONDS * 1000}",
    "PRAGMA cache_size=-16000",
)

P = ParamSpec("P")
R = TypeVar("R")
Work = Callable[Concatenate[Connection, P], R]


class Database:
    """Runs work, plain functions of a connection, in a transaction of its own each."""

    def __init__(self, url: str, password: str | None = None) -> None:
        self._url = make_url(url)
        if self._url.get_backend_name() == "sqlite":
            self._writer = _sqlite(self._url, "BEGIN IMMEDIATE", 1)
            self._reader = _sqlite(self._url, "BEGIN", READERS)
        else:
            self._writer = self._reader = _postgres(self._url, password)

    @property
    def engines(self) -> tuple[AsyncEngine, ...]:
        """The engine that writes and the one that reads."""
        return (self._writer, self._reader)

    def make_file(self) -> None:
        """Make SQLite's file, readable by its owner only, where there is none. Raises StoreFault."""
        if self._url.get_backend_name() != "sqlite" or not self._url.database:
            return
        with as_store_faults():
            path = Path(self._url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)

    async def write(self, work: Work[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run work and commit it; on disk when this returns. Raises StoreFault: then nothing of it was done.

        A connection that failed is thrown away: what it believes about its file can no longer be relied on.
        """
        with as_store_faults():
            async with self._writer.connect() as connection:
                try:
                    result = await connection.run_sync(work, *args, **kwargs)
                    await connection.commit()
                except (DBAPIError, OSError):
                    await connection.invalidate()
                    raise
                return result

    async def read(self, work: Work[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run work that only reads, all of it on one view of the data. Raises StoreFault."""
        with as_store_faults():
            async with self._reader.connect() as connection:
                return await connection.run_sync(work, *args, **kwargs)

    async def close(self) -> None:
        """Let all connections go."""
        for engine in self.engines:
            await engine.dispose()


def insert(db: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that knows ON CONFLICT, which both databases spell alike."""
    return sqlite.insert(table) if db.dialect.name == "sqlite" else postgresql.insert(table)


def _sqlite(url: URL, begin: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": LOCK_SECONDS},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is a deferred one: ours below is not
        cursor = connection.cursor()
        for setting in SQLITE_SETTINGS:
            cursor.execute(setting)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: URL, password: str | None) -> AsyncEngine:
    url = url.set(drivername="postgresql+psycopg")
    return create_async_engine(
        url if password is None else url.set(password=password),
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": "-c synchronous_commit=on", "connect_timeout": LOCK_SECONDS},
    )
