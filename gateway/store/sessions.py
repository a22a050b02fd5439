"""Sign-in sessions and spent links, each by its digest only: who reads the store cannot sign in with it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select, update

from gateway.model.account import SignedIn, Stage
from gateway.store.database import Database, insert_missing
from gateway.store.tables import SESSIONS, SPENT

TO_THE = timedelta(minutes=1)  # how exactly uses are remembered: a page costs no write of its own


class Sessions:
    """The part of the store that keeps browsers signed in and links single-use."""

    _db: Database

    async def open_session(self, council: str, session: SignedIn) -> None:
        """Remember a signed-in browser."""
        await self._db.write(_open, council, session)

    async def session(self, council: str, digest: bytes, now: datetime, idle: timedelta) -> SignedIn | None:
        """Whose browser this is, if its session lives."""
        this = and_(SESSIONS.c.council == council, SESSIONS.c.digest == digest)
        row = await self._db.read(lambda db: db.execute(select(SESSIONS).where(this, _lives(now, idle))).one_or_none())
        if row is None:
            return None
        if row.used_at <= now - TO_THE:
            await self._db.write(lambda db: db.execute(update(SESSIONS).where(this).values(used_at=now)))
        return _session(row)

    async def sessions(self, council: str, address: str, now: datetime, idle: timedelta) -> Sequence[SignedIn]:
        """The living sessions of an address, the last used first."""
        theirs = and_(SESSIONS.c.council == council, SESSIONS.c.address == address, _lives(now, idle))
        found = select(SESSIONS).where(theirs).order_by(SESSIONS.c.used_at.desc(), SESSIONS.c.digest)
        return [_session(row) for row in await self._db.read(lambda db: db.execute(found).all())]

    async def close_sessions(
        self, council: str, digest: bytes | None = None, address: str | None = None, but: bytes | None = None
    ) -> None:
        """End one session by its digest, or all of an address."""
        these = [SESSIONS.c.council == council]
        these += [] if digest is None else [SESSIONS.c.digest == digest]
        these += [] if address is None else [SESSIONS.c.address == address]
        these += [] if but is None else [SESSIONS.c.digest != but]
        await self._db.write(lambda db: db.execute(delete(SESSIONS).where(*these)))

    async def spend(self, council: str, digest: bytes, now: datetime, expires_at: datetime) -> bool:
        """Use up a single-use link."""
        return await self._db.write(_spend, council, digest, now, expires_at)


def _lives(now: datetime, idle: timedelta) -> ColumnElement[bool]:
    return and_(SESSIONS.c.ends_at > now, SESSIONS.c.used_at > now - idle)


def _open(db: Connection, council: str, session: SignedIn) -> None:
    db.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= session.opened_at))
    db.execute(SESSIONS.insert().values({"council": council} | asdict(session)))


def _spend(db: Connection, council: str, digest: bytes, now: datetime, expires_at: datetime) -> bool:
    db.execute(delete(SPENT).where(SPENT.c.expires_at <= now))
    new = insert_missing(db, SPENT).values(council=council, digest=digest, expires_at=expires_at)
    return db.scalar(new.returning(SPENT.c.digest)) is not None


def _session(row: Row[Any]) -> SignedIn:
    return SignedIn(
        row.digest, row.address, Stage(row.stage), row.opened_at, row.used_at, row.ends_at, row.client, row.browser
    )
