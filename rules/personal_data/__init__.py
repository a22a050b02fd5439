"""No personal data of others goes outside the council: no names, addresses, mail addresses, numbers or identifiers.

What counts is whose a datum is. The recipient's own data may go to the recipient; the council's own, its people's and
an office's may go to anybody; a partner may receive what the council has named. A name alone is a warning only.
"""

from collections.abc import Iterator
from dataclasses import replace

from pydantic import Field

from gateway.mime.thread import bare_subject
from gateway.model.message import Text, TextKind
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View, Whose
from gateway.policy.rule import Item as Known
from rules.personal_data import hints, listed, names, special
from rules.personal_data.attached import NOBODY, OWN, hands
from rules.personal_data.cast import Cast
from rules.personal_data.casting import cast
from rules.personal_data.exposed import WHY, are_exposed
from rules.personal_data.fold import fold
from rules.personal_data.item import Item, Scan
from rules.personal_data.kinds import KINDS, email
from rules.personal_data.mention import Mention
from rules.personal_data.patterns import pattern
from rules.personal_data.reading import Reading
from rules.personal_data.reasons import reason
from rules.personal_data.rights import Claim, claim, claims_beside, is_by_author
from rules.personal_data.weights import Weights
from rules.personal_data.who import Who

ACTION = Action.HOLD
NAMED = {kind.KIND: kind.NAMED for kind in (*KINDS, names)} | hints.NAMED
SETTLED = frozenset({Who.OFFICE, Who.DEAD})
SUBJECT = "header Subject"
REPORT = "message/delivery-status"
ANSWERS_MINE = pattern(rb"^\s*(?:re|aw|sv|antw|odp|atb) ?:.*\bmy\b")
TWO_CAPITALS = pattern(rb"\b[A-Z][A-Za-z'.-]* [A-Z]")
BESIDE = 80  # characters between an address and the postcode that ends it


class Options(RuleOptions):
    """The keys of `[rules.personal-data]`."""

    name_action: Action = Action.WARN
    """What follows where nothing but a person's name is found."""
    special_action: Action = Action.WARN
    """What follows where the health, benefits, offences, care or beliefs of somebody unnamed are spoken of; beside a
    name `action` follows."""
    allow: frozenset[str] = Field(default=frozenset())
    """Kinds that this rule passes over, such as "postcode"."""
    exposed_action: Action = Action.ASK
    """What follows where private people who have not written to each other see each other's addresses in To and Cc."""
    doubtful_action: Action = Action.WARN
    """What follows where it is more likely than not that a datum is somebody's, but not sure."""
    sure_from: float = 2.0
    """The weight of evidence from which `action` follows."""
    doubtful_from: float = 1.0
    """The weight of evidence from which `doubtful_action` follows; below it nothing does."""
    weights: Weights = Weights()
    """How much each piece of evidence counts."""


recognise = listed.recognise


def check(view: View, options: Options) -> Found:
    """Every datum of somebody outside that reaches another outside."""
    if not view.outside:
        return
    if _is_delivery_report(view):
        options = options.model_copy(update={"allow": options.allow | {email.KIND}})
    texts = [(text, Scan.of(text.text)) for text in view.content.texts]
    subject = next((scan for text, scan in texts if text.part == SUBJECT), Scan(""))
    own = next((scan for text, scan in texts if text.kind in OWN), Scan(""))
    everybody = _with_subject(cast(view, subject, own), subject, options.weights)
    if email.KIND not in options.allow and are_exposed(everybody):
        yield Finding("personal-data", email.KIND, WHY, whose=Whose.OUTSIDE, action=options.exposed_action)
    wrote = hands(view.content.texts)
    clean: list[list[str]] = []
    for text, scan in sorted(texts, key=_is_header):  # the text tells what a name in the subject is
        if text.part == SUBJECT and _is_answered(text.text, everybody):
            continue
        words = _words(text.text)
        if words in clean:
            continue  # the same words in another form, and nothing was in them
        reading = _read(text, scan, everybody, options.weights, wrote.get(text.part, NOBODY))
        found = list(_in_text(text, reading, options))
        if not found:
            clean.append(words)
        yield from found


def _is_delivery_report(view: View) -> bool:
    """Whether it is one (RFC 3464): it goes back to whoever wrote to the addresses in it."""
    return view.content.automatic and any(text.part.startswith(REPORT) for text in view.content.texts)


def _is_answered(subject: str, everybody: Cast) -> bool:
    """Whether a subject stands in quoted mail that all readers have."""
    bare = fold(bare_subject(subject))[0]
    return everybody.have_had(bare) or (len(everybody.addressed) == 1 == len(everybody.readers) and _is_theirs(subject))


def _is_theirs(subject: str) -> bool:
    """Whether the subject of an answer is in the words of whoever is answered: Re: My mother, Edna Pooley."""
    return ANSWERS_MINE.search(subject.lower().encode("ascii", "ignore")) is not None


