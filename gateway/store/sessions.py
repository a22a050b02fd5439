"""Sign-in sessions and spent links, each by its digest only: who reads the store cannot sign in with it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from gateway.store.database import Database, insert_missing
from gateway.store.tables import SESSIONS, SPENT


class Sessions:
    """The part of the store that keeps browsers signed in and links single-use."""

    _db: Database

    async def open_session(self, council: str, digest: bytes, address: str, now: datetime, lasts: timedelta) -> None:
        """Remember a signed-in browser."""
        await self._db.write(_open, council, digest, address, now, lasts)

    async def session(self, council: str, digest: bytes, now: datetime, idle: timedelta) -> str | None:
        """Whose browser this is, if its session lives."""
        this = (SESSIONS.c.council == council) & (SESSIONS.c.digest == digest)
        lives = this & (SESSIONS.c.ends_at > now) & (SESSIONS.c.used_at > now - idle)
        address = await self._db.read(lambda db: db.scalar(select(SESSIONS.c.address).where(lives)))
        if address is not None:
            await self._db.write(lambda db: db.execute(update(SESSIONS).where(this).values(used_at=now)))
        return address

    async def close_sessions(self, council: str, digest: bytes | None = None, address: str | None = None) -> None:
        """End one session by its digest, or all of an address."""
        these = SESSIONS.c.digest == digest if address is None else SESSIONS.c.address == address
        await self._db.write(lambda db: db.execute(delete(SESSIONS).where(SESSIONS.c.council == council, these)))

    async def spend(self, council: str, digest: bytes, now: datetime, expires_at: datetime) -> bool:
        """Use up a single-use link."""
        return await self._db.write(_spend, council, digest, now, expires_at)


def _open(db: Connection, council: str, digest: bytes, address: str, now: datetime, lasts: timedelta) -> None:
    db.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= now))
    db.execute(
        SESSIONS.insert().values(council=council, digest=digest, address=address, used_at=now, ends_at=now + lasts)
    )


def _spend(db: Connection, council: str, digest: bytes, now: datetime, expires_at: datetime) -> bool:
    db.execute(delete(SPENT).where(SPENT.c.expires_at <= now))
    new = insert_missing(db, SPENT).values(council=council, digest=digest, expires_at=expires_at)
    return db.scalar(new.returning(SPENT.c.digest)) is not None
