"""Addresses: where somebody lives, a site or public place that is nobody's, a place of history."""

from rules.personal_data.attach import Owner
from rules.personal_data.dead import LONG_AGO
from rules.personal_data.item import Item
from rules.personal_data.patterns import one_of, pattern
from rules.personal_data.reading import Reading
from rules.personal_data.who import Who
from rules.personal_data.words import HOUSES, ORGANISATIONS, PUBLIC_PLACES, STREETS

PLACES = frozenset({"address", "postcode"})
SITE_OF_SOMEBODY = 0.5
SITE = pattern(
    rb"\b\d{2}/\d{3,6}(?:/[a-z]{2,4})?\b|\b[a-z]{1,3}/\d{2,4}/\d{2,5}|planning|\bappeal\b|\bland (?:at|adj|rear|to"
    rb"|off|north|south|east|west)\b"
    rb"|\bsites?\b|propos|extension|dwelling|\btpo\b|listed|development|road ?works?|closure|closed|pothole|light"
    rb"|lamp ?post"
    rb"|drain|gully|defib|bus stop|kerb|surfac|premises|licen[cs]e|\btrees?\b|hedge|footpath|pavement|verge|bridge"
    rb"|footway|water main|leak"
    rb"|skip|scaffold|survey|plot|junction|outside|opposite|corner|between|demol|convers|dormer|conservatory"
    rb"|application|permission"
    rb"|bin store|bollard|signs?\b|grit|salt|flood|manhole|meet at|meeting|venue|held at|built|demolished|census"
    rb"|shop|cafe"
)
LIVING = pattern(
    rb"\b(?:li(?:ves?|ving)|resid|occup|complain|objected|objections? (?:[a-z]+ )?from|comes? from|came from"
    rb"|objects|home of|at home|neighbour"
    rb"|next door|bedroom|elderly|alone|works nights"
    rb"|deliver|collect|known address|home address|call (?:on|at|round)|calling|visit|knock|post (?:it|to)"
    rb"|send (?:it|to)|letter|write to|people at|family at|owner|tenant"
    rb"|moved|household|house of|belongs|who|whose|he|she|her|his|they|them|their|someone|somebody|nuisance|noise"
    rb"|barking|rented|registered)\b"
)
BODY_MOVED = pattern(
    rb"\b(?:the|our|your|its) " + one_of(PUBLIC_PLACES | ORGANISATIONS) + rb" (?:has |have |is |are )?mov(?:ed|ing)\b"
)
OUTSIDE = pattern(
    rb"\b(?:outside|opposite|in front of|alongside|adjacent to|adj\.?(?: to)?|to the rear of|rear of|back of|corner of"
    rb"|verge (?:at|by)|kerb (?:at|by)|pavement (?:at|by)|lamp(?: ?post)? (?:at|by)) (?:no\.? |number )?$"
)
OCCUPIED = pattern(rb"^ ?[-:(,]+ ?(?:(?:Mr|Mrs|Miss|Ms|Dr)\.? )?[A-Z][a-z]+(?:-[A-Z][a-z]+)?[ )]*(?:\n|$|\()")
LIVES_AT = pattern(rb"\b(?:lives?|lived|living|resid(?:es|ing)|lodg(?:es|ing)) (?:now |still |alone )?at (?:the )?$")
PLACE = one_of(PUBLIC_PLACES | (ORGANISATIONS - {"house", "property", "water"}))
PREMISES = pattern(rb"^,? ?\n?(?:suite|ste\.?|floor|\d{1,2}(?:st|nd|rd|th) floor)\b")
IN_PREMISES = pattern(rb"\b(?:suite|unit|floor|office) [a-z0-9-]{1,4},? ?\n?$")
IS_STREET = pattern(rb"^[a-z'-]+(?: [a-z'-]+){0,2} " + one_of(STREETS - HOUSES) + rb"$")
IN_PUBLIC = pattern(rb"\b" + PLACE + rb"s?\.?,?(?: ?(?:at|in|on|is at|is|,))? ?\n?$")
PUBLIC = pattern(rb"(?:^|\s)" + PLACE + rb",")
HISTORY = pattern(rb"\b(?:in|since|of|from|circa|c\.|until|between|the|by|about|built|\() ?(?:1[0-8]\d\d|19[0-3]\d)\b")
AT_HOME = pattern(rb"\b(?:(?:at|from) (?:his|her|their )?home|home address|lives?)(?: is)?(?: at| of| in|:|,)? $")
HOME_NUMBER = pattern(rb"\b(?:home|private|personal) (?:number|phone|tel|telephone|mobile|landline)(?: is)?[ :(]*$")
HOME = pattern(
    rb"\b(?:at home|home (?:address|number|phone|tel)|lives? (?:at|in)|her own|his own|private (?:mobile|number"
    rb"|address)|personal (?:mobile|number))\b"
)


