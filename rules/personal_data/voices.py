"""Who speaks in each stretch of a text, whom "you" means there, and which readers have had it before."""

from dataclasses import dataclass

from rules.personal_data.cast import Cast
from rules.personal_data.greeting import greeted, greets_all
from rules.personal_data.hand import is_first_of, is_named_in, of_a_document, party_of, signed_by
from rules.personal_data.item import Scan
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name, address_in
from rules.personal_data.segments import CHATTED, Segment
from rules.personal_data.who import Party, Who

MACHINES = frozenset({"noreply", "donotreply", "website", "webmaster", "web", "webform", "form", "forms", "wordpress"})
GIVEN = pattern(
    rb"(?m)^[> \t*]*(?:[a-z']+ ){0,2}e-?mail(?: [a-z]+){0,2}[*]? ?(?:[:=\t][*]?|\n)[> \t<]*([^\s<>]+@[^\s<>]+)"
)
GROUP = pattern(rb"^\s*(?:all|us|everyone|everybody|both|the (?:group|list|team|committee))(?:[^\w@.-]|$)")
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
    if not message:
        speakers[0] = of_a_document(scan, segments[0], cast)
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
    return (None if segment.author.strip() else signed_by(scan, segment, cast)) or party_of(segment.author, cast)


def _is_machine(address: str) -> bool:
    """Whether no person writes from an address: a website's, which passes on what visitors fill in."""
    return "".join(filter(str.isalpha, address.partition("@")[0])) in MACHINES


def _filled_in(scan: Scan, segment: Segment, cast: Cast) -> frozenset[int]:
    """The readers who gave their address as their own in a form: all of it is their words."""
    given = {match.group(1) for match in GIVEN.finditer(scan.lower, segment.start, segment.end)}
    return frozenset(i for i, reader in enumerate(cast.readers) if reader.address.encode("ascii", "replace") in given)


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
        or reader.address.partition("@")[0] in low.replace(":", " ").replace(";", " ").split()
        or any("@" not in part and (is_named_in(part, reader.names) or is_first_of(part, reader)) for part in named)
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
