"""Whose hand it is: by the words that name an author, and by the signature of what is quoted or attached."""

from gateway.model.address import domain_of
from gateway.model.provider import is_provider
from rules.personal_data.cast import Cast
from rules.personal_data.item import Scan
from rules.personal_data.name_words import is_first, is_ordinary
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name, Person, address_in, is_organisation, name_of
from rules.personal_data.segments import Segment
from rules.personal_data.who import Party, Who

SIGNS = pattern(
    rb"(?m)^[> \t]*(?:(?i:yours(?: [a-z]+)?|(?:[a-z]+ )?regards|(?:best|good) wishes|thanks|signed|from)[:,]? +)?"
    rb"([A-Z][a-z'-]+ (?:[A-Z]\.? )?[A-Z][A-Za-z'-]+)[ \t,.]*$"
)
TO_THE_COUNCIL = pattern(
    rb"(?m)^[> \t]*(?:dear|to|fao|attn\.?|for the attention of):? (?:the )?(?:parish |town |community )?"
    rb"(?:clerk|council|councillors|sirs?|sir or madam|madam)\b[^\n]{0,30}$"
)
LETTERHEAD = 600  # characters before the greeting of a letter
SIGNED_WITHIN = 200  # characters
SHORT = 3  # letters: a shorter surname may stand in any domain


def signed_by(scan: Scan, segment: Segment, cast: Cast) -> Party | None:
    """Whoever signs, in full, what is quoted without a word of whose it is; None where nobody does."""
    for match in reversed(list(SIGNS.finditer(scan.raw, max(segment.start, segment.end - SIGNED_WITHIN), segment.end))):
        line = match.group(1).decode("ascii")
        name = name_of(line)
        if name and is_first(name[0]) and not is_ordinary(name[1]):
            return _named(line, cast)
    return None


def of_a_document(scan: Scan, segment: Segment, cast: Cast) -> Party:
    """Whoever signs a document; somebody unknown, where it is a letter to the council; else the council's own hand."""
    signer = signed_by(scan, segment, cast)
    if signer is None and not TO_THE_COUNCIL.search(scan.lower[:LETTERHEAD]):
        return Party(Who.SENDER)
    if (signer is None or signer.who is Who.NAMED) and any(
        map(cast.is_of_body, scan.words[-SIGNED_WITHIN:].split("\n"))
    ):
        return Party(Who.OFFICE)
    return signer or Party(Who.SOMEBODY)


def party_of(hand: str, cast: Cast) -> Party:
    """Who is named by the words with which a mail program names an author."""
    if not hand.strip():
        only = frozenset({0}) if len(cast.readers) == 1 and cast.answers and not cast.forwards else frozenset()
        return Party(Who.READER, only) if only else Party(Who.UNKNOWN)
    address = address_in(hand)
    if address and _is_own_domain(hand, domain_of(address)):
        return _named(hand.partition("<")[0], cast)
    return _addressed(address, cast) if address else _named(hand, cast)


def _is_own_domain(hand: str, domain: str) -> bool:
    """Whether a domain is called after whoever writes from it: Ryan Tolliver of tolliver-ryan.co.uk."""
    name = name_of(hand.partition("<")[0])
    label = domain.partition(".")[0].replace("-", "")
    return name is not None and all(name) and label in {"".join(name), "".join(reversed(name))}


def _addressed(address: str, cast: Cast) -> Party:
    readers = frozenset(i for i, reader in enumerate(cast.readers) if reader.address == address)
    if not readers and is_organisation(address) and not is_provider(domain_of(address)):
        readers = frozenset(i for i in cast.offices if domain_of(cast.readers[i].address) == domain_of(address))
    if readers:
        return Party(Who.READER, readers)
    if cast.council.is_inside(address):
        return Party(Who.COUNCIL)
    return Party(Who.OFFICE if is_organisation(address) else Who.NAMED)


def _named(hand: str, cast: Cast) -> Party:
    readers = frozenset(
        i
        for i, reader in enumerate(cast.readers)
        if is_named_in(hand, reader.names) or _is_local(hand, reader) or is_first_of(hand, reader)
    )
    if readers:
        return Party(Who.READER, readers)
    if any(is_named_in(hand, person.names) for person in (*cast.staff, cast.author)):
        return Party(Who.COUNCIL)
    return Party(Who.OFFICE if cast.is_of_body(hand) else Who.NAMED)


def is_named_in(hand: str, called: frozenset[Name]) -> bool:
    """Whether a name that somebody goes by stands in these words."""
    words = set(hand.lower().replace(",", " ").replace('"', " ").replace(";", " ").replace(":", " ").split())
    if any(first in words and last in words for first, last in called if first and last):
        return True
    return not called.isdisjoint({name_of(hand), name_of(hand.partition(",")[0])} - {None})


def _is_local(hand: str, reader: Person) -> bool:
    """Whether the name is that of an address such as neil.garrod@, or its body's: Office of Jo Bloggs MP."""
    words = set(hand.lower().replace(",", " ").replace(":", " ").split())
    if reader.full and set(reader.full) <= words:
        return True
    name = name_of(hand) or name_of(hand.partition(",")[0])
    if name and all(name) and "".join(reader.local) in {f"{name[0][0]}{name[1]}", f"{name[1]}{name[0][0]}"}:
        return True  # Samuel Obi of s.obi@
    if name and len(name[1]) > SHORT and is_organisation(reader.address) and name[1] in domain_of(reader.address):
        return True  # Terry Bunn of bunnandsons.co.uk
    return len(reader.local) > 1 and all(len(word) > 1 for word in reader.local) and set(reader.local) <= words


def is_first_of(hand: str, reader: Person) -> bool:
    """Whether a reader's first name alone names the hand, as in a chat."""
    name = name_of(hand) if len(hand.split()) == 1 else None
    return name is not None and any(first == name[0] for first, _ in reader.names)
