"""Special categories of data and those that are guarded like them: health, benefits, offences, and children in care.

UK GDPR articles 9 and 10. A hint is no datum by its value: it counts only where its words speak of a private person,
by name or not.
"""

from collections.abc import Iterator

from rules.personal_data import beside
from rules.personal_data.hints import HINTS, NO_HINT, ONLY_A_TOPIC
from rules.personal_data.item import Item, Scan
from rules.personal_data.mention import ROLE, Mention
from rules.personal_data.patterns import pattern
from rules.personal_data.reading import Reading
from rules.personal_data.who import PRIVATE, Who

FIRST_PERSON = pattern(rb"\b(?:i|i'm|i've|i'd|my|me)\b")
OUR = pattern(rb"\bour (?:[a-z]+ ){1,3}$")
SAID_OF = pattern(
    rb"^(?:,[^,.;]{2,40})?,?(?: the [a-z]+| is an? [a-z ]{2,24} and)? ?(?:who )?(?:has|had|is|was|suffers|got|went"
    rb"|'s)\b"
)
NAMED_WITHIN = 300  # characters
SOON = 24  # characters between what is said of somebody and the hint
NOTHING = pattern(rb"^(?:|-+|no|none|nil|n/?a|no known|nothing|0|not (?:known|stated)|unknown|.0(?:\.00)?)\.?$")
WHOSE = pattern(
    rb"^(?:(?:'s?| (?:is|was|became) an?) (?:[a-z]+ ){0,2}|, [a-z' -]{2,30}, (?:(?:his|her|their) )?)$"
)  # Mrs Pike's son; Mrs Pike was a victim
AWAY = pattern(
    rb"^(?:off (?:sick|with)|signed off|(?:in|into|from|to) hospital|sick\w* (?:leave|absence|pay)|had a fall)$"
)
WENT_TO = pattern(
    rb"\b(?:came|comes|come|went|goes|go|been|was|is|seen|met|called)(?: in| up| down)? (?:to|at|in|into)(?: the)? $"
)
WORD_BEGINS = frozenset({b"", b" ", b"\n", b"(", b"'", b'"', b"-", b"/", b"\t", b","})


def find(scan: Scan) -> Iterator[Item]:
    """Each hint, in no order; its value says nothing."""
    for kind, form in HINTS.items():
        for match in scan.all(form):
            begins = scan.raw[match.start() - 1 : match.start()] in WORD_BEGINS
            if begins and not _is_a_topic(scan, match.start()):
                yield Item(kind, *match.span(), "", sure=False)


def find_in_cells(reading: Reading) -> Iterator[Item]:
    """The values that a column's heading or a form's label calls somebody's health, benefits or beliefs."""
    for record in reading.layout.records:
        for cell in record.cells:
            if cell.means in HINTS and NOTHING.search(reading.scan.lower[cell.start : cell.end]) is None:
                yield Item(cell.means, cell.start, cell.end, "", sure=False)


def _is_a_topic(scan: Scan, start: int) -> bool:
    """Whether words that look like a hint name a place, a charity or what a talk is about."""
    return NO_HINT.search(scan.after(start, 60)) is not None or ONLY_A_TOPIC.search(scan.before(start, 40)) is not None


def of_whom(reading: Reading, item: Item) -> Who | None:
    """What the private person is of whom a hint speaks in its sentence; None where there is none, or all may know."""
    number = reading.place_of(item.start)
    segment, voice = reading.segments[number], reading.voices[number]
    low, high = reading.layout.unit(item.start, item.end, segment.start, segment.signature)
    if voice.speaker.who in PRIVATE and FIRST_PERSON.search(reading.scan.lower, low, item.start):
        return None if _may_all_know(reading, item, voice.had) else Who.NAMED
    before, after = _spoken_of(reading, item, low, high)
    if not (before or after):
        return None
    nearest, may = before[-1] if before else after[0], voice.had
    if nearest.who is Who.READER and nearest.name[0]:
        may |= reading.cast.household_of(nearest.party.readers)  # one of several is told of before the others
    elif nearest.who not in PRIVATE and not (
        _is_of_staff(reading, item, nearest) or _is_said_of(reading, item, before)
    ):
        return None
    if _may_all_know(reading, item, may):
        return None
    named = (
        nearest.who not in PRIVATE
        or _is_placed(reading, [*before, *after])
        or _is_kin_of_named(reading, before)
        or _is_of_one_named(reading, nearest)
    )
    return Who.NAMED if named else nearest.who


def _spoken_of(reading: Reading, item: Item, low: int, high: int) -> tuple[list[Mention], list[Mention]]:
    """Those spoken of within bounds before and after a hint; in a row or form its people, not their school or firm."""
    spoken = reading.between(low, high)
    if reading.layout.record_at(item.start):
        near = reading.between(max(low, item.start - NAMED_WITHIN), min(high, item.end + NAMED_WITHIN))
        spoken = [m for m in near if m.is_named] or near
    strong = [m for m in spoken if m.strength >= ROLE and not _is_a_place(reading, m)]
    return [m for m in strong if m.end <= item.start], [m for m in strong if m.start >= item.end]


def _is_a_place(reading: Reading, mention: Mention) -> bool:
    """Whether a body is only where somebody went: she came to the Reading Room about it."""
    return mention.is_body and WENT_TO.search(reading.scan.before(mention.start, 24)) is not None


def _is_said_of(reading: Reading, item: Item, before: list[Mention]) -> bool:
    """Whether a sentence says of somebody named, though they are at work, that they are ill or were convicted."""
    low = reading.scan.lower
    mention = next((m for m in reversed(before) if m.name != ("", "")), None)
    if mention is None or mention.who not in {Who.OFFICE, Who.COUNCIL} or AWAY.search(low[item.start : item.end]):
        return False
    if reading.cast.author.is_called(mention.name):
        return False
    said = SAID_OF.search(low[mention.end : item.end])
    return said is not None and item.start - (mention.end + said.end()) < SOON


def _is_of_one_named(reading: Reading, mention: Mention) -> bool:
    """Whether "he" is somebody who was called a lad, say, right after one private person was named."""
    near = reading.between(mention.start - NAMED_WITHIN, mention.start)
    return mention.pronoun and any(m.who is Who.NAMED and m.name[1] and not m.pronoun for m in near)


def _is_placed(reading: Reading, spoken: list[Mention]) -> bool:
    """Whether somebody unnamed is told of by their home, sure or not: the lady at Samphire."""
    unnamed = (m for m in spoken if m.who is Who.SOMEBODY and not m.pronoun and not m.is_address)
    return any(True for mention in unnamed for _ in beside.find(reading.scan, mention))


def _is_kin_of_named(reading: Reading, before: list[Mention]) -> bool:
    """Whether a relative is told of by whose relative it is: Mrs Pike's son."""
    if len(before) < 2 or before[-1].who is not Who.SOMEBODY or before[-2].who is not Who.NAMED:
        return False
    return WHOSE.search(reading.scan.lower[before[-2].end : before[-1].start]) is not None


def _may_all_know(reading: Reading, item: Item, had: frozenset[int]) -> bool:
    return all(i in had or item.kind in reader.may_receive for i, reader in enumerate(reading.cast.readers))


def _is_of_staff(reading: Reading, item: Item, mention: Mention) -> bool:
    """Whether more is told of one of the council's people, not the author, than that they are away."""
    ours = mention.who is Who.COUNCIL or OUR.search(reading.scan.before(mention.start, 40))
    named = ours and mention.name[0] and not reading.cast.author.is_called(mention.name)
    return bool(named) and AWAY.search(reading.scan.lower[item.start : item.end]) is None
