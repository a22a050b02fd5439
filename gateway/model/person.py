"""People whom the record knows, and what is known to be theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.model.address import canonical


@dataclass(frozen=True, slots=True)
class Known:
    """What the record knows of the people of one message, fetched before the rules run.

    For each address the items (kind, value in its normal form) that its owner has used or been sent.
    """

    items: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)

    def of(self, address: str) -> frozenset[tuple[str, str]]:
        """All items known to belong to the owner of this address."""
        return self.items.get(canonical(address), frozenset())
