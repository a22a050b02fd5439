"""People whom the record knows, by canonical address, and what is theirs. Asked for each message: kept in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from gateway.errors import NotFound
from gateway.store.cache import Cache
from gateway.store.database import Database, insert_missing
from gateway.store.lists import register_changed
from gateway.store.tables import ITEMS, PEOPLE

Items = frozenset[tuple[str, str]]


class People:
    """The part of the store that knows people."""

    _db: Database
    _cache: Cache[Items | None]

    async def people_known(
        self, council: str, addresses: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, Items]:
        """The items of each address that is known."""
        if before is not None:
            return await self._db.read(_known, council, addresses, before)
        found, missing = self._cache.get(council, addresses)
        if missing:
            read = await self._db.read(_known, council, missing)
            self._cache.put(council, {address: read.get(address) for address in missing})
            found.update(read)
        return {address: items for address, items in found.items() if items is not None}

    async def learn(self, council: str, people: Mapping[str, Items], now: datetime) -> None:
        """Add items to people."""
        if not people:
            return
        await self._db.write(_learn, council, people, now)
        self._cache.drop(council, people)

    async def people(self, council: str, limit: int = 1000) -> Sequence[tuple[str, int]]:
        """Known people and their number of items, in the order of the address."""
        return await self._db.read(_people, council, limit)

    async def learnt(
        self,
        council: str,
        since: datetime | None = None,
        after: str = "",
        limit: int = 1000,
        before: datetime | None = None,
    ) -> Mapping[str, Items]:
        """Of whom something was learnt since: all items."""
        return await self._db.read(_learnt, council, since, after, limit, before)

    async def forget_person(self, council: str, address: str) -> None:
        """Forget somebody. Raises NotFound."""
        await self._db.write(_forget, council, address)
        self._cache.drop(council, [address])


_THEIRS = (ITEMS.c.council == PEOPLE.c.council) & (ITEMS.c.address == PEOPLE.c.address)


def _known(db: Connection, council: str, addresses: Sequence[str], before: datetime | None = None) -> dict[str, Items]:
    person = (PEOPLE.c.council == council) & PEOPLE.c.address.in_(addresses)
    theirs = _THEIRS
    if before is not None:
        person, theirs = person & (PEOPLE.c.known_since < before), theirs & (ITEMS.c.known_since < before)
    rows = db.execute(
        select(PEOPLE.c.address, ITEMS.c.kind, ITEMS.c.value)
        .join_from(PEOPLE, ITEMS, theirs, isouter=True)
        .where(person)
    )
    known: dict[str, set[tuple[str, str]]] = {}
    for address, kind, value in rows:
        items = known.setdefault(address, set())
        if kind is not None:
            items.add((kind, value))
    return {address: frozenset(items) for address, items in known.items()}


def _learn(db: Connection, council: str, people: Mapping[str, Items], now: datetime) -> None:
    about = {"council": council, "known_since": now}
    # In one order everywhere, so that two nodes that learn of the same people never wait for each other.
    addresses = sorted(people)
    db.execute(insert_missing(db, PEOPLE), [about | {"address": a} for a in addresses])
    items = [
        about | {"address": a, "kind": kind, "value": value} for a in addresses for kind, value in sorted(people[a])
    ]
    if items:
        db.execute(insert_missing(db, ITEMS), items)


def _people(db: Connection, council: str, limit: int) -> list[tuple[str, int]]:
    number = select(func.count()).select_from(ITEMS).where(_THEIRS).scalar_subquery()
    rows = db.execute(
        select(PEOPLE.c.address, number.label("items"))
        .where(PEOPLE.c.council == council)
        .order_by(PEOPLE.c.address)
        .limit(limit)
    )
    return [(row.address, row.items) for row in rows]


def _learnt(
    db: Connection, council: str, since: datetime | None, after: str, limit: int, before: datetime | None
) -> dict[str, Items]:
    table = PEOPLE if since is None else ITEMS
    page = select(table.c.address).distinct().where(table.c.council == council, table.c.address > after)
    if since is not None:
        page = page.where(table.c.known_since >= since)
    if before is not None:
        page = page.where(table.c.known_since < before)
    addresses = db.scalars(page.order_by(table.c.address).limit(limit)).all()
    known = _known(db, council, addresses, before)
    return {address: known[address] for address in addresses}


def _forget(db: Connection, council: str, address: str) -> None:
    db.execute(delete(ITEMS).where(ITEMS.c.council == council, ITEMS.c.address == address))
    gone = db.execute(delete(PEOPLE).where(PEOPLE.c.council == council, PEOPLE.c.address == address))
    if not gone.rowcount:
        raise NotFound(f"{address} is not known")
    register_changed(db, council)
