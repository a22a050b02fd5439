"""First names and surnames of every country, from the lists that Faker keeps. They are read once, when first needed."""

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from rules.personal_data.fold import fold
from rules.personal_data.words import DOUBTFUL_FIRST, NO_NAMES, STREETS


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
