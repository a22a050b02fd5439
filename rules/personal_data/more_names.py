"""Names not written first name first with capitals: surname first, families, small letters, cells of tables."""

from collections.abc import Iterator

from rules.personal_data.item import Item, Scan, name_item
from rules.personal_data.name_lists import common_words, first_names, surnames
from rules.personal_data.name_words import LONGEST, is_ordinary, plain_firsts
from rules.personal_data.patterns import AS_WRITTEN, pattern
from rules.personal_data.told import is_asked
from rules.personal_data.words import (
    BODY_WORDS,
    DOUBTFUL_FIRST,
    FIRM_ENDINGS,
    NO_NAMES,
    ORDINARY_SURNAMES,
    ROLES,
    STREETS,
    TITLES,
    words,
)

REVERSED = AS_WRITTEN.pattern(rb"\b([A-Z][a-z]+(?:['-][A-Z]?[a-z]+)*|[A-Z]{3,}(?:-[A-Z]+)?), ([A-Z][a-z]+|[A-Z])\b")
LISTED = pattern(rb"^ (?:and|&) (?:myself|me|I|[A-Z][a-z]+)(?:[^a-z,]|$)")  # Price, Emma and Jo are three
FAMILY = AS_WRITTEN.pattern(
    rb"\b[Tt]he ([A-Z][a-z]{2,}s)(?: family)? (?:at|of|from|in|on|down|up|next|over|opposite|family|who|have|are)\b"
)
MARKS = str.maketrans(".,;:()!?'\"", " " * 10)
ROYAL = frozenset({"king", "queen", "prince", "princess", "royal"})  # Hull, King George Dock
NEVER_A_FAMILY = NO_NAMES | ROLES | BODY_WORDS


def reversed_names(scan: Scan) -> Iterator[Item]:
    """Surnames first: Barker, Helen; Pritchard, E."""
    for match in scan.all(REVERSED):
        last, first = (match.group(n).decode("ascii").lower() for n in (1, 2))
        if last not in ORDINARY_SURNAMES and (last in NO_NAMES or (last in first_names() and last not in surnames())):
            continue
        following = scan.words[match.end() : match.end() + 12].split(maxsplit=1)
        if following and following[0].strip(".,;").lower() in STREETS:
            continue  # Chy an Mor, Cliff Road
        if first == "i" or first in ROYAL or LISTED.search(scan.raw[match.end() : match.end() + 30]):
            continue
        if len(first) == 1:
            start, _ = scan.line(match.start(), 40)
            if scan.raw[start : match.start()].strip(b" \t-*>\x95") or not scan.raw[
                match.end() : match.end() + 1
            ].strip(b"\n."):
                continue
        enclosed = (
            scan.raw[match.start() - 1 : match.start()] == b"(" and scan.raw[match.end() : match.end() + 1] == b")"
        )
        if len(first) == 1 or (
            first in first_names() and (enclosed or (last in surnames() and last not in first_names()))
        ):
            yield name_item(match.start(), match.end(), first, last)


def families(scan: Scan) -> Iterator[Item]:
    """Families: the Lings at Curlew Cottage."""
    for match in scan.all(FAMILY):
        last = match.group(1).decode("ascii").lower()[:-1]
        if last not in NO_NAMES and last + "s" not in NEVER_A_FAMILY and last not in NEVER_A_FAMILY:
            yield name_item(*match.span(1), "", last)


BEHIND_A_NAME = words(
    """
    got gets had has rang rings says said told tells asked asks wants wanted came comes went goes gave gives took takes
    thinks thought knows knew sent sends paid pays lives lived needs needed does did was were can will im ive ill cant
    wont dont didnt isnt hasnt pls plz thx are you still your and his her their with from this that just
    """
)


def in_lower_case(scan: Scan, familiar: frozenset[str]) -> Iterator[Item]:
    """Names written without capitals: a plain first name and a word that can be no other."""
    firsts = plain_firsts()
    all_words = set(" ".join(set(scan.lower_words.split())).translate(MARKS).split())
    if firsts.isdisjoint(all_words) and familiar.isdisjoint(all_words):
        return
    place, before, before_start, stopped = 0, "", 0, False
    for word in scan.lower_words.split(" "):
        plain = word.strip(".,;:()\n!?'\"").removesuffix("'s")
        start = place + word.find(plain)
        place += len(word) + 1
        if stopped:
            before = ""
        stopped = word[-1:] in ".,;:!?)"
        first = before in firsts or before in familiar
        if first and "\n" not in word[:1] and plain.isalpha() and len(plain) > 1:
            if plain in familiar or (not is_ordinary(plain) and len(plain) > 2 and plain not in BEHIND_A_NAME):
                yield name_item(before_start, start + len(plain), before, plain)
            elif before in familiar or is_asked(scan, before_start):
                yield name_item(before_start, before_start + len(before), before, "", sure=False)
        elif first and (before in familiar or is_asked(scan, before_start)):
            yield name_item(before_start, before_start + len(before), before, "", sure=False)
        before, before_start = plain, start


def in_cell(scan: Scan, start: int, end: int, part: str) -> Item | None:
    """The name in a value that its label calls a name; None where it is a body's, or no name at all."""
    text = scan.words[start:end].strip()
    plain = [word.strip(".,()'\"").lower() for word in text.replace(",", " ").replace("/", " ").split()]
    plain = [word for word in plain if word and word not in TITLES]
    if text[:1].isupper() and text.split()[-1].islower():
        return None  # PA check, Wrona knits
    if not plain or len(plain) > LONGEST + 2 or any(c.isdigit() for c in text) or "@" in text:
        return None
    person = len(plain) == 2 and plain[0] in first_names() and plain[1] in ORDINARY_SURNAMES
    if not person and any(word in BODY_WORDS or word in FIRM_ENDINGS or word in ROLES for word in plain):
        return None
    if all(word in NO_NAMES or word in common_words() for word in plain) and not any(
        w in DOUBTFUL_FIRST for w in plain
    ):
        return None
    return _of_part(text, plain, start, end, part)


def _of_part(text: str, plain: list[str], start: int, end: int, part: str) -> Item:
    if part == "surname":
        return name_item(start, end, "", plain[-1])
    if part == "first-name":
        return name_item(start, end, plain[0], "", sure=False)
    if "," in text:
        last, first = text.split(",", 1)[0].split()[-1:], plain[-1:]
        return name_item(start, end, first[0], last[0].lower() if last else "")
    titled = len(plain) == 1 and text.split(maxsplit=1)[0].strip(".").lower() in TITLES
    if len(plain) == 1:
        return name_item(start, end, "" if titled else plain[0], plain[0] if titled else "", sure=titled)
    return name_item(start, end, plain[0], plain[-1])
