"""Everybody in one message: its readers outside the council, its author, and the council's own people and data."""

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from gateway.model.address import Mailbox, canonical
from gateway.model.council import Council
from gateway.policy.rule import View
from rules.personal_data import names
from rules.personal_data.item import Scan
from rules.personal_data.kinds import bank, find_all
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name, Person, is_organisation, name_of
from rules.personal_data.words import GREETINGS

Datum = tuple[str, str]
GREETING = pattern(
    rb"(?mi)^[ \t]*(?:good )?(?:" + b"|".join(w.encode() for w in sorted(GREETINGS)) + rb")"
    rb"[ ,]+([^\n,!:]{2,80})"
)
CALLED_FIRST = pattern(rb"^\s*([A-Z][a-z'-]+(?: [A-Z][a-z'-]+)?) ?(?:,|-|:|\n)")
FAMILY = pattern(
    rb"\byour (?:little |eldest |youngest )?(?:son|daughter|child|children|boy|girl"
    rb"|wife|husband|mum|mother|dad|father)\b"
)
FAMILY_WITHIN = 4000  # characters
GREETED_WITHIN = 1000  # characters
HOUSEHOLD_SIZE = 4


@dataclass(frozen=True)
class Cast:
    """`readers` are those outside the council, in the order of `View.outside`; `addressed` those whom "you" means."""

    readers: tuple[Person, ...]
    author: Person
    staff: tuple[Person, ...]
    addressed: frozenset[int]
    council_items: frozenset[Datum] = field(repr=False)
    family: frozenset[int] = frozenset()
    """The readers whose child or spouse the message speaks of: first names in it are of their house."""

    @property
    def own_lines(self) -> frozenset[str]:
        """Lines that the author's signature may begin with: names of the council's people, the own first name."""
        full = {" ".join(name).strip() for person in (*self.staff, self.author) for name in person.names}
        return frozenset(full | {first for first, last in self.author.names if first})

    @cached_property
    def familiar(self) -> frozenset[str]:
        """The words of everybody's names."""
        everybody = (*self.readers, *self.staff, self.author)
        return frozenset(word for person in everybody for name in person.names for word in name if len(word) > 1)

    @cached_property
    def offices(self) -> frozenset[int]:
        """The readers who write from an office or firm."""
        return frozenset(i for i, reader in enumerate(self.readers) if is_organisation(reader.address))

    def readers_called(self, name: Name) -> frozenset[int]:
        """The readers who may bear this name, as indices."""
        if name not in self._called:
            self._called[name] = frozenset(i for i, reader in enumerate(self.readers) if reader.is_called(name))
        return self._called[name]

    @cached_property
    def _called(self) -> dict[Name, frozenset[int]]:
        return {}

    def are_a_household(self, readers: frozenset[int]) -> bool:
        """Whether readers who are written to together share a surname and not the first name: two of one house."""
        if not readers <= self.addressed or len(readers) > HOUSEHOLD_SIZE:
            return False
        full = [next((name for name in self.readers[i].names if all(name)), None) for i in readers]
        lasts = {name[1] for name in full if name}
        return None not in full and len(lasts) == 1 and len({name[0] for name in full if name}) == len(readers)

    def are_namesakes(self, readers: frozenset[int]) -> bool:
        """Whether all these readers go by the same full name."""
        full = [{name for name in self.readers[i].names if all(name)} for i in readers]
        return bool(set.intersection(*full))

    def household_of(self, readers: frozenset[int]) -> frozenset[int]:
        """These readers and those of their households."""
        others = frozenset(range(len(self.readers))) - readers
        if not readers or not others:
            return readers
        return readers | {i for i in others if any(self.are_a_household(frozenset({i, j})) for j in readers)}

    def is_of_council(self, name: Name) -> bool:
        """Whether one of the council's people, or the author, may bear this name."""
        return any(person.is_called(name) for person in (*self.staff, self.author))


