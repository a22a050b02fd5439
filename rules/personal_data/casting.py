"""Who takes part in a message, read from its header, its greeting and what is quoted in it."""

from functools import lru_cache

from gateway.model.address import Mailbox, canonical
from gateway.model.council import Council
from gateway.policy.rule import View
from rules.personal_data import names, ties
from rules.personal_data.cast import Cast, Datum
from rules.personal_data.dead import is_of_the_past
from rules.personal_data.greeting import addressed, first_word, greeted, with_greeting, with_short_name
from rules.personal_data.item import Scan
from rules.personal_data.kinds import bank, find_all
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name, Person, is_organisation, name_of, names_in

FORWARDS = pattern(rb"^\s*(?:fwd?|tr|wg|rv|i|enc|vs|doorst)\s*:")
ANSWERS = pattern(rb"^\s*(?:\[[^\]\n]{1,30}\]\s*)?(?:re|aw|antw|sv|vs|odp|r|rif|res|ref|atb|ynt)(?:\[\d+\])? ?:")
QUOTED = pattern(rb"(?m)^>|^[> ]*From: |\bwrote:[ \t]*$|^-+ ?(?:Original|Forwarded)")
MAILBOX = pattern(rb"([A-Z][A-Za-z'.& -]{1,60}?)[\"']? ?<(?:mailto:)?([^<>\s@]+@[^<>\s@]+)>")


def cast(view: View, subject: Scan, text: Scan) -> Cast:
    """Everybody in this message; `text` is its own text, in which its readers may be greeted."""
    shown = {canonical(box.address): box for box in (*view.content.visible, *view.content.reply_to)}
    written = _written(text)
    readers = [_reader(view, address, shown.get(canonical(address)), written) for address in view.outside]
    named = greeted(_own(text))
    if not named and any(reader.is_called(first_word(text.words)) for reader in readers):
        named = [first_word(text.words)]
    readers = [with_short_name(reader, named) for reader in readers]
    meant = addressed(readers, named)
    staff, items, called = _of_council(view.council)
    return Cast(
        tuple(with_greeting(reader, named, alone=len(readers) == 1) for reader in readers),
        _author(view, staff),
        staff,
        view.council,
        meant,
        items,
        view.known,
        called,
        answers=_answers(view),
        forwards=FORWARDS.search(view.content.subject.lower().encode("ascii", "ignore")) is not None,
        family=_private(meant, readers) if ties.speaks_of_family(subject, text) else frozenset(),
        couple=ties.speaks_of_a_couple(subject, text),
        principals=ties.principals(subject, text),
        of_the_past=is_of_the_past(subject.lower),
        shown=frozenset(canonical(box.address) for box in view.content.visible),
    )


def _answers(view: View) -> bool:
    ids = view.content.header("In-Reply-To") or view.content.header("References")
    return bool(ids or view.known.thread or ANSWERS.search(view.content.subject.lower().encode("ascii", "ignore")))


def _private(meant: frozenset[int], readers: list[Person]) -> frozenset[int]:
    return frozenset(i for i in meant if not is_organisation(readers[i].address))


def _own(scan: Scan) -> str:
    """The beginning of a text, up to what is quoted: a greeting in that is another's."""
    quoted = QUOTED.search(scan.raw[: ties.READ_WITHIN])
    return scan.words[: quoted.start()] if quoted else scan.words


def _written(scan: Scan) -> dict[str, set[Name]]:
    """The names that stand before mail addresses in a text, as in the headers of quoted mail."""
    found: dict[str, set[Name]] = {}
    for match in MAILBOX.finditer(scan.raw) if b"<" in scan.raw and b"@" in scan.raw else ():
        name, address = (match.group(part).decode("ascii") for part in (1, 2))
        found.setdefault(canonical(address), set()).update(names_in(name))
    return found


def _reader(view: View, address: str, box: Mailbox | None, written: dict[str, set[Name]]) -> Person:
    known = view.known.of(address)
    called = (
        set(names_in(box.name) if box else ())
        | written.get(canonical(address), set())
        | {_split(value) for kind, value in known if kind == names.KIND}
    )
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


@lru_cache(maxsize=16)
def _of_council(council: Council) -> tuple[tuple[Person, ...], frozenset[Datum], frozenset[Name]]:
    """The council's people, and every datum that is its own or theirs in office."""
    staff = tuple(Person(canonical(p.address), frozenset(n for n in [name_of(p.name)] if n)) for p in council.people)
    written = [*council.postal_addresses, *council.phones]
    written += [phone for p in council.people for phone in p.phones]
    written += [address for p in council.people for address in (*p.addresses, *p.private_addresses)]
    found = {(item.kind, item.value) for text in written for item in find_all(Scan.of(text))}
    names_ = [name for person in staff for name in person.names]
    called = {
        n for first, last in names_ for n in ((first, last), (first[:1], last), ("", last), (first, "")) if any(n)
    }
    called |= {("", word) for person in staff for word in person.local if len(word) > 2}
    return (
        staff,
        frozenset(found | {(bank.KIND, bank.normal(account)) for account in council.bank_accounts}),
        frozenset(called),
    )
