"""What people change in the console: only ever added to, so that who changed what, and when, stays to be seen."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from gateway.config import Change, Override
from gateway.errors import AlreadyDecided
from gateway.model.record import Event, EventKind
from gateway.store.codec import texts_from_json, texts_to_json
from gateway.store.database import Database, insert_missing
from gateway.store.records import event_row
from gateway.store.tables import EVENTS, OVERRIDES


class Overrides:
    """The part of the store that keeps what is laid over the config file."""

    _db: Database

    async def overrides(self, council: str) -> Sequence[Override]:
        """All of a council's, oldest first."""
        return await self._db.read(_all, council)

    async def newest_override(self, council: str) -> int:
        """The number of the newest."""
        return await self._db.read(_newest, council)

    async def override(self, council: str, overrides: Sequence[Override], seen: int) -> None:
        """Add some behind the one that was seen last, each with its event in the trail."""
        await self._db.write(_add, council, overrides, seen)


def _all(db: Connection, council: str) -> list[Override]:
    rows = db.execute(select(OVERRIDES).where(OVERRIDES.c.council == council).order_by(OVERRIDES.c.number))
    return [
        Override(texts_from_json(r.key), Change(r.change), json.loads(r.value), r.by, r.at, r.reason, r.number)
        for r in rows
    ]


def _newest(db: Connection, council: str) -> int:
    return db.scalar(select(func.max(OVERRIDES.c.number)).where(OVERRIDES.c.council == council)) or 0


def _add(db: Connection, council: str, overrides: Sequence[Override], seen: int) -> None:
    rows = [
        {
            "council": council,
            "number": number,
            "key": texts_to_json(override.key),
            "change": override.change,
            "value": json.dumps(override.value),
            "by": override.by,
            "at": override.at,
            "reason": override.reason,
        }
        for number, override in enumerate(overrides, seen + 1)
    ]
    if _newest(db, council) != seen:
        raise AlreadyDecided("somebody has changed the settings in the meantime")
    for row in rows:  # another node may be as far: the number is taken by whoever is first
        if db.scalar(insert_missing(db, OVERRIDES).values(row).returning(OVERRIDES.c.number)) is None:
            raise AlreadyDecided("somebody has changed the settings in the meantime")
    for one in overrides:
        if one.at:  # else its row was refused
            event = Event("", one.at, EventKind.SETTINGS, one.by, f"{'.'.join(one.key)}: {one.reason}")
            db.execute(EVENTS.insert().values(event_row(council, event)))
