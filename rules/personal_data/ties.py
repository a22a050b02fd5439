"""What a message says of ties to its readers: their spouse or child, what two hold jointly, those for whom they act."""

from collections.abc import Iterator

from rules.personal_data import names
from rules.personal_data.item import Scan
from rules.personal_data.patterns import IN_LOWER_CASE, Match, pattern
from rules.personal_data.people import Name

READ_WITHIN = 6000  # characters
FAMILY = IN_LOWER_CASE.pattern(
    rb"\byour (?:[a-z]+ )?(?:son|daughter|child|children|kids|boy|girl|wife|husband|lad|twins|baby|toddler"
    rb"|little one|partner|family|household)\b|\bboth (?:your )?names\b|\bthe pair of you\b"
    rb"|\b(?:school y(?:ea)?r|year [1-9]\b|y[1-9]\b|under[- ]?1[0-8]|playscheme|play scheme|holiday club|sail camp"
    rb"|summer camp|consent form|parent|guardian"
    rb"|need(?:s)? (?:picking|collecting)|who collects|inhaler|epi-?pen|allerg|pupil|nursery|brownies|beavers|cubs"
    rb"|rainbows|both (?:girls|boys|children|kids)|the (?:girls|boys|kids|twins)\b|youth (?:council|club|group))"
    rb"|\b(?:dob|d\.o\.b\.?|born|date of birth|birthday)\b[^\n]{0,24}\b20(?:0[7-9]|1\d|2\d)\b"
)
THEIR_SUBJECT = pattern(
    rb"^\s*(?:re|aw) ?:.*\b(?:my|our) (?:[a-z]+ )?(?:son|daughter|child|children|kids|boy|girl|wife|husband|lad"
    rb"|twins|baby"
    rb"|toddler|partner|mum|dad|mother|father|mam|gran|nan|grandson|granddaughter)\b"
)
THEIR_WORDS = pattern(  # in what is quoted
    rb"(?m)^>[^\n]*\bmy (?:[a-z]+ )?(?:girl|boy|son|daughter|lad|lass|twins|baby|toddler|wife|husband|children|kids)\b"
)
PARTED = pattern(rb"\byou(?:'ve| have| are|'re)?(?: now| since)? (?:been )?(?:separated|divorced)\b")
COUPLE = IN_LOWER_CASE.pattern(
    rb"\b(?:joint(?:ly)?|married|marriage|wedding|husband|wife|partner|missus|hubby|you two|both names|engaged"
    rb"|ceremony|naming (?:day|party)|christening|confetti|anniversary|bride|groom"
    rb"|honeymoon|civil partnership|(?:one|same) (?:household|house|address|roof)|you both (?:live|at)"
    rb"|live together)\b"
)
APART = pattern(
    rb"\b(?:no relation|not related|unrelated|namesake|same name|aunt|auntie|uncle|nephew"
    rb"|niece|cousin|mother|father|mum|dad|brother|sister|gran|grandmother|grandfather|nan|nana|ex-wife|ex-husband"
    rb"|(?:former|estranged|ex) (?:wife|husband|partner)"
    rb"|divorc|separated)\b"
)
AUTHORITY = IN_LOWER_CASE.pattern(
    rb"\b(?:signed|written|letters? of|form of|her|his|their|clients?'?s?|with|have|has|holds?|hold|your|the"
    rb"|sealed) (?:[a-z]+ )?authority\b"
    rb"|\bauthori[sz](?:ed|es|ing|ation)\b|\bpower of attorney\b|\b(?:lasting|enduring) power\b|\blpa\b"
    rb"|\battorney for\b|\bdeputyship\b"
    rb"|\b(?:you|who|we) (?:are )?act(?:ing|s)? for\b|\bacting for\b|\b(?:your|our) clients?\b"
    rb"|\bconsent (?:form )?naming you\b|\bwritten consent\b"
    rb"|\byou (?:may|can|could) (?:speak|act|deal|sign|answer)(?: and [a-z]+)? (?:for|on behalf of)\b"
    rb"|\bin your favour\b|\bconsent (?:form )?(?:that |which )?(?:she|he|they) (?:has |have )?(?:signed|gave|sent)\b"
    rb"|\bas (?:mr |mrs |miss |ms )?[a-z-]+(?: [a-z-]+)?'s? "
    rb"(?:attorney|executor|carer|solicitor|deputy|agent|appointee|guardian|representative|advocate)\b"
    rb"|\b(?:naming|appointing) you\b"
    rb"|\bas (?:her|his|their) (?:attorney|executor|carer|solicitor|deputy|agent|representative|advocate)\b"
    rb"|\byou represent\b|\blet(?:s|ting)? you (?:act|deal|speak|see|have (?:her|his|their))\b"
    rb"|\bsigned (?:letter|form)\b"
    rb"|\bappointee for\b|\binstructed by\b"
)
DENIED = pattern(
    rb"\b(?:no|not|cannot|can't|without|never|unless|until|any|need|lack|get|send|awaiting|await|subject to|nor|dont"
    rb"|don't)\b[^.\n]{0,24}$"
)
DENIED_AFTER = pattern(rb"^[^.\n]{0,30}\b(?:not|isn't|wasn't|missing|needed|required|expired)\b")
CLIENT = pattern(rb"\bclients?\b|\battorney\b|\bauthority\b|\bon behalf of\b|\bacting for\b")
AGAINST = pattern(
    rb"\b(?:the|her|his|their) (?:(?:ex-|former |estranged )?(?:husband|wife|partner)|other (?:side|party|tenant|owner)"
    rb"|neighbour|opponent|defendant|respondent),? (?:mr |mrs |ms |miss )?$"
)
BEFORE, AFTER, FURTHER = 160, 120, 400
PRINCIPAL_BEHIND = (b" for", b"client", b"clients")
SENTENCE_ENDS = pattern(rb"[a-z0-9)]{3,}\.[ \n]|; |: |[?!] |, but ")
IS = pattern(rb"\b(?:is|are|was|were|being|as|for) $")
CLIENTS = (b"client", b"clients")


