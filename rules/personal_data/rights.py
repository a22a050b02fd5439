"""Whether a datum may go where it goes: whose it is, how sure that is, and which readers may have it."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.policy.rule import Whose
from rules.personal_data import beside
from rules.personal_data.attach import Owner, attach
from rules.personal_data.homes import PLACES, is_home_of_staff, is_public, weight_of_home
from rules.personal_data.item import Item
from rules.personal_data.kinds import phone, vehicle
from rules.personal_data.patterns import pattern
from rules.personal_data.people import is_organisation, name_of
from rules.personal_data.reading import NOBODY, Reading
from rules.personal_data.roles import is_manned
from rules.personal_data.unattached import is_asked_about, is_called_ours, is_of_another, weight_unattached
from rules.personal_data.weights import Weights
from rules.personal_data.who import PRIVATE, Party, Who

NEVER_OF_AN_OFFICE = frozenset(
    {"national-insurance", "nhs", "utr", "driving-licence", "passport", "card", "birth-date"}
)
WHOSE = {
    Who.SENDER: Whose.SENDER,
    Who.COUNCIL: Whose.COUNCIL,
    Who.READER: Whose.RECIPIENT,
    Who.OFFICE: Whose.PARTNER,
    Who.DEAD: Whose.PARTNER,
}
ONLINE = frozenset({"email", "vehicle", "ip", "cookie", "bank-account", "iban"})
KNOWN = 9.0
NEAR = 100  # characters between an office and its number
OURS = pattern(rb"\b(?:clerk|council|councillors?|cllr)\b")
HEADER = pattern(
    rb"(?i)^[> \t|*]*(?:x ?- ?)?(?:from|to|cc|bcc|reply-to|sender|final-recipient|original-recipient|return-path"
    rb"|resent-from|resent-to) ?:[^\n]*$"
    rb"|^[> \t|]*(?:on|am|le|el|il|op) [^\n]{6,}<?$"
)
DOUBTFUL_HOME = 1.5
CROWD = 3  # readers, before whom it says something that an address is somebody's


Whom = tuple[Party, float, Owner | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be said of one datum: whose it is, and how sure it is that it should not go out."""

    item: Item
    party: Party
    weight: float
    owner: Owner | None = None

    @property
    def whose(self) -> Whose:
        """In the words of findings."""
        return WHOSE.get(self.party.who, Whose.OUTSIDE)


def claim(reading: Reading, item: Item) -> Claim | None:
    """What speaks for keeping a datum back; None where every reader may have it."""
    number = reading.place_of(item.start)
    party, weight, owner = _party(reading, item, number)
    if weight <= 0 or _may_all_have(reading, item, party, number):
        return None
    if item.kind == "email" and _is_in_a_header(reading, item) and not _was_to_council(reading, number):
        weight -= reading.weights.in_a_quoted_header
    return Claim(item, party, weight, owner)


def _is_in_a_header(reading: Reading, item: Item) -> bool:
    before = reading.scan.raw[max(0, item.start - 300) : item.start]
    return HEADER.search(before.rpartition(b"\n")[2]) is not None


def _was_to_council(reading: Reading, number: int) -> bool:
    """Whether a quoted or attached message was to the council: who wrote it is the council's to keep."""
    cast = reading.cast
    said = (reading.segments[number].readers if reading.message else reading.scan.words).lower()
    if not said:
        return cast.council.is_inside(cast.author.address)
    own = {*cast.council.domains, *(" ".join(name) for person in cast.staff for name in person.names)}
    return any(word in said for word in own) or OURS.search(said.encode("ascii", "ignore")) is not None


def claims_beside(reading: Reading) -> Iterator[Claim]:
    """What stands right behind private people and is known by that place alone."""
    end = -1
    for mention in reading.mentions:
        if mention.who not in PRIVATE or mention.start < end or mention.is_address:
            continue
        number = reading.place_of(mention.start)
        for item, sure in beside.find(reading.scan, mention):
            if not reading.is_free(item) or _may_all_have(reading, item, mention.party, number):
                continue
            end = item.end
            weight = base(item, reading.weights) + 1 if sure else DOUBTFUL_HOME
            yield Claim(item, mention.party, weight, Owner(mention, weight, linked=True))


def base(item: Item, weights: Weights) -> float:
    """How much a kind counts by itself."""
    if item.kind in ONLINE:
        return weights.online
    return {"address": weights.address, "postcode": 0.0, "phone": weights.phone}.get(item.kind, weights.identifier)


def _may_all_have(reading: Reading, item: Item, party: Party, number: int) -> bool:
    cast = reading.cast
    datum = item.kind, item.value
    told = reading.told.get(datum, NOBODY) | cast.given.get(datum, NOBODY)
    may = cast.household_of(party.readers) | reading.voices[number].had | told
    return all(i in may or item.kind in reader.may_receive for i, reader in enumerate(cast.readers))


def _party(reading: Reading, item: Item, number: int) -> Whom:
    """Whose a datum is, from its value first, then from the words around it, and how much that weighs."""
    return _by_value(reading, item, number) or _by_words(reading, item, number)


