"""People's names: first names from the lists that Faker keeps for every country, surnames from structure and lists.

A name is (first, last), both in lower case and plain letters; either may be empty. `sure` is false for a first
name that stands alone.
"""

import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module

from rules.personal_data.fold import fold
from rules.personal_data.item import Item, Scan
from rules.personal_data.patterns import pattern
from rules.personal_data.words import DOUBTFUL_FIRST, NO_NAMES, ROLES, STREET_SURNAMES, STREETS, TITLES

KIND = "name"
NAMED = "A person's name"

WORD = rb"[A-Z][a-z]*(?:['-][A-Za-z][a-z]*)*(?:[A-Z][a-z]+)?"
RUN = pattern(
    rb"\b" + WORD + rb"\.?(?:[ ](?:(?:van|von|de|der|la|al|el|bin|ap) ){0,2}" + WORD + rb"\.?){1,5}|\b" + WORD
)

SHOUTED = pattern(rb"\b[A-Z]{2,15}(?: [A-Z][A-Z'-]{1,20}){1,2}\b")
REVERSED = pattern(rb"\b([A-Z][a-z]+(?:['-][A-Z]?[a-z]+)*), ([A-Z][a-z]+)\b")
INITIALS = 2
PERSONAL = pattern(
    rb"^(?:,? who\b|'s (?:wife|husband|house|home)| said| says| asked| rang| lives?\b| wrote| told| has | owns)"
)


@cache
def first_names() -> frozenset[str]:
    """Every first name that the lists have, in plain lower case."""
    return _listed("first_name") - NO_NAMES | (DOUBTFUL_FIRST - STREETS)


@cache
def surnames() -> frozenset[str]:
    """Every surname that the lists have, in plain lower case."""
    return _listed("last_name") - NO_NAMES


@cache
def _listed(what: str) -> frozenset[str]:
    package = import_module("faker.providers.person")
    found: set[str] = set()
    for info in pkgutil.iter_modules(package.__path__):
        provider = import_module(f"{package.__name__}.{info.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith(what):
                found.update(_words(getattr(provider, attribute)))
    return frozenset(name for name in fold("\n".join(found))[0].lower().split("\n") if len(name) > 1)


def _words(value: object) -> Iterable[str]:
    if not isinstance(value, (dict, list, tuple)):
        return ()
    return (word if isinstance(word, str) else word[0] for word in value)


def find(scan: Scan) -> Iterator[Item]:
    """Names with a title, with a first name that is known as one, or with a surname that is; and lone first names."""
    for match in RUN.finditer(scan.raw):
        yield from _in_run(
            match.group().decode("ascii"), match.start(), bool(PERSONAL.search(scan.after(match.end(), 12)))
        )
    for match in SHOUTED.finditer(scan.raw):
        words = match.group().decode("ascii").lower().split()
        if words[0] in first_names() and words[-1] not in NO_NAMES and words[0] not in ROLES:
            yield _item(match.start(), match.end(), words[0], words[-1])
    if b", " in scan.raw:
        for match in REVERSED.finditer(scan.raw):
            last, first = (match.group(n).decode("ascii").lower() for n in (1, 2))
            if first in first_names() and last in surnames() and last not in first_names():
                yield _item(match.start(), match.end(), first, last)


def _in_run(run: str, offset: int, acts: bool) -> Iterator[Item]:
    words = [word.rstrip(".") for word in run.split(" ")]
    plain = [word.lower().removesuffix("'s") for word in words]
    at = [0]
    for word in run.split(" "):
        at.append(at[-1] + len(word) + 1)
    index = 0
    while index < len(words):
        length = _name_at(words, plain, index, acts)
        if length:
            name = plain[index : index + length]
            first, last = _parts(name)
            end = offset + at[index + length - 1] + len(words[index + length - 1])
            yield _item(offset + at[index], end, first, last, sure=bool(last))
        index += max(length, 1)


def _name_at(words: list[str], plain: list[str], index: int, acts: bool) -> int:
    """How many words from here are one name; 0 where none begins. `acts`: what follows tells of a person."""
    if plain[index] in TITLES:
        return _titled(words, plain, index)
    follows = _surname_follows(words, plain, index, acts)
    if plain[index] in first_names():
        return follows or (1 if plain[index] not in DOUBTFUL_FIRST and len(words) == 1 else 0)
    if (
        follows
        and plain[index] not in NO_NAMES
        and plain[index] not in ROLES
        and plain[index + follows - 1] in surnames()
    ):
        return follows
    return 0


def _titled(words: list[str], plain: list[str], index: int) -> int:
    length = 1
    while index + length < len(words) and length < 4 and (plain[index + length] not in NO_NAMES or length == 1):
        if plain[index + length] in NO_NAMES - STREET_SURNAMES - DOUBTFUL_FIRST:
            break
        length += 1
    return length if length > 1 else 0


def _surname_follows(words: list[str], plain: list[str], index: int, acts: bool) -> int:
    """The length of a name that begins here with a first name or initial; 0 where no surname follows."""
    place = index + 1
    while place < len(words) and len(plain[place]) <= 1:
        place += 1
    if place >= len(words) or place - index > INITIALS + 1 or plain[place] in ROLES:
        return 0
    street = plain[place] in STREET_SURNAMES
    if plain[place] in NO_NAMES and not street:
        return 0
    if street and not acts and (plain[index] in DOUBTFUL_FIRST or plain[index] not in first_names()):
        return 0
    if len(plain[index]) <= 1 and plain[place] not in surnames():
        return 0
    if place + 1 < len(words) and (plain[place + 1] in STREETS or plain[place + 1] in {"hall", "room", "house"}):
        return 0
    return place - index + 1


def _parts(name: list[str]) -> tuple[str, str]:
    titled = name[0] in TITLES
    rest = name[1:] if titled else name
    if len(rest) == 1:
        return ("", rest[0]) if titled else (rest[0], "")
    return rest[0], rest[-1]


def _item(start: int, end: int, first: str, last: str, sure: bool = True) -> Item:
    return Item(KIND, start, end, f"{first} {last}", sure)
