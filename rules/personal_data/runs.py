"""Names among words with capitals that follow one another: where one begins, where it ends, and what is none."""

from functools import cached_property

from rules.personal_data.item import Item, Scan, name_item
from rules.personal_data.name_lists import first_names, surnames
from rules.personal_data.name_words import (
    AFTER_A_STREET,
    DAYS,
    DESCRIBES,
    ENDS_A_PLACE,
    JOINTS,
    LONGEST,
    NEVER_LAST,
    PARTICLES,
    PERSONAL_PARTICLES,
    can_be_called_so,
    ends_in_a_trade,
    is_firm,
    is_firm_of_a_place,
    is_first,
    is_ordinary,
    is_shop,
    is_surname,
    never_alone,
    parts,
    plain_firsts,
    stands_alone,
    titled,
)
from rules.personal_data.patterns import pattern
from rules.personal_data.told import holds_an_office, is_called, is_signed, is_told, is_told_alone
from rules.personal_data.words import (
    BANKS,
    BODY_WORDS,
    DOUBTFUL_FIRST,
    FIRM_ENDINGS,
    NO_NAMES,
    ORDINARY_SURNAMES,
    POST_NOMINALS,
    ROLES,
    TITLES,
)

WORD = rb"[A-Z][A-Za-z]*(?:['-][A-Za-z]+)*"
TOKEN = rb"(?:(?:[A-Z]|Mrs?|Ms|Dr|Prof|Revd?|Cllr|Capt|Col|Maj|Lt|Brig|Cdr|Sgt|Insp|Supt|St|Messrs)\.|" + WORD + rb")"
JOINT = rb"(?:(?:of|the|for|and|&|van|von|de|der|den|da|di|dos|la|le|al|el|bin|ibn|bint|ap|ab|ter) ){0,2}"
RUN = pattern(rb"\b" + TOKEN + rb"(?:[ ]" + JOINT + TOKEN + rb"){0,8}")
TITLED = pattern(rb"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? (?:[A-Z][a-z]+ )?([A-Z][a-z]+)\b")
HOUSE_NUMBER = pattern(rb"\b\d{1,4}[a-z]? $")
INITIALS, PAIR = 2, 2
SHORTEST_SHOUTED = 5  # letters of a single word in capitals that can be a name no list has: MOT is none
REACHED = pattern(
    rb"^,? ?\(?(?:\d{2}-\d{2}-\d{2}|0\d{2}|\+44|(?:(?:at|of|from) )?(?:no\.? ?)?\d{1,4}[a-z]? [A-Z][a-z]+|[\w.-]+@)"
)
OF_A_BODY = pattern(rb"[A-Z][a-z]+ of $")
CAMEL = pattern(rb"^(?:[A-LN-Z]|M[abd-z])[a-z]{2,}[A-Z]")  # SecureTek is a firm, MacLeod is none
COUNTRY = "uk"  # no body, unless it ends the name of one: Age UK
NATIONAL_INSURANCE, NHS = "National Insurance", "NHS"  # what a number is called, not whose it is


