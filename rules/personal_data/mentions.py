"""Of whom a text speaks, place by place: named people and bodies, owners of mail addresses, whom other words mean."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rules.personal_data.cast import Cast
from rules.personal_data.cues import Cue
from rules.personal_data.item import Item, Scan
from rules.personal_data.mention import Mention
from rules.personal_data.patterns import pattern
from rules.personal_data.people import is_organisation
from rules.personal_data.pronouns import antecedent
from rules.personal_data.speech import Speech
from rules.personal_data.spoken import of_cues
from rules.personal_data.who import Party, Who

AS = pattern(rb"^ (?:as(?: the| a| our)?|down as(?: the)?|are the|are our|were the) $")


def mentions(
    scan: Scan,
    people: Sequence[Mention],
    bodies: Sequence[tuple[int, int]],
    items: Sequence[Item],
    cues: Sequence[Cue],
    cast: Cast,
    speech: Speech,
) -> list[Mention]:
    """Every mention in the order of the text; a name is not also taken for the words in it."""
    found = [*people, *_addressed(items, cast), *(Mention(a, b, Party(Who.OFFICE)) for a, b in bodies)]
    found.extend(of_cues(scan, cues, speech))
    found.sort(key=lambda mention: (mention.start, -mention.end, not mention.name[1]))
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if before is not None and mention.start < before.end:
            continue
        if mention.pronoun:
            heard = speech.audience_at(mention.start)
            if (meant := antecedent(scan, kept, mention, speech.house, heard)) is not None:
                kept.append(meant)
        else:
            kept.append(_as_introduced(scan, kept, mention))
    return kept


def _addressed(items: Sequence[Item], cast: Cast) -> Iterator[Mention]:
    """The people and offices whose mail addresses stand in the text."""
    for item in items:
        if item.kind != "email":
            continue
        readers = frozenset(i for i, reader in enumerate(cast.readers) if reader.address == item.value)
        if readers:
            party = Party(Who.READER, readers)
        elif (item.kind, item.value) in cast.council_items or cast.council.is_inside(item.value):
            party = Party(Who.COUNCIL)
        else:
            party = Party(Who.OFFICE if is_organisation(item.value) else Who.SOMEBODY)
        yield Mention(item.start, item.end, party, is_address=True)


def _as_introduced(scan: Scan, kept: list[Mention], mention: Mention) -> Mention:
    """A name right after "your husband" is somebody of the reader's household; "you as keyholder" is the reader."""
    before = kept[-1] if kept else None
    if before is None:
        return mention
    between = scan.lower[before.end : mention.start]
    if mention.who is Who.SOMEBODY and not mention.name[1] and before.who is Who.READER and AS.search(between):
        return replace(before, start=mention.start, end=mention.end)
    if not before.is_named and before.who is Who.SOMEBODY and mention.name[1] and len(between) <= 2:
        kept[-1] = replace(before, party=mention.party)
    if before.kin and mention.who is Who.NAMED and len(between) <= 2 and before.who is not Who.SOMEBODY:
        return replace(mention, party=before.party)
    return mention
