"""How many connections there are: all together, and from one client."""

from collections import Counter

from gateway.config import LimitsTable


class Connections:
    """The open connections of one listener."""

    def __init__(self) -> None:
        self._by_client: Counter[str] = Counter()
        self._total = 0

    @property
    def total(self) -> int:
        """How many are open now."""
        return self._total

    def add(self, client: str, limits: LimitsTable) -> bool:
        """Count one more in; False where that is one too many. Either way `remove` is due once it ends."""
        self._total += 1
        self._by_client[client] += 1
        return self._total <= limits.connections and self._by_client[client] <= limits.connections_per_client

    def remove(self, client: str) -> None:
        """Count one out."""
        self._total -= 1
        self._by_client[client] -= 1
        if not self._by_client[client]:
            del self._by_client[client]
