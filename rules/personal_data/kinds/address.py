"""Postal addresses: a house number or a house's name with its street; the postcode after it belongs to it.

The normal form is number (or house) and street, in lower case, without town and postcode, so that a
short and a long spelling are one.
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.kinds.postcode import POSTCODE, WRITTEN
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Match, one_of, pattern
from rules.personal_data.words import HOUSES, STREETS, words

KIND = "address"
NAMED = "A postal address"

PLAINLY_STREETS = words(
    """
    road street lane avenue close drive way crescent gardens grove place court terrace rise mews cottages rd st ln ave
    cl cres gdns wharf broadway row walk parade villas yard house tower mansions
    """
)
STREET = one_of(STREETS | {"st", "dr", "house", "tower", "mansions", "point"})
NEXT_STREET = b"(?-i: (?:" + b"|".join(word.title().encode() for word in sorted(PLAINLY_STREETS)) + b"))?"
NUMBERED = AS_WRITTEN.pattern(
    rb"(?i)\b(?:flat \w{1,4},? )?(\d{1,4}[a-z]?(?:-\d{1,4})?),? ((?:(?:the|st\.?|old|upper"
    rb"|lower) )?(?:[a-z][a-z'-]*\.? ){0,3}?" + STREET + NEXT_STREET + rb")\b"
)
TO_POSTCODE = pattern(
    rb"\b(\d{1,4}[A-Za-z]?),? ([A-Z][a-z'-]+(?: [A-Z][a-z'-]+){0,2})"
    rb"(?:,? (?:[A-Z][A-Za-z'-]+ ?){1,3}){0,3},?[ \n]{1,2}$"
)
BEFORE_A_POSTCODE = 80  # characters
ONE_WORD = AS_WRITTEN.pattern(
    rb"\b(\d{1,4}[A-Za-z]?),? "
    rb"([A-Z][a-z]{2,}(?:gate|bank|croft|field|side|wood|stead|burn|brae|hill|fold|garth|holme))\b"
)
BEHIND_A_NAME = pattern(rb", ([A-Z][a-z'-]+ [A-Z][a-z'-]+), ((?:[A-Z][A-Za-z'-]+ ){1,3}(?i:" + STREET + rb")), [A-Z]")
HOUSE = one_of(HOUSES)
HOUSED = AS_WRITTEN.pattern(
    rb"\b((?:[A-Z][A-Za-z'-]+ ){0,3}(?i:"
    + HOUSE
    + rb")|The [A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)?|[A-Z][a-z'-]{3,20}), ((?:The )?(?:[A-Z][A-Za-z'-]+ ){0,3}(?i:"
    + STREET
    + rb"))\b"
)
FLAT = AS_WRITTEN.pattern(
    rb"\b((?i:flat|apartment|apt\.?) \w{1,3}),? ((?:The [A-Z][a-z]+|(?:[A-Z][A-Za-z'-]+ ){1,2}(?:House|Court|Lodge"
    rb"|Tower|Mansions|Building|Buildings|Hall|Mill|Point)))\b"
)
BEFORE_A_HOUSE = (b" at ", b" of ", b" in ", b" from ", b", ", b"(", b": ")  # else Bryn is a man
CAPITAL_BEFORE = pattern(rb"(?:[A-Z][A-Za-z'-]*|\b[A-Z]\.|\b(?:Mrs?|Ms|Dr)\.) $")
WELSH_NAME = rb"(?:Stryd|Lon|Ffordd|Heol|Rhes|Maes|Clos|Gerddi|Rhodfa|Stad)(?: [Yy]r?)? [A-Z][A-Za-z']+"
WELSH = AS_WRITTEN.pattern(
    rb"\b(\d{1,4}[a-z]?|(?:[A-Z][A-Za-z']+ )(?:(?:[Yy]r?|[A-Z][A-Za-z']+) ?){0,3}),? ?(" + WELSH_NAME + rb")\b"
)
HOME = AS_WRITTEN.pattern(
    rb"\b((?:Tan|Ty|Tyn|Bryn|Pen|Plas|Hafod|Llwyn|Cae|Gelli|Nant|Rhos|Tyddyn|Cefn|Llys|Cwm|Glan)"
    rb"[ -](?:[Yy]r?[ -])?[A-Z][a-z]+"
    rb"|(?:The )?(?:[A-Z][A-Za-z']+ ){1,3}(?:Farm|Cottage|House|Lodge|Barn|Grange|Manor|Bungalow|Villa|Forge|Nook))()\b"
)
LIVES_AT = AS_WRITTEN.pattern(
    rb"\b(?i:lives?|living|resides|residing|stays|staying|lodges)(?: [a-z]+){0,2} at ((?:[Tt]he "
    rb"|\d{1,4}[A-Za-z]? )?(?:[A-Z][A-Za-z'-]+ ?){1,3})"
)
LIVES_IN_LOWER_CASE = IN_LOWER_CASE.pattern(
    rb"\b(?:lives?|living|resid(?:es|ing)|stays|staying|moved|home is)(?: [a-z]+){0,2} (?:at|to) "
    rb"(\d{1,4}[a-z]?),? ([a-z][a-z' -]{1,30}? " + one_of(PLAINLY_STREETS) + rb")\b"
)
HOUSE_BEFORE_A_POSTCODE = pattern(rb"()\b(The [A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)?),? ?$")
LIVES = AS_WRITTEN.pattern(
    rb"\b(?i:lives?|living|resides|residing) (?i:at|in|on) ((?:[A-Z][A-Za-z'-]+ ){1,3}(?i:"
    + STREET
    + rb"))\b|\b(?i:lives?|living|lady|man|woman|people|family|couple|neighbours?|chap|lad|owners?|tenants?"
    rb"|those) (?i:at|in|of|from) "
    rb"((?i:no\.?|number|flat) ?\d{1,4}[A-Za-z]?)\b"
)
NO_HOUSE_NUMBER = pattern(
    rb"(?:column|plots?|items?|phases?|sections?|footpath|bridleway|page|unit|approx|lamp|bin"
    rb"|point|rule|class|zone|ref|/|\$|#) ?$|(?:approx|ref|para|sect)\. ?$"
    rb"|\bcol(?:s|umns?)?\.? ?(?:\d{1,4}[a-z]?(?:,? ?(?:and|&) |, ?|-))*$"
)
OF_SOMETHING_ELSE = pattern(rb"^(?: [A-Z][a-z]+'s\b)")  # 11 Wixham St Mary's
IN_A_LIST = pattern(rb"^ \d{1,4}\b")  # Glamorgan 77, Heath 52

TOWN = pattern(
    rb"^(?:,? ?\n?[ >]*[A-Z][A-Za-z' -]{1,30}){0,3}?,?[ \n>]{1,4}"
    + POSTCODE
    + rb"|^, [A-Z][a-z]+(?: [A-Z][a-z]+)?(?:[^ \w]|$)"
)
MONTH = (
    rb"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    rb"|nov(?:ember)?|dec(?:ember)?)"
)
NOT_A_STREET = pattern(
    rb"^(?:"
    + MONTH
    + rb"|[ap]m|x|of|in|on|at|along|and|or|to|for|from|people|persons|hours?|days?|weeks?|months?|years?"
    rb"|miles?|metres?|km|cm|mm"
    rb"|trees?|bins?|benches|new|more|other|houses|dwellings|homes|units|reports?|complaints|the (?:road"
    rb"|street|path|field|park|common|end|way|place|estate|site|bank|bridge|view|court|gate)$)\b"
)
SMALL_WORDS = pattern(
    rb"\b(?:of|in|on|along|a|an|is|are|was|by|with|this|that|at|and|to|near|per|from|has|have|will)\b"
)


WHITE_HOUSE = AS_WRITTEN.pattern(
    rb"\b(?i:at|in|from|of) (the [a-z]+ (?:house|cottage|bungalow|flat|place|one|barn|farm|caravan|end house),? "
    rb"(?:(?:in|on|at|up|down|along|off|of) )?(?:[A-Z][A-Za-z'-]+ ){0,3}(?i:" + STREET + rb"))\b"
)


def find(scan: Scan) -> Iterator[Item]:
    """Numbered houses, named houses, and the street in which somebody is said to live."""
    if scan.has_digits:
        yield from _with_number(scan)
    yield from _with_name(scan)
    yield from _lived_in(scan)


def _with_number(scan: Scan) -> Iterator[Item]:
    for match in scan.all(NUMBERED):
        if _numbered(scan, match.start(), match.group(1), match.group(2)) and not _goes_on(scan, match):
            yield _item(scan, match, sure=_is_plainly_street(match.group(2)))
    for match in scan.all(ONE_WORD):
        if _numbered(scan, match.start(), match.group(1), match.group(2)):
            yield _item(scan, match, sure=False)
    for postcode in scan.all(WRITTEN):
        low = max(0, postcode.start() - BEFORE_A_POSTCODE)
        street = TO_POSTCODE.search(scan.raw[low : postcode.start()])
        if street and _numbered(scan, low + street.start(), street.group(1), street.group(2)):
            yield Item(KIND, low + street.start(), postcode.end(), _value(street), sure=True)
        elif house := HOUSE_BEFORE_A_POSTCODE.search(scan.raw[low : postcode.start()]):
            yield Item(KIND, low + house.start(2), postcode.end(), _value(house).strip(), sure=False)
    for match in scan.all(LIVES_IN_LOWER_CASE):
        if not NOT_A_STREET.search(match.group(2)):
            yield Item(KIND, match.start(1), match.end(), _value(match), sure=True)
    for match in scan.all(FLAT):
        yield _item(scan, match, sure=True)


def _with_name(scan: Scan) -> Iterator[Item]:
    for match in _housed(scan):
        yield _item(scan, match, sure=False)
    for match in BEHIND_A_NAME.finditer(scan.raw) if scan.has(HOUSED) else ():
        start, end = match.start(1), match.end(2)
        yield Item(KIND, start, end, scan.lower_words[start:end].replace("'", "").replace(",", ""), sure=False)
    for match in scan.all(WELSH):
        yield _item(scan, match, sure=match.group(1)[:1].isdigit())
    for match in scan.all(HOME):
        if not match.group().startswith(b"Bryn ") or scan.before(match.start(), 6).endswith(BEFORE_A_HOUSE):
            yield _item(scan, match, sure=False)


def _lived_in(scan: Scan) -> Iterator[Item]:
    for form in (LIVES_AT, WHITE_HOUSE, LIVES):
        for match in scan.all(form):
            group = 1 if match.group(1) else 2
            yield Item(KIND, *match.span(group), match.group(group).decode("ascii").strip().lower())


def _housed(scan: Scan) -> Iterator[Match]:
    """Houses by name with their street; the surname before a comma is no house: Ann Bright, Hill House, Mill Lane."""
    if not scan.has(HOUSED):
        return
    position = 0
    while match := HOUSED.search(scan.raw, position):
        position = match.end()
        house = match.group(1).lower().split()
        if house[-1].decode("ascii") in PLAINLY_STREETS:
            continue
        if len(house) == 1 and CAPITAL_BEFORE.search(scan.raw[max(0, match.start() - 24) : match.start()]):
            position = match.start(2)
        else:
            yield match


JOINED = pattern(rb"[.,/_-]$|\d:$")  # to what stands before, as in a time
TOO_SHORT = frozenset(
    b"ave st rd cl ln dr road street lane close avenue drive way place court house tower point field end side"
    b" bank".split()
)


def _numbered(scan: Scan, start: int, number: bytes, street: bytes) -> bool:
    low = street.lower()
    if low in TOO_SHORT:
        return False
    if NOT_A_STREET.search(low) or NO_HOUSE_NUMBER.search(scan.before(start, 40)):
        return False
    if len(number) == 4 and number[:2] in (b"19", b"20"):
        return False
    if JOINED.search(scan.raw[max(0, start - 2) : start]):
        return False
    if all(word[:1].isupper() or word in {b"the", b"of"} for word in street.split()):
        return True
    return not SMALL_WORDS.search(low) and street.islower() and 2 <= len(street.split()) <= 3


def _goes_on(scan: Scan, match: Match) -> bool:
    """Whether what looks like a street is a saint's name, or one of several places with their numbers."""
    street, after = match.group(2).lower(), scan.raw[match.end() : match.end() + 24]
    if street.endswith(b" st"):
        return OF_SOMETHING_ELSE.search(after) is not None
    return b" " not in street and IN_A_LIST.search(after) is not None


def _is_plainly_street(street: bytes) -> bool:
    return street.lower().split()[-1].decode("ascii") in PLAINLY_STREETS


def _item(scan: Scan, match: Match, sure: bool) -> Item:
    start, end = match.span()
    town = TOWN.search(scan.raw[end : end + 120])
    return Item(KIND, start, end + town.end() if town else end, _value(match), sure)


def _value(match: Match) -> str:
    return " ".join((match.group(1) + b" " + match.group(2)).decode("ascii").lower().replace("'", "").split())
