"""What the people whom a message names are: readers, the council's, in a role, dead, or private.

Nothing is known of most of them but the words around. Each piece of evidence has a weight; those for a role speak
against those for a private life, and the sum over all places where somebody is named decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from gateway.model.address import domain_of
from gateway.model.person import Standing
from rules.personal_data.cast import Cast
from rules.personal_data.dead import is_dead, without_births
from rules.personal_data.evidence import Near
from rules.personal_data.gender import gender_of_name
from rules.personal_data.item import Item, Scan
from rules.personal_data.layout import Layout
from rules.personal_data.mention import Mention
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name
from rules.personal_data.ties import live_apart
from rules.personal_data.weights import Weights
from rules.personal_data.who import Party, Who
from rules.personal_data.words import words

SHORT = 5  # letters: a shorter name may stand in any domain
AT_WORK = frozenset({Standing.CONTRACTOR, Standing.OFFICIAL})
FORMERLY = pattern(rb"\b(?:formerly|previously|nee|born|aka|also known as|alias|once|was|now) (?:mrs |miss |ms )?$")
RELATIVES = words("grandma granny gran nan nana nanny grandad grandpa auntie aunty uncle mum dad mam")
US = frozenset({"council", "parish council", "town council", "community council", "parish office"})
OTHER = pattern(rb"\b(?:other|another|different|namesake,?|second) $")


def people(
    scan: Scan,
    layout: Layout,
    names: Sequence[Item],
    bodies: Sequence[tuple[int, int]],
    items: Sequence[Item],
    cast: Cast,
    weights: Weights,
) -> list[Mention]:
    """Every name as a mention, each with what all the places that name the same person say of them."""
    read = [_mention(scan, item, cast) for item in names]
    bearers = _bearers({m.name for m in read if all(m.name)})
    genders = {m.name: m.gender for m in read}
    key = {m.name: _whole(m.name, bearers, genders) for m in read}
    evidence: dict[Name, float] = defaultdict(float)
    dead: set[Name] = set()
    others = [body for body in bodies if not _is_us(scan.lower_words[slice(*body)], cast)]
    near = Near(scan, layout, others, items, bool(cast.readers) and len(cast.offices) == len(cast.readers))
    told = without_births(scan)
    for mention in read:
        if mention.who is Who.NAMED:
            evidence[key[mention.name]] += sum(near.evidence(mention, weights))
            if is_dead(scan, told, mention.start, mention.end, cast.of_the_past):
                dead.add(key[mention.name])
    sure = [m for m in read if m.who is not Who.NAMED and all(key[m.name]) and not _by_surname(m.name, cast)]
    settled = cast.told | {key[m.name]: m.party for m in sure}
    return [_settle(scan, m, key[m.name], settled, dead, evidence, weights) for m in read]


def _is_us(body: str, cast: Cast) -> bool:
    """Whether a body is the council itself: whoever is named beside it need not act for it."""
    return body in US or body == cast.council.name.lower()


def _settle(
    scan: Scan,
    mention: Mention,
    key: Name,
    settled: dict[Name, Party],
    dead: set[Name],
    evidence: dict[Name, float],
    weights: Weights,
) -> Mention:
    if mention.who is not Who.NAMED:
        return mention
    if key in settled and not OTHER.search(scan.before(mention.start, 48)):
        return replace(mention, party=settled[key])
    if key in dead:
        return replace(mention, party=Party(Who.DEAD))
    if evidence[key] >= weights.in_a_role:
        return replace(mention, party=Party(Who.OFFICE))
    return mention


def _bearers(whole: set[Name]) -> dict[Name, list[Name]]:
    """The full names in which a first name, or a surname, stands."""
    bearers: dict[Name, list[Name]] = defaultdict(list)
    for first, last in whole:
        bearers[first, ""].append((first, last))
        bearers["", last].append((first, last))
    return bearers


def _whole(name: Name, bearers: dict[Name, list[Name]], genders: dict[Name, str]) -> Name:
    """The one full name that a first name or surname alone can stand for: never a man's for Mrs Kubiak."""
    others = () if all(name) else bearers.get(name, ())
    fitting = [whole for whole in others if not {genders[name], genders[whole]} >= {"m", "f"}]
    return fitting[0] if len(fitting) == 1 else name


def _mention(scan: Scan, item: Item, cast: Cast) -> Mention:
    first, _, last = item.value.partition(" ")
    name = (first, last)
    before = scan.before(item.start, 48)
    another = OTHER.search(before) is not None
    readers = frozenset() if another else cast.readers_called(name) or _by_surname(name, cast)
    if len(readers) > 1 and cast.are_namesakes(readers):
        readers = frozenset()  # namesakes: nothing tells which of them is meant
    tied = frozenset[int]() if readers else cast.represented(name, before)
    if not readers and last and (of_first := cast.readers_called((first, ""))) and FORMERLY.search(before):
        readers = of_first
    if not readers and not tied and not another:
        house = cast.of_house(name) if last else cast.family
        tied = house if house and not live_apart(before + b" " + scan.after(item.end, 48)) else tied
    if first in RELATIVES and cast.family and not readers:
        tied = cast.family  # Grandma Pat, where the message is about a child of the reader's
    party = _party(name, readers, tied, cast)
    title = scan.lower_words[item.start : item.end].split(" ", 1)[0].rstrip(".")
    gender = gender_of_name(title, first)
    return Mention(item.start, item.end, party, name, 3.0 if item.sure else 2.5, kin=bool(tied), gender=gender)


def _by_surname(name: Name, cast: Cast) -> frozenset[int]:
    """The readers whose surname a single word is: Marsh, 3 Pier Road."""
    return frozenset() if name[1] else cast.readers_called(("", name[0]))


def _party(name: Name, readers: frozenset[int], tied: frozenset[int], cast: Cast) -> Party:
    """Who bears a name: `readers` by it, `tied` readers whose relative or client it is, the council's, a firm."""
    if (not readers or all(name)) and cast.is_of_council(name):
        return Party(Who.COUNCIL)
    if readers or tied:
        return Party(Who.READER, readers or tied)
    joined = "".join(name)
    of_a_firm = len(joined) > SHORT and any(joined in domain_of(reader.address) for reader in cast.readers)
    return Party(Who.OFFICE if of_a_firm or cast.said_of(name) in AT_WORK else Who.NAMED)