def is_home_of_staff(reading: Reading, item: Item, owner: Owner) -> bool:
    """Whether it is said to be the home of somebody at work, or the private number of one of the council's people who
    is not the author.
    """
    if owner.mention.who is Who.OFFICE:
        return (AT_HOME if item.kind in PLACES else HOME_NUMBER).search(reading.scan.before(item.start, 24)) is not None
    if owner.mention.who is not Who.COUNCIL or reading.cast.author.is_called(owner.mention.name):
        return False
    if item.kind in PLACES and owner.mention.name[0] == "" and owner.linked:
        return True  # a namesake of a member: one of the council's would be named in full, or with the office
    low, high = reading.layout.unit(item.start, item.end, 0, len(reading.scan.raw))
    return HOME.search(reading.scan.lower, max(low, item.start - 100), min(high, item.end + 40)) is not None


def weight_of_home(reading: Reading, item: Item, base: float, owner: Owner | None) -> float:
    """How surely somebody lives at an address that stands beside them."""
    if (
        owner is not None
        and not item.value[:1].isdigit()
        and not owner.mention.is_named
        and not owner.mention.pronoun
        and IS_STREET.search(reading.scan.lower[item.start : item.end])
    ):
        return 0.0  # a resident of Mill Lane may be anybody there
    if (owner is None or not owner.linked) and OUTSIDE.search(reading.scan.before(item.start, 24)):
        return base + SITE_OF_SOMEBODY
    if owner is None or owner.linked or LIVES_AT.search(reading.scan.before(item.start, 24)):
        return base + 2
    if not item.sure and not item.value[:1].isdigit():
        return base - 1
    low, high = reading.layout.unit(item.start, item.end, 0, len(reading.scan.raw))
    around = reading.scan.lower[max(low, item.start - 200) : min(high, item.end + 100)]
    return base + (SITE_OF_SOMEBODY if is_site(around) else 2.0)


def is_occupied(reading: Reading, item: Item) -> bool:
    """Whether the name of whoever lives there stands behind an address."""
    numbered = item.sure or item.value[:1].isdigit()
    return numbered and OCCUPIED.search(reading.scan.raw[item.end : item.end + 40]) is not None


def is_site(around: bytes) -> bool:
    """Whether the words around an address speak of a place and of nobody in it."""
    return SITE.search(around) is not None and LIVING.search(around) is None


def is_lived_in(around: bytes) -> bool:
    """Whether the words around an address speak of somebody there."""
    return LIVING.search(around) is not None and BODY_MOVED.search(around) is None


def is_public(reading: Reading, item: Item, owner: Owner | None) -> bool:
    """Whether an address is a public place's or one of history."""
    scan = reading.scan
    if PREMISES.search(scan.after(item.end, 12)) or IN_PREMISES.search(scan.before(item.start, 16)):
        return True
    person = owner is not None and owner.mention.who is Who.NAMED
    if IN_PUBLIC.search(scan.before(item.start, 40)) or PUBLIC.search(scan.lower[item.start : item.end]):
        return not person or not owner or not owner.linked
    start, end = scan.line(item.start)
    if LONG_AGO.search(scan.lower[start:end]) and not (person and owner):
        return True
    return not person and HISTORY.search(scan.lower[max(start, item.start - 80) : item.start]) is not None
