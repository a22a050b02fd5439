"""Confidential information is not shared outside the council.

What is marked as confidential waits for the Clerk: by its subject, a line of its text, the first page or the margins of
a document, a file name, or a label that a mail program set. So does what touches on a matter that the council keeps to
itself for a time, such as a tender before the award. The legal notice below a signature is no marking, a motion to
exclude the public is none, and a marking that the reader wrote is the reader's own.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

import re2
from pydantic import BaseModel, ConfigDict, Field

from gateway.model.address import canonical
from gateway.model.message import Text, TextKind
from gateway.policy.rule import Action, Finding, Found, RuleOptions, View

ACTION = Action.HOLD

PAGE = 3000  # characters at the beginning and at the end of a document: its first page, its headers and footers
NOTICE = 3000  # characters of a paragraph in which the words of a legal notice are looked for
WORDS = ("confiden", "sensitive", "exempt", "restricted", "publi", "circulation", "not for")  # one is in each marking
DASH = r"\-\x{2013}\x{2014}"
MARKS = (
    r"(?:strictly\s+)?(?:private\s*(?:and|&|/|,)\s*)?(?:strictly\s+)?confidential",
    rf"official\s?[: {DASH}]\s?sensitive(?:\s*[:{DASH}]?\s*(?:personal|commercial|locsen))?",
    r"(?:(?:commercial|staff|management|council|members|strictly)\s?-?\s?)?in[\s-](?:strict\s)?confidence",
    r"not\sfor\s(?:publication|circulation|onward\s\w+|release|disclosure)",
    r"restricted",
    r"exempt(?:\s(?:item|report|information))?",
)
MARK = f"(?:{'|'.join(MARKS)})"
EDGE = rf"[\s{DASH}*=_~#|.:!\[\](){{}}<>\"']*"
ALONE = re2.compile(rf"(?i)^{EDGE}(?:classification|marking|status)?{EDGE}{MARK}(?:{EDGE}{MARK})*{EDGE}$")
HEADED = re2.compile(rf"^\W*(?:STRICTLY )?(?:PRIVATE (?:AND|&) )?(?:CONFIDENTIAL|OFFICIAL[- ]SENSITIVE)\s*[:{DASH}]\s")
ANSWER = re2.compile(r"(?i)^\s*(?:(?:re|fw|fwd|aw|wg)(?:\[\d+\])?\s*:\s*)+")
SUBJECT = re2.compile(rf"(?i)^[\[(*]?{MARK}[\])*]?\s*(?:$|[:|/{DASH}])|[\[(]{MARK}[\])]|[:|{DASH}]\s*{MARK}\s*$")
SENTENCE = re2.compile(
    r"(?i)\bofficial\s?[-:]\s?sensitive\b|\b(?:not|never)\s(?:to\sbe\s)?(?:made\spublic|for\spublication)\b|"
    r"\b(?:keep|treat|treated|hold|held)\s(?:\w+\s){0,5}(?:as\s|in\s)?(?:strictly\s|strict\s)?(?:confidential|confidence)\b|"
    r"\bthis\s(?:\w+\s){0,3}(?:is|remains)\s(?:strictly\s|highly\s|private\sand\s){0,2}confidential\b|"
    r"\b(?:told|tell|telling|shared|sharing|given|giving|disclosed|provided|supplied|passed|sent|said)\s"
    r"(?:[\w']+\s){0,5}in\s(?:the\s)?(?:strict(?:est)?\s|complete\s)?confidence\b|"
    r"\bexempt\s(?:\w+\s){0,5}(?:under|by\svirtue\sof|within|in)\s[^.\n]{0,60}\bschedule\s12A\b"
)
BOILERPLATE = re2.compile(
    r"(?i)intended\s(?:recipient|solely|only|for|exclusively)|addressee|received\s(?:it|this)\s[^.]{0,40}in\serror|"
    r"legally\sprivileged|disclaimer|individual\sor\sentity|not\sthe\s(?:named|intended)|confidentiality\snotice"
)
MOTION = re2.compile(
    r"(?i)\bexclu(?:de|ded|ding|sion)\b[^.]{0,80}\b(?:public|press)\b|\b(?:public|press)\b[^.]{0,80}\bexcluded\b"
)
FILE = re2.compile(rf"(?i)(?:^|[\s_\-\[(])(?:{MARK})(?:[\s_\-\])]|\.\w+$|$)")
NO_MARKING = re2.compile(r"(?i)confidential[\s_-]*(?:waste|shred|bin)|confidentiality")
LABEL = re2.compile(r"(?i)_name=[^;]*(?:confidential|sensitive|restricted|secret|internal\sonly)")
MARKING = re2.compile(r"(?i)\b(?:sensitive|protected|confidential|restricted|(?:top\s?)?secret)\b")

LEAVE_OUT = "Take it out, or ask the Clerk whether it may go."


class Matter(BaseModel):
    """A matter that the council keeps confidential for a time."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    """Words or phrases that tell of it, in any case."""
    until: date | None = None
    """The last day on which it is confidential."""
    why: str = Field(min_length=1, max_length=200)
    """What the author is told, such as "the tender is not awarded yet"."""


class Options(RuleOptions):
    """The keys of `[rules.confidential]`."""

    matters: tuple[Matter, ...] = ()
    """Matters that the council keeps confidential: words, until when, and why."""


def check(view: View, options: Options) -> Found:
    """Find markings and matters in what goes outside."""
    if not view.outside:
        return
    yield from _labels(view)
    seen = _seen_before(view)
    for text in view.content.texts:
        said = text.text.lower()
        if any(word in said for word in WORDS):
            yield from _markings(text, seen)
    today = view.council.day(view.message.received_at)
    for matter in options.matters:
        if matter.until is None or today <= matter.until:
            yield from _mentions(view, matter)


def _labels(view: View) -> Iterator[Finding]:
    header = view.content.header
    labelled = header("Sensitivity").strip().lower() in {"private", "company-confidential"}
    labelled |= bool(LABEL.search(header("msip_labels")))
    if labelled or MARKING.search(header("X-Protective-Marking")):
        why = f"Your mail program labelled the message as confidential. {LEAVE_OUT}"
        yield Finding("", "label", why)


def _seen_before(view: View) -> frozenset[str]:
    """The lines that everybody outside has had already, because they wrote or got the message that this one answers."""
    thread = view.known.thread
    people = {canonical(address) for address in (thread.author, *thread.recipients)} if thread else set()
    if thread is None or any(canonical(address) not in people for address in view.outside):
        return frozenset()
    return frozenset(map(_letters, thread.lines))


def _markings(text: Text, seen: frozenset[str]) -> Iterator[Finding]:
    if text.kind is TextKind.FILE_NAME:
        names = text.text.splitlines()
        if any(FILE.search(name) and not NO_MARKING.search(name) for name in names):
            yield Finding(
                "", "file-name", f"The name of a document says that it is confidential. {LEAVE_OUT}", text.part
            )
    elif text.part == "header Subject":
        if _marks_subject(text.text, bool(seen)):
            yield Finding("", "subject", f"The subject says that the message is confidential. {LEAVE_OUT}", text.part)
    elif place := next(_marked(text, seen), None):
        where = "A document" if text.kind is TextKind.DOCUMENT else "The text"
        yield Finding("", "marking", f"{where} is marked as confidential. {LEAVE_OUT}", text.part, *place)


def _marks_subject(subject: str, answers_all: bool) -> bool:
    bare = ANSWER.sub("", subject, count=1)
    return bool(SUBJECT.search(bare)) and not (answers_all and bare != subject)


def _marked(text: Text, seen: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where a marking stands: a line or cell of its own, or a sentence."""
    for start, line in _lines(text):
        stands_alone = len(line) < 100 and bool(ALONE.search(line) or HEADED.search(line))
        if stands_alone and not _is_boilerplate(text.text, start, start + len(line), 2) and _letters(line) not in seen:
            yield start, start + len(line)
    for found in SENTENCE.finditer(text.text):
        start = text.text.rfind("\n", 0, found.start()) + 1
        end = text.text.find("\n", found.end())
        line = text.text[start : end if end >= 0 else len(text.text)]
        if not _is_boilerplate(text.text, found.start(), found.end()) and _letters(line) not in seen:
            yield found.start(), found.end()


