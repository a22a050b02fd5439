"""Who takes part in a message: its readers outside the council, its author, and the council's own people and data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from gateway.model.address import Mailbox, canonical, domain_of
from gateway.model.council import Council
from gateway.policy.rule import View
from rules.personal_data import names
from rules.personal_data.fold import fold
from rules.personal_data.item import Item, Scan
from rules.personal_data.kinds import find_all
from rules.personal_data.patterns import pattern
from rules.personal_data.words import NO_NAMES, ORGANISATIONS, TITLES, words

Name = tuple[str, str]
LETTERS = pattern(rb"[a-z]+")
GREETING = pattern(
    rb"(?mi)^[ \t]*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|morning|afternoon"
    rb"|evening)[ ,]+([^\n,!:]{2,80})"
)
CALLED_FIRST = pattern(rb"^\s*([A-Z][a-z'-]+(?: [A-Z][a-z'-]+)?) ?(?:,|-|:|\n)")


@dataclass(frozen=True)
class Person:
    """Somebody who writes or reads: the address, the names they go by, and the data known to be theirs."""

    address: str
    names: frozenset[Name] = frozenset()
    items: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    may_receive: frozenset[str] = frozenset()

    @property
    def local(self) -> tuple[str, ...]:
        """The words in the address's local part."""
        local = self.address.rpartition("@")[0].lower().encode("ascii", "ignore")
        return tuple(match.group().decode("ascii") for match in LETTERS.finditer(local))

    def is_called(self, name: Name) -> bool:
        """Whether this name can be theirs: by a name they go by, else by their address."""
        return any(_same(name, own) for own in self.names) or self._is_in_address(name)

    def _is_in_address(self, name: Name) -> bool:
        first, last = (part.replace("'", "").replace("-", "") for part in name)
        whole = any(own_first and own_last for own_first, own_last in self.names)
        if whole:
            return False
        words, joined = self.local, "".join(self.local)
        if first and last:
            return (
                first in words
                or {f"{first}{last}", f"{last}{first}", f"{first[0]}{last}", f"{last}{first[0]}"} & {joined} != set()
            )
        if last:
            return last in words or (len(last) > 2 and (joined.endswith(last) or joined.startswith(last)))
        return first in words or (len(first) > 2 and joined.startswith(first))


def _same(name: Name, own: Name) -> bool:
    (first, last), (own_first, own_last) = name, own
    if last and own_last and last != own_last:
        return False
    if first and own_first and first != own_first:
        return bool(last and own_last) and first[0] == own_first[0] and 1 in (len(first), len(own_first))
    return bool((last and own_last) or (first and own_first))


@dataclass(frozen=True)
class Cast:
    """Everybody in one message. `readers` are those outside the council, in the order of `View.outside`."""

    readers: tuple[Person, ...]
    author: Person
    staff: tuple[Person, ...]
    council_items: frozenset[tuple[str, str]] = field(repr=False)

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

    def readers_called(self, name: Name) -> frozenset[int]:
        """The readers who may bear this name, as indices."""
        return frozenset(i for i, reader in enumerate(self.readers) if reader.is_called(name))


def cast(view: View, text: str) -> Cast:
    """Everybody in this message; `text` is its own text, in which its readers may be greeted."""
    shown = {canonical(box.address): box for box in (*view.content.visible, *view.content.reply_to)}
    readers = [_reader(view, address, shown.get(canonical(address))) for address in view.outside]
    staff, items = _of_council(view.council)
    author = view.content.from_[0] if view.content.from_ else Mailbox("", view.author)
    in_office = [p for p in staff if p.address == canonical(author.address)]
    called = frozenset(n for n in [name_of(author.name), *(n for p in in_office for n in p.names)] if n)
    writer = Person(canonical(author.address), called, view.known.of(author.address))
    return Cast(tuple(_greeted(readers, text)), writer, staff, items)


def _reader(view: View, address: str, box: Mailbox | None) -> Person:
    known = view.known.of(address)
    called = {name_of(box.name) if box else None} | {_split(value) for kind, value in known if kind == names.KIND}
    partner = view.council.partner(address)
    return Person(
        canonical(address), frozenset(n for n in called if n), known, frozenset(partner.may_receive if partner else ())
    )


def _split(value: str) -> Name:
    first, _, last = value.partition(" ")
    return first, last


