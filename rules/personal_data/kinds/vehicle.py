"""Vehicle registrations of the United Kingdom (DVLA INF104): the present form, and the older ones where they are
called so.
"""

from collections.abc import Iterator

from rules.personal_data.gaps import BREAK, bare, is_broken
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import AS_WRITTEN, IN_LOWER_CASE, Match, pattern

KIND = "vehicle"
NAMED = "A vehicle registration"

GAP = rb"(?:[ ]|" + BREAK + rb")?"
PRESENT = AS_WRITTEN.pattern(
    rb"\b(?:[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-8]\d|9[0-9])" + GAP + rb"[A-HJ-PR-Z]{3}"
    rb"|[a-hj-pr-y][a-hj-pr-y](?:0[2-9]|[1-8]\d)[ ]?[a-hj-pr-z]{3})\b"
)
IN_GROUPS = AS_WRITTEN.pattern(rb"\b[A-HJ-PR-Y]{2}[ -](?:0[1-9]|[1-8]\d|9[0-9])[ -]?[A-HJ-PR-Z]{3}\b")
DATED = rb"[A-HJ-NPR-TV-Y][ ]?\d{1,3}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?\d{1,3}[ ]?[A-HJ-NPR-TV-Y]"
OLDER = AS_WRITTEN.pattern(rb"\b(?:" + DATED + rb"|[A-Z]{2}\d{2}[ ]?[A-Z]{3}|[A-Z]{1,3}[ ]?\d{2,4})\b")
OF_A_MAKE = AS_WRITTEN.pattern(rb"\b(?:" + DATED + rb")\b")
CALLED = IN_LOWER_CASE.pattern(
    rb"\breg(?:\.|istration|istered|d)?\b|number ?plate|\bvrm\b|\bvrn\b|\bcar(?:[^a-z ]| [^p]| p[^a]| ?$)|\bvan\b"
    rb"|vehicle|\blorry\b|index (?:no\b|number|mark)"
    rb"|motor|\bcamper|\btruck\b|\bminibus\b|\btaxi\b|\bplate\b|\bparked\b"
)
DRIVEN = IN_LOWER_CASE.pattern(
    rb"\b(?:drives?|driving|drove|index|fiesta|focus|mondeo|escort|transit|corsa|astra|vectra|zafira|vauxhall|ford"
    rb"|volkswagen|vw|golf|passat|polo|audi|bmw|mercedes|toyota|yaris|corolla|honda|nissan|micra|qashqai|peugeot"
    rb"|citroen|renault|clio|megane|skoda|octavia|fabia|seat|ibiza|fiat|panda|hyundai|kia|mazda|suzuki|subaru|volvo"
    rb"|saab|jaguar|mini|morris|austin|rover|land rover|defender|freelander|range rover|jeep|tesla|dacia|lexus|mg"
    rb"|mitsubishi|motorbike|moped|scooter|saloon|hatchback)\b"
)
NEAR, AT_ONCE = 40, 20
SOMETHING_ELSE = pattern(
    rb"(?:\bpo|vat(?: reg(?:istration)?\.?)?"
    rb"|order|invoice|ref|reference|serial|part|model|grid|tree|plot|policy|form|charity|company"
    rb"|application|(?:green|common|land|title|charity|company|unit)(?: is| was) registered(?: as)?|code|column"
    rb"|lamp|asset|sku|item|batch)(?: ?(?:no|number|ref|code))?(?:[.:#]* ?| (?:is|was):? ?)$"
)


def find(scan: Scan) -> Iterator[Item]:
    """Registrations; those before 2001 and the undated ones only beside a vehicle's words."""
    if not scan.has_digits:
        return
    for match in scan.all(PRESENT):
        plain = not match.group()[:1].islower() and not is_broken(match.group())
        if plain or CALLED.search(scan.before(match.start(), NEAR)) or _is_driven(scan, match):
            yield from _registration(scan, match)
    if scan.has(CALLED):
        for form in (IN_GROUPS, OLDER):
            for match in scan.all(form):
                if match.group()[:3] not in {b"PO ", b"NO ", b"REF", b"CM "} and CALLED.search(
                    scan.before(match.start(), NEAR)
                ):
                    yield from _registration(scan, match)
    if scan.has(DRIVEN):
        for match in scan.all(OF_A_MAKE):
            if _is_driven(scan, match):
                yield from _registration(scan, match)


def _is_driven(scan: Scan, match: Match) -> bool:
    return DRIVEN.search(scan.before(match.start(), AT_ONCE)) is not None


def _registration(scan: Scan, match: Match) -> Iterator[Item]:
    if not _goes_on(scan, match.end()) and not SOMETHING_ELSE.search(scan.before(match.start(), 24)):
        yield Item(KIND, *match.span(), bare(match.group()))


def _goes_on(scan: Scan, end: int) -> bool:
    """Whether it is the beginning of a longer number, such as one of a court's or a registry's."""
    return scan.raw[end : end + 1] in {b"-", b"/"} and scan.raw[end + 1 : end + 2].isdigit()
