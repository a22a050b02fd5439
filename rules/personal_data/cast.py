"""Everybody in one message: its readers outside the council, its author, and the council's own people and data."""

from dataclasses import dataclass, field
from functools import cached_property

from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.person import Known, Standing
from rules.personal_data import ties
from rules.personal_data.patterns import pattern
from rules.personal_data.people import COUPLE_SIZE, Name, Person, family_name, is_organisation
from rules.personal_data.who import Party
from rules.personal_data.words import BODY_WORDS

Datum = tuple[str, str]
AGENT = pattern(
    rb"\b(?:(?:you(?: are)?|who) act(?:ing)? for|acting for|your clients?[,:]?(?: is)?|you represent"
    rb"|who instructs? you,?"
    rb"|you are instructed by)(?: (?:mr|mrs|ms|miss|dr))?(?:,| -)? ?$"
)
HOUSEHOLD_SIZE = 4


@dataclass(frozen=True)
class Cast:
    """`readers` are those outside the council, in the order of `View.outside`; `addressed` those whom "you" means."""

    readers: tuple[Person, ...]
    author: Person
    staff: tuple[Person, ...]
    council: Council
    addressed: frozenset[int]
    council_items: frozenset[Datum] = field(repr=False)
    known: Known = field(repr=False)
    council_names: frozenset[Name] = field(repr=False)
    """Every name that one of the council's people may be called by: in full, with an initial, by one of both."""
    answers: bool = False
    """Whether the message answers another one: what it quotes without a word is its reader's."""
    forwards: bool = False
    """Whether the message passes on another one."""
    family: frozenset[int] = frozenset()
    """The readers whose child or spouse the message speaks of: first names in it are of their house."""
    couple: bool = False
    """Whether the message speaks of a marriage or of something held jointly."""
    told: dict[Name, Party] = field(default_factory=dict, repr=False)
    """What the texts that were read before this one settled: who is dead, and who acts in a role."""
    given: dict[Datum, frozenset[int]] = field(default_factory=dict, repr=False)
    """The readers who have each datum from what is quoted in the texts that were read before."""
    had: list[str] = field(default_factory=list, repr=False)
    """What is quoted in the texts that were read before, and every reader has already."""
    principals: frozenset[Name] = frozenset()
    """Those for whom a reader acts, with their authority."""
    spoken_of: bool = False
    """Whether the subject names a private person who is no reader."""
    of_the_past: bool = False
    """Whether the message is about people of long ago."""
    shown: frozenset[str] = field(default=frozenset(), repr=False)
    """The addresses that the header shows to everybody, canonical."""

    @cached_property
    def own_lines(self) -> frozenset[str]:
        """Lines that the author's signature may begin with: names of the council's people, the own first name."""
        names = [name for person in (*self.staff, self.author) for name in person.names]
        full = {" ".join(name).strip() for name in names} | {f"{f[0]} {last}" for f, last in names if f and last}
        own = {first for first, _ in self.author.names if first}
        return frozenset(full | own | {f"{f[0]}{last[0]}" for f, last in self.author.names if f and last})

    @cached_property
    def familiar(self) -> frozenset[str]:
        """The words of everybody's names."""
        everybody = (*self.readers, *self.staff, self.author)
        return frozenset(word for person in everybody for name in person.names for word in name if len(word) > 1)

    @cached_property
    def offices(self) -> frozenset[int]:
        """The readers who write from an office or firm."""
        return frozenset(
            i
            for i, reader in enumerate(self.readers)
            if is_organisation(reader.address) and not reader.has_family_domain
        )

    @cached_property
    def of_thread(self) -> frozenset[int]:
        """The readers who had the message that this one answers, where the record has it; else all of them may."""
        thread = self.known.thread
        had = {canonical(address) for address in (thread.author, *thread.recipients)} if thread else set()
        return frozenset(i for i, reader in enumerate(self.readers) if not thread or reader.address in had)

    def have_had(self, words: str) -> bool:
        """Whether all readers have these words, in small letters, from quoted mail that was read before."""
        return any(words in said for said in self.had)

    def is_of_body(self, hand: str) -> bool:
        """Whether the words that name an author are an office's or firm's."""
        return not BODY_WORDS.isdisjoint(hand.lower().replace(",", " ").split())

    def readers_called(self, name: Name) -> frozenset[int]:
        """The readers who may bear this name, as indices."""
        if name not in self._called:
            self._called[name] = frozenset(i for i, reader in enumerate(self.readers) if reader.is_called(name))
        return self._called[name]

    @cached_property
    def _called(self) -> dict[Name, frozenset[int]]:
        return {}

    def represented(self, name: Name, before: bytes) -> frozenset[int]:
        """The readers who act for this person: "you act for", "your client", with their authority stated."""
        if (self.principals or self.offices) and ties.is_against(before):
            return frozenset()
        parts = set(name) - {""}
        is_principal = any(parts <= set(p) or set(p) - {""} <= parts for p in self.principals)
        if is_principal:
            return self.addressed
        acts = self.offices and AGENT.search(before) and not ties.is_denied(before)
        return self.offices if acts else frozenset()

    def of_house(self, name: Name) -> frozenset[int]:
        """The reader whose surname somebody else in the message bears: of one house, unless words speak against it."""
        if not all(name) or not self.addressed or self.addressed & self.offices:
            return frozenset()
        full = [self.readers[i].full for i in self.addressed]
        shared = all(own and _family(own) & _family(name) and own[0] != name[0] for own in full)
        return self.addressed if shared and (len(full) == 1 or self.are_a_household(self.addressed)) else frozenset()

    def said_of(self, name: Name) -> Standing | None:
        """What a reviewer said somebody of this name is: a contractor, or an official."""
        statement = self.known.said_of(" ".join(name)) if all(name) else None
        return statement.standing if statement else None

    def owners_of(self, kind: str, value: str) -> frozenset[int]:
        """The readers whose datum this is known to be, or their household's."""
        return frozenset(
            i
            for i, reader in enumerate(self.readers)
            if value == reader.address or self.known.is_theirs(kind, value, reader.address)
        )

    def bearers_of(self, driver: str) -> frozenset[int]:
        """The readers of whose surname a driver number begins with the first five letters (DVLA)."""
        fives = [
            {last.replace("'", "").replace("-", "")[:5].ljust(5, "9").upper() for _, last in r.names if last}
            for r in self.readers
        ]
        return frozenset(i for i, five in enumerate(fives) if driver[:5] in five)

    def are_a_household(self, readers: frozenset[int]) -> bool:
        """Whether readers who are written to together share a surname and not the first name: two of one house."""
        if readers not in self._households:
            self._households[readers] = self._share_a_house(readers)
        return self._households[readers]

    @cached_property
    def _households(self) -> dict[frozenset[int], bool]:
        return {}

    def _share_a_house(self, readers: frozenset[int]) -> bool:
        if len(readers) > HOUSEHOLD_SIZE or readers & self.offices or self._live_apart(readers):
            return False
        if self.couple and len(readers) == COUPLE_SIZE == len(self.readers) and readers <= self.addressed:
            return True
        full = [self.readers[i].full for i in readers]
        lasts = [_family(name) for name in full if name]
        return (
            None not in full
            and bool(set.intersection(*lasts))
            and len({name[0] for name in full if name}) == len(readers)
        )

    def _live_apart(self, readers: frozenset[int]) -> bool:
        """Whether the record knows different homes of these readers."""
        homes = [{value for kind, value in self.readers[i].items if kind == "address"} for i in readers]
        known = [home for home in homes if home]
        return len(known) > 1 and not set.intersection(*known)

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
        return name in self.council_names or self.author.is_called(name)


def _family(name: Name) -> set[str]:
    return set(map(family_name, name[1].split("-")))
