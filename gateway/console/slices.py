"""Pages of a list that is at hand whole. They go on from a line, not from a number: what is added moves nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gateway.errors import NotFound

T = TypeVar("T")
LINES = 50  # of a page


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page. `next` is the key to go on from, None at the end; `total` counts all of the list."""

    rows: Sequence[T]
    next: str | None
    total: int


def slice_of(rows: Sequence[T], key: Callable[[T], str], after: str | None) -> Slice[T]:
    """The lines behind the one with the key `after`, or the first ones. Raises NotFound where no line has it."""
    keys = [key(row) for row in rows]
    if after is not None and after not in keys:
        raise NotFound(f"no line {after}")
    start = 0 if after is None else keys.index(after) + 1
    end = start + LINES
    return Slice(rows[start:end], keys[end - 1] if end < len(rows) else None, len(rows))
