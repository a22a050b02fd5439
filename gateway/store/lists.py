"""Imported lists of people, of which hashes alone are kept, and when the register has to be made anew."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from gateway.errors import NotFound
from gateway.model.person import PeopleList
from gateway.store.database import Database, insert_or_add, insert_or_replace
from gateway.store.tables import LISTS, REGISTERS


class Lists:
    """The part of the store that keeps lists."""

    _db: Database

    async def put_list(self, council: str, about: PeopleList, data: bytes) -> None:
        """Keep a list; one of the same name is replaced."""
        await self._db.write(_put, council, about, data)

    async def lists(self, council: str) -> Sequence[PeopleList]:
        """All lists, in the order of the name."""
        return await self._db.read(_lists, council)

    async def list_data(self, council: str, name: str) -> bytes:
        """The hashes of a list. Raises NotFound."""
        return await self._db.read(_data, council, name)

    async def forget_list(self, council: str, name: str) -> None:
        """Forget a list. Raises NotFound."""
        await self._db.write(_forget, council, name)

    async def register_version(self, council: str) -> int:
        """Another than before where something was forgotten, said or imported since."""
        return await self._db.read(_version, council)


def register_changed(db: Connection, council: str) -> None:
    """What was built of people and lists before is no longer right."""
    db.execute(insert_or_add(db, REGISTERS, "version"), {"council": council, "version": 1})


def _version(db: Connection, council: str) -> int:
    return db.scalar(select(REGISTERS.c.version).where(REGISTERS.c.council == council)) or 0


def _put(db: Connection, council: str, about: PeopleList, data: bytes) -> None:
    row = {
        "council": council,
        "name": about.name,
        "imported_at": about.imported_at,
        "households": about.households,
        "data": data,
    }
    db.execute(insert_or_replace(db, LISTS, "imported_at", "households", "data"), row)
    register_changed(db, council)


def _lists(db: Connection, council: str) -> list[PeopleList]:
    columns = select(LISTS.c.name, LISTS.c.households, LISTS.c.imported_at)
    rows = db.execute(columns.where(LISTS.c.council == council).order_by(LISTS.c.name))
    return [PeopleList(row.name, row.households, row.imported_at) for row in rows]


def _data(db: Connection, council: str, name: str) -> bytes:
    data: bytes | None = db.scalar(select(LISTS.c.data).where(LISTS.c.council == council, LISTS.c.name == name))
    if data is None:
        raise NotFound(f"there is no list called {name}")
    return data


def _forget(db: Connection, council: str, name: str) -> None:
    gone = db.execute(delete(LISTS).where(LISTS.c.council == council, LISTS.c.name == name))
    if not gone.rowcount:
        raise NotFound(f"there is no list called {name}")
    register_changed(db, council)
