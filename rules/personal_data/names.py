"""People's names: by a title, by a first name or surname that the lists know, or by what the message says of them.

A name's normal form is "first last" in lower case and plain letters; either may be empty. `sure` is false for a
first name that stands alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.personal_data.item import Item, Scan
from rules.personal_data.name_lists import first_names, surnames
from rules.personal_data.patterns import one_of, pattern
from rules.personal_data.words import DOUBTFUL_FIRST, NO_NAMES, ORDINARY_SURNAMES, ROLES, STREETS, TITLES

KIND = "name"
NAMED = "A person's name"

WORD = rb"[A-Z][a-z]*(?:['-][A-Za-z][a-z]*)*(?:[A-Z][a-z]+)?"
TOKEN = rb"(?:(?:[A-Z]|Mrs?|Ms|Dr|Prof|Revd?|Cllr)\.|" + WORD + rb")"
RUN = pattern(rb"\b" + TOKEN + rb"(?:[ ](?:(?:van|von|de|der|la|al|el|bin|ap) ){0,2}" + TOKEN + rb"){1,5}|\b" + WORD)
SHOUTED = pattern(rb"\b[A-Z]{2,15}(?: [A-Z][A-Z'-]{1,20}){1,2}\b")
REVERSED = pattern(rb"\b([A-Z][a-z]+(?:['-][A-Z]?[a-z]+)*), ([A-Z][a-z]+)\b")
PERSONAL = pattern(
    rb"^(?:,? who\b|'s (?:wife|husband|house|home|garden|dog|car|mum|kitchen|hedge|drive|mobile"
    rb"|number|child)\b| said\b| says\b| complained\b| reported\b| objected\b| phoned\b| wants\b| thinks\b| claims\b"
    rb"| asked\b| rang\b| lives?\b| wrote\b"
    rb"| told\b| owns\b"
    rb"|, (?:the |our |a )?(?:[a-z&-]+ ){0,2}" + one_of(ROLES - TITLES) + rb"\b)"
)
CALLED = pattern(
    rb"\b(?:called|named|known to us as|known as|belong(?:s|ing) to|(?:neighbour|tenant|resident|widow|wife|husband|son"
    rb"|daughter|complainant|applicant|claimant|nominee|caller|objector|witness)[,:]?|mr|mrs|ms|miss|on behalf of"
    rb"|report(?:ed|s) by) $"
)
NOBODY: frozenset[str] = frozenset()
AFTER_A_STREET = STREETS | {"hall", "room", "house"}
INITIALS = 2
LONGEST = 3
PARTICLES = frozenset({"van", "von", "de", "der", "la", "al", "el", "bin", "ap"})


def find(scan: Scan, familiar: frozenset[str] = NOBODY) -> Iterator[Item]:
    """Every name. `familiar`, in lower case, are the names of those who take part: beside them any word is one."""
    for match in RUN.finditer(scan.raw):
        start, end = match.span()
        words = scan.words[start:end].split(" ")
        if len(words) > 1:
            yield from _Run(words, start, end, scan, familiar).names()
        elif _stands_alone(words[0].rstrip(".").lower(), familiar):
            yield _item(start, start + len(words[0].rstrip(".")), words[0].rstrip(".").lower(), "", sure=False)
    for match in SHOUTED.finditer(scan.raw):
        words = match.group().decode("ascii").lower().split()
        if words[0] in first_names() and words[-1] not in NO_NAMES and words[0] not in ROLES:
            yield _item(match.start(), match.end(), words[0], words[-1])
    if b", " in scan.raw:
        for match in REVERSED.finditer(scan.raw):
            last, first = (match.group(n).decode("ascii").lower() for n in (1, 2))
            if first in first_names() and last in surnames() and last not in first_names():
                yield _item(match.start(), match.end(), first, last)


@dataclass(frozen=True)
class _Run:
    """Words with capitals that follow one another."""

    words: list[str]
    start: int
    end: int
    scan: Scan
    familiar: frozenset[str]

    def names(self) -> Iterator[Item]:
        """The names in it, from the left."""
        plain = [word.rstrip(".").lower().removesuffix("'s") for word in self.words]
        index, place = 0, self.start
        while index < len(plain):
            length = self._name_at(plain, index)
            if length:
                end = place + len(" ".join(self.words[index : index + length]).rstrip("."))
                first, last = _parts(plain[index : index + length])
                yield _item(place, end, first, last, sure=bool(last))
            step = max(length, 1)
            place += len(" ".join(self.words[index : index + step])) + 1
            index += step

    def _name_at(self, plain: list[str], index: int) -> int:
        """How many words from here are one name; 0 where none begins."""
        word = plain[index]
        if word in PARTICLES:
            return 0
        if word in TITLES:
            return _titled(plain, index)
        length = self._length(plain, index)
        if length and (
            self._is_first(word)
            or (self._is_known(plain[index + length - 1]) and word not in NO_NAMES | ROLES)
            or (index + length == len(plain) and self._reads_as_a_person(plain, index, length))
        ):
            return length
        return 0

    def _reads_as_a_person(self, plain: list[str], index: int, length: int) -> bool:
        """Whether the words around say that two words which no list knows are somebody's name."""
        if length > LONGEST or any(word in NO_NAMES or word in ROLES for word in plain[index : index + length]):
            return False
        start = self.start + len(" ".join(self.words[:index])) + bool(index)
        return self._is_told() or CALLED.search(self.scan.before(start, 40)) is not None

    def _is_told(self) -> bool:
        """Whether what comes after them tells of a person."""
        return PERSONAL.search(self.scan.after(self.end, 50)) is not None

    def _is_first(self, word: str) -> bool:
        return word in first_names() or word in self.familiar

    def _is_known(self, word: str) -> bool:
        return word in surnames() or word in self.familiar

    def _length(self, plain: list[str], index: int) -> int:
        """How many words a name has that begins here; 0 where no surname follows."""
        place = index + 1
        while place < len(plain) and (len(plain[place]) <= 1 or plain[place] in PARTICLES):
            place += 1
        if place >= len(plain) or place - index > INITIALS + 1:
            return 0
        if place + 1 < len(plain) and plain[place + 1] in AFTER_A_STREET:
            return 0
        return place - index + 1 if self._can_be_surname(plain[index], plain[place]) else 0

    def _can_be_surname(self, first: str, last: str) -> bool:
        if last in self.familiar:
            return first not in NO_NAMES or first in DOUBTFUL_FIRST
        if last in ROLES or (len(first) == 1 and last not in surnames()):
            return False
        if last in NO_NAMES and first in first_names() and self._is_told():
            return True
        if last in ORDINARY_SURNAMES:
            return first in first_names() and first not in DOUBTFUL_FIRST
        return last not in NO_NAMES


def _stands_alone(word: str, familiar: frozenset[str]) -> bool:
    return word in familiar or (word in first_names() and word not in DOUBTFUL_FIRST)


def _titled(plain: list[str], index: int) -> int:
    """A title, the word after it whatever it is, and those that can be a name's too."""
    length = 3 if index + 2 < len(plain) and plain[index + 1] in first_names() else 2
    while (
        index + length < len(plain) and length <= LONGEST and plain[index + length] not in NO_NAMES - ORDINARY_SURNAMES
    ):
        length += 1
    return length if index + 1 < len(plain) and plain[index + 1] not in TITLES else 0


def _parts(name: list[str]) -> tuple[str, str]:
    titled = name[0] in TITLES
    rest = name[1:] if titled else name
    if len(rest) == 1:
        return ("", rest[0]) if titled else (rest[0], "")
    return rest[0], rest[-1]


def _item(start: int, end: int, first: str, last: str, sure: bool = True) -> Item:
    return Item(KIND, start, end, f"{first} {last}", sure)
