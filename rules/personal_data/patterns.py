"""google-re2 with types: patterns on bytes, in time linear in the text whatever it holds."""

from collections.abc import Iterator
from typing import Any, Protocol, cast

import re2


class Match(Protocol):
    """One place where a pattern fits."""

    def start(self, group: int = 0) -> int:
        """Where the match, or a group of it, begins."""
        ...

    def end(self, group: int = 0) -> int:
        """Where it ends."""
        ...

    def span(self, group: int = 0) -> tuple[int, int]:
        """Both."""
        ...

    def group(self, group: int = 0) -> bytes:
        """What stands there; None for a group that took no part."""
        ...

    def groups(self) -> tuple[bytes | None, ...]:
        """Every group of the pattern."""
        ...


class Pattern(Protocol):
    """A pattern ready to be used."""

    def search(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Match | None:
        """The first place where it fits, or None."""
        ...

    def sub(self, put: bytes, text: bytes) -> bytes:
        """The text with every match replaced."""
        ...

    def finditer(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Iterator[Match]:
        """Every place where it fits, none overlapping another."""
        ...


def pattern(text: bytes) -> Pattern:
    """A pattern in RE2's language: no look-around, no back-references, repetitions of at most 1000."""
    return cast(Pattern, cast(Any, re2).compile(text))


def one_of(words: frozenset[str]) -> bytes:
    """An alternative of plain words, the longest first."""
    return b"(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))).encode("ascii") + b")"
