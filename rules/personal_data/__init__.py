"""No personal data of others goes outside the council: no names, addresses, mail addresses, numbers or identifiers.

What counts is whose a datum is. The recipient's own data may go to the recipient; the council's own, its people's and
an office's may go to anybody; a partner may receive what the council has named. A name alone is a warning only.
"""

from collections.abc import Iterable, Iterator

from pydantic import Field

from gateway.model.message import Text, TextKind
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View, Whose
from gateway.policy.rule import Item as Known
from rules.personal_data import listed, names, special
from rules.personal_data.cast import Cast, cast
from rules.personal_data.item import Item, Scan
from rules.personal_data.kinds import KINDS, find_all
from rules.personal_data.mentions import Mention, Who
from rules.personal_data.reading import Reading
from rules.personal_data.whose import Owner, is_by_author, owner

ACTION = Action.HOLD
NAMED = {kind.KIND: kind.NAMED for kind in (*KINDS, names)} | special.NAMED
PLACES = {TextKind.HEADER: "the subject", TextKind.DOCUMENT: "an attachment", TextKind.FILE_NAME: "a file name"}
BESIDE = 80  # characters between an address and the postcode that ends it


class Options(RuleOptions):
    """The keys of `[rules.personal-data]`."""

    name_action: Action = Action.WARN
    """What follows where nothing but a person's name is found."""
    special_action: Action = Action.WARN
    """What follows where the health, benefits, offences or care of somebody unnamed are spoken of; beside a name
    `action` follows."""
    allow: frozenset[str] = Field(default=frozenset())
    """Kinds that this rule passes over, such as "postcode"."""


recognise = listed.recognise


def check(view: View, options: Options) -> Found:
    """Every datum of somebody outside that reaches another outside."""
    if not view.outside:
        return
    own = next((t.text for t in view.content.texts if t.kind in {TextKind.PLAIN, TextKind.HTML}), "")
    everybody = cast(view, own)
    for text in view.content.texts:
        yield from _in_text(text, everybody, options)


def learn(view: View) -> set[Known]:
    """What the author of a message shows to be their own: address, name, and the data they give as theirs."""
    everybody = cast(view, "")
    author = everybody.author
    found: set[Known] = {(names.KIND, " ".join(name)) for name in author.names} | {("email", author.address)}
    for text in view.content.texts:
        if text.kind in {TextKind.PLAIN, TextKind.HTML}:
            reading = _read(text, everybody)
            found.update((item.kind, item.value) for item in reading.items if is_by_author(reading, item))
    return found


def _read(text: Text, everybody: Cast) -> Reading:
    scan = Scan.of(text.text)
    return Reading(scan, everybody, tuple(find_all(scan)), text.kind in {TextKind.PLAIN, TextKind.HTML})


def _in_text(text: Text, everybody: Cast, options: Options) -> Iterator[Finding]:
    reading = _read(text, everybody)
    leaked: list[tuple[Item, Owner]] = []
    for item in _joined(reading):
        if item.kind not in options.allow and _leaks(item, whose := owner(reading, item), reading):
            leaked.append((item, whose))
    for item, whose in leaked:
        yield _finding(item.kind, text, reading.scan, item.start, item.end, whose.whose)
    if names.KIND not in options.allow:
        yield from _hints(text, reading, options)
        beside = {whose.named.name for _, whose in leaked if whose.named}
        for mention in _strangers(reading):
            action = None if mention.name in beside else options.name_action
            yield _finding(names.KIND, text, reading.scan, mention.start, mention.end, Whose.OUTSIDE, action)


def _hints(text: Text, reading: Reading, options: Options) -> Iterator[Finding]:
    """Where a private person's health, benefits, offences or care are spoken of, in the sentence about them."""
    told: set[str] = set()
    for item in special.find(reading.scan):
        segment = reading.segment_of(item.start)
        mention = None if item.kind in options.allow or item.kind in told else reading.nearest(item, segment, near=True)
        if mention is None or mention.who not in {Who.NAMED, Who.SOMEBODY}:
            continue
        if all(i in reading.had(segment) or item.kind in r.may_receive for i, r in enumerate(reading.cast.readers)):
            continue
        told.add(item.kind)
        action = None if mention.who is Who.NAMED else options.special_action
        yield _finding(item.kind, text, reading.scan, item.start, item.end, Whose.OUTSIDE, action)


def _joined(reading: Reading) -> Iterator[Item]:
    """The data of a text, each postcode as a part of the address before it."""
    address_end = -BESIDE
    for item in reading.items:
        if item.kind == "address":
            address_end = item.end
        if item.kind != "postcode" or item.start - address_end > BESIDE:
            yield item


def _leaks(item: Item, whose: Owner, reading: Reading) -> bool:
    """Whether some reader gets it who neither owns it, nor has it already, nor may have it."""
    if whose.readers is None:
        return False
    may = reading.cast.household_of(whose.readers) | reading.had(reading.segment_of(item.start))
    return any(i not in may and item.kind not in r.may_receive for i, r in enumerate(reading.cast.readers))


def _strangers(reading: Reading) -> Iterable[Mention]:
    """The private people named in full whom some reader does not know from the thread."""
    everyone = len(reading.cast.readers)
    for mention in reading.mentions:
        if mention.who is not Who.NAMED or not mention.sure:
            continue
        had = reading.had(reading.segment_of(mention.start))
        may = {i for i, reader in enumerate(reading.cast.readers) if names.KIND in reader.may_receive}
        if len(had | may) < everyone:
            yield mention


def _finding(
    kind: str, text: Text, scan: Scan, start: int, end: int, whose: Whose, action: Action | None = None
) -> Finding:
    where = PLACES.get(text.kind, "the text")
    why = f"{NAMED[kind]} that is not every recipient's own stands in {where}."
    return Finding("personal-data", kind, why, text.part, scan.place(start), scan.place(end - 1) + 1, whose, action)
