"""To whom a datum belongs: who has most evidence in its sentence or row, else somebody before in its paragraph."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from rules.personal_data.contact import CONTACT
from rules.personal_data.item import Item
from rules.personal_data.mention import YOU_ALONE, Mention
from rules.personal_data.patterns import pattern
from rules.personal_data.reading import Reading
from rules.personal_data.rows import Cell, Record
from rules.personal_data.who import PRIVATE, Who

LINKED = pattern(
    rb"^(?:'s?)?[\s,;:|(/\"*>-]*(?:(?:who |and |now |also |currently )*(?:(?:lives?|living|is|was|are|resides?"
    rb"|staying|based) )?"
    rb"(?:(?:at|of|in|on|from|via|by|under|with|is|was|address|home|her|his|their|the|number|mobile|phone|tel"
    rb"|telephone|email|e-mail|cell"
    rb"|landline|no|new|old|dob|born|date of birth|reg|registration|car|van|vehicle|drives? a|account|details|ni"
    rb"|postcode"
    rb"|still|back|there|over|up|down|out|alone|as|contact|can be|reached|contacted|direct|m|t|e|h"
    rb"|w)[.:,]?[ :(]*){0,6})[\s(\"'=>-]*$"
)
FOLLOWS = pattern(
    rb"^[\s,;:(\"'-]*(?:(?:is|are|was|=|->) )?(?:(?:for|of|belong(?:s|ing) to|belongs|registered to|name:?"
    rb"|in the name of|that's|thats|from|ask for"
    rb"|it's|held by|owned by|which is|asking for|speak to|\()[ :(]*)?(?:(?:mr|mrs|ms|miss|dr) )?$"
)
GREETS = pattern(rb"(?i)^[\s>]*(?:good )?(?:dear|hi|hello|hey|hiya|morning|afternoon|evening|annwyl)?[ ,]*$")
HOUSE_FIRST = pattern(rb"^ (?:at|of|from|in) (?:the )?[a-z'-]+(?: [a-z'-]+){0,2}, $")
PLACES = frozenset({"address", "postcode"})
BELONGINGS = frozenset({"vehicle", "ip", "cookie", "bank-account", "iban", "birth-date"})
ACCOUNTS = frozenset({"bank-account", "iban"})
OF_STRANGERS = frozenset({"ip", "cookie", "vehicle"})
ANY_ONE = pattern(rb"\b(?:an?|another|some|that|this|the same) (?:[a-z0-9-]+,? ){1,4}\(?$")
RING = pattern(rb"\b" + CONTACT + rb" (?:on |at )?(?:the )?(?:number )?$")
WEAK_REACH = 40
YOURS = 1.5  # strength above that of "your" before a word that is no datum
NAMED = 3.0  # strength
REACH = 400
LEAST = 0.5  # evidence below which a mention owns nothing
SUBJECT = 2.5  # for the person whose form it is
OF_A_NAME = frozenset({"name", "surname", "first-name"})


@dataclass(frozen=True, slots=True)
class Owner:
    """A mention with the evidence that the datum is theirs. `linked`: the words between join them at once."""

    mention: Mention
    evidence: float
    linked: bool = False
    is_far: bool = False
    """Whether they are spoken of in an earlier sentence only."""


def attach(reading: Reading, item: Item, low: int, high: int) -> Owner | None:
    """Whose a datum is within its segment's bounds, by the words around it."""
    start, end = reading.layout.unit(item.start, item.end, low, high)
    start, end = max(start, item.start - REACH), min(end, item.end + REACH)
    found = _best(reading, item, start, end)
    if found is not None:
        return found
    return _earlier(reading, item, start, low)


def _best(reading: Reading, item: Item, start: int, end: int) -> Owner | None:
    """Who has most evidence; of two who have as much, whoever is spoken of first."""
    best, place, weights = None, 0, reading.weights
    record = reading.layout.record_at(item.start)
    subject = next((c for c in record.cells if c.means in OF_A_NAME), None) if record and record.form else None
    most = max(weights.linked, 0.0) + max(-weights.named_after, 0.0) + (SUBJECT if subject else 0.0)
    spoken = reading.between(start, end)
    for distance, number in _nearest_first(spoken, item, _cells_of_names(record, item)):
        mention = spoken[number]
        if best is not None and mention.strength + most - distance * weights.another_between < best.evidence:
            continue  # no words between could make it theirs
        owner = _weighed(reading, item, mention, distance, record is not None)
        if owner is not None and subject is not None:
            is_subject = subject.start <= mention.start < subject.end
            owner = Owner(mention, owner.evidence + (SUBJECT if is_subject else -1.0), owner.linked)
        if owner is None or owner.evidence <= LEAST:
            continue
        if best is None or (owner.evidence, -number) > (best.evidence, -place):
            best, place = owner, number
    return best


def _nearest_first(spoken: Sequence[Mention], item: Item, labelled: Sequence[Cell]) -> list[tuple[int, int]]:
    """Those who may own it: how many others are spoken of between, and their number."""
    here = bisect_left(spoken, item.start, key=attrgetter("start"))
    return sorted(
        (here - 1 - number if number < here else number - here, number)
        for number, mention in enumerate(spoken)
        if (not labelled or any(c.start <= mention.start < c.end for c in labelled))
        and not (mention.start <= item.start < mention.end or (mention.is_address and mention.start == item.start))
    )


