"""What the record knows of people, by canonical address, is asked for each message: it is kept in memory for a time."""

import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

CACHE_SECONDS = 60.0  # how long another node's changes may go unseen
CACHE_PEOPLE = 10_000

T = TypeVar("T")


class Cache(Generic[T]):
    """What was read of some lately."""

    def __init__(self) -> None:
        self._people: OrderedDict[tuple[str, str], tuple[float, T]] = OrderedDict()

    def get(self, council: str, addresses: Iterable[str]) -> tuple[dict[str, T], list[str]]:
        """Those who are in the cache, and the addresses that are not."""
        found: dict[str, T] = {}
        missing = []
        for address in dict.fromkeys(addresses):
            kept = self._people.get((council, address))
            if kept and kept[0] > time.monotonic():
                self._people.move_to_end((council, address))
                found[address] = kept[1]
            else:
                missing.append(address)
        return found, missing

    def put(self, council: str, people: Mapping[str, T]) -> None:
        """Remember some, and forget those asked for longest ago."""
        until = time.monotonic() + CACHE_SECONDS
        for address, known in people.items():
            self._people[council, address] = (until, known)
            self._people.move_to_end((council, address))
        while len(self._people) > CACHE_PEOPLE:
            self._people.popitem(last=False)

    def drop(self, council: str, addresses: Iterable[str]) -> None:
        """Forget some: they have changed."""
        for address in addresses:
            self._people.pop((council, address), None)
