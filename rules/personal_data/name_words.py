"""What single words can be in a name: a first name, a surname, a title, part of a firm's name, or none of these."""

from collections.abc import Sequence
from functools import cache

from rules.personal_data.name_lists import common_words, first_names, places, surnames
from rules.personal_data.patterns import pattern
from rules.personal_data.words import (
    BODY_WORDS,
    DATES,
    DOUBTFUL_FIRST,
    FIRM_ENDINGS,
    FIRMS,
    HOUSES,
    NO_NAMES,
    ORDINARY_SURNAMES,
    ROLES,
    STREETS,
    TITLES,
    TRADES,
    words,
)

PARTICLES = frozenset(
    (
        "van",
        "von",
        "de",
        "der",
        "den",
        "da",
        "di",
        "dos",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "bint",
        "ap",
        "ab",
        "ter",
    )
)
PERSONAL_PARTICLES = frozenset(("van", "von", "ap", "ab", "bin", "ibn", "bint", "al", "el", "der"))
JOINTS = frozenset({"of", "the", "for", "and", "&"})
NEVER_LAST = NO_NAMES | ROLES | TITLES
NEVER_IN_A_NAME = (NO_NAMES | ROLES) - ORDINARY_SURNAMES
NEVER_TITLED = (BODY_WORDS - ORDINARY_SURNAMES) | (ROLES - {"king", "bishop", "prince"})
AFTER_A_STREET = STREETS | {"hall", "room", "house"}
ENDS_A_PLACE = (STREETS | HOUSES | {"houses", "flats", "maisonettes"}) - ORDINARY_SURNAMES
LONGEST = 3
DAYS = frozenset(word for word in DATES if word.rstrip("s").endswith("day"))
WORKERS = ROLES | TRADES
DESCRIBES = (
    words(
        """
        hirer tenant resident applicant owner claimant complainant objector caller driver witness plotholder skipper
        volunteer occupier keyholder neighbour patient employee candidate nominee customer client visitor passenger
        victim pensioner widow widower landlord landlady lessee licensee seller buyer purchaser executor beneficiary
        farmer donor winner entrant pupil student parent guardian carer cyclist motorist holder payee booker
        """
    )
    | WORKERS
) - TITLES
SHOPS = words(
    "kitchen cafe bar grill garage bakery deli salon barbers shop stores taxis kebabs pantry plaice butchers bistro"
)
SHORTEST_TRADE = 6  # letters of a word such as roofing
CONTRACTED = ("'m", "'ve", "'ll", "'re", "'d", "'t", "'s")
SURNAME = pattern(
    rb"^(?:o'|mc|mac|fitz|de'|d'|st\.)[a-z]{3,}$|[a-z]{2}(?:ski|ska|sky|skyi|wicz|czyk|ova|ovic|ovich|enko|idis"
    rb"|akis|opoulos|ian|yan|sson|sdottir|oglu|escu"
    rb"|esku|auskas|auskiene|aitis|iene|elli|etti|ucci|inho|hauser|mann|berg|stein|bauer|wala|jee|singh|kaur|ji|oye"
    rb"|emi|ola|wu|uddin|ullah|zadeh|zade)$"
)


def is_first(word: str) -> bool:
    """Whether a list has this first name, or the first half of a double one."""
    return word in first_names() or word.partition("-")[0] in first_names()


def is_surname(word: str) -> bool:
    """Whether a list has this surname, or the first half of a double one, or it is formed as only surnames are."""
    return word in surnames() or ("-" in word and word.partition("-")[0] in surnames()) or _is_like_a_surname(word)


def is_ordinary(word: str) -> bool:
    """Whether a word is of everyday English, an office or no name at all."""
    return word in NO_NAMES or word in ROLES or word in common_words()


def can_be_called_so(word: str) -> bool:
    """Whether a single word can be somebody's name where the words around say so."""
    if word in never_alone() or word in BODY_WORDS or word.removesuffix("s") in ROLES or len(word) < 3:
        return False
    return word.count("-") < 2 and not word.endswith(CONTRACTED)