def _letters(line: str) -> str:
    return "".join(filter(str.isalnum, line.casefold()))


def _lines(text: Text) -> Iterator[tuple[int, str]]:
    """Lines and cells with their places; of a document those at its edges."""
    at = 0
    length = len(text.text)
    for line in text.text.split("\n"):
        if text.kind is not TextKind.DOCUMENT or at < PAGE or at > length - PAGE:
            start = at
            for cell in line.split("\t"):
                if cell.strip():
                    yield start, cell
                start += len(cell) + 1
        at += len(line) + 1


def _is_boilerplate(text: str, start: int, end: int, paragraphs: int = 1) -> bool:
    """Whether it belongs to a legal notice, or to a motion to exclude the public."""
    first = text.rfind("\n\n", 0, start) + 1
    for _ in range(paragraphs):
        blank = text.find("\n\n", end)
        end = blank + 2 if blank >= 0 else len(text)
    around = text[first : min(end, first + NOTICE)]
    return bool(BOILERPLATE.search(around) or MOTION.search(around))


def _mentions(view: View, matter: Matter) -> Iterator[Finding]:
    pattern = _pattern(matter.words)
    for text in view.content.texts:
        if found := pattern.search(text.text):
            why = f"The council keeps a matter that this message speaks of confidential: {matter.why}. {LEAVE_OUT}"
            yield Finding("", "matter", why, text.part, found.start(), found.end())
            return


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> Any:
    phrases = (r"\s+".join(re2.escape(word) for word in phrase.split()) for phrase in words)
    return re2.compile(rf"(?i)(?:^|[^\pL\pN])(?:{'|'.join(phrases)})(?:[^\pL\pN]|$)")