def _cells_of_names(record: Record | None, item: Item) -> Sequence[Cell]:
    """The cells in which an owner can stand: every value of a form, in a row with a name
    those that name somebody, and the datum's own."""
    if record is None or record.form:
        return record.cells if record else ()
    named = [cell for cell in record.cells if cell.means in OF_A_NAME]
    others = (c for c in record.cells if c.means in {"body", "role"} or c.start <= item.start < c.end)
    return [*named, *others] if named else ()


def _weighed(reading: Reading, item: Item, mention: Mention, distance: int, in_record: bool) -> Owner | None:
    """The evidence that an item is this mention's; None where it cannot be."""
    scan, weights = reading.scan, reading.weights
    before = mention.end <= item.start
    between = scan.lower[mention.end : item.start] if before else scan.lower[item.end : mention.start]
    linked = mention.strength > YOU_ALONE and (LINKED if before else FOLLOWS).search(between) is not None
    if not linked and before and item.kind in PLACES and mention.is_named:
        linked = HOUSE_FIRST.search(between) is not None
    if not linked and not _may_own(reading, item, mention, before, len(between)):
        return None
    evidence = mention.strength - len(between) / 60 - distance * weights.another_between
    if not before:
        evidence -= weights.named_after / 2 if in_record else weights.named_after
    return Owner(mention, evidence + weights.linked if linked else evidence, linked)


def _may_own(reading: Reading, item: Item, mention: Mention, before: bool, gap: int) -> bool:
    """Whether a datum can be somebody's whom no words join to it."""
    if mention.strength < YOURS and (mention.strength <= YOU_ALONE or gap > WEAK_REACH or not before):
        return False
    if mention.who is Who.READER and mention.strength < YOURS and item.kind in BELONGINGS:
        return False
    if mention.who is Who.READER:
        return not ((mention.is_named and _is_call(reading, mention)) or (item.kind == "email" and not before))
    if mention.who in {Who.OFFICE, Who.COUNCIL} and item.kind in BELONGINGS:
        return item.kind in ACCOUNTS and mention.who is Who.OFFICE and mention.strength >= NAMED
    return not (item.kind in PLACES and mention.who is Who.OFFICE and not mention.is_named and mention.strength < NAMED)


def _is_a_strangers(reading: Reading, item: Item, mention: Mention) -> bool:
    """Whether a datum is a stranger's: not the council's, and "a blue Astra" is not the police's who are told of it."""
    if item.kind not in OF_STRANGERS or mention.who not in {Who.OFFICE, Who.COUNCIL}:
        return False
    return mention.who is Who.COUNCIL or (
        not mention.is_named and ANY_ONE.search(reading.scan.before(item.start, 40)) is not None
    )


def _is_call(reading: Reading, mention: Mention) -> bool:
    """Whether a reader is only called by name at the head of the text or on a line of its own."""
    if mention.who is not Who.READER:
        return False
    low, high = reading.scan.line(mention.start, 80)
    before, after = reading.scan.raw[low : mention.start], reading.scan.raw[mention.end : high]
    return (
        GREETS.search(before) is not None
        and after.strip(b" \n")[:1] in (b"", b",", b"!", b"-", b":")
        and mention.start < 200
    )


def _earlier(reading: Reading, item: Item, start: int, low: int) -> Owner | None:
    """Somebody spoken of before, in the same paragraph; over a blank line only by what leads up to it."""
    bound = reading.layout.paragraph(item.start, low, 1500)
    spoken = any(m.who in PRIVATE and m.strength >= 2.5 for m in reading.between(bound, start))
    for mention in reversed(reading.between(bound, start)):
        if (
            mention.strength < 2
            or mention.is_address
            or _is_call(reading, mention)
            or _is_a_strangers(reading, item, mention)
        ):
            continue
        if mention.who is Who.READER and item.kind == "phone" and RING.search(reading.scan.before(item.start, 40)):
            continue  # nobody is asked to ring themselves
        if mention.who is Who.OFFICE and not mention.is_named and mention.strength < 3 and spoken:
            continue
        if mention.who in PRIVATE | {Who.OFFICE, Who.COUNCIL, Who.DEAD} or (
            mention.who is Who.READER and (mention.name[0] or mention.kin)
        ):
            return Owner(mention, 1.0, is_far=True)
    return _leading_up(reading, item, low)


def _leading_up(reading: Reading, item: Item, low: int) -> Owner | None:
    """Somebody spoken of in the line that leads up to a list."""
    lead = reading.layout.lead_in(item.start, low)
    if lead is None:
        return None
    for mention in reversed(reading.between(*lead)):
        telling = mention.strength >= 3 or (mention.who in PRIVATE and mention.strength >= 2.5)
        if telling and not _is_call(reading, mention) and not _is_a_strangers(reading, item, mention):
            return Owner(mention, 1.0)
    return None
