"""The register of known people: whose a datum is, in microseconds and without holding the datum.

An open-addressed table in memory that processes can share: one writes, any read. It holds keyed hashes and the numbers
of households: without the gateway's key nobody can ask it, and with the key nobody can read it back.

A household is those who are known to share what they have: who stands on one line of a list, who is of one surname at
one address. What is known to be theirs points to it; a datum of several households is kept once for each of them.
"""

from array import array
from collections.abc import Iterable
from hashlib import blake2b

Items = Iterable[tuple[str, str]]

WIDTH = 2  # numbers of a slot: the hash, and what it points to
FULLEST = 0.6  # of the slots; beyond it, looking up takes too long
MANY = (1 << 64) - 1  # households; stands in place of one
MASK = (1 << 64) - 1
SAME, OF = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F  # odd numbers that keep one use of a number apart from another


class Hasher:
    """The hashes of data under one key; another key gives others. 0 is none."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, kind: str, value: str) -> int:
        """The hash of a datum in its normal form."""
        digest = blake2b(f"{kind}\0{value}".encode("utf-8", "replace"), digest_size=8, key=self._key)
        return int.from_bytes(digest.digest(), "little") or 1


class Full(Exception):
    """There is no room for more: a larger register is needed."""


class Register:
    """`slots` are unsigned 64-bit numbers, all 0 at first, two for each of a power of two of places.

    The first place is kept for how many places are taken and how many households there are.
    """

    def __init__(self, slots: "array[int] | memoryview[int]") -> None:
        self._slots = slots
        self.places = len(slots) // WIDTH
        if self.places & (self.places - 1):
            raise ValueError("the places of a register are a power of two")

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return self._slots[0]

    def add(self, links: Iterable[int], data: Iterable[int]) -> None:
        """Somebody, known by any of these links, has these data. Raises Full; what was added before stays."""
        links = tuple(links)
        known = {self._root(at) for link in links if (at := self._get(link))}
        home = min(known, default=0) or self._new_home()
        for other in known - {home}:
            self._put(_mixed(other, SAME), home)
        for link in links:
            self._put(link, home)
        for datum in data:
            self._give(datum, home)

    def knows(self, datum: int) -> bool:
        """Whether the datum is anybody's."""
        return self._get(datum) != 0

    def belongs(self, datum: int, link: int) -> bool:
        """Whether the datum is of the household of whoever is known by this link."""
        at, home = self._get(datum), self._get(link)
        if not at or not home:
            return False
        home = self._root(home)
        return self._get(_mixed(datum, home)) != 0 if at == MANY else self._root(at) == home

    def _give(self, datum: int, home: int) -> None:
        at = self._get(datum)
        if at == MANY:
            self._put(_mixed(datum, home), home)
        elif at and self._root(at) != home:
            self._put(_mixed(datum, self._root(at)), at)
            self._put(_mixed(datum, home), home)
            self._put(datum, MANY)
        elif not at:
            self._put(datum, home)

    def _new_home(self) -> int:
        self._slots[1] += 1
        return self._slots[1]

    def _root(self, home: int) -> int:
        """The household that this one has been found to be."""
        while home != MANY and (other := self._get(_mixed(home, SAME))):
            home = other
        return home

    def _get(self, key: int) -> int:
        return self._slots[self._place(key) * WIDTH + 1]

    def _put(self, key: int, value: int) -> None:
        at = self._place(key) * WIDTH
        if not self._slots[at]:
            if self._slots[0] >= self.places * FULLEST:
                raise Full
            self._slots[0] += 1
        self._slots[at + 1] = value  # before the hash: whoever reads meanwhile finds both or neither
        self._slots[at] = key

    def _place(self, key: int) -> int:
        """Where the key stands, or would stand."""
        slots, last = self._slots, self.places - 1
        place = key & last
        while slots[place * WIDTH] not in (0, key) or not place:
            place = (place + 1) & last
        return place


def _mixed(number: int, other: int) -> int:
    """One hash of two numbers."""
    mixed = (number ^ (other * OF & MASK)) * SAME & MASK
    return (mixed ^ mixed >> 29) or 1


def home_links(items: Items) -> frozenset[tuple[str, str]]:
    """By what else than a mail address a person's household is known: each surname at each address.

    An address alone would make one household of a whole house of flats, and of whoever claims to live there.
    """
    items = tuple(items)
    surnames = {value.rpartition(" ")[2] for kind, value in items if kind == "name" and " " in value}
    postcodes = sorted(value for kind, value in items if kind == "postcode")
    postcode = postcodes[0] if len(postcodes) == 1 else ""
    places = {value for kind, value in items if kind == "address"}
    return frozenset(("home", f"{surname}\0{place}\0{postcode}") for surname in surnames for place in places)


def mail_link(address: str) -> tuple[str, str]:
    """By what the owner of a canonical mail address is known."""
    return "mailbox", address
