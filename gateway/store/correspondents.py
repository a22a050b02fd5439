"""With whom mail was exchanged, and whom of them an address or a name may mean: found by index, without a scan.

A correspondent is kept under some hundred keys of a few bytes, written once. A look-up asks for as many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, bindparam, select

from gateway.model.address import Mailbox, domain_of
from gateway.model.likeness import ADDRESS, NAME, address_keys, domain_keys, word_key, words_of_name
from gateway.model.person import Correspondent
from gateway.model.provider import is_provider
from gateway.store.database import Database, insert_missing, insert_or_replace
from gateway.store.tables import CORRESPONDENTS, LIKENESSES

AT_MOST = 40  # that may be meant by one address, or one word

_THEIRS = (LIKENESSES.c.council == CORRESPONDENTS.c.council) & (LIKENESSES.c.address == CORRESPONDENTS.c.address)
_UNDER = (
    select(CORRESPONDENTS.c.address, CORRESPONDENTS.c.name)
    .join_from(LIKENESSES, CORRESPONDENTS, _THEIRS)
    .where(LIKENESSES.c.council == bindparam("council"), LIKENESSES.c.key.in_(bindparam("keys", expanding=True)))
    .distinct()
    .limit(AT_MOST)
)


class Correspondents:
    """The part of the store that knows with whom mail was exchanged."""

    _db: Database

    async def correspondents(self, council: str, addresses: Sequence[str]) -> Mapping[str, str]:
        """Those who are known, and the names they go by."""
        return await self._db.read(_known, council, addresses) if addresses else {}

    async def alike(self, council: str, addresses: Sequence[str]) -> Mapping[str, tuple[Mailbox, ...]]:
        """For each address those that may be meant by it."""
        wanted = {address: address_keys(address) | domain_keys(domain_of(address)) for address in addresses}
        return await self._db.read(_under, council, wanted) if wanted else {}

    async def named(self, council: str, words: Sequence[str]) -> Mapping[str, tuple[Mailbox, ...]]:
        """For each word those who have it in their name."""
        wanted = {word: frozenset({word_key(word)}) for word in words}
        return await self._db.read(_under, council, wanted) if wanted else {}


def meet(db: Connection, met: Iterable[Correspondent]) -> None:
    """Keep those who are new, and the names of those who had none."""
    of_councils: dict[str, dict[str, Correspondent]] = {}
    for one in sorted(met, key=lambda one: not one.name):
        if len(one.address) <= ADDRESS:
            of_councils.setdefault(one.council, {}).setdefault(one.address, one)
    for council, everyone in sorted(of_councils.items()):
        domains = {f"@{domain_of(address)}" for address in everyone}
        names = _known(db, council, [*everyone, *domains])
        new = [one for one in everyone.values() if one.address not in names or (one.name and not names[one.address])]
        _add(db, council, [*new, *_domains(new, names)])


def _domains(new: Iterable[Correspondent], names: Mapping[str, str]) -> Iterator[Correspondent]:
    """The domains of those who are new, unless they are known, or anybody may have an address there."""
    for domain, since in {domain_of(one.address): one.known_since for one in new}.items():
        if not is_provider(domain) and f"@{domain}" not in names:
            yield Correspondent("", f"@{domain}", "", since)


def _add(db: Connection, council: str, new: Sequence[Correspondent]) -> None:
    if not new:
        return
    # In one order everywhere, so that two nodes that meet the same people never wait for each other.
    in_order = sorted(new, key=lambda one: one.address)
    about = {"council": council}
    people = [about | {"address": o.address, "name": o.name[:NAME], "known_since": o.known_since} for o in in_order]
    db.execute(insert_or_replace(db, CORRESPONDENTS, "name"), people)
    keys = sorted((key, one.address) for one in in_order for key in _keys(one))
    db.execute(insert_missing(db, LIKENESSES), [about | {"key": key, "address": a} for key, a in keys])


def _keys(one: Correspondent) -> frozenset[int]:
    if one.address.startswith("@"):
        return domain_keys(one.address[1:])
    return address_keys(one.address) | frozenset(map(word_key, words_of_name(one.name)))


def _known(db: Connection, council: str, addresses: Sequence[str]) -> dict[str, str]:
    rows = db.execute(
        select(CORRESPONDENTS.c.address, CORRESPONDENTS.c.name).where(
            CORRESPONDENTS.c.council == council, CORRESPONDENTS.c.address.in_(addresses)
        )
    )
    return {row.address: row.name for row in rows}


def _under(db: Connection, council: str, wanted: Mapping[str, frozenset[int]]) -> dict[str, tuple[Mailbox, ...]]:
    found = {}
    for what, keys in wanted.items():
        rows = db.execute(_UNDER, {"council": council, "keys": sorted(keys)}).all()
        if rows:
            found[what] = tuple(Mailbox(row.name, row.address) for row in rows)
    return found
