"""The register of known people, as a file: kept in step with the store, read by the processes that check."""

import asyncio
import mmap
import os
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import structlog

from gateway.model.address import canonical
from gateway.model.person import Standing
from gateway.model.register import FULLEST, WIDTH, Full, Hasher, Items, Register, home_links, mail_link
from gateway.store.base import Store

log = structlog.get_logger()

LEAST, MOST = 2**12, 2**22  # places of a register, of 16 bytes each
ROOMY = 10  # places for a household of a list
HASHES = 1000  # of the data and people of one message, kept for its other readers
PAGE = 1000  # people read from the store at once
OVERLAP = timedelta(minutes=10)  # within which another node's commit may come after its time
INSTANT = timedelta(microseconds=1)
SHIFT = 32  # a household begins with the number of its links, shifted, and that of its data


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """Where the register stands, and the key of its hashes."""

    path: Path
    key: bytes = field(repr=False)


class Reader:
    """What rules ask. A register that has been made anew is seen at the next `refresh`."""

    def __init__(self, file: RegisterFile) -> None:
        self._path = file.path
        self._hash = lru_cache(HASHES)(Hasher(file.key).__call__)
        self._seen: tuple[int, int] | None = None
        self._register: Register | None = None

    def refresh(self) -> None:
        """Look whether there is another file in the place of the one that is open."""
        try:
            found = self._path.stat()
            if self._seen != (found.st_dev, found.st_ino):
                with self._path.open("rb") as opened:
                    self._register = _mapped(opened.fileno(), mmap.ACCESS_READ)
                self._seen = found.st_dev, found.st_ino
        except (OSError, ValueError):  # none yet
            self._seen = self._register = None

    def knows(self, kind: str, value: str) -> bool:
        """Whether it is known to be somebody's."""
        return self._register is not None and self._register.knows(self._hash(kind, value))

    def belongs(self, kind: str, value: str, address: str) -> bool:
        """Whether it is of the household of the owner of this canonical address."""
        link = self._hash(*mail_link(address))
        return self._register is not None and self._register.belongs(self._hash(kind, value), link)


class KnownPeople:
    """The register as its one writer keeps it: what is learnt is added; it is made anew where that is not enough.

    It holds what had been learnt until the moment for which it was called last.
    """

    def __init__(self, file: RegisterFile, store: Store, council: str) -> None:
        self._path, self._store, self._council = file.path, store, council
        self._hash = Hasher(file.key)
        self._register: Register | None = None
        self._version = -1
        self._learnt_until: datetime | None = None

    async def __call__(self, now: datetime) -> None:
        """Bring it in step with the store. Raises StoreFault, or OSError where there is no room on the disk."""
        version = await self._store.register_version(self._council)
        if self._register is None or version != self._version:
            await self._make(LEAST, now)
        elif self._learnt_until is not None:
            try:
                await self._add_learnt(self._register, self._learnt_until - OVERLAP, now)
            except Full:
                if self._register.places < MOST:
                    await self._make(self._register.places * 2, now)
        self._version, self._learnt_until = version, now

    async def _make(self, places: int, now: datetime) -> None:
        """A new file in the place of the old one, once it is whole."""
        lists = await self._store.lists(self._council)
        while places < MOST and places < ROOMY / FULLEST * sum(one.households for one in lists):
            places *= 2
        new = self._path.with_suffix(".new")
        while True:
            register = _new(new, places)
            try:
                await self._add_stated(register)
                for one in lists:  # before mail: what comes first is kept where there is no room for all
                    data = await self._store.list_data(self._council, one.name)
                    await asyncio.to_thread(_add_list, register, data)
                await self._add_learnt(register, None, now)
            except Full:
                if places < MOST:
                    places *= 2
                    continue
                log.warning("more people than the register holds", places=places)
            break
        new.replace(self._path)
        self._register = register

    async def _add_stated(self, register: Register) -> None:
        """Addresses that a reviewer says are one person's."""
        for said in await self._store.statements(self._council):
            if said.standing is Standing.SAME_AS and "@" in said.who and "@" in said.same_as:
                one, other = canonical(said.who), canonical(said.same_as)
                register.add(*hashed(self._hash, [("email", one), ("email", other)], [one, other]))

    async def _add_learnt(self, register: Register, since: datetime | None, now: datetime) -> None:
        after, before = "", now + INSTANT
        while people := await self._store.learnt(self._council, since, after, PAGE, before):
            for address, items in people.items():
                register.add(*hashed(self._hash, items | {("email", address)}, [address]))
                await asyncio.sleep(0)
            *_, after = people


def hashed(hasher: Hasher, items: Items, addresses: Iterable[str]) -> tuple[list[int], list[int]]:
    """Somebody as the register knows them: links, and data."""
    items = tuple(items)
    links = [*map(mail_link, addresses), *home_links(items)]
    return [hasher(*link) for link in links], [hasher(*item) for item in items]


def packed(households: Iterable[tuple[list[int], list[int]]]) -> bytes:
    """A list as it is kept: of each household how many links and data it has, then these."""
    numbers = array("Q")
    for links, data in households:
        numbers.append(len(links) << SHIFT | len(data))
        numbers.extend((*links, *data))
    return numbers.tobytes()


def unpacked(data: bytes) -> "Iterator[tuple[array[int], array[int]]]":
    """The households of a list: links, and data."""
    numbers = array("Q", data)
    at = 0
    while at < len(numbers):
        links, end = numbers[at] >> SHIFT, numbers[at] & (1 << SHIFT) - 1
        at += 1
        yield numbers[at : at + links], numbers[at + links : at + links + end]
        at += links + end


def _add_list(register: Register, data: bytes) -> None:
    for links, theirs in unpacked(data):
        register.add(links, theirs)


def _new(path: Path, places: int) -> Register:
    path.unlink(missing_ok=True)
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.posix_fallocate(opened, 0, places * WIDTH * 8)  # a hole that a full disk cannot fill would end the process
        return _mapped(opened, mmap.ACCESS_WRITE)
    finally:
        os.close(opened)


def _mapped(opened: int, access: int) -> Register:
    return Register(memoryview(mmap.mmap(opened, 0, access=access)).cast("Q"))
