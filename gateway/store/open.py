"""The store, made of its parts."""

from gateway.store.accounts import Accounts
from gateway.store.base import Changes, Committed, Store
from gateway.store.commit import GroupCommit
from gateway.store.content import Contents
from gateway.store.database import Database
from gateway.store.migrate import upgrade
from gateway.store.people import Cache, People
from gateway.store.queue import Queue
from gateway.store.records import Records
from gateway.store.sessions import Sessions


class SqlStore(Contents, Records, Queue, People, Accounts, Sessions):
    """Everything in one database, SQLite or PostgreSQL."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._group = GroupCommit(db)
        self._cache = Cache()

    async def start(self) -> None:
        """Open it and bring its tables up to date."""
        self._db.make_file()
        await self._db.write(upgrade)

    async def close(self) -> None:
        """Finish what is being written and close it."""
        try:
            await self._group.close()
        finally:
            await self._db.close()

    async def commit(self, changes: Changes) -> Committed:
        """Write all of it, on disk before this returns."""
        return await self._group.commit(changes)


def open_store(url: str, password: str | None = None) -> Store:
    """The store at `sqlite:///path` or `postgresql://user@host/name`; `start` it before use."""
    return SqlStore(Database(url, password))
