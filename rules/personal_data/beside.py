"""Data that only their place right behind a private person shows to be theirs: a home without number or street, a
house's number alone, a local telephone number, a birth date, the number of a document.
"""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan
from rules.personal_data.mention import Mention
from rules.personal_data.name_lists import common_words
from rules.personal_data.patterns import Match, pattern
from rules.personal_data.words import BODY_WORDS, DATES, HOUSES, NO_NAMES, ROLES, STREETS, TITLES, TRADES, WELSH_STREETS

NEIGHBOURING = rb"(?: (?:opposite|behind|above|below|next to|near|next door to) (?:you|us|me|him|her|them))?"
ADVERBS = (
    rb"(?:(?:is|was|came|comes|lives?|living|lived|staying|still|now|over|up|down|back|out|there|alone"
    rb"|with (?:his|her|their|the) [a-z]+) ){0,4}"
)
LIVES = (
    rb"^(?:'?s)?" + NEIGHBOURING + rb"(?:,? (?:who )?" + ADVERBS + rb"(at|of|from|in|on) |(,) ?(?:of )?|( \()|( - ))"
)
NUMBERED = (
    rb"((?i:no\.? ?|number |flat |house |hut |plot |apartment |caravan )?\d{1,4}[A-Za-z]?|(?i:flat"
    rb"|apartment) [A-Z])\b"
)
NAMED = rb"((?:[Tt]he |Y |Yr )?[A-Z][a-z']+(?:-[A-Za-z']+)*(?: [A-Z][A-Za-z'-]+){0,2})"
HOME = pattern(LIVES + rb"(?:" + NUMBERED + rb"((?:,? (?:the |The )?[A-Z][A-Za-z'-]+){0,3})|" + NAMED + rb")")
LIVING = pattern(rb"\bliv(?:es?|ed|ing) ")
NOT_A_HOUSE = pattern(
    rb"(?i)^(?:[:.]\d|[ap]m\b| ?[ap]\.?m\.?\b| o'clock|%| ?(?:years?|yrs?|months?|weeks?|days?|hours?|hrs|mins?"
    rb"|minutes|mph|miles?|km|m\b|metres?|feet"
    rb"|pounds|p\b|st\b|nd\b|rd\b|th\b|people|times|of|or|to|and)|/|,\d)"
)
DATE = pattern(
    rb"^['s]{0,2}[ ,:(\t|/-]{1,5}(?:b(?:orn)?\.? )?(\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)|(?:19"
    rb"|20)\d\d-\d\d-\d\d|\d{1,2}[ -][A-Z][a-z]{2,8}[ -](?:19\d|200)\d)\b"
)
DOCUMENT = pattern(
    rb"^[ ,:(\t|/-]{1,5}(?:[A-Z]{2,20} ?/ ?|[A-Z]{2,20} ){0,3}(\d{9}|[A-Z]{1,2}\d{6,8}|[A-Z]\d[A-Z0-9]{7})\b"
)
LOCAL = pattern(
    rb"^(?:'s (?:(?:home|tele)?phone |home )?(?:number|phone|tel)(?: is)?)?[ ,:(\t|/-]{1,5}"
    rb"((?:[2-9]\d{2} ?\d{3}|[2-9]\d{5}))\b"
)
ENDS_A_CLAUSE = frozenset(b":;.,()\n/-")
NO_HOME = NO_NAMES - HOUSES - STREETS - WELSH_STREETS
DIGITS = b"0123456789"
NUMBERS_WITHIN = 40  # characters
SURE, DOUBTFUL = True, False