def name_of(written: str) -> Name | None:
    """The person's name in a display name or greeting; None where it names an office or a firm."""
    folded = fold(written)[0].replace(".", " ").replace('"', " ").strip()
    if "," in folded:
        last, _, first = folded.partition(",")
        folded = f"{first} {last}"
    words = folded.lower().split()
    titled = bool(words) and words[0] in TITLES
    words = words[1:] if titled else words
    if not words or len(words) > 5 or "@" in folded or (any(w in ORGANISATIONS for w in words) and len(words) > 2):
        return None
    if len(words) == 1:
        return ("", words[0]) if titled else (words[0], "") if words[0] not in NO_NAMES else None
    return words[0], words[-1]


def _greeted(readers: list[Person], text: str) -> Iterator[Person]:
    """The readers with the names by which the text greets them, where nothing speaks against it."""
    start = Scan.of(text[:1000]).raw
    greeting = GREETING.search(start) or CALLED_FIRST.search(start)
    written = greeting.group(1).decode("ascii") if greeting else ""
    for joint in (" and ", " & ", " / ", ","):
        written = written.replace(joint, "\n")
    called = [name for part in written.split("\n") if (name := name_of(part))]
    for reader in readers:
        own = {name for name in called if reader.is_called(name)}
        if not own and len(readers) == 1 and not any(_contradicts(name, reader) for name in called):
            own = set(called)
        yield Person(reader.address, reader.names | _joined(reader.names, own), reader.items, reader.may_receive)


def _contradicts(name: Name, reader: Person) -> bool:
    """Whether a greeting by title and surname meets a reader who goes by another surname."""
    return bool(name[1]) and any(last and last != name[1] for _, last in reader.names)


def _joined(own: frozenset[Name], greeted: set[Name]) -> frozenset[Name]:
    """What the greeting adds: nothing where a full name is known already."""
    return frozenset() if any(first and last for first, last in own) else frozenset(greeted)


@lru_cache(maxsize=16)
def _of_council(council: Council) -> tuple[tuple[Person, ...], frozenset[tuple[str, str]]]:
    staff = tuple(
        Person(canonical(p.address), frozenset(n for n in [name_of(p.name)] if n), frozenset()) for p in council.people
    )
    written = [*council.postal_addresses, *council.phones]
    written += [phone for p in council.people for phone in p.phones]
    written += [address for p in council.people for address in (*p.addresses, *p.private_addresses)]
    found = {item for text in written for item in _items(Scan.of(text))}
    found |= {("bank-account", "".join(c for c in account if c.isdigit())) for account in council.bank_accounts}
    return staff, frozenset((item.kind, item.value) if isinstance(item, Item) else item for item in found)


def _items(scan: Scan) -> list[tuple[str, str]]:
    return [(item.kind, item.value) for item in find_all(scan)]


def is_organisation(address: str) -> bool:
    """Whether an address is an office's or firm's: in no mail provider's domain and in no family's."""
    local, domain = address.rpartition("@")[0], domain_of(address)
    if domain in PROVIDERS or domain.endswith((".me.uk", ".name")) or "family" in domain:
        return False
    return bool(local) and not domain.startswith("example.")


PROVIDERS = words(
    """
    gmail.com googlemail.com outlook.com outlook.co.uk hotmail.com hotmail.co.uk live.com live.co.uk msn.com
    yahoo.com yahoo.co.uk ymail.com rocketmail.com icloud.com me.com mac.com aol.com aol.co.uk btinternet.com
    btopenworld.com bt.com sky.com virginmedia.com virgin.net ntlworld.com ntlworld.co.uk blueyonder.co.uk
    talktalk.net talktalk.co.uk tiscali.co.uk plusnet.com plus.com zen.co.uk proton.me protonmail.com pm.me
    gmx.com gmx.co.uk gmx.net mail.com fastmail.com fastmail.co.uk tutanota.com tuta.io orange.net o2.co.uk
    ee.co.uk waitrose.com uwclub.net phonecoop.coop freeserve.co.uk lineone.net supanet.com onetel.com pipex.com
    f2s.com demon.co.uk hushmail.com zoho.com yandex.com mail.ru qq.com web.de inbox.com lycos.co.uk
    wanadoo.co.uk fsmail.net tesco.net toucansurf.com vodafone.net three.co.uk myphone.coop posteo.net hey.com
    duck.com wp.pl o2.pl onet.pl
    """
)
