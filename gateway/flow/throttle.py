"""How wrong passwords are slowed down.

Three counts, each halved every five minutes, all in memory and bounded:

- by client (an IPv4 address or an IPv6 /64): after a wrong password the next answers wait half a second, from the
  seventh on twice as long each time, and from the tenth the client is refused, which lets about one try a minute
  through;
- by account, over all clients: it only slows down, until a hundred, when clients that never signed in to that account
  are refused;
- by both: what a client that has signed in to an account before may get wrong.

So nobody is locked out by a stranger: a client that has signed in to an account before (while this process runs) is
not counted with the others, and from elsewhere it takes a hundred wrong passwords in a few minutes, from ten
addresses or more, to shut an account, and no more than a few minutes of peace to open it again. An account that is
locked at the tenth wrong password, as is often seen, can be kept locked by anybody at all.
"""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

HALVED_EVERY = timedelta(minutes=5)
CLIENT_LIMIT = 10
ACCOUNT_LIMIT = 100
FIRST_WAIT = 0.5  # seconds; the same for some tries, so that the wait tells nothing of who was tried
SAME_WAITS = 6
LONGEST_WAIT = 2.0
COUNTED_AT_MOST = 20_000

K = TypeVar("K")
V = TypeVar("V")


class Bounded(OrderedDict[K, V]):
    """A dictionary that lets go of what was set longest ago, so that no stranger can make it grow."""

    def __init__(self, at_most: int) -> None:
        super().__init__()
        self._at_most = at_most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > self._at_most:
            self.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `seconds` is how long the answer must take; `familiar`: this client has been let in here before.

    `exhausted` says that there were too many wrong ones, `refused` that the password is not even looked at.
    """

    client: str
    account: str
    seconds: float
    familiar: bool
    exhausted: bool
    refused: bool


class Throttle:
    """The counts of wrong passwords, and who has been let in before."""

    def __init__(self) -> None:
        self._counts: Bounded[tuple[str, str], tuple[float, datetime]] = Bounded(COUNTED_AT_MOST)
        self._familiar: Bounded[tuple[str, str], None] = Bounded(COUNTED_AT_MOST)

    def attempt(self, client_address: str, account: str, now: datetime) -> Attempt:
        """Count a try before it is made, so that many at once gain nothing."""
        client = network_of(client_address)
        familiar = (client, account) in self._familiar
        by_client, by_account = self._count((client, ""), now), self._count(("", account), now)
        by_both = self._count((client, account), now)
        exhausted = by_client >= CLIENT_LIMIT or by_account >= ACCOUNT_LIMIT or by_both >= CLIENT_LIMIT
        refused = by_both >= CLIENT_LIMIT if familiar else exhausted
        if not refused:
            for key in ((client, ""), ("", account), (client, account)):
                self._counts[key] = (self._count(key, now) + 1, now)
        wrong = max(by_client, by_account - CLIENT_LIMIT)
        longer = max(0.0, min(wrong, CLIENT_LIMIT) - SAME_WAITS)
        seconds = min(FIRST_WAIT * 2**longer, LONGEST_WAIT) if wrong >= 0.5 else 0.0
        return Attempt(client, account, seconds, familiar, exhausted, refused)

    def succeeded(self, attempt: Attempt, now: datetime) -> None:
        """The password was right: this try does not count, and what was mistyped before is forgiven."""
        self._familiar[attempt.client, attempt.account] = None
        self._counts.pop((attempt.client, attempt.account), None)
        for key in ((attempt.client, ""), ("", attempt.account)):
            self._counts[key] = (max(0.0, self._count(key, now) - 1), now)

    def _count(self, key: tuple[str, str], now: datetime) -> float:
        count, at = self._counts.get(key, (0.0, now))
        return float(count * 0.5 ** max(0.0, (now - at) / HALVED_EVERY))


def network_of(client_address: str) -> str:
    """What one client can easily call its own: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(client_address.partition("%")[0])
    except ValueError:
        return client_address
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, 64), strict=False))
