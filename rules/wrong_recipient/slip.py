"""Whether an address is a slip of the pen from another one, or just another person's. Addresses are canonical here."""

from collections.abc import Sequence

import re2

from gateway.model.address import Mailbox
from gateway.model.likeness import distance, words_of_name
from gateway.model.provider import is_provider

ONE, TWO = 5, 7  # letters of a word from which on one of them, or two, may be a slip
DOMAIN_ONE, DOMAIN_TWO = 6, 10  # the same for a domain's name: there are many more of those
SHORTEST = 6  # characters of a local part that says who somebody is
ALONE = 8  # characters of one that is a single word
PARTS = re2.compile(r"[._\-]+")
FIGURES = re2.compile(r"[0-9]+")
DOTLESS = {"gmail.com", "googlemail.com"}  # where dots in a local part do not count
OFFICE_WORDS = """
    accounts admin bookings bursar chair chairman clerk committee contact council customerservices editor enquiries
    enquiry events feedback finance headteacher helpdesk highways information invoices licensing mail media membership
    news newsletter noreply office orders parish parishclerk parishcouncil payroll planning policy postmaster press
    reception sales school secretary service services support team townclerk treasurer trustees webmaster
"""
OFFICES = frozenset(OFFICE_WORDS.split())


def is_of(written: Mailbox, known: Mailbox, most: int) -> bool:
    """Whether the local parts differ, within one domain, by no more letters than a slip makes."""
    domain = _domain(written)
    if not most or domain != _domain(known) or written.address == known.address:
        return False
    one, other = _local(written), _local(known)
    if not other or are_two_people(written, known):
        return False
    letters, others = FIGURES.sub("", one), FIGURES.sub("", other)
    if letters == others:  # clerk1 and clerk2 are two; with a provider the figures only tell namesakes apart
        return is_provider(domain) and len(letters) >= SHORTEST and _figures_slipped(one, other)
    if FIGURES.findall(one) != FIGURES.findall(other):
        return False
    parts, others_parts = PARTS.split(letters), PARTS.split(others)
    if "".join(parts) == "".join(others_parts):
        return domain not in DOTLESS and len(letters) >= SHORTEST
    if len(parts) != len(others_parts):
        parts, others_parts = ["".join(parts)], ["".join(others_parts)]
    differ = [pair for pair in zip(parts, others_parts, strict=True) if len(set(pair)) > 1]
    return sum(distance(*pair) for pair in differ) <= most and all(_mistyped(*pair, ONE, TWO) for pair in differ)


def is_namesake(written: Mailbox, known: Mailbox) -> bool:
    """Whether a local part that says who somebody is stands in another domain too."""
    local = _local(written)
    if local != _local(known) or written.address == known.address or are_two_people(written, known):
        return False
    says_who = len(local) >= ALONE or (len(local) >= SHORTEST and not local.isalpha())
    return says_who and any(map(str.isalpha, local)) and OFFICES.isdisjoint(PARTS.split(FIGURES.sub("", local)))


def is_of_domain(written: Mailbox, known: Mailbox) -> bool:
    """Whether a domain as a whole, given without a local part, differs by no more letters than a slip makes."""
    if _local(known):
        return False
    name, _, suffix = _domain(written).partition(".")
    known_name, _, known_suffix = _domain(known).partition(".")
    if suffix != known_suffix or FIGURES.findall(name) != FIGURES.findall(known_name):
        return False
    return name != known_name and _mistyped(name, known_name, DOMAIN_ONE, DOMAIN_TWO)


def are_two_people(written: Mailbox, known: Mailbox) -> bool:
    """Whether both have names, and each has a word that the other lacks."""
    one, other = words_of_name(written.name), words_of_name(known.name)
    return bool(one - other and other - one)


def _local(box: Mailbox) -> str:
    return box.address.rpartition("@")[0]


def _domain(box: Mailbox) -> str:
    return box.address.rpartition("@")[2]


def _figures_slipped(one: str, other: str) -> bool:
    """Whether the figures stand in one of them only, or differ by one of several."""
    figures, others = ("".join(FIGURES.findall(local)) for local in (one, other))
    return not (figures and others) or (min(len(figures), len(others)) > 1 and distance(figures, others) == 1)


def _mistyped(one: str, other: str, shortest_one: int, shortest_two: int) -> bool:
    """Whether one word is a slip from the other. The first letter is seldom wrong, and often all that differs."""
    if not one or not other or (one[0] != other[0] and one[:2] != other[1::-1]):
        return False
    shorter, off = min(len(one), len(other)), distance(one, other)
    if off == 1:
        return shorter >= shortest_one or (shorter >= shortest_one - 1 and _swapped_or_doubled(one, other))
    return off == 2 and shorter >= shortest_two


def _swapped_or_doubled(one: str, other: str) -> bool:
    """Slips that hardly ever make another name, in short words too."""
    return sorted(one) == sorted(other) or _undoubled(one) == _undoubled(other)


def _undoubled(word: Sequence[str]) -> str:
    return "".join(letter for before, letter in zip(" " + str(word), word, strict=False) if letter != before)
