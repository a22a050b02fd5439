"""google-re2 on bytes, with types: in time linear in the text, whatever it holds.

The library's own wrapper takes several calls for each place that is found, and a check finds hundreds a message: so the
spans are taken from the engine as they come.
"""

from collections.abc import Iterator
from typing import Any, cast

import re2

Spans = list[tuple[int, int]]

_ENGINE = cast(Any, re2)._re2.RE2
_ANYWHERE = _ENGINE.Anchor.UNANCHORED
_NOWHERE = (-1, -1)


class Match:
    """One place where a pattern fits. Group 0 is all of it."""

    __slots__ = ("_spans", "_text")

    def __init__(self, text: bytes, spans: Spans) -> None:
        self._text = text
        self._spans = spans

    def start(self, group: int = 0) -> int:
        """Where the match, or a group of it, begins; -1 for a group that took no part."""
        return self._spans[group][0]

    def end(self, group: int = 0) -> int:
        """Where it ends."""
        return self._spans[group][1]

    def span(self, group: int = 0) -> tuple[int, int]:
        """Both."""
        return self._spans[group]

    def group(self, group: int = 0) -> bytes:
        """What stands there; None for a group that took no part."""
        start, end = self._spans[group]
        return self._text[start:end] if start >= 0 else cast(bytes, None)

    def groups(self) -> tuple[bytes | None, ...]:
        """Every group of the pattern."""
        return tuple(self.group(number) for number in range(1, len(self._spans)))


class Pattern:
    """A pattern ready to be used."""

    __slots__ = ("_engine", "_regexp", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self._regexp = cast(Any, re2).compile(text)
        self._engine = self._regexp._regexp.Match

    def search(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Match | None:
        """The first place where it fits, or None."""
        pos = pos if pos > 0 else 0  # no call, as max() would be: this is asked thousands of times a message
        end = len(text)
        if endpos is not None and endpos < end:
            end = endpos
        if pos > end:
            return None
        spans = self._engine(_ANYWHERE, text, pos, end)
        return None if spans[0] == _NOWHERE else Match(text, spans)

    def sub(self, put: bytes, text: bytes) -> bytes:
        """The text with every match replaced."""
        return cast(bytes, self._regexp.sub(put, text))

    def finditer(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Iterator[Match]:
        """Every place where it fits, none overlapping another."""
        pos, stop = max(pos, 0), len(text) if endpos is None else min(endpos, len(text))
        while pos <= stop:
            spans = self._engine(_ANYWHERE, text, pos, stop)
            if spans[0] == _NOWHERE:
                return
            yield Match(text, spans)
            start, pos = spans[0]
            pos += start == pos


def pattern(text: bytes) -> Pattern:
    """A pattern in RE2's language: no look-around, no back-references, repetitions of at most 1000."""
    return Pattern(text)


def one_of(words: frozenset[str]) -> bytes:
    """An alternative of plain words, the longest first."""
    return b"(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))).encode("ascii") + b")"


MEMORY = 64 << 20  # bytes; with the usual 8 MB a set forgets what it has worked out, and works it out anew


class Several:
    """Patterns that are looked for in one pass; they tell which of them fit, not where."""

    def __init__(self, *forms: Pattern) -> None:
        options = cast(Any, re2).Options()
        options.max_mem = MEMORY
        self._set = cast(Any, re2).Set.SearchSet(options)
        for form in forms:
            self._set.Add(form.text)
        self._set.Compile()

    def fitting(self, text: bytes) -> list[int]:
        """The numbers of those that fit, in no order."""
        return cast(list[int], self._set.Match(text) or [])


class Sought(Pattern):
    """A pattern that is sought throughout whole texts, in lower case or as they are written: see `Scan.all`."""

    __slots__ = ("in_lower_case",)

    def __init__(self, text: bytes, in_lower_case: bool) -> None:
        super().__init__(text)
        self.in_lower_case = in_lower_case


class Throughout:
    """All that is sought in whole texts. Most of it stands in few of them, and one pass tells what does."""

    def __init__(self, in_lower_case: bool) -> None:
        self._in_lower_case = in_lower_case
        self._forms: list[Sought] = []
        self._several: Several | None = None

    def pattern(self, text: bytes) -> Sought:
        """One more pattern."""
        self._forms.append(Sought(text, self._in_lower_case))
        self._several = None
        return self._forms[-1]

    def fitting(self, text: bytes) -> frozenset[Sought]:
        """Those that fit somewhere."""
        if self._several is None:
            self._several = Several(*self._forms)
        return frozenset(self._forms[number] for number in self._several.fitting(text))


AS_WRITTEN, IN_LOWER_CASE = Throughout(in_lower_case=False), Throughout(in_lower_case=True)
