"""What the kinds of personal data find, and the text in which they look."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from rules.personal_data.fold import fold
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Match, Sought


@dataclass(frozen=True, slots=True)
class Item:
    """One datum in a text. `value` is its normal form: two spellings of one datum have the same.

    `start` and `end` are offsets in the folded text. `sure` is false where only its neighbourhood can
    show that it belongs to a person at all (a bare postcode, a house name with a street).
    """

    kind: str
    start: int
    end: int
    value: str = field(repr=False)
    sure: bool = True


NAME = "name"


def name_item(start: int, end: int, first: str, last: str, sure: bool = True) -> Item:
    """A person's name; either part may be empty."""
    return Item(NAME, start, end, f"{first} {last}", sure)


@dataclass(frozen=True)
class Scan:
    """One text made ready for the patterns: `words` is plain ASCII, `raw` the same as bytes, offset for offset."""

    words: str = field(repr=False)
    kept: tuple[int, ...] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, text: str) -> "Scan":
        """The text without disguises: other alphabets' digits and letters, and marks that nobody sees."""
        return cls(*fold(text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text))

    @cached_property
    def raw(self) -> bytes:
        """What the patterns run on: one byte a character."""
        return self.words.encode("ascii")

    @cached_property
    def lower_words(self) -> str:
        """The same in lower case."""
        return self.words.lower()

    @cached_property
    def lower(self) -> bytes:
        """The same in lower case, as bytes."""
        return self.raw.lower()

    @cached_property
    def has_digits(self) -> bool:
        """Whether any digit stands in it; most kinds need one."""
        return any(digit in self.raw for digit in b"0123456789")

    @cached_property
    def _fitting(self) -> frozenset[Sought]:
        return AS_WRITTEN.fitting(self.raw)

    @cached_property
    def _fitting_lower(self) -> frozenset[Sought]:
        return IN_LOWER_CASE.fitting(self.lower)

    def has(self, form: Sought) -> bool:
        """Whether a pattern fits anywhere."""
        return form in (self._fitting_lower if form.in_lower_case else self._fitting)

    def all(self, form: Sought) -> Iterator[Match]:
        """Every place where a pattern fits, none overlapping another."""
        return form.finditer(self.lower if form.in_lower_case else self.raw) if self.has(form) else iter(())

    def before(self, position: int, length: int = 40) -> bytes:
        """The words that stand before a place, in lower case."""
        return self.lower[max(0, position - length) : position]

    def after(self, position: int, length: int = 40) -> bytes:
        """The words that stand after a place, in lower case."""
        return self.lower[position : position + length]

    def line(self, position: int, reach: int = 200) -> tuple[int, int]:
        """Where the line around a place begins and ends, looking no further than `reach` each way."""
        low = max(0, position - reach)
        start = self.raw.rfind(b"\n", low, position) + 1 or low
        end = self.raw.find(b"\n", position, position + reach)
        return start, end if end >= 0 else min(len(self.raw), position + reach)

    def place(self, position: int) -> int:
        """The offset in the text as it was received."""
        if self.kept is None:
            return position
        return self.kept[position] if position < len(self.kept) else (self.kept[-1] + 1 if self.kept else 0)


class Kind(Protocol):
    """One kind of personal data: a module in `kinds/`."""

    KIND: str
    """Its name in findings and in a partner's `may_receive`."""
    NAMED: str
    """What it is in a sentence, such as "A telephone number"."""

    def find(self, scan: Scan) -> Iterator[Item]:
        """Every datum of this kind in the text."""
        ...
