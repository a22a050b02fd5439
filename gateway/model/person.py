"""People whom the record knows, and what is known to be theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.model.address import canonical


@dataclass(frozen=True, slots=True)
class Thread:
    """The recorded message that another one answers, by In-Reply-To or References.

    `author` and `recipients`, those in To and Cc, are addresses as written; `lines` its words by line, made alike for
    comparing, in order.
    """

    author: str
    recipients: tuple[str, ...]
    lines: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What the record knows of the people of one message, fetched before the rules run.

    For each address the items (kind, value in its normal form) that its owner has used or been sent. `parent` is the
    content of the message that this one answers, where the record has it; a check makes its `thread` of that.
    """

    items: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    parent: bytes | None = field(default=None, repr=False)
    thread: Thread | None = None

    def of(self, address: str) -> frozenset[tuple[str, str]]:
        """All items known to belong to the owner of this address."""
        return self.items.get(canonical(address), frozenset())
