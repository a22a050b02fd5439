"""Who speaks in each stretch of a text and to whom, as the words there have to be understood."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.personal_data.cast import Cast
from rules.personal_data.who import Party, Who


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who speaks at a place, to whom, and whose house the message is about.

    `to_house`: it goes to one private reader or their house, so that bare "husband" is theirs. `to_firm`: to an office.
    """

    speaker: Party
    audience: Party
    house: Party
    to_house: bool = False
    to_firm: bool = False


@dataclass(frozen=True)
class Speech:
    """Where each stretch of a text begins, who speaks in it and to whom."""

    starts: Sequence[int]
    speakers: Sequence[Party]
    audiences: Sequence[Party]
    cast: Cast

    @cached_property
    def house(self) -> Party:
        """The readers whose family the message speaks of."""
        return Party(Who.READER, self.cast.family)

    @cached_property
    def hearings(self) -> list[Hearing]:
        """Who speaks to whom, stretch by stretch."""
        return [self._hearing(number) for number in range(len(self.starts))]

    def _hearing(self, segment: int) -> Hearing:
        audience, cast = self.audiences[segment], self.cast
        heard = audience.readers if audience.who is Who.READER else frozenset[int]()
        one = (bool(heard) and len(cast.readers) == 1) or (len(heard) > 1 and cast.are_a_household(heard))
        to_firm = bool(heard) and heard <= cast.offices
        return Hearing(self.speakers[segment], audience, self.house, one and not heard & cast.offices, to_firm)

    def audience_at(self, position: int) -> frozenset[int]:
        """The readers whom "you" means at a place: nobody calls them "she" there."""
        return self.audiences[max(bisect_right(self.starts, position) - 1, 0)].readers
