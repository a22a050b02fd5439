"""One text read whole: who wrote each stretch of it, of whom it speaks, and who is nearest to each datum."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from gateway.model.address import canonical
from rules.personal_data.cast import Cast
from rules.personal_data.item import Item, Scan
from rules.personal_data.mentions import Mention, Who, mentions
from rules.personal_data.names import find as find_names
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name, name_of
from rules.personal_data.segments import Segment, segments
from rules.personal_data.words import GREETINGS

SENTENCE = pattern(rb"[.?!][\"')]*\s+|\n[ \t>]*\n|\n[ \t>]*(?:[-*\x95]|\d{1,3}[.)])\s|\n[^\n:|\t]{1,30}[:|\t]")
FOLLOWS = pattern(rb"^[ ,;:(-]*(?:for|of|belong(?:s|ing) to|name:?|in the name of|from|is|\()?[ :(]*$")
ABOUT_READER = pattern(
    rb"\bour (?:records?|files?|database|register|system)\b|\byour (?:details|record|account|address|number"
    rb"|entry|data|file)\b"
    rb"|\b(?:have|'ve) (?:updated|changed|amended|corrected|noted|moved)\b|\bwe hold\b|\bwe have (?:you"
    rb"|your)\b|\byou(?:'re| are) down\b"
    rb"|\bstill (?:right|correct|current)\b|\b(?:old|new|current) (?:address|number)\b"
    rb"|\bchange of address\b|\bas you asked\b"
)
HINTS_AT_OTHERS = pattern(
    rb"complain|report|object|neighbour|next door|opposite"
    rb"|\b(?:say|says|said|live|lives|from|someone|somebody|other|they)\b"
)
OFFICE_REACH = 40
PAID = pattern(rb"\b(?:paid|payment|invoice|remittance|quote|quotation)\b")
GREETING_WORDS = frozenset(word.encode() for word in GREETINGS)
SENTENCE_REACH = 400
PARAGRAPH_REACH = 1500
ABBREVIATIONS = tuple(b" " + word for word in (b"mr", b"mrs", b"ms", b"dr", b"st", b"no", b"tel", b"rev", b"cllr"))


@dataclass(frozen=True)
class Reading:
    """One text with all that its words say of who is who."""

    scan: Scan
    cast: Cast
    items: tuple[Item, ...]
    message: bool = True  # the message's own words, not a document that goes with it

    @cached_property
    def segments(self) -> list[Segment]:
        """Who wrote which stretch."""
        if not self.message:
            return [Segment(0, len(self.scan.raw), signature=len(self.scan.raw))]
        return segments(self.scan, self.cast.own_lines)

    @cached_property
    def names(self) -> list[Item]:
        """The people named, less the streets, mail addresses and other data that look like names."""
        return [name for name in find_names(self.scan, self.cast.familiar) if not self._is_taken(name)]

    def _is_taken(self, words: Item | Mention) -> bool:
        """Whether some datum stands where these words do."""
        place = bisect_left(self._item_starts, words.end)
        return place > 0 and self.items[place - 1].end > words.start

    @cached_property
    def _item_starts(self) -> list[int]:
        return [item.start for item in self.items]

    @cached_property
    def mentions(self) -> list[Mention]:
        """Of whom the text speaks."""
        return [
            m for m in mentions(self.scan, self.names, self.items, self.cast) if m.is_address or not self._is_taken(m)
        ]

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    def segment_of(self, position: int) -> Segment:
        """The stretch in which a place lies."""
        place = bisect_left(self._segment_starts, position + 1) - 1
        return self.segments[max(place, 0)]

    def speaks_of_others(self, segment: Segment) -> bool:
        """Whether a stretch speaks of anybody but its author and the readers."""
        if segment.start not in self._others:
            self._others[segment.start] = any(
                mention.who in {Who.NAMED, Who.SOMEBODY} and segment.start <= mention.start < segment.signature
                for mention in self.mentions
            )
        return self._others[segment.start]

    def is_about_reader(self, segment: Segment) -> bool:
        """Whether a stretch speaks of the reader's own record, and of nobody else."""
        if segment.start not in self._about:
            about = ABOUT_READER.search(self.scan.lower, segment.start, segment.signature)
            self._about[segment.start] = about is not None and not self.speaks_of_others(segment)
        return self._about[segment.start]

    def is_to_one_resident(self, segment: Segment) -> bool:
        """Whether a stretch is the message's own, to one private reader, and no word of it hints at anybody else."""
        alone = len(self.cast.readers) == 1 and not self.cast.offices and bool(self.cast.addressed)
        return (
            alone
            and segment.own
            and self.message
            and not self.speaks_of_others(segment)
            and HINTS_AT_OTHERS.search(self.scan.lower, segment.start, segment.signature) is None
        )

    def is_about_payment(self, segment: Segment) -> bool:
        """Whether a stretch speaks of paying its reader, and of nobody else."""
        paid = PAID.search(self.scan.lower, segment.start, segment.signature)
        return paid is not None and not self.speaks_of_others(segment)

    @cached_property
    def _others(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _about(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def had(self, segment: Segment) -> frozenset[int]:
        """The readers who already have what a quoted message says: they wrote it, got it, or quoted it themselves."""
        if segment.own:
            return frozenset()
        hands = [segment.author, *segment.outer]
        return frozenset(
            i
            for i, reader in enumerate(self.cast.readers)
            if any(is_by(hand, i, self.cast) for hand in hands)
            or is_by(segment.readers, i, self.cast)
            or (not segment.author and len(self.cast.readers) == 1)
            or reader.address in segment.readers.lower()
        )

    def nearest(self, item: Item, segment: Segment, near: bool = False) -> Mention | None:
        """Who is meant: the last before the datum in its sentence, else the next, else the last in the paragraph.

        `near`: nobody outside its sentence is.
        """
        here = bisect_left(self._mention_starts, item.start)
        low, high = self._sentence(item, segment)
        before, after = self._before(item, here, low), self._after(item, here, high)
        if after is not None and self._is_joined(item, after) and (before is None or before.who is not Who.NAMED):
            return after
        if before or after or near:
            return before or after
        return self._before(item, here, self._paragraph(item, segment), names_only=True)

    def _is_joined(self, item: Item, after: Mention) -> bool:
        """Whether the datum is said to be the next person's: "for", "of", "name", or nothing between them."""
        if after.who is not Who.NAMED and not (after.who is Who.READER and after.readers):
            return False
        return bool(FOLLOWS.search(self.scan.lower[item.end : min(after.start, item.end + 40)]))

    def _before(self, item: Item, here: int, low: int, names_only: bool = False) -> Mention | None:
        for mention in reversed(self.mentions[max(0, here - 12) : here]):
            if mention.start < low:
                return None
            if mention.end > item.start or (
                mention.who is Who.OFFICE and not mention.sure and item.start - mention.end > OFFICE_REACH
            ):
                continue
            if names_only and mention.who is Who.OFFICE and not mention.sure:
                continue
            if mention.who is Who.READER and self._is_greeting(mention):
                continue
            return mention
        return None

    def _is_greeting(self, mention: Mention) -> bool:
        """Whether a reader is only called by name on a line of its own."""
        start, end = self.scan.line(mention.start)
        alone = not self.scan.raw[mention.end : end].strip(b" ,!-")
        called = self.scan.lower[start : mention.start].strip()
        return alone and (called.removeprefix(b"good ") in GREETING_WORDS or (not called and not all(mention.name)))

    def _after(self, item: Item, here: int, high: int) -> Mention | None:
        for mention in self.mentions[here : here + 6]:
            if mention.start >= high:
                return None
            if item.kind == "email" and mention.who is Who.READER and not mention.readers:
                continue
            if mention.start >= item.end and (mention.sure or mention.who is not Who.OFFICE):
                return mention
        return None

    def _sentence(self, item: Item, segment: Segment) -> tuple[int, int]:
        place = bisect_left(self._breaks, item.start)
        low = max(segment.start, item.start - SENTENCE_REACH, self._breaks[place - 1] + 1 if place else 0)
        place = bisect_left(self._breaks, item.end)
        high = self._breaks[place] if place < len(self._breaks) else segment.end
        end = segment.signature if item.end <= segment.signature else segment.end
        return low, min(high, end, item.end + SENTENCE_REACH)

    @cached_property
    def _breaks(self) -> list[int]:
        """Where sentences, list entries and labelled lines end."""
        found = (match.start() for match in SENTENCE.finditer(self.scan.raw))
        return [place for place in found if not self._is_abbreviation(place)]

    def _is_abbreviation(self, position: int) -> bool:
        if self.scan.raw[position : position + 1] != b".":
            return False
        return self.scan.lower[max(0, position - 5) : position].endswith(ABBREVIATIONS)

    def _paragraph(self, item: Item, segment: Segment) -> int:
        low = max(segment.start, item.start - PARAGRAPH_REACH)
        blank = max(self.scan.raw.rfind(gap, low, item.start) for gap in (b"\n\n", b"\n \n"))
        return blank if blank >= 0 else low


def is_by(hand: str, reader: int, cast: Cast) -> bool:
    """Whether the words that name an author or addressees name this reader."""
    if not hand:
        return False
    if cast.readers[reader].address in hand.lower():
        return True
    return address_in(hand) == "" and is_person(hand, cast.readers[reader].names)


def is_person(hand: str, called: frozenset[Name]) -> bool:
    """Whether a full name that somebody goes by stands in these words."""
    words = set(hand.lower().replace(",", " ").replace('"', " ").replace(";", " ").split())
    return any(first in words and last in words for first, last in called if first and last) or name_of(hand) in called


def address_in(hand: str) -> str:
    """The mail address in the words that name somebody; empty where there is none."""
    for word in hand.replace("<", " ").replace(">", " ").replace("[mailto:", " ").replace("]", " ").split():
        if "@" in word:
            return canonical(word.strip("()\"',;:"))
    return ""
