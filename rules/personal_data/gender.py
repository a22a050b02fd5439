"""Whether words for people, titles and first names are a man's or a woman's, so that "she" is not taken for him."""

from functools import cache

from rules.personal_data.name_lists import names_of
from rules.personal_data.words import words

MALE = words(
    """
    father dad daddy husband son brother uncle nephew grandad grandfather grandson man gentleman gent chap bloke lad boy
    fella fellow guy widower stepson mr hubby men lads chairman father-in-law son-in-law master
    """
)
FEMALE = words(
    """
    mother mum mam mummy wife daughter sister aunt auntie niece gran nan nana grandmother granddaughter woman lady lass
    girl widow stepdaughter mrs ms miss missus women ladies chairwoman mother-in-law daughter-in-law
    """
)


def gender_of(word: str) -> str:
    """`m`, `f`, or nothing where it can be either."""
    last = word.rsplit(maxsplit=1)[-1] if word else ""
    return "m" if last in MALE else "f" if last in FEMALE else ""


@cache
def gender_of_name(title: str, first: str) -> str:
    """The same for a named person, by title, else by a first name that only one of the two bear."""
    if told := gender_of(title):
        return told
    male, female = first in names_of("male"), first in names_of("female")
    return "" if male == female else "m" if male else "f"