def speaks_of_family(*scans: Scan) -> bool:
    """Whether the words speak of a reader's spouse or child."""
    if any(PARTED.search(scan.lower[:READ_WITHIN]) for scan in scans):
        return False
    return (
        any(scan.has(FAMILY) for scan in scans)
        or THEIR_SUBJECT.search(scans[0].lower) is not None
        or any(THEIR_WORDS.search(scan.lower[:READ_WITHIN]) is not None for scan in scans)
    )


def speaks_of_a_couple(*scans: Scan) -> bool:
    """Whether the words speak of a marriage, or of something held jointly."""
    return any(scan.has(COUPLE) for scan in scans)


def live_apart(around: bytes) -> bool:
    """Whether the words around a name that is the reader's too speak of a relative of another house, or a namesake."""
    return APART.search(around) is not None


def is_denied(before: bytes) -> bool:
    """Whether the words before a name say that nobody acts for them."""
    return DENIED.search(before.rstrip()) is not None


def is_against(before: bytes) -> bool:
    """Whether the words before a name say that it is the other side's: the husband of a client, another tenant."""
    return AGAINST.search(before) is not None


def principals(subject: Scan, text: Scan) -> frozenset[Name]:
    """Those for whom somebody is said to act, with their authority."""
    stated = [(scan, match) for scan in (subject, text) for match in _stated(scan)]
    found = {name for scan, match in stated for name in _principals_at(scan, match)}
    if stated and CLIENT.search(subject.lower):
        found.update(_names(subject.words))
    return frozenset(found)


def _stated(scan: Scan) -> Iterator[Match]:
    """Where an authority is stated, and not denied."""
    for match in scan.all(AUTHORITY):
        if match.start() > READ_WITHIN:
            return
        said = scan.before(match.start(), 40) + match.group()
        if not (DENIED.search(said) or DENIED_AFTER.search(scan.after(match.end(), 40))):
            yield match


def _principals_at(scan: Scan, match: Match) -> list[Name]:
    if match.group().endswith(CLIENTS):
        return _clients_at(scan, match)
    low, high = max(0, match.start() - BEFORE), match.end() + AFTER
    if match.group().endswith(PRINCIPAL_BEHIND):  # the name stands right behind, and nobody further on is meant
        end = SENTENCE_ENDS.search(scan.raw, match.end(), high)
        if behind := _names(scan.words[match.end() : end.end() if end else high].split("\n\n")[0]):
            return behind
    before = scan.words[low : match.start()]
    near = _names(before[before.rfind("\n\n") + 1 :] + "|" + scan.words[match.start() : high].split("\n\n")[0])
    return near or _names(scan.words[match.end() : match.end() + FURTHER])[:1]


def _clients_at(scan: Scan, match: Match) -> list[Name]:
    """Who is said to be your client; not your client's sister, and nobody who is named further on."""
    if not IS.search(scan.before(match.start(), 12)):
        return []
    before = scan.words[max(0, match.start() - BEFORE) : match.start()]
    return _names(before[max((m.end() for m in SENTENCE_ENDS.finditer(before.encode("ascii"))), default=0) :])


def _names(words: str) -> list[Name]:
    split = (item.value.partition(" ") for item in names.find(Scan(words)))
    return [(first, last) for first, _, last in split]