def _with_subject(everybody: Cast, subject: Scan, weights: Weights) -> Cast:
    """What a subject tells of the text: who is dead there too, and that it speaks of somebody private."""
    if not TWO_CAPITALS.search(subject.raw):
        return everybody
    reading = Reading(subject, everybody, weights, message=False)
    dead = {m.name: m.party for m in reading.mentions if m.who is Who.DEAD and all(m.name)}
    return replace(everybody, told=dead, spoken_of=any(True for _ in reading.strangers()))


def _is_header(read: tuple[Text, Scan]) -> bool:
    return read[0].kind is TextKind.HEADER


def _words(text: str) -> list[str]:
    """The words of a text, by which it is known in another form: there the links that they carry may stand beside."""
    words = text.split()
    if "mailto:" in text or "://" in text:
        return [word for word in words if "mailto:" not in word and "://" not in word]
    return words


def learn(view: View) -> set[Known]:
    """What the author of a message shows to be their own: address, name, and the data they give as theirs."""
    everybody = cast(view, Scan(""), Scan(""))
    author = everybody.author
    found: set[Known] = {(names.KIND, " ".join(name)) for name in author.names} | {("email", author.address)}
    attached = hands(view.content.texts)
    for text in view.content.texts:
        if text.kind in OWN and text.part not in attached:
            reading = _read(text, Scan.of(text.text), everybody, Weights())
            found.update((item.kind, item.value) for item in reading.items if is_by_author(reading, item))
    return found


def _read(text: Text, scan: Scan, everybody: Cast, weights: Weights, hand: tuple[str, str] = NOBODY) -> Reading:
    return Reading(scan, everybody, weights, text.kind in OWN or hand != NOBODY, hand)


def _in_text(text: Text, reading: Reading, options: Options) -> Iterator[Finding]:
    everybody = reading.cast
    claims = [c for c in claims_beside(reading) if c.item.kind not in options.allow]
    claims += [c for item in _joined(reading) if item.kind not in options.allow and (c := claim(reading, item))]
    beside: set[tuple[str, str]] = set()
    for one in claims:
        if one.weight >= options.doubtful_from:
            sure = one.weight >= options.sure_from
            if sure and one.owner:
                beside.add(one.owner.mention.name)
            yield _finding(reading, text, one, None if sure else options.doubtful_action)
    yield from _hints(text, reading, options)
    if names.KIND not in options.allow:
        for mention in reading.strangers():
            if not _is_known_to_all(reading, mention):
                action = None if mention.name in beside else options.name_action
                yield _of_mention(text, reading, names.KIND, mention.start, mention.end, action)
    everybody.had.extend(reading.had_by_all())
    for datum, readers in reading.told.items():
        everybody.given[datum] = everybody.given.get(datum, frozenset()) | readers
    everybody.told.update({m.name: m.party for m in reading.mentions if m.name[1] and m.name[0] and m.who in SETTLED})


def _hints(text: Text, reading: Reading, options: Options) -> Iterator[Finding]:
    """Where a private person's health, benefits, offences or care are spoken of, in the sentence about them."""
    told: set[str] = set()
    for item in (*special.find(reading.scan), *special.find_in_cells(reading)):
        if item.kind in options.allow or item.kind in told:
            continue
        if (owner := special.of_whom(reading, item)) is None:
            continue
        told.add(item.kind)
        action = None if owner is Who.NAMED else options.special_action
        yield _of_mention(text, reading, item.kind, item.start, item.end, action)


def _joined(reading: Reading) -> Iterator[Item]:
    """The data of a text, each postcode as a part of the address before it."""
    address_end = -BESIDE
    for item in reading.items:
        if item.kind == "address":
            address_end = item.end
        if item.kind != "postcode" or item.start - address_end > BESIDE:
            yield item


def _is_known_to_all(reading: Reading, mention: Mention) -> bool:
    """Whether every reader knows from the thread of somebody named, or may receive names."""
    had = reading.voices[reading.place_of(mention.start)].had
    may_all = all(i in had or names.KIND in reader.may_receive for i, reader in enumerate(reading.cast.readers))
    return may_all or reading.is_had(mention.start, mention.end)


def _finding(reading: Reading, text: Text, one: Claim, action: Action | None) -> Finding:
    why = reason(NAMED[one.item.kind], one.party.who, text.kind, len(reading.cast.readers))
    scan, item = reading.scan, one.item
    start, end = scan.place(item.start), scan.place(item.end - 1) + 1
    return Finding("personal-data", item.kind, why, text.part, start, end, one.whose, action)


def _of_mention(text: Text, reading: Reading, kind: str, start: int, end: int, action: Action | None) -> Finding:
    why = reason(NAMED[kind], Who.NAMED, text.kind, len(reading.cast.readers))
    scan = reading.scan
    return Finding(
        "personal-data", kind, why, text.part, scan.place(start), scan.place(end - 1) + 1, Whose.OUTSIDE, action
    )
