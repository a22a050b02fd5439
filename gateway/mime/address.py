"""Address fields to mailboxes (RFC 5322 section 3.4, with the obsolete forms of 4.4). One pass, no recursion."""

from functools import lru_cache

import re2

from gateway.mime.header import FIELD_LIMIT, decode_words
from gateway.model.address import Mailbox

TOKEN = re2.compile(r'(?s)"(?:[^"\\]|\\.)*"?|\[[^\]]*\]?|\\.|[ \t\r\n]+|[(),:;<>]|[^"\[\\(),:;<> \t\r\n]+|\\')
QUOTED_PAIR = re2.compile(r"(?s)\\(.)")
ADDRESS = re2.compile(r'[^"@\x00-\x20]+@[^"@\x00-\x20]+')
BETWEEN = {",", ";", ":", "<", ">", "("}
SPECIALS = {",", ";", ":", "<", ">"}
PLAIN = re2.compile(r"[A-Za-z0-9._%+'=-]+@[A-Za-z0-9.-]+")


@lru_cache(maxsize=64)  # of one message several readers ask, and an author's next message has the same From
def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """The mailboxes of an unfolded field value, those of groups too; what has no address is left out.

    Whatever lies beyond FIELD_LIMIT is not read.
    """
    value = value[:FIELD_LIMIT]
    if PLAIN.fullmatch(value):
        return (Mailbox("", value),)
    found: list[Mailbox] = []
    words: list[str] = []  # of the mailbox now read, outside angle brackets
    angle: list[str] | None = None  # what stands within them, once there were some
    inside = False
    for mark in _without_comments(value):
        if inside:
            inside = mark != ">"
            if inside and angle is not None and not mark.isspace():
                angle.append(mark)
        elif mark == "<":
            inside, angle = True, [] if angle is None else [*angle, ","]
        elif mark in {",", ";"}:
            found += _mailbox(words, angle)
            words, angle = [], None
        elif mark == ":":
            words, angle = [], None  # what came before is the name of a group
        elif mark != ">":
            words.append(mark)
    return (*found, *_mailbox(words, angle))


def _without_comments(value: str) -> list[str]:
    if value.count('"') % 2 and "\\" not in value:
        value = value.replace('"', " ")  # a quote that nobody closes must not hide the addresses after it
    kept: list[str] = []
    depth = 0
    for mark in TOKEN.findall(value):
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(mark)
    return kept


def asides(value: str) -> list[str]:
    """What an address field says beside names and addresses: its comments, and the names of its groups."""
    value = value[:FIELD_LIMIT]
    if "(" not in value and ":" not in value:
        return []
    found: list[str] = []
    words: list[str] = []
    depth = 0
    for mark in TOKEN.findall(value):
        closes = mark == ")" and depth == 1
        if closes or (not depth and mark in BETWEEN):
            said, words = display_name(words), []
            found += [said] if said and (closes or mark == ":") else []
        elif depth or mark != "(":
            words.append(mark)
        depth = max(0, depth + (mark == "(") - (mark == ")"))
    return [*found, display_name(words)] if depth else found


def _mailbox(words: list[str], angle: list[str] | None) -> list[Mailbox]:
    if angle is None:
        address = "".join(word for word in words if not word.isspace())
        return [Mailbox("", address)] if "@" in address else []
    address = "".join(angle)
    if address.startswith("@") and ":" in angle:
        address = "".join(angle[len(angle) - angle[::-1].index(":") :])  # an obsolete route (RFC 5322 section 4.4)
    return [Mailbox(display_name(words), address)] if "@" in address else []


def display_name(words: list[str]) -> str:
    """A phrase as a reader is shown it: without quotes, its encoded words decoded."""
    return decode_words("".join(_unquoted(word) for word in words)).strip()


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word
    inner = word[1:-1] if len(word) > 1 and word.endswith('"') else word[1:]
    return str(QUOTED_PAIR.sub(r"\1", inner))


@lru_cache(maxsize=64)  # as above
def is_plain(value: str) -> bool:
    """Whether it is one mailbox in a form that every reader takes alike: no group, route, list or quoted local part."""
    marks = [mark for mark in _without_comments(value[:FIELD_LIMIT]) if not mark.isspace()]
    if marks[-1:] == [">"] and "<" in marks:
        opens = marks.index("<")
        name, marks = marks[:opens], marks[opens + 1 : -1]
        if not SPECIALS.isdisjoint(name):
            return False
    return len(marks) == 1 and bool(ADDRESS.fullmatch(marks[0]))
