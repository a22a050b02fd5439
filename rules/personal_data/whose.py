"""Whose each datum is, and so to which readers it may go."""

from dataclasses import dataclass

from gateway.policy.rule import Whose
from rules.personal_data.item import Item
from rules.personal_data.kinds import bank
from rules.personal_data.mentions import Mention, Who
from rules.personal_data.offices import is_at_work
from rules.personal_data.patterns import one_of, pattern
from rules.personal_data.people import is_organisation
from rules.personal_data.reading import Reading, address_in, is_by, is_person
from rules.personal_data.segments import Segment
from rules.personal_data.words import ORGANISATIONS, PUBLIC_PLACES

UNSURE_REACH = 60
HISTORY_REACH = 80
NEVER_OF_AN_OFFICE = frozenset(
    {"national-insurance", "nhs", "utr", "driving-licence", "passport", "card", "birth-date"}
)
IN_OFFICE = frozenset({"phone", "email", "address", "postcode"})  # what a firm gives out
SITE = pattern(
    rb"\b\d{2}/\d{3,6}(?:/[a-z]{2,4})?\b|\b[a-z]{1,3}/\d{2,4}/\d{2,5}|planning (?:application|permission"
    rb"|appeal)|\bland (?:at|adj|rear|to|off|north|south|east|west)\b"
    rb"|\bsite (?:at|of)\b|proposed|extension|dwelling|\btpo\b|listed building|development (?:at|of)"
    rb"|road ?works?\b|road closure|pothole|street ?lights?|lamp ?post|drain|gully|defibrillator|bus stop"
    rb"|kerb|resurfac|premises licen[cs]e"
)

PLACE = one_of(PUBLIC_PLACES | (ORGANISATIONS - {"house", "property", "water"}))
IN_PUBLIC = pattern(rb"\b" + PLACE + rb"s?\.?,?(?: ?(?:at|in|on|is at|is))? ?\n?$")
PUBLIC = pattern(rb"(?:^|\s)" + PLACE + rb",")


NEXT_TO = pattern(
    rb"^(?:'s)?[\s,:;|(-]*(?:(?:who )?(?:(?:lives?|living|is|was) )?(?:at|of|in|from|address|home)[ :]*)?"
    rb"(?:the |flat \w+, )?$|\b(?:at|address is|lives? in) (?:the )?$"
)
HISTORY = pattern(
    rb"\b(?:in|since|of|from|circa|c\.|until|between|the|by|about|built|\() ?(?:1[0-8]\d\d"
    rb"|19[0-2]\d)\b"
)


@dataclass(frozen=True)
class Owner:
    """Whose a datum is. `readers` are those to whom it may go; None: it may go to every reader."""

    whose: Whose
    readers: frozenset[int] | None = frozenset()
    named: Mention | None = None


ANYBODY = Owner(Whose.COUNCIL, None)
SOMEBODY = Owner(Whose.OUTSIDE)


def owner(reading: Reading, item: Item) -> Owner:
    """Whose a datum is, from its value first, then from the words around it."""
    cast = reading.cast
    if (item.kind, item.value) in cast.council_items or item.value == cast.author.address:
        return ANYBODY
    known = {i for i, r in enumerate(cast.readers) if (item.kind, item.value) in r.items or item.value == r.address}
    if known:
        return Owner(Whose.RECIPIENT, frozenset(known))
    if item.kind == "email" and is_organisation(item.value):
        return Owner(Whose.PARTNER, None)
    segment = reading.segment_of(item.start)
    if segment.is_signature(item.start):
        return _of_author(reading, segment)
    return Owner(Whose.PARTNER, None) if is_at_work(reading.scan, item) else _by_words(reading, item, segment)


def _by_words(reading: Reading, item: Item, segment: Segment) -> Owner:
    mention = reading.nearest(item, segment)
    if item.kind in {"address", "postcode"} and _is_public(reading, item, mention):
        return ANYBODY
    return _of_unnamed(reading, item, segment) if mention is None else _of(reading, item, segment, mention)


