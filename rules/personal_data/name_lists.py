"""First names and surnames of every country: those that Faker lists, and first names that many registers attest. They
are read once, when first needed.
"""

import pkgutil
import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rules.personal_data.fold import fold
from rules.personal_data.words import DOUBTFUL_FIRST, NO_NAMES, STREETS

# of each first name: how many of the 36 sources have it, how many people bear it, the share of women among them
ATTESTED = re.compile(rb'"([a-z]{4,})": \[(?:1[2-9]|[2-9]\d), \d{3,}, ([\d.]+)')
MOSTLY = 0.95  # the share of one gender from which a name says it


@cache
def places() -> frozenset[str]:
    """Countries, and the states and counties that Faker lists: as words that alone are no person."""
    from faker.providers.address.en_GB import Provider as British  # noqa: PLC0415
    from faker.providers.address.en_US import Provider as American  # noqa: PLC0415

    listed = (
        [*American.countries, *British.counties, *American.states]
        if hasattr(British, "counties")
        else [*American.countries, *American.states]
    )
    return frozenset(str(name).lower() for name in listed)


@cache
def first_names() -> frozenset[str]:
    """Every first name that the lists have, in plain lower case."""
    attested = _attested().keys() - surnames() - STREETS - common_words()
    return (_listed("first_name") | attested) - NO_NAMES | (DOUBTFUL_FIRST - STREETS)


@cache
def surnames() -> frozenset[str]:
    """Every surname that the lists have, in plain lower case."""
    return _listed("last_name") - NO_NAMES


@cache
def names_of(gender: str) -> frozenset[str]:
    """The first names that the lists give to men (`male`) or to women (`female`)."""
    least = MOSTLY if gender == "female" else 0.0
    attested = {name for name, women in _attested().items() if least <= women <= least + 1 - MOSTLY}
    return _listed(f"first_names_{gender}") | attested


@cache
def common_words() -> frozenset[str]:
    """Ordinary English words, less those that are more often names: capitals do not make them people."""
    from faker.providers.lorem.en_US import Provider  # noqa: PLC0415

    common = {word.lower() for word in Provider.word_list if len(word) > 1}
    return frozenset(common | NO_NAMES) - DOUBTFUL_FIRST


@cache
def _attested() -> dict[str, float]:
    """First names that a dozen public sources have, and a hundred people (Van Buskirk, Clauset, Larremore: "An
    open-source cultural consensus approach to name-based gender classification", 2023), each with its share of women.

    The package's code, which takes them for something else, is not run.
    """
    package = find_spec("nomquamgender")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("nomquamgender")
    told = Path(package.origin).with_name("name_data.json").read_bytes()
    return {found[1].decode("ascii"): float(found[2]) for found in ATTESTED.finditer(told)}


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
