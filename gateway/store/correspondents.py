"""With whom mail was exchanged, and whom of them an address or a name may mean: found by index, without a scan.

A correspondent is kept under some hundred keys of a few bytes, written once. A look-up asks for as many. Nobody is ever
forgotten: what was read of somebody holds, but for a name or an earlier day that comes later.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, select

from gateway.model.address import Mailbox, domain_of
from gateway.model.likeness import ADDRESS, NAME, address_keys, domain_keys, word_key, words_of_name
from gateway.model.person import Correspondent
from gateway.model.provider import is_provider
from gateway.store.cache import Cache
from gateway.store.database import Database, insert_missing, insert_or_replace
from gateway.store.tables import CORRESPONDENTS, LIKENESSES, Moment

AT_MOST = 40  # that may be meant by one address, or one word
EVER = datetime(9999, 1, 1, tzinfo=UTC)

_KNOWN = select(CORRESPONDENTS).where(
    CORRESPONDENTS.c.council == bindparam("council"),
    CORRESPONDENTS.c.address.in_(bindparam("addresses", expanding=True)),
)
_THEIRS = (LIKENESSES.c.council == CORRESPONDENTS.c.council) & (LIKENESSES.c.address == CORRESPONDENTS.c.address)
_UNDER = (
    select(CORRESPONDENTS.c.address, CORRESPONDENTS.c.name)
    .join_from(LIKENESSES, CORRESPONDENTS, _THEIRS)
    .where(LIKENESSES.c.council == bindparam("council"), LIKENESSES.c.key.in_(bindparam("keys", expanding=True)))
    .where(CORRESPONDENTS.c.known_since < bindparam("before", type_=Moment))
    .distinct()
    .limit(AT_MOST)
)


class Correspondents:
    """The part of the store that knows with whom mail was exchanged."""

    _db: Database
    _met: Cache[Correspondent]

    async def correspondents(
        self, council: str, addresses: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, str]:
        """Those who are known, and the names they go by."""
        known, missing = self._met.get(council, addresses) if before is None else ({}, addresses)
        if missing:
            read = await self._db.read(_known, council, missing)
            self._met.put(council, read)
            known |= read
        return {address: one.name for address, one in known.items() if one.known_since < (before or EVER)}

    def _news(self, met: Sequence[Correspondent]) -> tuple[Correspondent, ...]:
        """Those of whom more is said than was known when they were read last."""
        return tuple(one for one in met if not self._is_known(one))

    def _is_known(self, one: Correspondent) -> bool:
        known = self._met.get(one.council, [one.address])[0].get(one.address)
        return known is not None and _both(known, one) == known

    async def alike(
        self, council: str, addresses: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, tuple[Mailbox, ...]]:
        """For each address those that may be meant by it."""
        return await self._db.read(_alike, council, addresses, before or EVER) if addresses else {}

    async def named(
        self, council: str, words: Sequence[str], before: datetime | None = None
    ) -> Mapping[str, tuple[Mailbox, ...]]:
        """For each word those who have it in their name."""
        wanted = {word: frozenset({word_key(word)}) for word in words}
        return await self._db.read(_under, council, wanted, before or EVER) if wanted else {}


def meet(db: Connection, met: Iterable[Correspondent]) -> None:
    """Keep those who are new, the names of those who had none, and an earlier day on which somebody was known."""
    of_councils: dict[str, dict[str, Correspondent]] = {}
    for one in sorted(met, key=lambda one: not one.name):
        if len(one.address) <= ADDRESS:
            everyone = of_councils.setdefault(one.council, {})
            everyone[one.address] = _both(everyone.get(one.address, one), one)
    for council, everyone in sorted(of_councils.items()):
        known = _known(db, council, [*everyone, *(f"@{domain_of(address)}" for address in everyone)])
        new = {address: _both(known.get(address, one), one) for address, one in everyone.items()}
        new |= {one.address: _both(known.get(one.address, one), one) for one in _domains(council, new.values())}
        _add(db, council, [one for address, one in new.items() if one != known.get(address)])


def _both(first: Correspondent, other: Correspondent) -> Correspondent:
    """What two say of one: the first name, and the earlier day."""
    name, since = first.name or other.name, min(first.known_since, other.known_since)
    return replace(other, name=name, known_since=since)


def _domains(council: str, everyone: Iterable[Correspondent]) -> Iterator[Correspondent]:
    """The domains of some, each since the first of them, unless anybody may have an address there."""
    since: dict[str, datetime] = {}
    for one in everyone:
        domain = domain_of(one.address)
        since[domain] = min(since.get(domain, one.known_since), one.known_since)
    for domain, known_since in since.items():
        if not is_provider(domain):
            yield Correspondent(council, f"@{domain}", "", known_since)


def _add(db: Connection, council: str, new: Sequence[Correspondent]) -> None:
    if not new:
        return
    # In one order everywhere, so that two nodes that meet the same people never wait for each other.
    in_order = sorted(new, key=lambda one: one.address)
    about = {"council": council}
    people = [about | {"address": o.address, "name": o.name[:NAME], "known_since": o.known_since} for o in in_order]
    db.execute(insert_or_replace(db, CORRESPONDENTS, "name", "known_since"), people)
    keys = sorted((key, one.address) for one in in_order for key in _keys(one))
    db.execute(insert_missing(db, LIKENESSES), [about | {"key": key, "address": a} for key, a in keys])


def _keys(one: Correspondent) -> frozenset[int]:
    if one.address.startswith("@"):
        return domain_keys(one.address[1:])
    return address_keys(one.address) | frozenset(map(word_key, words_of_name(one.name)))


def _known(db: Connection, council: str, addresses: Sequence[str]) -> dict[str, Correspondent]:
    rows = db.execute(_KNOWN, {"council": council, "addresses": addresses})
    return {row.address: Correspondent(council, row.address, row.name, row.known_since) for row in rows}


def _alike(db: Connection, council: str, addresses: Sequence[str], before: datetime) -> dict[str, tuple[Mailbox, ...]]:
    """In the reader's thread: the keys of many addresses are milliseconds of work."""
    wanted = {address: address_keys(address) | domain_keys(domain_of(address)) for address in addresses}
    return _under(db, council, wanted, before)


def _under(
    db: Connection, council: str, wanted: Mapping[str, frozenset[int]], before: datetime
) -> dict[str, tuple[Mailbox, ...]]:
    found = {}
    for what, keys in wanted.items():
        rows = db.execute(_UNDER, {"council": council, "keys": sorted(keys), "before": before}).all()
        if rows:
            found[what] = tuple(Mailbox(row.name, row.address) for row in rows)
    return found
