"""Whom a message greets, and so whom its "you" means."""

from dataclasses import replace

from rules.personal_data.item import Scan
from rules.personal_data.patterns import pattern
from rules.personal_data.people import Name, Person, name_of
from rules.personal_data.words import (
    BODY_WORDS,
    DOUBTFUL_FIRST,
    GREETINGS,
    HOUSES,
    NO_NAMES,
    ORDINARY_SURNAMES,
    STREETS,
)

WORD = rb"[A-Z][A-Za-z'-]*\.?"
GREETING = pattern(
    rb"(?mi)^[> \t]*(?:(?:good|guten|buenos|buenas|bon) )?(?:"
    + b"|".join(w.encode() for w in sorted(GREETINGS))
    + rb")"
    rb"(?: (?:tag|morgen|abend|dias|tardes|there|again|all))?[ ,]+([^\n,!:;.]{2,80}(?:\. ?[^\n,!:;.]{2,40})?)"
)
# A full name counts only on a line of its own: with words behind it, it may be anybody whom the text speaks of.
CALLED_FIRST = pattern(
    rb"^[>\s]*(?:("
    + WORD
    + rb"(?:(?:,| and| &) "
    + WORD
    + rb"){0,3}) ?(?:[-:!;]|, ?[^\d\s]|,? ?\n)|("
    + WORD
    + rb"(?: "
    + WORD
    + rb"){0,2}(?:(?:,| and| &) "
    + WORD
    + rb"(?: "
    + WORD
    + rb")?){0,3}) ?[,:!;-]? *\n)"
)
ONE_MORE = pattern(
    rb"^((?:(?:,| and| &) ?(?:(?i:dear|hi|hello) )?[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)?){1,4}) ?(?:[,:!]? *\n"
    rb"|[.!] )"
)  # Dear Ann, dear Tom; Hi Wilf, Ron & Beryl
ALL = pattern(
    rb"(?m)^[> \t]*(?:(?:dear|hi|hello|hey|hiya|morning|afternoon|evening|good (?:morning|afternoon|evening)) ?,?)? ?"
    rb"(?:all|everyone|everybody|both|you both|folks|team|colleagues|friends|committee)\b ?[,!:.\n-]"
)
GREETED_WITHIN = 1000  # characters
FEW = 3  # words in small letters that can be a name, and no sentence
SHORTEST = 3  # letters of a first name's short form
JOINTS = (" and ", " & ", " / ", "/", " a ", " + ", ",")
NO_PERSON = HOUSES | BODY_WORDS | STREETS - ORDINARY_SURNAMES
PARTICLES = frozenset({"van", "von", "de", "der", "la", "al", "el", "bin", "ap", "da", "di"})


def greeted(text: str) -> list[Name]:
    """The names in the greeting of a text."""
    start = Scan.of(text[:GREETED_WITHIN]).raw
    opening = (
        start.strip(b" >\n\t").split(None, 1)[0].strip(b",.!:").lower().decode("ascii")
        if start.strip(b" >\n\t")
        else ""
    )
    if opening in GREETINGS or opening == "good":
        greeting = GREETING.search(start)
    else:
        greeting = CALLED_FIRST.search(start) or GREETING.search(
            start[: start.find(b"\nFrom:")] if b"\nFrom:" in start else start
        )
    written = next(filter(None, greeting.groups()), b"").decode("ascii") if greeting else ""
    if greeting and (more := ONE_MORE.search(start[greeting.end() :])):
        written += more.group(1).decode("ascii")
    for joint in JOINTS:
        written = written.replace(joint, "\n")
    return [name for part in written.split("\n") if (name := name_of(_called(part)))]


def greets_all(opening: bytes) -> bool:
    """Whether the opening of a text, in lower case, greets several who are not named: All, Hi everyone."""
    return ALL.search(opening) is not None


def first_word(text: str) -> Name:
    """The first word of a text, which may call its reader by name in small letters."""
    return Scan.of(text[:40]).words.strip(" >\n").partition(" ")[0].strip(",.!:;-\n").lower(), ""


def _called(part: str) -> str:
    """The words of a greeting that are the name: Pete love, Brian and all."""
    words = part.split()
    while words and words[0].lower().strip(".,") in NO_NAMES and words[0].lower() not in DOUBTFUL_FIRST:
        words = words[1:]
    if not any(word[:1].isupper() for word in words):
        return " ".join(words) if len(words) <= FEW else ""
    kept: list[str] = []
    for word in words:
        if kept and word[:1].islower() and word not in PARTICLES:
            break
        kept.append(word)
    return "" if kept[-1].lower() in NO_PERSON else " ".join(kept)


def with_greeting(reader: Person, named: list[Name], alone: bool) -> Person:
    """The reader with the names of the greeting that can be theirs, and those of whoever is greeted with them."""
    own = {name for name in named if reader.is_called(name)}
    if alone and (own or not any(_contradicts(name, reader) for name in named)):
        lasts = {last for _, last in (*own, *reader.names) if last}
        firsts = {first for first, _ in reader.names if first}
        own |= {name for name in named if not name[1] or not lasts or name[1] in lasts or name[0] in firsts}
    if not own - reader.names or (own <= {name for name in own if _is_known(name, reader)}):
        return reader
    return replace(reader, names=reader.names | own)


def with_short_name(reader: Person, named: list[Name]) -> Person:
    """The reader, also by a greeting's short form of the first name: Dan, who is Daniel."""
    short = {(name, last) for name, last in named for first, _ in reader.names if _is_short(name, first) and not last}
    return replace(reader, names=reader.names | short) if short else reader


def _is_short(name: str, first: str) -> bool:
    return len(name) >= SHORTEST and name != first and first.startswith(name)


def addressed(readers: list[Person], named: list[Name]) -> frozenset[int]:
    """The readers whom "you" means: those greeted; all where nobody is, or not by a name that speaks against it."""
    meant = frozenset(i for i, reader in enumerate(readers) if any(reader.is_called(name) for name in named))
    if meant or (len(readers) == 1 and any(_contradicts(name, readers[0]) for name in named)):
        return meant
    return frozenset(range(len(readers)))


def _is_known(name: Name, reader: Person) -> bool:
    """Whether a full name says already what the greeting does."""
    return any(first and last and name[0] in (first, "") and name[1] in (last, "") for first, last in reader.names)


def _contradicts(name: Name, reader: Person) -> bool:
    """Whether a greeting by surname meets a reader who goes by another."""
    if not name[1] or name[1] in reader.local:
        return False
    return any(last and last != name[1] and (not name[0] or first != name[0]) for first, last in reader.names)