def is_by_author(reading: Reading, item: Item) -> bool:
    """Whether the author of the message gives this as their own: in the signature, or as "my"."""
    segment = reading.segment_of(item.start)
    if not segment.own:
        return False
    if segment.is_signature(item.start):
        return True
    mention = reading.nearest(item, segment)
    if mention is None:
        return False
    return mention.who is Who.WRITER or (mention.who is Who.COUNCIL and reading.cast.author.is_called(mention.name))


def _of_author(reading: Reading, segment: Segment) -> Owner:
    if segment.own:
        return Owner(Whose.SENDER, None)
    cast = reading.cast
    readers = frozenset(i for i in range(len(cast.readers)) if is_by(segment.author, i, cast))
    if readers:
        return Owner(Whose.RECIPIENT, readers)
    address = address_in(segment.author)
    inside = any(is_person(segment.author, person.names) for person in cast.staff)
    return ANYBODY if inside or (address and is_organisation(address)) else SOMEBODY


def _of(reading: Reading, item: Item, segment: Segment, mention: Mention) -> Owner:
    """Whose a datum is that stands nearest to this mention."""
    if mention.who in {Who.OFFICE, Who.COUNCIL, Who.DEAD}:
        private = item.kind in NEVER_OF_AN_OFFICE and mention.who is not Who.DEAD
        return SOMEBODY if private else ANYBODY
    if mention.who is Who.WRITER:
        return _of_author(reading, segment)
    if mention.who is Who.READER:
        addressed = reading.cast.addressed if segment.own else frozenset()
        readers = mention.readers or addressed
        if (
            item.kind in IN_OFFICE
            and readers
            and all(is_organisation(reading.cast.readers[i].address) for i in readers)
        ):
            return Owner(Whose.PARTNER, None)
        return Owner(Whose.RECIPIENT, readers)
    if not item.sure and not _is_next_to(reading, item, mention):
        return ANYBODY
    return Owner(Whose.OUTSIDE, frozenset(), mention if mention.who is Who.NAMED else None)


def _is_next_to(reading: Reading, item: Item, mention: Mention) -> bool:
    """Whether an address is so near to a person that it can be theirs: a house without a number right beside them."""
    between = reading.scan.lower[mention.end : item.start]
    numbered = item.value[:1].isdigit()
    return len(between) <= UNSURE_REACH and (numbered or NEXT_TO.search(between) is not None)


def _of_unnamed(reading: Reading, item: Item, segment: Segment) -> Owner:
    """Beside it nobody is meant: it is the reader's where the text speaks of their record and of nobody else."""
    if not item.sure:
        return ANYBODY
    if item.kind == bank.KIND and segment.own and reading.is_about_payment(segment):
        return Owner(Whose.PARTNER, reading.cast.addressed & reading.cast.offices)
    own_record = segment.own and reading.message and reading.is_about_reader(segment)
    if item.kind in {"address", "postcode"} and reading.is_to_one_resident(segment):
        own_record = True
    return Owner(Whose.RECIPIENT, reading.cast.addressed) if own_record else SOMEBODY


def _is_public(reading: Reading, item: Item, mention: Mention | None) -> bool:
    """Whether an address is a public place's, one of history, or a site without its occupier."""
    scan = reading.scan
    if IN_PUBLIC.search(scan.before(item.start, 40)) or PUBLIC.search(scan.lower[item.start : item.end]):
        return mention is None or mention.who is not Who.NAMED or mention.end < item.start - 40
    start, end = scan.line(item.start)
    if mention is None or mention.who is not Who.NAMED:
        if HISTORY.search(scan.lower[max(start, item.start - HISTORY_REACH) : item.start]):
            return True
        return (mention is None or mention.who is not Who.SOMEBODY) and SITE.search(scan.lower[start:end]) is not None
    return False