class Runs:
    """Words with capitals that follow one another, with the small words between them."""

    def __init__(self, scan: Scan, familiar: frozenset[str]) -> None:
        self.scan, self.familiar = scan, familiar
        self.names: list[Item] = []
        self.bodies: list[tuple[int, int]] = []
        self.singles: list[tuple[str, int, int]] = []
        self.words: list[str] = []
        self.start = self.end = 0

    def read_all(self) -> None:
        """Collect the names and bodies of the whole text."""
        for match in RUN.finditer(self.scan.raw):
            start, end = match.span()
            text = self.scan.words[start:end]
            if text.startswith(NATIONAL_INSURANCE) or (text == NHS and self.scan.lower.startswith(b" n", end)):
                continue
            if " " in text or text.lower() not in never_alone():
                self._read(text.split(" "), start)
        called = {self.scan.words[a:b].partition(" ")[0].lower() for a, b in self.bodies if " " in self.scan.words[a:b]}
        self.bodies.extend((start, end) for word, start, end in self.singles if word in called)

    def _read(self, words: list[str], start: int) -> None:
        """Take the run apart where small words join it, unless the whole is one firm's name."""
        plain = [word.rstrip(".").lower() for word in words]
        after_the = self.scan.before(start, 4) == b"the "
        if (
            (plain[0] == "messrs" and min(map(len, plain)) > 1)
            or is_firm(plain)
            or ("&" in plain and after_the)
            or (is_firm_of_a_place(plain) and not after_the)
        ):
            self.bodies.append((start, start + len(" ".join(words))))
            return
        first, place = 0, start
        for index in range(len(words) + 1):
            if index == len(words) or plain[index] in JOINTS:
                if index > first:
                    couple = (
                        index < len(words)
                        and plain[index] in {"and", "&"}
                        and plain[first] in TITLES
                        and index - first == 1
                    )
                    if couple:
                        continue
                    self._chunk(words[first:index], place)
                place += len(" ".join(words[first : index + 1])) + 1
                first = index + 1

    def _chunk(self, words: list[str], start: int) -> None:
        self.words, self.start, self.end = words, start, start + len(" ".join(words).removesuffix("'s"))
        if self.scan.raw[self.end : self.end + 1].isdigit() or (
            self.scan.raw[self.end : self.end + 2].strip().isdigit()
            and words[-1].isupper()
            and words[-1].lower() not in self.familiar
        ):
            words = words[:-1]  # the letters of a number
            if not words:
                return
            self.words, self.end = words, start + len(" ".join(words))
        for index, word in enumerate(words[:-1]):
            if word.endswith("'s") and is_shop(words[index + 1].lower()):
                self.bodies.append((start, start + len(" ".join(words[: index + 2]))))
                return
            if word.endswith("'s") and self.scan.before(start, 4) == b" at ":
                return  # at Shepherd's Piece
            if word.endswith("'s"):  # what belongs to somebody is no part of the name
                self._chunk(words[: index + 1], start)
                self._chunk(words[index + 1 :], start + len(" ".join(words[: index + 1])) + 1)
                return
        plain = [word.rstrip(".").lower().removesuffix("'s") for word in words]
        while len(plain) > 1 and plain[-1] in POST_NOMINALS and len(words[-1]) > 1:
            words, plain = words[:-1], plain[:-1]
            self.words, self.end = words, start + len(" ".join(words))
        if len(plain) == 1:
            self._alone(words[0], plain[0])
        elif plain[-1] not in ENDS_A_PLACE:
            self._several(plain)

    def _alone(self, word: str, plain: str) -> None:
        if word.isupper() and self.scan.raw[self.start - 1 : self.start] in {b"-", b"/"}:
            return  # the letters at the end of a reference
        if not (word[1:].islower() or word.isupper()) and CAMEL.search(word.encode("ascii")):
            self.bodies.append((self.start, self.end))
        elif stands_alone(plain, self.familiar) or (
            can_be_called_so(plain)
            and not (word.isupper() and len(word) < SHORTEST_SHOUTED)
            and is_told_alone(self.scan, self.start, self.end)
        ):
            end = self.start + len(word.rstrip(".").removesuffix("'s"))
            self.names.append(name_item(self.start, end, plain, "", sure=False))
        elif (plain in BODY_WORDS and plain != COUNTRY) or plain in FIRM_ENDINGS:
            self.bodies.append((self.start, self.end))
        elif not is_ordinary(plain):
            self.singles.append((plain, self.start, self.end))

    def _several(self, plain: list[str]) -> None:
        words, start = self.words, self.start
        if len(plain) == PAIR and len(plain[1]) == 1 and plain[0] in plain_firsts():
            self.names.append(name_item(start, self.end, plain[0], "", sure=False))  # Wendy T
            return
        if ends_in_a_trade(plain):
            self.bodies.append((start, self.end))
            return
        if len(plain) == 2 and plain[1] in ORDINARY_SURNAMES and self._can_be_surname(*plain):
            self._names(plain)
            return
        body = next((n for n in range(len(plain) - 1, -1, -1) if self._is_body_word(plain, n)), None)
        if body is not None and plain[0] == "the" and HOUSE_NUMBER.search(self.scan.before(start, 6)):
            return  # 96a The Bank Top
        if body is not None and not (plain[0] in TITLES and (body > 1 or plain[1] in ORDINARY_SURNAMES)):
            self.bodies.append((start, start + len(" ".join(words[: body + 1]))))
            if body + 1 < len(words):
                self._chunk(words[body + 1 :], start + len(" ".join(words[: body + 1])) + 1)
            return
        self._names(plain)

    def _is_body_word(self, plain: list[str], place: int) -> bool:
        """Whether a word makes a body of what it ends; Rowan Bank is a house."""
        if plain[place] == "bank" and place and plain[place - 1] not in BANKS:
            return False
        return plain[place] in BODY_WORDS

    def _names(self, plain: list[str]) -> None:
        index, place = 0, self.start
        while index < len(plain):
            length = self._name_at(plain, index)
            if length:
                text = " ".join(self.words[index : index + length]).rstrip(".").removesuffix("'s")
                first, last = parts(plain[index : index + length])
                self.names.append(name_item(place, place + len(text), first, last, sure=bool(last)))
            step = max(length, 1)
            place += len(" ".join(self.words[index : index + step])) + 1
            index += step

    def _name_at(self, plain: list[str], index: int) -> int:
        """How many words from here are one name; 0 where none begins."""
        word = plain[index]
        if word in PARTICLES or (word in DESCRIBES and word not in first_names() and len(plain) > index + PAIR):
            return 0  # Hirer Jo Bloggs
        if word in TITLES:
            return titled(plain, index)
        length = self._length(plain, index)
        if length and self._is_place(plain, index, length):
            return 0
        if length and (
            self._is_first(word)
            or (len(word) == 1 and plain[index + length - 1] in self.familiar)
            or (self._is_known(plain[index + length - 1]) and not is_ordinary(word))
            or (index + length == len(plain) and self._reads_as_a_person(plain, index, length))
        ):
            return length
        return 0

    def _is_place(self, plain: list[str], index: int, length: int) -> bool:
        """Whether two words stand as a place does: after "at", or before a postcode within a line."""
        if index or index + length < len(plain) or any(word in self.familiar for word in plain):
            return False
        before = self.scan.before(self.start, 10)
        if before.endswith(b" of ") and OF_A_BODY.search(self.scan.raw[max(0, self.start - 16) : self.start]):
            return plain[0] not in first_names()
        if (
            before.endswith((b" at ", b" near ", b"outside ", b"opposite ", b"behind ", b" in "))
            and self.scan.after(self.end, 2) != b"'s"
        ):
            return plain[0] not in first_names() or plain[0] in surnames()
        return before.endswith((b", ", b" to ")) and is_signed(self.scan, self.end)

    def _reads_as_a_person(self, plain: list[str], index: int, length: int) -> bool:
        """Whether the words around say that two words which no list knows are somebody's name."""
        words = plain[index : index + length]
        if length > 2 and not PERSONAL_PARTICLES.isdisjoint(words[1:-1]) and NO_NAMES.isdisjoint(words):
            return True
        if length > LONGEST or any(is_ordinary(word) for word in words if len(word) > 1):
            return False
        start = self.start + len(" ".join(self.words[:index])) + bool(index)
        return self._is_told() or is_called(self.scan, start)

    def _is_told(self) -> bool:
        return is_told(self.scan, self.start, self.end)

    @cached_property
    def _titled(self) -> frozenset[str]:
        """The words that stand behind a title somewhere: N. Tizard is a name where Mr Tizard is."""
        return frozenset(match.group(1).decode("ascii").lower() for match in TITLED.finditer(self.scan.raw)) - NO_NAMES

    def _is_first(self, word: str) -> bool:
        return word in self.familiar or is_first(word)

    def _is_known(self, word: str) -> bool:
        return word in self.familiar or is_surname(word) or word in self._titled

    def _length(self, plain: list[str], index: int) -> int:
        """How many words a name has that begins here; 0 where no surname follows."""
        place = index + 1
        while place < len(plain) and (len(plain[place]) <= 1 or plain[place] in PARTICLES):
            place += 1
        if place >= len(plain) or place - index > INITIALS + 1:
            return 0
        if place + 1 < len(plain) and plain[place + 1] in AFTER_A_STREET:
            return 0
        if not self._can_be_surname(plain[index], plain[place]):
            return 0
        if place + 1 < len(plain) and plain[place] in first_names() and plain[place + 1] not in NEVER_LAST:
            place += 1  # a middle name
        elif (
            place + 1 < len(plain)
            and (
                plain[place + 1] in self.familiar
                or (self._is_known(plain[place + 1]) and plain[place] in surnames() and self._is_first(plain[index]))
            )
            and plain[place + 1] not in NEVER_LAST
        ):
            place += 1  # a surname of two words
        return place - index + 1

    def _is_reached(self, last: str) -> bool:
        """Whether an initial and a word that no list knows stand before a number, a home or an address: S Ivey."""
        alone = len(self.words) == PAIR and not is_ordinary(last) and last not in BODY_WORDS
        return alone and REACHED.search(self.scan.raw[self.end : self.end + 40]) is not None

    def _can_be_surname(self, first: str, last: str) -> bool:
        if last in self.familiar:
            return first not in NO_NAMES or first in DOUBTFUL_FIRST or len(first) == 1
        if last in ROLES or last in DAYS or (len(first) == 1 and not self._is_known(last)):
            return len(first) == 1 and self._is_reached(last)
        if (last == "ward" and first not in first_names()) or (first == "a" and last in DESCRIBES):
            return False
        if last in NO_NAMES and first in first_names() and self._is_told():
            return first not in DOUBTFUL_FIRST or last in ORDINARY_SURNAMES or holds_an_office(self.scan, self.end)
        if last in ORDINARY_SURNAMES:
            return first in first_names() and first not in DOUBTFUL_FIRST
        return last not in NO_NAMES
