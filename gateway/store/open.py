"""The store, made of its parts."""

from dataclasses import replace
from importlib.util import find_spec

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from gateway.errors import ConfigError
from gateway.store.accounts import Accounts
from gateway.store.base import Store
from gateway.store.cache import Cache
from gateway.store.cases import Cases
from gateway.store.changes import Changes, Committed
from gateway.store.commit import GroupCommit
from gateway.store.content import Contents
from gateway.store.correspondents import Correspondents
from gateway.store.daily import DailyCounts
from gateway.store.database import Database
from gateway.store.exceptions import Exceptions
from gateway.store.factors import Factors
from gateway.store.lists import Lists
from gateway.store.migrate import upgrade
from gateway.store.overrides import Overrides
from gateway.store.people import People
from gateway.store.questions import Questions
from gateway.store.queue import Queue
from gateway.store.received import ReceivedMail
from gateway.store.records import Records
from gateway.store.search import Searches
from gateway.store.sessions import Sessions
from gateway.store.statements import Statements
from gateway.store.threads import Threads
from gateway.store.trail import Trails
from gateway.store.wrong import Judgements


class SqlStore(
    Contents,
    Records,
    ReceivedMail,
    Searches,
    Trails,
    Queue,
    People,
    Lists,
    Correspondents,
    Statements,
    Exceptions,
    Accounts,
    Factors,
    Overrides,
    Sessions,
    Threads,
    Judgements,
    DailyCounts,
    Questions,
    Cases,
):
    """Everything in one database, SQLite or PostgreSQL."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._group = GroupCommit(db)
        self._cache = Cache()
        self._met = Cache()
        self._in_force = {}
        self._said = {}

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

    async def commit(self, changes: Changes, patiently: bool = False) -> Committed:
        """Write all of it, on disk before this returns."""
        news = self._news(changes.met)
        committed = await self._group.commit(replace(changes, met=news) if changes.met else changes, patiently)
        for one in news:
            self._met.drop(one.council, [one.address])
        return committed

    def confirm(self, resend_key: bytes) -> None:
        """The client has the reply to its message."""
        self._group.confirm(resend_key)


def open_store(url: str, password: str | None = None) -> Store:
    """The store at `sqlite:///path` or `postgresql://user@host/name`; `start` it before use.

    Raises ConfigError for any other url, and where the driver of PostgreSQL is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError(["store.url: is no url such as sqlite:///data/lychgate.db"]) from None
    match parsed.drivername, parsed.database:
        case ("sqlite", None | "" | ":memory:"):
            raise ConfigError(["store.url: needs a path, such as sqlite:///data/lychgate.db"])
        case ("postgresql", _) if find_spec("psycopg") is None:
            raise ConfigError(["store.url: PostgreSQL needs its driver: install lychgate[postgres]"])
        case ("sqlite" | "postgresql", _):
            return SqlStore(Database(parsed, password))
    raise ConfigError([f"store.url: {parsed.drivername} is not known: use sqlite or postgresql"])
