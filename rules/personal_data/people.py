"""A person as a message shows one: the address, the names that go with it, and what is known to be theirs."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from gateway.model.address import canonical, domain_of
from gateway.model.provider import is_provider
from rules.personal_data.fold import fold
from rules.personal_data.name_lists import first_names, surnames
from rules.personal_data.patterns import pattern
from rules.personal_data.words import NO_NAMES, ORGANISATIONS, POST_NOMINALS, TITLES, words

Name = tuple[str, str]
LETTERS = pattern(rb"[a-z]+")
FAMILY = pattern(rb"^the ([a-z'-]{3,})s(?: family)?$|^(?:the )?([a-z'-]{3,}) family$")
LONGEST_NAME = 5  # words
COUPLE_SIZE = 2
SHORTEST_STEM = 5  # letters of a surname that has another form for a woman


@dataclass(frozen=True)
class Person:
    """Somebody who writes or reads: the address, the names they go by, and the data known to be theirs."""

    address: str
    names: frozenset[Name] = frozenset()
    items: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    may_receive: frozenset[str] = frozenset()

    @cached_property
    def local(self) -> tuple[str, ...]:
        """The words in the address's local part."""
        return _words_of(self.address.rpartition("@")[0])

    @cached_property
    def full(self) -> Name | None:
        """Their first name and surname, by what they are called, else by an address such as jo.bloggs@."""
        for name in sorted(self.names):
            if all(name):
                return name
        if len(self.local) == 2 and all(len(word) > 1 for word in self.local) and self.local[0] in first_names():
            return self.local[0], self.local[1]
        return None

    @cached_property
    def has_family_domain(self) -> bool:
        """Whether their domain is their surname and no more: Mrs Carrington-Ball of carringtonball.co.uk."""
        label = _label(domain_of(self.address))
        return any(last.replace("-", "").replace("'", "") == label for _, last in self.names if last)

    def is_called(self, name: Name) -> bool:
        """Whether this name can be theirs: by a name they go by, else by their address."""
        return any(_same(name, own) for own in self.names) or self._is_in_address(name)

    def _shares_mailbox(self, name: Name) -> bool:
        """Whether an address is that of two, of whom this is one: ron.beryl.upex@."""
        words = self.local
        return len(words) > COUPLE_SIZE and not name[1] and name[0] in words[:COUPLE_SIZE] and words[0] in first_names()

    def _is_in_address(self, name: Name) -> bool:
        if any(own_first and own_last for own_first, own_last in self.names):
            return self._shares_mailbox(name)
        first, last = (part.replace("'", "").replace("-", "") for part in name)
        words, joined = self.local, "".join(self.local)
        if first and last:
            return (
                first in words
                or {f"{first}{last}", f"{last}{first}", f"{first[0]}{last}", f"{last}{first[0]}"} & {joined} != set()
            )
        if last:
            return last in words or (len(last) > 2 and (joined.endswith(last) or joined.startswith(last)))
        return first in words or (len(first) > 2 and joined.startswith(first) and first in first_names())


def _words_of(local: str) -> tuple[str, ...]:
    return tuple(m.group().decode("ascii") for m in LETTERS.finditer(local.lower().encode("ascii", "ignore")))


def family_name(last: str) -> str:
    """A surname as a man of the family bears it: Nowicka's husband is Nowicki, Petrova's Petrov."""
    if last.endswith(("ska", "cka", "dzka")):
        return last[:-1] + "i"
    return last[:-1] if last.endswith(("ova", "eva")) and len(last) > SHORTEST_STEM else last


def _same(name: Name, own: Name) -> bool:
    (first, last), (own_first, own_last) = name, own
    if last and own_last and last != own_last:
        return False
    if first and own_first and first != own_first:
        return bool(last and own_last) and first[0] == own_first[0] and 1 in (len(first), len(own_first))
    return bool((last and own_last) or (first and own_first))


def name_of(written: str) -> Name | None:
    """The person's name in a display name or greeting; None where it names an office or a firm."""
    folded = fold(written)[0].replace(".", " ").replace('"', " ").strip()
    if "," in folded:
        last, _, first = folded.partition(",")
        folded = f"{first} {last}"
    parts = folded.lower().split()
    while len(parts) > 2 and parts[-1] in POST_NOMINALS:
        parts.pop()
    titled = bool(parts) and parts[0] in TITLES
    parts = parts[1:] if titled else parts
    if (
        not parts
        or parts[0] == "the"
        or len(parts) > LONGEST_NAME
        or "@" in folded
        or (len(parts) > 2 and ORGANISATIONS & set(parts))
    ):
        return None
    if len(parts) == 1:
        return ("", parts[0]) if titled else (parts[0], "") if parts[0] not in NO_NAMES else None
    return parts[0], parts[-1]


def names_in(written: str) -> list[Name]:
    """The names in a display name: of Ivor & Beti Prosser both."""
    if family := FAMILY.search(fold(written)[0].lower().encode("ascii", "ignore")):
        return [("", (family.group(1) or family.group(2)).decode("ascii"))]
    parts = written.replace(" & ", "\n").replace(" and ", "\n").replace(" + ", "\n").split("\n")
    names = [name for part in parts if (name := name_of(part))]
    last = names[-1][1] if names else ""
    return [(first, own or last) for first, own in names]


def address_in(hand: str) -> str:
    """The mail address in the words that name somebody; empty where there is none."""
    for word in hand.replace("<", " ").replace(">", " ").replace("[mailto:", " ").replace("]", " ").split():
        if "@" in word:
            return canonical(word.strip("()\"',;:"))
    return ""


@lru_cache(maxsize=1024)
def is_organisation(address: str) -> bool:
    """Whether an address is an office's or firm's: in no mail provider's domain and in no family's."""
    local, domain = address.rpartition("@")[0], domain_of(address)
    parts = _words_of(local)
    if OFFICES & set(parts) and not (is_provider(domain) and parts[0] in first_names()):
        return True
    if _is_family_domain(parts, domain):
        return False
    if is_provider(domain) or domain.endswith((".me.uk", ".name")) or "family" in domain:
        return False
    return bool(local) and not domain.startswith("example.")


def _label(domain: str) -> str:
    """The first word of a domain, without hyphens."""
    return domain.partition(".")[0].replace("-", "")


def _is_family_domain(parts: tuple[str, ...], domain: str) -> bool:
    """Whether a domain is named after its people alone: jane@thehollies... is not, j.bloggs@bloggs... is."""
    label = _label(domain)
    if parts and parts[0] in first_names() and label in surnames() and parts[0] not in OFFICES:
        return True
    return len(parts) > 1 and len(parts[-1]) > 2 and label == parts[-1] and parts[0] not in OFFICES


OFFICES = words(
    """
    info office admin accounts enquiries enquiry bookings booking sales support help contact hello team clerk council
    parish parishcouncil hall villagehall church secretary treasurer chairman chair editor news newsletter club society
    school pta scouts guides wi fc cc allotments noreply postmaster webmaster reception planning events tickets
    """
)
