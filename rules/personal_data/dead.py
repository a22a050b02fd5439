"""Who is dead, long or lately: their data are nobody's. Their living relatives' are."""

from rules.personal_data.item import Scan
from rules.personal_data.patterns import IN_LOWER_CASE, pattern

KIN = pattern(
    rb"\b(?:widow|widower|niece|nephew|grandson|granddaughter|son|daughter|family|executor|descendant|next of kin"
    rb"|sister"
    rb"|brother|wife|husband|relative)[a-z]*\b[^.;\n]{0,50}$"
)
BORN = IN_LOWER_CASE.pattern(
    rb"(?:\bborn|\bdob|\bd\.o\.b\.?|birth|\bb\.)[^\n;()]{0,16}\b19(?:1[5-9]|[2-9]\d)\b"
)  # within living memory
KILLED = pattern(rb"\b(?:killed|fell|fallen|died|d\.|kia|k\.i\.a\.?|drowned)[^.;\n]{0,40}\b1[5-9]\d\d\b")
LATE = pattern(
    rb"\b(?:the late|late|late (?:brother|sister|husband|wife|mother|father|son|daughter|mum|dad|aunt|uncle),?"
    rb"|in memory of|memorial (?:to|for)|the estate of|passing of|death of|funeral of"
    rb"|remembering)(?: (?:alderman|ald|sir|lady|canon|father|major|capt(?:ain)?|col(?:onel)?|sgt|sergeant|mayor"
    rb"|old))?"
    rb"(?: (?:mr|mrs|ms|miss|dr|cllr|councillor|pte|private))? $"
)
DIED = pattern(
    rb"^(?:'s)? ?(?:\(?(?:1[5-9]\d\d)|(?:\(?(?:b\. ?|born |c\. ?)?1[0-9]{3} ?-)|,? who died|,? (?:sadly )?died"
    rb"|(?: has| had)? passed away"
    rb"| was killed|,? deceased|'s (?:funeral|grave|headstone|estate|ashes|memorial))"
)
LONG_AGO = pattern(
    rb"(?:\b(?:in|since|from|circa|until|between|built in|by|about|the|born|b\.|d\.|census|of|c\.) |\("
    rb"|\b[jfmasond][a-z]{2,8} )"
    rb"(?:1[0-8]\d\d|19[0-3]\d)\b|\b(?:a|one|two|three) hundred years ago\b|[\t"
    rb"|] ?1[5-9]\d\d(?:-\d{2,4})? ?[\t|]|\b1[5-8]\d\d census\b"
    rb"|\b(?:victorian|edwardian|tudor|georgian) (?:times|days|era|age|period|england|britain"
    rb"|ladies|gentlem[ae]n|census)\b"
)
REMEMBERS = pattern(
    rb"\bmemorial\b|roll of honour|war dead|\bfell\b|killed|lost at|drowned|buried|burial|\bdied\b|census|wreath"
    rb"|remembrance|\b19(?:14|39) ?-+ ?(?:19)?(?:18|19|45)\b"
    rb"|inclosure|tithe|\bgraves?\b"
)
AGES_AGO = pattern(rb"(?:[a-z,('\n\t-] ?|^)(?:1[5-8]\d\d|19[0-2]\d)(?:[,.;:)\n\t'-]|$| [^\d])")
RECENT = pattern(rb"\b19[5-9]\d\b|\b20[0-3]\d\b")
REACHED = pattern(rb"\b(?:lives?|living|still|ring|call|contact|email|mobile|write to|number)\b|\b0[127]\d{2,4} |@")
LIVES = pattern(rb"^,? (?:she|he|who)(?: still)? (?:lives?|is|can|tends)\b")
LIVED = pattern(rb"\b1[89]\d\d ?- ?(?:19[6-9]\d|20\d\d)\b")
ALIVE = pattern(rb"\b(?:is|lives?|living|still|now|can be|has|contact|ring|call|write to|email|mobile)\b|\b07\d\d")
OLD_YEAR = pattern(rb"\b1[5-8]\d\d\b|\b19[0-5]\d\b")
TOLD_OF_DEATH = pattern(
    rb"\b1[5-8]\d\d|\b19[0-5]\d|hundred years ago|\bdied\b|passed away|\bkilled|deceased|'s (?:funeral"
    rb"|grave|headstone|estate|ashes"
    rb"|memorial)|\bdrowned"
    rb"|victorian|edwardian|tudor|georgian"
)
EXECUTES = pattern(
    rb"\b(?:execut(?:or|ors|rix)|estate|probate) (?:of|for|to) (?:the late )?"
    rb"(?:mr |mrs |ms |miss |dr )?$"
)
OLD_SUBJECT = pattern(rb"\b(?:1[5-8]\d\d|19[0-2]\d)\b")
AFTER = 120  # characters behind a name
HEAD = 800  # characters of the paragraph before a name


def is_of_the_past(subject: bytes) -> bool:
    """Whether a subject, in lower case, says that a message is about people of long ago: Loss of the Mary Ann, 1868."""
    return OLD_SUBJECT.search(subject) is not None and not RECENT.search(subject)


def without_births(scan: Scan) -> bytes:
    """The text in lower case, births within living memory blanked out: they say nothing of a death."""
    if not scan.has(BORN):
        return scan.lower
    told = bytearray(scan.lower)
    for match in scan.all(BORN):
        start, end = match.span()
        told[start:end] = b" " * (end - start)
    return bytes(told)


def is_dead(scan: Scan, told: bytes, start: int, end: int, of_the_past: bool = False) -> bool:
    """Whether the words around a name say that whoever bears it has died, or lived long ago; they need say less in a
    message `of_the_past`. `told` is the text without births.
    """
    before, after = scan.before(start, 60), told[end : end + AFTER]
    low, high = scan.line(start, 120)
    around = told[low:start] + b" " + told[end : min(high, end + 80)]
    top = max(scan.raw.rfind(b"\n\n", max(0, start - HEAD), start), start - HEAD, 0)
    if scan.raw[max(0, top - 80) : top].rstrip().endswith(b":"):
        top = max(scan.raw.rfind(b"\n\n", max(0, top - HEAD), top), 0)  # what leads up to a list
    head = told[top:start]
    past = of_the_past and not RECENT.search(around) and not REACHED.search(around)
    if past or EXECUTES.search(before) or LATE.search(before):
        return True
    if not TOLD_OF_DEATH.search(head + around + after):
        return False
    if AGES_AGO.search(head + around) and not RECENT.search(head + around) and not REACHED.search(around):
        return True
    if REMEMBERS.search(head) and OLD_YEAR.search(LIVED.sub(b"", head)) and not ALIVE.search(around):
        return True
    if KIN.search(before):
        return False
    long_ago = LONG_AGO.search(around) and not LIVES.search(after)
    return bool(DIED.search(after) or KILLED.search(after) or long_ago)