def _by_value(reading: Reading, item: Item, number: int) -> Whom | None:
    """Whose a datum is known to be, whatever the words around it say."""
    cast = reading.cast
    if (item.kind, item.value) in cast.council_items or item.value == cast.author.address:
        return Party(Who.COUNCIL), 0.0, None
    introduced = not reading.segments[number].own or len(cast.readers) < CROWD
    if item.kind == "email" and item.value in cast.shown and introduced:
        return Party(Who.READER), 0.0, None
    if item.kind == "email" and (is_organisation(item.value) or cast.council.is_inside(item.value)):
        return Party(Who.OFFICE), 0.0, None
    if known := cast.owners_of(item.kind, item.value):
        return Party(Who.READER, known), KNOWN, None
    if item.kind == "driving-licence" and (bearers := cast.bearers_of(item.value)):
        return Party(Who.READER, bearers), KNOWN, None
    return None


def _by_words(reading: Reading, item: Item, number: int) -> Whom:
    segment, weight = reading.segments[number], base(item, reading.weights)
    closing = segment.is_signature(item.start) and item.kind not in NEVER_OF_AN_OFFICE
    if (closing and not reading.is_anothers_line(item)) or reading.is_letterhead(item.start):
        return _of(reading, item, reading.hand_of(number), weight, None)
    owner = attach(reading, item, segment.start, segment.signature if item.start < segment.signature else segment.end)
    if owner is not None and _is_hand(reading, number, owner):
        return _of(reading, item, Party(Who.NAMED), weight, owner)
    if is_public(reading, item, owner) if item.kind in PLACES else _is_manned(reading, item, owner):
        return Party(Who.OFFICE), 0.0, owner
    if owner is not None and _is_beside_an_office(item, owner):
        owner = None
    if (owner is None or owner.is_far) and is_asked_about(reading, item, number):
        return _of(reading, item, reading.voices[number].audience, weight, None)
    return _unowned(reading, item, number, weight) if owner is None else _owned(reading, item, owner, weight)


def _is_hand(reading: Reading, number: int, owner: Owner) -> bool:
    """Whether the reader's name is that of whoever wrote what is quoted, from an address that is not the reader's."""
    author, mention = reading.segments[number].author, owner.mention
    if mention.who is not Who.READER or not mention.name[1] or reading.voices[number].speaker.who is not Who.NAMED:
        return False
    return "@" in author and name_of(author.partition("<")[0].rpartition(",")[2]) == mention.name


def _is_beside_an_office(item: Item, owner: Owner) -> bool:
    """Whether a person's number stands beside an office, or only near one of its people."""
    at_work = item.kind in NEVER_OF_AN_OFFICE and owner.mention.who in {Who.OFFICE, Who.COUNCIL}
    return at_work and not (owner.linked and any(owner.mention.name))


def _owned(reading: Reading, item: Item, owner: Owner, weight: float) -> Whom:
    by_name = owner.linked and owner.mention.name[1] and not owner.mention.kin and owner.mention.who is Who.READER
    if item.kind == "address" and by_name and is_of_another(reading, item):
        return Party(Who.NAMED), weight + 1, owner  # a namesake, where the record knows another home
    if is_home_of_staff(reading, item, owner):
        return Party(Who.NAMED), weight + 2, owner
    return _of(reading, item, owner.mention.party, weight, owner)


def _unowned(reading: Reading, item: Item, number: int, weight: float) -> Whom:
    if item.kind not in PLACES and reading.cast.known.is_somebodys(item.kind, item.value):
        return Party(Who.SOMEBODY), weight + 1, None
    return Party(Who.UNKNOWN), weight + weight_unattached(reading, item, number), None


def _is_manned(reading: Reading, item: Item, owner: Owner | None) -> bool:
    """Whether a number is an office's, or a vehicle the council's, by what stands beside it."""
    if item.kind not in {phone.KIND, vehicle.KIND} or (owner is not None and not owner.is_far):
        return False
    if item.kind == vehicle.KIND:
        return is_called_ours(reading, item)
    low, high = reading.layout.unit(item.start, item.end, 0, len(reading.scan.raw))
    near = reading.between(max(low, item.start - NEAR), item.start)
    return is_manned(reading.scan, item, low, high) or (bool(near) and near[-1].who is Who.OFFICE)


def _of(reading: Reading, item: Item, party: Party, weight: float, owner: Owner | None) -> Whom:
    if party.who is Who.SENDER:
        return party, 0.0, owner
    if party.who in {Who.OFFICE, Who.COUNCIL, Who.DEAD}:
        private = item.kind in NEVER_OF_AN_OFFICE and party.who is not Who.DEAD
        return (Party(Who.SOMEBODY) if private else party), weight if private else 0.0, owner
    if party.who is Who.READER:
        firm = party.readers and all(is_organisation(reading.cast.readers[i].address) for i in party.readers)
        return party, 0.0 if firm and item.kind not in NEVER_OF_AN_OFFICE else weight + 2, owner
    if item.kind in PLACES:
        return party, weight_of_home(reading, item, weight, owner), owner
    return party, weight + 1, owner


def is_by_author(reading: Reading, item: Item) -> bool:
    """Whether the author of the message gives this as their own: in the signature, or as "my"."""
    number = reading.place_of(item.start)
    segment = reading.segments[number]
    if not segment.own:
        return False
    if segment.is_signature(item.start):
        return True
    owner = attach(reading, item, segment.start, segment.end)
    if owner is None:
        return False
    mention = owner.mention
    return mention.who is Who.SENDER or (mention.who is Who.COUNCIL and reading.cast.author.is_called(mention.name))
