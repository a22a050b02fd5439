"""Of whom a text speaks, place by place: named people, "your" and "my", the resident, the neighbour, the office."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from gateway.model.address import domain_of
from rules.personal_data.cast import Cast
from rules.personal_data.item import Item, Scan
from rules.personal_data.name_lists import first_names, surnames
from rules.personal_data.patterns import one_of, pattern
from rules.personal_data.people import Name, is_organisation
from rules.personal_data.words import OFFICIAL_TITLES, ORGANISATIONS, ROLES, STREETS, TITLES


class Who(Enum):
    """What somebody in a text is."""

    NAMED = "named"
    READER = "reader"
    WRITER = "writer"
    SOMEBODY = "somebody"
    OFFICE = "office"
    DEAD = "dead"
    COUNCIL = "council"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place at which somebody is meant. `readers` are the indices of the readers who may be meant."""

    start: int
    end: int
    who: Who
    name: Name = ("", "")
    readers: frozenset[int] = frozenset()
    sure: bool = True
    is_address: bool = False


HOUSEHOLD = (
    rb"wife|husband|partner|son|daughter|child|children|mother|father|mum|dad|mam|baby|family"
    rb"|household|spouse"
)
OTHERS = (
    rb"resident|neighbour|tenant|lady|gentleman|man|woman|farmer|owner|keeper|driver|boy|girl|lad|parent"
    rb"|brother|sister|friend|witness"
    rb"|claimant|complainant|applicant|occupier|occupant|objector|volunteer|customer|user|visitor|hirer"
    rb"|parishioner|villager"
    rb"|landowner|householder|couple|widow|widower|pensioner|patient|pupil|student|employee|starter|caller"
    rb"|holder|suspect|victim"
    rb"|plotholder|subscriber|signatory|keyholder|leaseholder|homeowner|bidder|donor|beneficiary|defendant"
    rb"|offender|passenger|deceased"
)
OF_HOUSEHOLD = tuple(HOUSEHOLD.split(b"|"))
DATA = (
    rb"address|number|phone|mobile|telephone|tel|e-?mail address|email is|email as|house|home|property"
    rb"|account|bank|details"
    rb"|sort code|insurance|ni|nino|birth|dob|vehicle|car|van|reg|registration|ip|cookie|passport|licence"
    rb"|postcode|refund"
    rb"|payment|deposit|name|entry|record|invoice|card|plot|letterhead|quote|quotation|tenancy|booking|permit|mandate|data|file|form"
)
CUES = pattern(
    rb"\b(?:(your (?:" + HOUSEHOLD + rb"))(?:'s)?"
    rb"|(your (?:[a-z]+ ){0,2}(?:" + DATA + rb")s?|yours|(?:reach|call|ring|phone|text) you|you (?:live"
    rb"|are at|can be reached)"
    rb"|(?:held|recorded|stored|details|information) (?:for|on|about) you"
    rb"|(?:have|hold|got|put|list|listed|recorded|registered) you (?:at|as|on|down|under))"
    rb"|(our (?:own |new )?(?:van|vehicle|truck|tipper|mower|lorry|fleet|tractor|minibus|static ip)"
    rb"|my (?:own |home |work |direct |personal |private )?(?:mobile|number|phone|e-?mail|address|tel|home"
    rb"|line|house|account|details|bank|extension|wife|husband)"
    rb"|(?:ring|call|contact|reach|phone|text|email|get|catch) (?:me|us)|i (?:am|'m|can be) (?:at|on"
    rb"|reached)|i live|me on|our (?:house|home|number|address|account))"
    rb"|((?:" + OTHERS + rb"|" + HOUSEHOLD + rb")s?|public)"
    rb"|(he|she|him|her|his|hers|they|them|their)"
    rb"|(office|helpline|hotline|switchboard|reception|help ?desk|team|department|council|company|firm"
    rb"|contractor|supplier|surgery|agency|emergency"
    rb"|bookings|tickets|enquiries|headquarters|depot|ltd|limited|llp|plc|police|hospital|school|charity"
    rb"|association|society|club|website|parish))\b"
)
ROLE = one_of(ROLES - TITLES - {"st", "king", "queen", "prince", "princess", "saint", "gp"})
ORGANISATION = one_of(ORGANISATIONS - {"house", "water"})
HOLDS = pattern(
    rb"^(?:,? (?:is|was|as) |[ \t]?[,|(-][ \t]?|\r?\n)(?:(?:the|our|a|an|your|their|his|her|its|local) )?"
    rb"(?:[a-z&/'-]+ ){0,3}" + ROLE + rb"s?\b"
)
WORKS = pattern(
    rb"^[ \t]?(?:[,|(-][ \t]?|,? (?:of|from|at|for|with) (?:the )?|\r?\n)(?:[\w&'.-]+ ){0,5}"
    + ORGANISATION
    + rb"(?:[^\w ]| [^a-zA-Z]|$| (?:is|was|on|at|has|will|to|who|and|about)\b)"
)
HELD = pattern(rb"\b" + ROLE + rb"(?: in charge| on duty)?(?:,? is|,? was|,? called|:|,| -)? $")
AGENT = pattern(rb"\b(?:you act for|acting for|your clients?,?|you represent|who instructs? you,?) $")
OTHER = pattern(rb"\b(?:other|another|different|namesake,?|second) $")
KIN = pattern(
    rb"\b(?:widow|widower|niece|nephew|grandson|granddaughter|son|daughter|family|executor|descendant)[a-z]*\b[^.;\n]{0,50}$"
)
KILLED = pattern(rb"\b(?:killed|fell|fallen|died|d\.|kia|k\.i\.a\.?)[^.;\n]{0,40}\b19[0-4]\d\b")
LATE = pattern(rb"\b(?:the late|in memory of|memorial (?:to|for)|the estate of|passing of|death of) $")
DIED = pattern(
    rb"^(?:'s)? ?(?:\(?(?:1[5-9]\d\d)|(?:\(?(?:b\. ?|born )?1[0-9]{3} ?-)|,? who died|died|passed away"
    rb"|was killed|deceased)"
)

