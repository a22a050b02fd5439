"""Who speaks in each stretch of a text, whom "you" means there, and which readers have had it before."""

from dataclasses import dataclass

from gateway.model.address import domain_of
from gateway.model.provider import is_provider
from rules.personal_data.cast import Cast
from rules.personal_data.greeting import greeted, greets_all
from rules.personal_data.item import Scan
from rules.personal_data.name_words import is_first, is_ordinary
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name, Person, address_in, is_organisation, name_of
from rules.personal_data.segments import CHATTED, Segment
from rules.personal_data.who import Party, Who

MACHINES = frozenset({"noreply", "donotreply", "website", "webmaster", "web", "webform", "form", "forms", "wordpress"})
GIVEN = pattern(
    rb"(?m)^[> \t*]*(?:[a-z']+ ){0,2}e-?mail(?: [a-z]+){0,2}[*]? ?(?:[:=\t][*]?|\n)[> \t<]*([^\s<>]+@[^\s<>]+)"
)
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
GROUP = pattern(rb"^\s*(?:all|us|everyone|everybody|both|the (?:group|list|team|committee))(?:[^\w@.-]|$)")
SHORT = 3  # letters: a shorter surname may stand in any domain
GREETED_WITHIN = 300  # characters


@dataclass(frozen=True, slots=True)
class Voice:
    """The hand of one stretch, whom it speaks to, and the readers who have it already."""

    speaker: Party
    audience: Party
    had: frozenset[int] = frozenset()


def voices(scan: Scan, segments: list[Segment], cast: Cast, message: bool) -> list[Voice]:
    """One for each segment. `message`: the text is the message's own, not a document that goes with it."""
    speakers = [_speaker(scan, segment, cast) for segment in segments]
    if not message and (hand := _signed_by(scan, segments[0], cast) or _of_a_letter(scan)):
        speakers[0] = hand
    chatting = frozenset(
        i for party, s in zip(speakers, segments, strict=True) if s.readers == CHATTED for i in party.readers
    )
    answered = {s.inside: n for n, s in reversed(list(enumerate(segments))) if s.inside is not None}
    found: list[Voice] = []
    for number, segment in enumerate(segments):
        if segment.own:
            found.append(Voice(speakers[number], _own_audience(scan, segment, cast, message)))
            continue
        audience = _audience(scan, segments, number, speakers, cast)
        had = speakers[number].readers | _listed(segment.readers, cast)
        if audience.who is Who.READER:
            had |= audience.readers
        if segment.readers == CHATTED:
            had |= chatting
        elif speakers[number].who is Who.READER and greets_all(
            scan.lower[segment.start : segment.start + GREETED_WITHIN]
        ):
            had |= cast.of_thread  # whoever answers all of them goes on among them
        elif not segment.readers:
            had |= _answered(scan, segments, answered.get(number), speakers, cast)
        if segment.inside is not None:
            had |= found[segment.inside].had
        found.append(Voice(speakers[number], audience, had))
    return found


def _own_audience(scan: Scan, segment: Segment, cast: Cast, message: bool) -> Party:
    """The readers who are greeted; in a document also somebody else who is."""
    if message:
        return Party(Who.READER, cast.addressed)
    names = greeted(scan.words[segment.start : segment.start + 2000])
    if names:
        return _called(names, cast) or Party(Who.NAMED)
    return Party(Who.READER, cast.addressed)


def _called(names: list[Name], cast: Cast) -> Party | None:
    readers = frozenset(i for name in names for i in cast.readers_called(name))
    if readers:
        return Party(Who.READER, readers)
    return Party(Who.COUNCIL) if any(cast.is_of_council(name) for name in names) else None


def _speaker(scan: Scan, segment: Segment, cast: Cast) -> Party:
    if segment.own:
        return Party(Who.SENDER)
    if _is_machine(address_in(segment.author)) and (readers := _filled_in(scan, segment, cast)):
        return Party(Who.READER, readers)
    return (None if segment.author.strip() else _signed_by(scan, segment, cast)) or party_of(segment.author, cast)


