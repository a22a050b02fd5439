"""What the words around a name tell: that it is a person's, though no list knows it."""

from rules.personal_data.item import Scan
from rules.personal_data.patterns import one_of, pattern
from rules.personal_data.words import ROLES, TITLES

PERSONAL = pattern(
    rb"^(?:,? who(?:se|m)?\b|'s (?:[a-z]+ )?(?:wife|husband|house|home|garden|dog|car|mum|mother|son|daughter"
    rb"|kitchen|hedge"
    rb"|drive|mobile|number|child|address|phone|email|van|complaint|plot|widow|date|name|permit|claim)"
    rb"|,? (?:said|says|complained|reported|objected|phoned|wants|wanted|thinks|claims|asked|rang|lives?|lived"
    rb"|wrote|told"
    rb"|owns|has|had|is|was|moved|emailed|called|came|would|tripped|fell|spoke|applied|signed|paid|owes|of|at|from"
    rb"|on|and"
    rb"|agreed|refused|resigned|volunteered|mentioned|who|will|got|still|won't|can|works?|does)\b"
    rb"|, (?:the |our |a |of |aged |at )?(?:[a-z&-]+ ){0,2}" + one_of(ROLES - TITLES) + rb"\b"
    rb"|, (?:a|the|one|our|another|an?other|her|his|my) (?:[a-z]+ )?(?:resident|neighbour|tenant|parishioner"
    rb"|plot ?holder"
    rb"|villager|pensioner|widow(?:er)?|mother|father|lady|mum|dad|farmer|objector|applicant|hirer|volunteer)\b"
    rb"|,? \(?(?:\d|dob|tel|mob|born|aged|nee)|[,;]? [0(+]\d|,? of \d|  +[a-z0-9]*\d[a-z0-9]{4,}| ?<[^\n>]+@| - \d)"
)
CALLED = pattern(
    rb"\b(?:called|named|known to us as|known as|belong(?:s|ing) to|(?:neighbours?|tenant|resident|widow|wife"
    rb"|husband|son"
    rb"|daughter|complainant|applicant|claimant|nominee|caller|objector|witness|volunteer|hirer|driver|mother|father"
    rb"|brother|sister|mum|dad|lady|gentleman|man|woman|chap|owner|occupier)[,:]?|mr|mrs|ms|miss|on behalf of"
    rb"|(?:report(?:ed|s)|complaint|letter|email|call|note|message|word|objection)s? (?:by|from)"
    rb"|ring|call|ask|tell|thank|thanks to|met|contact|email|visit|invite|remind|speak(?:ing)? to|spoke to|spoken to"
    rb"|talk(?:ed)? to|heard from|told|asked|name is|called|thanks) $"
)
SHE = pattern(rb"^[^.?!\n]{0,30}[ ;,(-](?:he|she|his|her|he's|she's|him|hers)\b")
SIGNED = pattern(rb"^,? [a-z]{1,2}\d{1,2}[a-z]? ?\d")
ASKED = pattern(
    rb"\b(?:ask|ring|call|tell|see|thank|text|phone|contact|speak to|spoke to|talk to|met|for|from|and|it's|its|with) $"
)
AT_HOME = pattern(rb"^(?: (?:at|of|from|on) (?:no\.? |number |flat )?[0-9a-z]|,? \(?0[127]\d)")
OF_SOMEBODY = pattern(
    rb"\b(?:(?:his|her|their|the|a|your|my|our) )?(?:widow|widower|wife|husband|son|daughter|mum|dad|mother|father"
    rb"|brother|sister|partner|nephew"
    rb"|niece|grandson|granddaughter|neighbour|lad|lass|boy|girl|chap|bloke|lady|called|named)[,:]? $"
)
TOLD_ALONE = pattern(
    rb"^(?: at (?:no\.? |number |flat )?\d| of \d| from no| on 0[127]|'s (?:number|mobile|phone|wife|husband|mum"
    rb"|dad|house|address|email|dog|car|van)"
    rb"| lives | rang\b| phoned\b| said\b| wants\b| reckons\b| complained\b)"
)
HOLDS = pattern(
    rb"^,? \(?(?:the |our |a |is the |is our )?(?:[a-z&-]+ ){0,2}"
    + one_of(ROLES - TITLES)
    + rb"\b|^,? who\b|^'s |^ said\b"
)


def is_told(scan: Scan, start: int, end: int) -> bool:
    """Whether what comes after some words tells of a person; at the head of a line a postcode does too."""
    if is_signed(scan, end) and scan.raw[start - 1 : start] in {b"", b"\n", b"\t"}:
        return True
    after = scan.after(end, 50)
    return PERSONAL.search(after) is not None or SHE.search(after) is not None


def is_signed(scan: Scan, end: int) -> bool:
    """Whether a postcode follows."""
    return SIGNED.search(scan.after(end, 16)) is not None


def is_called(scan: Scan, start: int) -> bool:
    """Whether what comes before some words says that they are somebody."""
    return CALLED.search(scan.before(start, 40)) is not None


def holds_an_office(scan: Scan, end: int) -> bool:
    """Whether an office or trade follows, or what only a person has or does."""
    return HOLDS.search(scan.after(end, 40)) is not None


def is_asked(scan: Scan, start: int) -> bool:
    """Whether somebody is asked, rung or thanked just before."""
    return ASKED.search(scan.before(start, 20)) is not None


def is_told_alone(scan: Scan, start: int, end: int) -> bool:
    """Whether the words around show that a single word is what somebody is called."""
    before, after = scan.before(start, 30), scan.after(end, 40)
    if before.endswith(b", "):
        return False
    if ASKED.search(before) and AT_HOME.search(after):
        return True
    told = TOLD_ALONE.search(after) is not None and not before.endswith((b"the ", b"of ", b"in "))
    return told or OF_SOMEBODY.search(before) is not None