LONG_AGO = pattern(
    rb"(?:\b(?:in|since|from|circa|until|between|built in|by|about|the|born|b\.|d\.|census) |\()"
    rb"(?:1[0-8]\d\d|19[01]\d)\b"
)


PRONOUN_REACH = 300  # characters between a pronoun and whom it means
PRONOUN_LOOKS_AT = 8


def mentions(scan: Scan, names: list[Item], items: tuple[Item, ...], cast: Cast) -> list[Mention]:
    """Every mention in the order of the text; a name is not also taken for the words in it."""
    named = _named(scan, names, cast)
    found = sorted([*named, *_addressed(items, cast), *_cues(scan)], key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if before is not None and mention.start < before.end:
            continue
        if mention.who is not Who.PRONOUN:
            kept.append(_as_introduced(scan, before, mention))
        elif (meant := _antecedent(scan, kept, mention)) is not None:
            kept.append(meant)
    return kept


def _antecedent(scan: Scan, kept: list[Mention], pronoun: Mention) -> Mention | None:
    """Whom "she" or "their" means: the last person or office spoken of, never the reader; else somebody unnamed."""
    plural = scan.lower[pronoun.start : pronoun.end].startswith(b"the")
    for before in reversed(kept[-PRONOUN_LOOKS_AT:]):
        if pronoun.start - before.end > PRONOUN_REACH:
            break
        if before.is_address or before.who in {Who.READER, Who.WRITER}:
            continue
        if before.who is not Who.OFFICE or before.sure or plural:
            return replace(before, start=pronoun.start, end=pronoun.end, sure=False)
    return None if plural else Mention(pronoun.start, pronoun.end, Who.SOMEBODY, sure=False)


def _as_introduced(scan: Scan, before: Mention | None, mention: Mention) -> Mention:
    """A name right after "your husband" is somebody of the reader's household; "you as keyholder" is the reader."""
    if before is not None and mention.who is Who.SOMEBODY and before.who is Who.READER:
        between = scan.lower[before.start : mention.start]
        if len(between) < 30 and between.rstrip().endswith((b"you as", b"you as the", b"you as a", b"you down as")):
            return replace(before, start=mention.start, end=mention.end)
    near = before is not None and mention.who is Who.NAMED and mention.start - before.end <= 2
    if before is None or not near or not scan.lower[before.start : before.end].endswith(OF_HOUSEHOLD):
        return mention
    return replace(mention, who=before.who, readers=before.readers) if before.who is Who.READER else mention


def _named(scan: Scan, names: list[Item], cast: Cast) -> list[Mention]:
    read = [_mention(scan, item, cast) for item in names]
    standing = {m.name: m for m in read if m.who in {Who.OFFICE, Who.DEAD, Who.READER} and m.name[1]}
    return [
        replace(m, who=standing[m.name].who, readers=standing[m.name].readers)
        if m.who is Who.NAMED and m.name in standing
        else m
        for m in read
    ]


def _mention(scan: Scan, item: Item, cast: Cast) -> Mention:
    first, _, last = item.value.partition(" ")
    name = (first, last)
    readers = frozenset() if OTHER.search(scan.before(item.start, 12)) else cast.readers_called(name)
    if len(readers) > 1 and cast.are_namesakes(readers):
        readers = frozenset()  # namesakes: nothing tells which of them is meant
    readers = readers or _represented(scan, item, cast) or (cast.family if not last else frozenset())
    who = Who.READER if readers else Who.NAMED
    if (not readers or all(name)) and cast.is_of_council(name):
        who = Who.COUNCIL
    elif who is Who.NAMED:
        who = Who.OFFICE if _is_firm(first + last, cast) or _has_firm(scan, item, last) else _standing(scan, item)
    return Mention(item.start, item.end, who, name, readers if who is Who.READER else frozenset(), item.sure)


def _represented(scan: Scan, item: Item, cast: Cast) -> frozenset[int]:
    """The readers who are this person's agents: "you act for", "your client"."""
    return cast.offices if AGENT.search(scan.before(item.start, 40)) else frozenset()


def _is_firm(words: str, cast: Cast) -> bool:
    """Whether what looks like a name is the firm that a reader writes from."""
    return len(words) > 5 and any(words in domain_of(reader.address) for reader in cast.readers)


def _has_firm(scan: Scan, item: Item, last: str) -> bool:
    """Whether the surname goes on as a firm's nearby: Ann Parmar of Parmar Events, Strang & Hale."""
    surname = last.capitalize()
    if len(surname) < 3:
        return False
    for near in (scan.words[max(0, item.start - 60) : item.start], scan.words[item.end : item.end + 60]):
        place = near.find(surname + " ")
        if place >= 0 and _goes_on_as_a_firm(near[place + len(surname) :].split()[:2]):
            return True
    return False


def _goes_on_as_a_firm(words: list[str]) -> bool:
    """Whether the words after a surname are what firms call themselves, and no other's name."""
    plain = [word.strip(",.;:()").lower() for word in words]
    if not plain or plain[0] == "&" or not ORGANISATIONS.isdisjoint(plain):
        return bool(plain)
    return words[0][:1].isupper() and plain[0] not in first_names() | surnames() | STREETS


def _standing(scan: Scan, item: Item) -> Who:
    """Whether somebody is named in a role, as dead, or as a private person."""
    before, after = scan.before(item.start, 60), scan.after(item.end, 80)
    title = scan.words[item.start : item.end].split(" ", 1)[0].lower().rstrip(".")
    if not KIN.search(before) and (
        LATE.search(before) or LONG_AGO.search(before + b" " + after) or DIED.search(after) or KILLED.search(after)
    ):
        return Who.DEAD
    if title in OFFICIAL_TITLES or HOLDS.search(after) or WORKS.search(after) or HELD.search(before):
        return Who.OFFICE
    return Who.NAMED


def _addressed(items: tuple[Item, ...], cast: Cast) -> Iterator[Mention]:
    """The people and offices whose mail addresses stand in the text."""
    for item in items:
        if item.kind == "email":
            readers = frozenset(i for i, reader in enumerate(cast.readers) if reader.address == item.value)
            own = (item.kind, item.value) in cast.council_items
            office = own or is_organisation(item.value)
            who = Who.READER if readers else Who.OFFICE if office else Who.SOMEBODY
            yield Mention(item.start, item.end, who, readers=readers, sure=not office, is_address=True)


def _cues(scan: Scan) -> Iterator[Mention]:
    for match in CUES.finditer(scan.lower):
        start, end = match.span()
        home, you, my, other, pronoun, _ = match.groups()
        if home or you:
            yield Mention(start, end, Who.READER)
        elif my:
            yield Mention(start, end, Who.WRITER)
        elif other:
            yield Mention(start, end, Who.SOMEBODY)
        elif pronoun:
            yield Mention(start, end, Who.PRONOUN)
        else:
            yield Mention(start, end, Who.OFFICE, sure=False)
