"""What somebody in a message is: the words with which the rest of this rule speaks of them."""

from dataclasses import dataclass
from enum import Enum


class Who(Enum):
    """What somebody is. `NAMED` and `SOMEBODY` are private people, by name or not; `UNKNOWN`: nobody can tell."""

    SENDER = "sender"
    COUNCIL = "council"
    READER = "reader"
    OFFICE = "office"
    DEAD = "dead"
    NAMED = "named"
    SOMEBODY = "somebody"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # Enum's own is not the machine's, and a dense text asks for it thousands of times


PRIVATE = frozenset({Who.NAMED, Who.SOMEBODY})


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody; `readers` are the indices of the readers who are meant, in the order of `View.outside`."""

    who: Who
    readers: frozenset[int] = frozenset()