def cast(view: View, text: str) -> Cast:
    """Everybody in this message; `text` is its own text, in which its readers may be greeted."""
    shown = {canonical(box.address): box for box in (*view.content.visible, *view.content.reply_to)}
    readers = [_reader(view, address, shown.get(canonical(address))) for address in view.outside]
    greeted = _greeted(text)
    staff, items = _of_council(view.council)
    return Cast(
        tuple(_with_greeting(reader, greeted, alone=len(readers) == 1) for reader in readers),
        _author(view, staff),
        staff,
        (addressed := _addressed(readers, greeted)),
        items,
        addressed if FAMILY.search(Scan.of(f"{view.content.subject}\n{text[:FAMILY_WITHIN]}").lower) else frozenset(),
    )


def _reader(view: View, address: str, box: Mailbox | None) -> Person:
    known = view.known.of(address)
    called = {name_of(box.name) if box else None} | {_split(value) for kind, value in known if kind == names.KIND}
    partner = view.council.partner(address)
    may_receive = frozenset(partner.may_receive if partner else ())
    return Person(canonical(address), frozenset(n for n in called if n), known, may_receive)


def _author(view: View, staff: tuple[Person, ...]) -> Person:
    box = view.content.from_[0] if view.content.from_ else Mailbox("", view.author)
    address = canonical(box.address)
    called = {name_of(box.name)} | {name for person in staff if person.address == address for name in person.names}
    return Person(address, frozenset(n for n in called if n), view.known.of(address))


def _split(value: str) -> Name:
    first, _, last = value.partition(" ")
    return first, last


def _greeted(text: str) -> list[Name]:
    """The names in the greeting of a text."""
    start = Scan.of(text[:GREETED_WITHIN]).raw
    greeting = GREETING.search(start) or CALLED_FIRST.search(start)
    written = greeting.group(1).decode("ascii") if greeting else ""
    for joint in (" and ", " & ", " / ", " a ", " + ", ","):
        written = written.replace(joint, "\n")
    return [name for part in written.split("\n") if (name := name_of(part))]


def _with_greeting(reader: Person, greeted: list[Name], alone: bool) -> Person:
    """The reader with the names of the greeting that can be theirs, and those of whoever is greeted with them."""
    own = {name for name in greeted if reader.is_called(name)}
    if alone and (own or not any(_contradicts(name, reader) for name in greeted)):
        lasts = {last for _, last in (*own, *reader.names) if last}
        own |= {name for name in greeted if not name[1] or not lasts or name[1] in lasts}
    if not own - reader.names or (own <= {name for name in own if _is_known(name, reader)}):
        return reader
    return replace(reader, names=reader.names | own)


def _is_known(name: Name, reader: Person) -> bool:
    """Whether a full name says already what the greeting does."""
    return any(first and last and name[0] in (first, "") and name[1] in (last, "") for first, last in reader.names)


def _contradicts(name: Name, reader: Person) -> bool:
    """Whether a greeting by surname meets a reader who goes by another."""
    return bool(name[1]) and any(last and last != name[1] for _, last in reader.names)


def _addressed(readers: list[Person], greeted: list[Name]) -> frozenset[int]:
    """The readers whom "you" means: those greeted; all where nobody is, or not by a name that speaks against it."""
    meant = frozenset(i for i, reader in enumerate(readers) if any(reader.is_called(name) for name in greeted))
    if meant or (len(readers) == 1 and any(_contradicts(name, readers[0]) for name in greeted)):
        return meant
    return frozenset(range(len(readers)))


@lru_cache(maxsize=16)
def _of_council(council: Council) -> tuple[tuple[Person, ...], frozenset[Datum]]:
    """The council's people, and every datum that is its own or theirs in office."""
    staff = tuple(Person(canonical(p.address), frozenset(n for n in [name_of(p.name)] if n)) for p in council.people)
    written = [*council.postal_addresses, *council.phones]
    written += [phone for p in council.people for phone in p.phones]
    written += [address for p in council.people for address in (*p.addresses, *p.private_addresses)]
    found = {(item.kind, item.value) for text in written for item in find_all(Scan.of(text))}
    return staff, frozenset(found | {(bank.KIND, bank.normal(account)) for account in council.bank_accounts})
