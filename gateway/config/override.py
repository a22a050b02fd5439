"""Changes that people make in the console, laid over the file. The file stays the ground, and is never written.

An override says what one key holds from now on. Of several for one key the newest counts, so that all of them together
are the key's history. Only the keys in `OPEN` can be overridden: what mail passes through, where it is kept and which
code runs stays the business of whoever has the machine.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from gateway.config.problem import Key, Problem

OPEN: tuple[tuple[str, ...], ...] = (
    ("council", "people"),
    ("council", "partners"),
    ("council", "office_hours"),
    ("council", "absences"),
    ("council", "postal_addresses"),
    ("council", "phones"),
    ("council", "bank_accounts"),
    ("policy", "adopted"),
    ("policy", "review_due"),
    ("rules",),
    ("own_rules",),
    ("review",),
    ("awaiting",),
    ("autoreply",),
)
# A table of an array is named by this key of its own: its place in the file may change.
NAMED_BY: Mapping[tuple[str, ...], str] = {("council", "people"): "address", ("council", "partners"): "name"}


class Change(StrEnum):
    """What becomes of a key: it holds a new value, it is taken out, or it is as in the file again."""

    SET = "set"
    REMOVE = "remove"
    FOLLOW = "follow"


@dataclass(frozen=True, slots=True)
class Override:
    """One change of one key: by whom, when and why. `number` counts a council's overrides from 1; 0 is not kept yet.

    `key` is a path as in the file; a table of an array is named as in `NAMED_BY`: `("council", "people",
    "cllr.test@council.test")`. `value` is what JSON can hold, and is validated like the file's.
    """

    key: tuple[str, ...]
    change: Change
    value: Any = field(default=None, repr=False)
    by: str = ""
    at: datetime | None = None
    reason: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """The file's tables with the overrides in them: those that count, which key came from which, and what is wrong."""

    raw: dict[str, Any]
    in_effect: tuple[Override, ...]
    origins: Mapping[Key, Override]
    problems: tuple[Problem, ...] = ()


def newest(overrides: Iterable[Override]) -> dict[tuple[str, ...], Override]:
    """The one that counts of each key, in the order in which they were made."""
    by_key: dict[tuple[str, ...], Override] = {}
    for override in overrides:
        by_key.pop(override.key, None)
        by_key[override.key] = override
    return by_key


def lay_over(raw: Mapping[str, Any], overrides: Iterable[Override]) -> Laid:
    """Lay overrides, oldest first, over the tables of a file. Nothing is validated but whether a key is open to it."""
    laid = copy.deepcopy(dict(raw))
    in_effect = [
        replace(override, value=copy.deepcopy(override.value))
        for override in newest(overrides).values()
        if override.change is not Change.FOLLOW
    ]
    origins: dict[Key, Override] = {}
    problems = []
    for override in in_effect:
        if not is_open(override.key):
            problems.append(Problem(override.key, "can be changed in the file only"))
        elif not _put(laid, override):
            problems.append(Problem(override.key, "does not fit what the file has there"))
        else:
            continue
        origins[override.key] = override
    origins |= {place: override for override in in_effect if (place := _place(laid, override)) is not None}
    return Laid(laid, tuple(in_effect), origins, tuple(problems))


def undone(overrides: Sequence[Override], number: int) -> list[Override]:
    """What has to be overridden to have again what was in force when `number` was the newest override; 0: the file."""
    then = newest(override for override in overrides if override.number <= number)
    now = newest(overrides)
    changes = []
    for key, override in now.items():
        before = then.get(key, Override(key, Change.FOLLOW))
        if (before.change, before.value) != (override.change, override.value):
            changes.append(Override(key, before.change, before.value))
    return changes


def is_open(key: tuple[str, ...]) -> bool:
    """Whether an override may change this key."""
    return any(key[: len(start)] == start for start in OPEN)


def _put(laid: dict[str, Any], override: Override) -> bool:
    """Change one key; False where the tables above it are none."""
    above: Any = laid
    for length in range(1, len(override.key)):
        above = _below(above, override.key[:length], make=override.change is Change.SET)
        if above is None:
            return override.change is Change.REMOVE
    part, place = override.key[-1], _part(above, override.key)
    if override.change is Change.REMOVE:
        if place is not None:
            del above[place]
    elif isinstance(above, list) and place is None:
        above.append(override.value)
    else:
        above[part if place is None else place] = override.value
    return True


def _below(above: Any, key: tuple[str, ...], make: bool) -> Any:
    """The table or array that a key names within the one above it. `make` it where it is missing."""
    place = _part(above, key)
    if place is not None:
        found = above[place]
        return found if isinstance(found, dict) or (isinstance(found, list) and key in NAMED_BY) else None
    if not (make and isinstance(above, dict)):
        return None
    made: Any = [] if key in NAMED_BY else {}
    above[key[-1]] = made
    return made


def _part(above: Any, key: tuple[str, ...], value: Any = None) -> Any:
    """Where the last part of a key stands in what is above it: a name in a table, a number in an array; None if not.

    A table of an array is known by its name, or as `value`, which may have been given another name.
    """
    part = key[-1]
    if isinstance(above, dict):
        return part if part in above else None
    named_by = NAMED_BY.get(key[:-1])
    for number, table in enumerate(above if named_by and isinstance(above, list) else ()):
        name = table.get(named_by) if isinstance(table, dict) else None
        if table is value or (isinstance(name, str) and name.casefold() == part.casefold()):
            return number
    return None


def _place(laid: Any, override: Override) -> Key | None:
    """A key with the numbers of tables in arrays instead of their names; None where it is not there."""
    place: Key = ()
    for length in range(1, len(override.key) + 1):
        part = _part(laid, override.key[:length], override.value)
        if part is None:
            return None
        laid, place = laid[part], (*place, part)
    return place
