"""One text read whole: who speaks in each stretch of it, of whom, and to whom each datum belongs."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rules.personal_data import names as name_kind
from rules.personal_data.cast import Cast
from rules.personal_data.cues import find as find_cues
from rules.personal_data.cues import is_of_somebody
from rules.personal_data.hand import LETTERHEAD, TO_THE_COUNCIL
from rules.personal_data.item import Item, Scan
from rules.personal_data.kinds import find_all
from rules.personal_data.kinds.labelled import find as find_labelled
from rules.personal_data.kinds.labelled import names_in
from rules.personal_data.layout import Layout
from rules.personal_data.mention import Mention
from rules.personal_data.mentions import mentions
from rules.personal_data.patterns import Pattern
from rules.personal_data.people import Person, address_in, name_of
from rules.personal_data.segments import Segment, segments
from rules.personal_data.speech import Speech
from rules.personal_data.standing import people
from rules.personal_data.voices import Voice, voices
from rules.personal_data.weights import Weights
from rules.personal_data.who import PRIVATE, Party, Who

NOBODY: frozenset[int] = frozenset()
LONGEST_LINE = 120  # characters of a signature's line
TELLING = 8  # characters: fewer may stand in quoted mail by chance


@dataclass(frozen=True)
class Reading:
    """One text with all that its words say of who is who."""

    scan: Scan
    cast: Cast
    weights: Weights
    message: bool = True  # the words of a message, not of a document that goes with it
    hand: tuple[str, str] = ("", "")  # who wrote an attached message, and to whom

    @cached_property
    def layout(self) -> Layout:
        """Sentences, rows and forms."""
        return Layout(self.scan, not self.message)

    @cached_property
    def items(self) -> list[Item]:
        """Every datum, none overlapping another: by its own form, or by its label."""
        found = find_all(self.scan)
        labelled = [item for item in find_labelled(self.layout) if not _overlaps(found, item)]
        return sorted([*found, *labelled], key=lambda item: item.start) if labelled else found

    @cached_property
    def segments(self) -> list[Segment]:
        """Who wrote which stretch."""
        if not self.message:
            end = len(self.scan.raw)
            return [Segment(0, end, signature=end, signed=end)]
        return segments(self.scan, self.cast.own_lines, *self.hand)

    @cached_property
    def voices(self) -> list[Voice]:
        """The hand of each segment."""
        return voices(self.scan, self.segments, self.cast, self.message)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Of whom the text speaks."""
        named = name_kind.read(self.scan, self.cast.familiar | self._hands)
        labelled = list(names_in(self.layout))
        every = _none_within(sorted([*labelled, *named.names], key=_first))
        free = [item for item in every if not self._is_taken(item.start, item.end)]
        if not (free or self.items or is_of_somebody(self.scan)):
            return []  # where no person is named or meant, and no datum stands, nothing can be anybody's
        bodies = [(a, b) for a, b in named.bodies if not self._is_taken(a, b)]
        read = people(self.scan, self.layout, free, bodies, self.items, self.cast, self.weights)
        speech = Speech(self._starts, [v.speaker for v in self.voices], [v.audience for v in self.voices], self.cast)
        found = mentions(self.scan, read, bodies, self.items, find_cues(self.scan), self.cast, speech)
        return [m for m in found if m.is_address or not self._is_taken(m.start, m.end)]

    @cached_property
    def _hands(self) -> frozenset[str]:
        """The words of the names of private people who wrote what is quoted."""
        hands = [s.author for s, v in zip(self.segments, self.voices, strict=True) if v.speaker.who is Who.NAMED]
        written = (name_of(hand.partition("<")[0].partition(" wrote")[0]) for hand in hands)
        local = (word for hand in hands for word in Person(address_in(hand)).local)
        return frozenset(word for word in (*local, *(w for name in written if name for w in name)) if len(word) > 2)

    def is_free(self, item: Item) -> bool:
        """Whether neither another datum nor somebody mentioned by name stands where this does."""
        if self._is_taken(item.start, item.end):
            return False
        inside = self.between(item.start, item.end)
        return not any((m.name != ("", "") and not m.pronoun) or m.is_body for m in inside)

    def _is_taken(self, start: int, end: int) -> bool:
        """Whether a datum stands there, or reaches into it."""
        place = bisect_left(self._item_starts, end)
        return place > 0 and self.items[place - 1].end > start

    @cached_property
    def _item_starts(self) -> list[int]:
        return [item.start for item in self.items]

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def place_of(self, position: int) -> int:
        """Which segment a place lies in, by its number."""
        return max(bisect_right(self._starts, position) - 1, 0)

    @cached_property
    def told(self) -> dict[tuple[str, str], frozenset[int]]:
        """The readers who have each datum already from what is quoted."""
        told: dict[tuple[str, str], frozenset[int]] = {}
        for item in self.items if len(self.segments) > 1 else ():
            number = self.place_of(item.start)
            if not self.segments[number].own:
                told[item.kind, item.value] = told.get((item.kind, item.value), NOBODY) | self.voices[number].had
        return told

    def had_by_all(self) -> Iterator[str]:
        """What is quoted and every reader has, in small letters."""
        everybody = frozenset(range(len(self.cast.readers)))
        for segment, voice in zip(self.segments, self.voices, strict=True) if len(self.segments) > 1 else ():
            if not segment.own and voice.had >= everybody:
                yield " ".join(self.scan.lower_words[segment.start : segment.end].split())

    def is_anothers_line(self, item: Item) -> bool:
        """Whether somebody private is named before a datum on its line."""
        low, _ = self.scan.line(item.start, LONGEST_LINE)
        return any(m.who is Who.NAMED and m.name[1] and not m.pronoun for m in self.between(low, item.start))

    def is_letterhead(self, position: int) -> bool:
        """Whether a place stands above the greeting of somebody's letter to the council."""
        return position < self._greeting_of_letter

    @cached_property
    def _greeting_of_letter(self) -> int:
        """Where somebody's letter to the council begins; 0 where the text is none."""
        if self.message or self.voices[0].speaker.who not in PRIVATE:
            return 0
        letter = TO_THE_COUNCIL.search(self.scan.lower[:LETTERHEAD])
        return letter.start() if letter else 0

    def is_had(self, start: int, end: int) -> bool:
        """Whether every reader has these words from what another text of the message quotes."""
        return end - start >= TELLING and self.cast.have_had(self.scan.lower_words[start:end])

    def hand_of(self, number: int) -> Party:
        """Whose hand a stretch is: of one who is only named also by what is said of them, such as a role."""
        speaker, author = self.voices[number].speaker, self.segments[number].author
        if speaker.who is not Who.NAMED or address_in(author):
            return speaker
        name = name_of(author)
        at_work = any(m.who is Who.OFFICE and m.name == name for m in self.mentions)
        return Party(Who.OFFICE) if at_work else speaker

    def between(self, low: int, high: int) -> list[Mention]:
        """The mentions that begin within these bounds."""
        return self.mentions[bisect_left(self._mention_starts, low) : bisect_left(self._mention_starts, high)]

    def speaks_of_others(self, number: int) -> bool:
        """Whether a stretch speaks of private people who are no readers."""
        if number not in self._others:
            segment = self.segments[number]
            spoken = self.between(segment.start, segment.signature)
            self._others[number] = any(m.who in PRIVATE and not m.is_address for m in spoken)
        return self._others[number]

    def says(self, number: int, form: Pattern) -> bool:
        """Whether a stretch, its signature left out, has words of this form; looked for once."""
        key = (number, id(form))
        if key not in self._said:
            segment = self.segments[number]
            self._said[key] = form.search(self.scan.lower, segment.start, segment.signature) is not None
        return self._said[key]

    @cached_property
    def _said(self) -> dict[tuple[int, int], bool]:
        return {}

    @cached_property
    def _others(self) -> dict[int, bool]:
        return {}

    def strangers(self) -> Iterator[Mention]:
        """The private people named in full."""
        return (m for m in self.mentions if m.who is Who.NAMED and m.name[1] and m.strength >= 2.5 and not m.pronoun)


def _first(item: Item) -> tuple[int, int]:
    return item.start, -item.end


def _none_within(items: list[Item]) -> Iterator[Item]:
    end = -1
    for item in items:
        if item.start >= end:
            yield item
            end = item.end


def _overlaps(items: list[Item], item: Item) -> bool:
    place = bisect_left(items, item.end, key=lambda other: other.start)
    return place > 0 and items[place - 1].end > item.start
