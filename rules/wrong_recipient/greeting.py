"""The greeting of a message, and whether it can be meant for any recipient."""

from collections.abc import Iterator
from functools import lru_cache

import re2

from gateway.model.address import canonical
from gateway.model.likeness import words_of_name
from gateway.model.message import Text, TextKind
from gateway.policy.rule import View
from rules.wrong_recipient.slip import OFFICES, PARTS

LINES = 4  # lines with words among which a greeting is looked for
LINE = 100  # characters
READ = 2000  # characters
GREETING = re2.compile(
    r"(?i)^\W{0,3}(?:dear|hello|hi|hiya|good\s(?:morning|afternoon|evening)|annwyl)\s+"
    r"((?:[\pL.'\x{2019}-]+ ?){1,6})\s*(?:[,:;!\x{2013}\x{2014}]|-|$)"
)
TITLE_WORDS = """
    mr mrs ms miss mx dr doctor prof professor rev revd reverend canon father sir dame lady lord cllr councillor
    alderman major captain colonel sergeant sgt inspector pc pcso
"""
TITLES = frozenset(TITLE_WORDS.split())
OTHER_WORDS = """
    all and both everybody everyone folks friend friends colleague colleagues neighbour neighbours resident residents
    member members madam ladies gentlemen officer officers manager director chairperson mayor sender customer customers
    parishioner parishioners applicant applicants owner occupier householder volunteer volunteers councillors cllrs
    there again to whom it may concern department solicitor headmaster headmistress minister head mp of the for from
    your my new group club society trust ltd limited
"""
NO_NAMES = OFFICES | frozenset(OTHER_WORDS.split())


def misfit(view: View) -> str:
    """The surname that is greeted, where it is plainly none of the recipients'; empty else.

    A recipient of whom no name is known may be anybody, and then every greeting fits.
    """
    greeted = _greeted(view)
    if not greeted:
        return ""
    people = [_words(view, address) for address in view.everyone if canonical(address) not in _own(view)]
    return greeted if all(people) and not any(_is_called(words, greeted) for words in people) else ""


def is_somebody(view: View, name: str) -> bool:
    """Whether a person is called so whom the council knows."""
    return bool(view.known.named.get(name)) or any(name in words_of_name(person.name) for person in view.council.people)


def place(view: View) -> tuple[str, int, int]:
    """Where the greeting stands."""
    text = _first_text(view)
    for start, line in _lines(text.text if text else ""):
        if text and GREETING.match(line):
            return text.part, start, start + len(line)
    return "", 0, 0


def _greeted(view: View) -> str:
    """The surname in `Dear Mrs Patel` or `Dear Jane Patel`. A first name alone may be anybody's."""
    text = _first_text(view)
    lines = _lines(text.text) if text else ()
    found = next(filter(None, (GREETING.match(line) for _, line in lines)), None)
    words = [word.strip(".'\u2019-").casefold() for word in found[1].split()] if found else []
    names = [word for word in words if word not in TITLES and len(word) > 1]
    if not names or len(names) > 2 or len(words) < 2 or not NO_NAMES.isdisjoint(names):
        return ""
    return next(iter(words_of_name(names[-1])), "")


def _first_text(view: View) -> Text | None:
    own = (text for text in view.content.texts if text.kind in {TextKind.PLAIN, TextKind.HTML})
    return next(own, None)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The first lines with words on them, and where they stand; up to what is quoted."""
    at = seen = 0
    for line in text[:READ].replace("\xa0", " ").split("\n"):
        if line.strip():
            seen += 1
            if seen > LINES or line.lstrip().startswith((">", "From:", "-----")):
                return
            if len(line) <= LINE:
                yield at, line
        at += len(line) + 1


def _own(view: View) -> set[str]:
    return {canonical(address) for address in (view.author, view.message.session.user or "", view.council.clerk)}


def _words(view: View, address: str) -> frozenset[str]:
    """The words of a recipient's names; none where nobody knows who reads there, as in an office."""
    wanted = canonical(address)
    if not OFFICES.isdisjoint(PARTS.split(wanted.rpartition("@")[0])):
        return frozenset()
    names = [box.name for box in view.content.visible if canonical(box.address) == wanted and "@" not in box.name]
    names.append(view.known.correspondents.get(wanted, ""))
    if person := view.council.person(address):
        names.append(person.name)
    words = frozenset[str]().union(*map(words_of_name, names))
    return words | _in_local(wanted) if words else _named_by_address(wanted)


@lru_cache(maxsize=1024)
def _in_local(address: str) -> frozenset[str]:
    return words_of_name(address.rpartition("@")[0])


def _named_by_address(address: str) -> frozenset[str]:
    """The words of a local part such as `jane.patel`; a nickname or a list says nobody's name."""
    parts = [part for part in PARTS.split(address.rpartition("@")[0]) if part]
    says_name = len(parts) == 2 and all(part.isalpha() and len(part) > 1 for part in parts)
    return frozenset(parts) if says_name else frozenset()


def _is_called(words: frozenset[str], name: str) -> bool:
    """Whether a name is among the words, or a part of one: double-barrelled, or run together in an address."""
    return any(name in word or (len(word) > 3 and word in name) for word in words)