@cache
def plain_firsts() -> frozenset[str]:
    """The first names that are hardly anything else."""
    return frozenset(word for word in first_names() - DOUBTFUL_FIRST - common_words() if len(word) > 2)


def is_firm(plain: Sequence[str]) -> bool:
    """Whether words joined by "&" or "and" are a firm's: Noakes & Daughter, Strang & Hale, Peck and Sons."""
    for joint in ("&", "and"):
        if joint in plain[1:-1]:
            place = plain.index(joint, 1)
            before, after = plain[:place], plain[place + 1 :]
            if after[0] in FIRM_ENDINGS:
                return True
            both = (before[0], after[0])
            people = any(word in TITLES or word in first_names() for word in both) or all(
                len(word) == 1 for word in both
            )
            if joint == "&" and not people and all(word not in NO_NAMES for word in (before[-1], after[0])):
                return True
    return False


def is_firm_of_a_place(plain: Sequence[str]) -> bool:
    """Whether words are a firm's by its founder and its town: Barkers of March; the Barkers of March are a family."""
    if len(plain) != len(("Barkers", "of", "March")) or plain[1] != "of" or plain[0] in surnames():
        return False
    return plain[0].endswith("s") and plain[0][:-1] in surnames() and not is_ordinary(plain[0][:-1])


def is_shop(word: str) -> bool:
    """Whether what stands behind somebody's "'s" makes it a shop or firm: Adwoa's Kitchen."""
    return word in SHOPS or word in FIRMS


def ends_in_a_trade(plain: Sequence[str]) -> bool:
    """Whether the last of several words is that of a firm or of those who follow a trade: Caretaking, Masons."""
    first, last = plain[0], plain[-1]
    if len(first) == 1 or first in TITLES or first in first_names() or last in surnames():
        return False
    one = last.removesuffix("s")
    return last in FIRMS or (last.endswith("ing") and len(last) > SHORTEST_TRADE) or (one != last and one in WORKERS)


def _is_like_a_surname(word: str) -> bool:
    """Whether a word is formed as surnames of some country are, and no others."""
    return len(word) > 4 and SURNAME.search(word.encode("ascii")) is not None and word not in common_words()


@cache
def never_alone() -> frozenset[str]:
    """Words that alone are neither a name nor a body, whatever stands around."""
    return (common_words() | NO_NAMES | ROLES | TITLES | places()) - BODY_WORDS - FIRM_ENDINGS


def stands_alone(word: str, familiar: frozenset[str]) -> bool:
    """Whether a single word with a capital is a first name by itself."""
    return word in familiar or (word in first_names() and word not in DOUBTFUL_FIRST and word not in common_words())


def titled(plain: Sequence[str], index: int) -> int:
    """A title, or a couple's two, the word after it whatever it is, and those that can be a name's too."""
    place = index + 1
    while place < len(plain) and (plain[place] in JOINTS or plain[place] in TITLES):
        place += 1
    if place >= len(plain) or plain[place] in NEVER_TITLED:
        return 0
    length = place - index + 1
    if len(plain[place]) == 1 and all(len(word) == 1 for word in plain[place:]):
        return 0
    if len(plain[place]) == 1 or plain[place] in first_names() or plain[place] in PARTICLES:
        length += index + length < len(plain)
    while (
        index + length < len(plain)
        and length <= place - index + LONGEST
        and plain[index + length] not in NEVER_IN_A_NAME
    ):
        length += 1
    return length


def parts(name: Sequence[str]) -> tuple[str, str]:
    """First name and surname out of the words of a name; either may be empty."""
    rest = [word for word in name if word not in TITLES and word not in JOINTS]
    titled = len(rest) < len(name)
    if not rest:
        return "", ""
    if len(rest) == 1:
        return ("", rest[0]) if titled else (rest[0], "")
    return rest[0], rest[-1]
