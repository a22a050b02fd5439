"""Whom "she", "him" or "their" means: somebody spoken of before."""

from dataclasses import replace

from rules.personal_data.item import Scan
from rules.personal_data.mention import ROLE, Mention
from rules.personal_data.who import Party, Who

PRONOUN_REACH = 400  # characters between a pronoun and whom it means
PRONOUN_LOOKS_AT = 10
NAMED_BODY = 3.0  # strength


def _gender_of_pronoun(word: str) -> str:
    return "m" if word.startswith(("he'", "hi")) or word == "he" else "f"


def antecedent(
    scan: Scan, kept: list[Mention], pronoun: Mention, house: Party, heard: frozenset[int]
) -> Mention | None:
    """Whom "she" or "their" means: the last person or office spoken of, never the reader; else somebody unnamed."""
    word = scan.lower_words[pronoun.start : pronoun.end]
    plural = word.startswith("the")
    near = [m for m in kept[-PRONOUN_LOOKS_AT:] if pronoun.start - m.end <= PRONOUN_REACH]
    by_name = any(m.is_named and m.who not in {Who.READER, Who.SENDER} for m in near)
    fitting = [m for m in near if plural or not m.gender or m.gender == _gender_of_pronoun(word)]
    for before in reversed(fitting or near):
        if not _can_be_meant(before, heard) or (
            before.who is Who.OFFICE and not _is_office_meant(before, plural, by_name)
        ):
            continue
        if before.strength >= ROLE or plural:
            strength = min(before.strength, 2.5)
            gender = before.gender or ("" if plural else _gender_of_pronoun(word))
            return replace(
                before, start=pronoun.start, end=pronoun.end, strength=strength, kin=False, pronoun=True, gender=gender
            )
    if plural:
        return None
    return replace(pronoun, party=house if house.readers else pronoun.party, strength=ROLE)


def _can_be_meant(before: Mention, heard: frozenset[int]) -> bool:
    """Whether somebody may be spoken of as "she": not a mail address, the speaker, or those who are spoken to."""
    if before.is_address or before.who is Who.SENDER:
        return False
    return before.who is not Who.READER or before.kin or not before.party.readers <= heard


def _is_office_meant(before: Mention, plural: bool, by_name: bool) -> bool:
    """Whether an office without a name may be meant: "they" more than "she", and no one where people are named."""
    if before.is_named:
        return True
    if not plural and before.strength != ROLE:
        return False
    return not by_name or before.strength >= NAMED_BODY
