"""Take in a list of people: allotment holders, hall hirers, the electoral roll. Only keyed hashes of it are kept.

The columns of a CSV file are known by their names, or by what the Clerk says they are.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gateway.flow.known_people import hashed
from gateway.model.address import canonical
from gateway.model.register import Hasher
from gateway.policy.engine import Policy
from gateway.policy.rule import Item

MEANINGS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "contact", "tenant", "holder", "hirer", "elector", "resident", "member", "customer"),
    "first name": ("first name", "firstname", "forename", "forenames", "given name", "given names", "first"),
    "last name": ("last name", "lastname", "surname", "family name", "last"),
    "address": ("address", "postal address", "home address", "street", "street address", "property", "residence"),
    "postcode": ("postcode", "post code", "postal code", "zip"),
    "email": ("email", "e-mail", "mail", "email address", "e-mail address", "mail address"),
    "phone": (
        "phone",
        "telephone",
        "tel",
        "mobile",
        "mob",
        "landline",
        "phone number",
        "telephone number",
        "home phone",
    ),
    "birth-date": ("date of birth", "dob", "born", "birth date", "birthday"),
    "vehicle": ("vehicle", "registration", "vehicle registration", "car", "car registration", "reg"),
}
NAMES = {name: meaning for meaning, names in MEANINGS.items() for name in names}


class NotAList(Exception):
    """The file cannot be taken for a list of people; the text says why."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a list mean, and the names of those that mean nothing here."""

    meanings: Mapping[int, str]
    unknown: tuple[str, ...] = ()


@dataclass(slots=True)
class Household:
    """One line of a list: what is theirs, and their mail addresses."""

    items: set[Item] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)


def columns_of(header: Iterable[str], named: Mapping[str, str]) -> Columns:
    """What each column means: what the Clerk says, else what its name says. Raises NotAList."""
    said = {name.casefold().strip(): meaning for name, meaning in named.items()}
    names = [name.casefold().strip() for name in header]
    if absent := sorted(set(said) - set(names)):
        raise NotAList(f"there is no column {absent[0]!r}: there are {', '.join(names)}")
    if wrong := sorted(set(said.values()) - set(MEANINGS)):
        raise NotAList(f"{wrong[0]!r} is nothing that a column can be: it is one of {', '.join(MEANINGS)}")
    found = {number: meaning for number, name in enumerate(names) if (meaning := said.get(name) or _meaning(name))}
    if not found:
        raise NotAList(f"no column is known by its name: {', '.join(names)}; say what they are with --column")
    return Columns(found, tuple(name for number, name in enumerate(names) if number not in found and name))


def _meaning(name: str) -> str | None:
    """By the name, with or without what follows it: address 2, phone (home)."""
    plain = name.replace("_", " ").partition("(")[0].rstrip(" 0123456789:").removeprefix("address line").strip()
    return NAMES.get(plain or "address")


def rows_of(text: str) -> Iterator[list[str]]:
    """The rows of a CSV file, its separator found by its header. Raises NotAList."""
    head = text.lstrip("\ufeff")[:10_000].partition("\n")[0]
    separator = max(",;\t|", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    except csv.Error as error:
        raise NotAList(f"it is not a CSV file: {error}") from None


def households(rows: Iterable[list[str]], columns: Columns, policy: Policy) -> Iterator[Household]:
    """The people of each row; a row of which nothing is known is none."""
    for row in rows:
        cells: dict[str, list[str]] = {}
        for number, meaning in columns.meanings.items():
            if number < len(row) and row[number].strip():
                cells.setdefault(meaning, []).append(row[number].strip())
        household = _household(cells, policy.recognise)
        if household.items:
            yield household


def _household(cells: Mapping[str, list[str]], recognise: Callable[[str, str], frozenset[Item]]) -> Household:
    found = Household()
    first, last = " ".join(cells.get("first name", ())), " ".join(cells.get("last name", ()))
    for kind, said in cells.items():
        if kind in {"first name", "last name"}:
            continue
        for cell in [", ".join(said)] if kind == "address" else said:
            found.items |= recognise(kind, cell)
    if first or last:
        found.items |= recognise("name", f"{first} {last}".strip())
    if "postcode" not in cells:
        found.items |= recognise("postcode", ", ".join(cells.get("address", ())))
    found.addresses = {canonical(value) for kind, value in found.items if kind == "email"}
    return found


def in_hashes(people: Iterable[Household], hasher: Hasher) -> Iterator[tuple[list[int], list[int]]]:
    """Households as they are kept."""
    for one in people:
        yield hashed(hasher, sorted(one.items), sorted(one.addresses))
