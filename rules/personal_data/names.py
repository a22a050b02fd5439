"""People's names, and those of bodies: by titles, by lists, by what is told of them.

A name's normal form is "first last" in lower case and plain letters; either may be empty. `sure` is false for a
first name that stands alone. A body is an office, firm, club or building: what its name holds is no person's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.personal_data.item import NAME, Item, Scan
from rules.personal_data.more_names import families, in_lower_case, reversed_names
from rules.personal_data.runs import Runs

KIND = NAME
NAMED = "A person's name"
NOBODY: frozenset[str] = frozenset()
FEW_CAPITALS = 0.015  # of all characters: a text that is written without them
CAPITALS = bytes(range(ord("A"), ord("Z") + 1))


@dataclass(frozen=True, slots=True)
class Named:
    """The names in a text, and the places of bodies' names."""

    names: list[Item] = field(repr=False)
    bodies: list[tuple[int, int]] = field(repr=False)


def read(scan: Scan, familiar: frozenset[str] = NOBODY) -> Named:
    """Every name. `familiar`, in lower case, are the names of those who take part: beside them any word is one."""
    runs = Runs(scan, familiar)
    runs.read_all()
    names = runs.names
    names.extend(reversed_names(scan))
    names.extend(families(scan))
    if len(scan.raw) - len(scan.raw.translate(None, CAPITALS)) < FEW_CAPITALS * len(scan.raw):
        names.extend(in_lower_case(scan, familiar))
    return Named(names, runs.bodies)


def find(scan: Scan, familiar: frozenset[str] = NOBODY) -> Iterator[Item]:
    """Every name in the order of the text, none within another."""
    end = -1
    for item in sorted(read(scan, familiar).names, key=lambda item: (item.start, -item.end)):
        if item.start >= end:
            yield item
            end = item.end