def _signed_by(scan: Scan, segment: Segment, cast: Cast) -> Party | None:
    """Whoever signs, in full, what is quoted without a word of whose it is; None where nobody does."""
    for match in reversed(list(SIGNS.finditer(scan.raw, max(segment.start, segment.end - SIGNED_WITHIN), segment.end))):
        line = match.group(1).decode("ascii")
        name = name_of(line)
        if name and is_first(name[0]) and not is_ordinary(name[1]):
            return _named(line, cast)
    return None


def _of_a_letter(scan: Scan) -> Party | None:
    """Somebody unknown, where a document is a letter to the council."""
    return Party(Who.SOMEBODY) if TO_THE_COUNCIL.search(scan.lower[:LETTERHEAD]) else None


def _is_machine(address: str) -> bool:
    """Whether no person writes from an address: a website's, which passes on what visitors fill in."""
    return "".join(filter(str.isalpha, address.partition("@")[0])) in MACHINES


def _filled_in(scan: Scan, segment: Segment, cast: Cast) -> frozenset[int]:
    """The readers who gave their address as their own in a form: all of it is their words."""
    given = {match.group(1) for match in GIVEN.finditer(scan.lower, segment.start, segment.end)}
    return frozenset(i for i, reader in enumerate(cast.readers) if reader.address.encode("ascii", "replace") in given)


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
        if _names(hand, reader.names) or _is_local(hand, reader) or _is_first(hand, reader)
    )
    if readers:
        return Party(Who.READER, readers)
    if any(_names(hand, person.names) for person in (*cast.staff, cast.author)):
        return Party(Who.COUNCIL)
    return Party(Who.OFFICE if cast.is_of_body(hand) else Who.NAMED)


def _names(hand: str, called: frozenset[Name]) -> bool:
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


def _is_first(hand: str, reader: Person) -> bool:
    """Whether a reader's first name alone names the hand, as in a chat."""
    name = name_of(hand) if len(hand.split()) == 1 else None
    return name is not None and any(first == name[0] for first, _ in reader.names)


def _audience(scan: Scan, segments: list[Segment], number: int, speakers: list[Party], cast: Cast) -> Party:
    """Whom a quoted message speaks to: those it greets, those of its header, else whoever quoted it."""
    segment = segments[number]
    names = greeted(scan.words[segment.start : segment.start + GREETED_WITHIN].lstrip("> \t\n"))
    if names and (party := _called(names, cast)):
        return party
    if segment.readers and segment.readers != CHATTED:
        readers = _listed(segment.readers, cast)
        others = Party(Who.NAMED if speakers[number].who is Who.COUNCIL else Who.COUNCIL)
        return Party(Who.READER, readers) if readers else others
    quoting = segment.inside
    return speakers[quoting] if quoting is not None and not segments[quoting].own else Party(Who.COUNCIL)


def _listed(readers: str, cast: Cast) -> frozenset[int]:
    """The readers whom a quoted header's To and Cc name."""
    low = readers.lower()
    if GROUP.search(low.encode("ascii", "ignore")):
        return cast.of_thread
    named = [
        part.strip(" :") for part in readers.replace(",", ";").replace(" and ", ";").split(";") if part.strip(" :")
    ]
    return frozenset(
        i
        for i, reader in enumerate(cast.readers)
        if reader.address in low
        or reader.address.partition("@")[0] in low.split()
        or any("@" not in part and (_names(part, reader.names) or _is_first(part, reader)) for part in named)
    )


def _answered(
    scan: Scan, segments: list[Segment], inner: int | None, speakers: list[Party], cast: Cast
) -> frozenset[int]:
    """The readers whom a message answers, where its header does not say to whom it went: whoever wrote what it quotes,
    and with them all whom that greeted.
    """
    if inner is None or segments[inner].forwarded or segments[inner].own:
        return frozenset()
    greeted_ = _audience(scan, segments, inner, speakers, cast)
    return speakers[inner].readers | (greeted_.readers if len(greeted_.readers) > 1 else frozenset())
