"""The connections: the only module that knows which database it is.

SQLite has one connection that writes, so that writers queue here and not in the file's lock, and others that read
beside it (WAL). PostgreSQL has one pool for both.

A whole transaction runs in a thread of its own, with plain connections: an asynchronous driver would change threads, or
wake the loop, at every statement, which took twice the processor time when measured on SQLite. The connection that
writes to SQLite is kept: taking it from the pool and giving it back was a sixth of a small transaction.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from gateway.store.faults import as_store_faults

LOCK_SECONDS = 10  # how long a writer waits for another process's transaction
READERS = 4
POSTGRES_WRITERS = 4
SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # WAL's usual NORMAL would lose the last commits with the power
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16000",  # 16 MB
    "PRAGMA wal_autocheckpoint=4000",  # pages, 16 MB: a page that many messages touch is copied once for all of them
)

P = ParamSpec("P")
R = TypeVar("R")
Work = Callable[Concatenate[Connection, P], R]


class Database:
    """Runs work, plain functions of a connection, in a transaction each and off the event loop."""

    def __init__(self, url: URL, password: str | None = None) -> None:
        self._url = url
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        if self._is_sqlite:
            self.writer = _sqlite(self._url, "BEGIN IMMEDIATE", 1)
            self.reader = _sqlite(self._url, "BEGIN", READERS)
        else:
            self.writer = _postgres(self._url, password)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._kept: Connection | None = None
        self._write_threads = ThreadPoolExecutor(1 if self._is_sqlite else POSTGRES_WRITERS, "store-write")
        self._read_threads = ThreadPoolExecutor(READERS, "store-read")

    async def write(self, work: Work[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run work and commit it; on disk when this returns. Raises StoreFault: then nothing of it was done."""
        write = self._write_kept if self._is_sqlite else partial(_write, self.writer)
        bound = partial(write, lambda db: work(db, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._write_threads, bound)

    async def read(self, work: Work[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run work that only reads, all of it on one view of the data. Raises StoreFault."""
        bound = partial(_read, self.reader, lambda db: work(db, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._read_threads, bound)

    def _write_kept(self, work: Callable[[Connection], R]) -> R:
        with as_store_faults():
            if self._kept is None:
                self._kept = self.writer.connect()
            try:
                with self._kept.begin():
                    return work(self._kept)
            except (DBAPIError, OSError):
                kept, self._kept = self._kept, None
                kept.invalidate()  # as below
                kept.close()
                raise

    def make_file(self) -> None:
        """Make SQLite's file, readable by its owner only, where there is none. Raises StoreFault."""
        if self._is_sqlite and self._url.database:
            with as_store_faults():
                path = Path(self._url.database)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)

    async def close(self) -> None:
        """Finish what runs and let all connections go."""
        for threads in (self._write_threads, self._read_threads):
            await asyncio.to_thread(threads.shutdown)
        if self._kept is not None:
            self._kept.close()
        self.reader.dispose()
        self.writer.dispose()


def insert_missing(db: Connection, table: Table) -> Insert:
    """An INSERT that leaves a row that is there already as it is."""
    return _insert_missing(db.dialect.name, table)


def insert_or_replace(db: Connection, table: Table, *columns: str) -> Insert:
    """An INSERT that replaces these columns in a row that is there already."""
    return _insert_or_replace(db.dialect.name, table, columns)


def insert_or_add(db: Connection, table: Table, column: str) -> Insert:
    """An INSERT that adds its number in this column to that of a row that is there already."""
    return _insert_or_add(db.dialect.name, table, column)


# Both databases spell ON CONFLICT alike, and a statement that is built once is looked up faster.


@cache
def _insert_missing(dialect: str, table: Table) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _insert_or_replace(dialect: str, table: Table, columns: tuple[str, ...]) -> Insert:
    new = _insert(dialect, table)
    replaced = {column: new.excluded[column] for column in columns}
    return new.on_conflict_do_update(index_elements=list(table.primary_key), set_=replaced)


@cache
def _insert_or_add(dialect: str, table: Table, column: str) -> Insert:
    new = _insert(dialect, table)
    summed = {column: table.c[column] + new.excluded[column]}
    return new.on_conflict_do_update(index_elements=list(table.primary_key), set_=summed)


def _insert(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _write(engine: Engine, work: Callable[[Connection], R]) -> R:
    with as_store_faults(), engine.connect() as connection:
        try:
            result = work(connection)
            connection.commit()
        except (DBAPIError, OSError):
            connection.invalidate()  # what it believes about its file can no longer be relied on
            raise
        return result


def _read(engine: Engine, work: Callable[[Connection], R]) -> R:
    with as_store_faults(), engine.connect() as connection:
        return work(connection)


def _sqlite(url: URL, begin: str, connections: int) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": LOCK_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is a deferred one: ours below is not
        for setting in SQLITE_SETTINGS:
            connection.execute(setting)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: URL, password: str | None) -> Engine:
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(
        url if password is None else url.set(password=password),
        pool_size=READERS + POSTGRES_WRITERS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": "-c synchronous_commit=on", "connect_timeout": LOCK_SECONDS},
    )