def find(scan: Scan, mention: Mention) -> Iterator[tuple[Item, bool]]:
    """What stands right behind a mention, and whether it is sure to be what it looks like."""
    after = scan.raw[mention.end : mention.end + 90]
    if match := HOME.search(after):
        yield from _home(scan, mention, match, after)
    if not mention.name[1] or mention.pronoun or not any(map(after[:NUMBERS_WITHIN].__contains__, DIGITS)):
        return
    for kind, form in (("birth-date", DATE), ("passport", DOCUMENT), ("phone", LOCAL)):
        if match := form.search(after):
            start, end = mention.end + match.start(1), mention.end + match.end(1)
            if kind != "birth-date" or _is_alone(scan, mention, end):
                yield Item(kind, start, end, scan.lower_words[start:end].replace(" ", "")), SURE


def _is_alone(scan: Scan, mention: Mention, end: int) -> bool:
    """Whether a line holds little but a name and this: in a sentence a date may be any day."""
    low, high = scan.line(mention.start)
    return len(scan.raw[low : mention.start].strip(b" -*>\t1234567890.)")) < 4 and high - end < 30


def _home(scan: Scan, mention: Mention, match: Match, after: bytes) -> Iterator[tuple[Item, bool]]:
    lives = match.group(1) == b"on" and LIVING.search(match.group()) is not None
    preposition = "at" if lives else (match.group(1) or b"").decode("ascii")
    number, street, named = match.group(5), match.group(6), match.group(7)
    if number is not None:
        sure = _is_house(preposition, number, street, after[match.end() :])
        if sure is None:
            return
        start = mention.end + match.start(5)
    else:
        family = scan.before(mention.start, 4) == b"the " and not mention.name[0] and bool(mention.name[1])
        sure = _is_home(preposition, named.decode("ascii"), after[match.end() : match.end() + 1], mention, family)
        if sure is None:
            return
        start = mention.end + match.start(7)
    end = mention.end + match.end()
    yield Item("address", start, end, scan.lower_words[start:end], sure=sure), sure
    if local := LOCAL.search(scan.raw[end : end + 16]):
        start, end = end + local.start(1), end + local.end(1)
        yield Item("phone", start, end, scan.lower_words[start:end].replace(" ", "")), SURE


def _is_house(preposition: str, number: bytes, street: bytes, after: bytes) -> bool | None:
    called = number[:1].isalpha()
    if NOT_A_HOUSE.search(after) or (not street and not called and preposition != "at"):
        return None
    if street and street.decode("ascii").replace(",", " ").lower().split()[0] in DATES:
        return None
    return SURE


def _is_no_home(words: list[str], plain: list[str], noun: bool) -> bool:
    """Whether a name with capitals is an office's, a person's, or any resident's street."""
    said = [w for w, written in zip(plain, words, strict=True) if w == written or w == plain[-1]]  # Shepherd's Piece
    if any(w in BODY_WORDS or w in ROLES or w in TRADES or w in TITLES for w in said) or plain[-1] in NO_HOME:
        return True
    if (plain[0] != "the" and plain[0] in NO_HOME) or (plain[0] in common_words() and len(plain) == 1):
        return True
    return noun and plain[-1] in STREETS and words[0] != "the"  # a resident of Mill Lane may be anybody there


def _is_home(preposition: str, named: str, following: bytes, mention: Mention, family: bool) -> bool | None:
    words = named.lower().replace("-", " ").split()
    plain = [word.removesuffix("'s") for word in words]
    noun = not mention.is_named and not mention.pronoun
    if _is_no_home(words, plain, noun) or (named.startswith("the ") and plain[-1] not in HOUSES):
        return None
    telling = (
        words[0] == "the"
        or plain[:-1] != words[:-1]
        or (plain[-1] in STREETS and len(plain) > 1)
        or "-" in named
        or plain[-1] in HOUSES
    )
    if preposition == "at":
        return True if telling or mention.is_named or mention.pronoun else DOUBTFUL
    if preposition in {"of", "from"} or (preposition == "on" and family):
        return True if telling else DOUBTFUL
    if preposition or not mention.name[1]:
        return None
    ends = not following or following[0] in ENDS_A_CLAUSE
    return (True if telling else DOUBTFUL) if ends and len(plain) < 4 else None
