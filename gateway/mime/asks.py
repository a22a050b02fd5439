"""Whether somebody asks something in a message: in their own words, not in what they quote, pass on or sign with."""

from collections.abc import Iterator

import re2

from gateway.mime.flat import Line
from gateway.mime.mass import is_mass
from gateway.mime.quoted import FOOTER, quoted
from gateway.mime.source import own_texts
from gateway.mime.thread import PREFIXES, lines_of
from gateway.model.message import Content

LINES = 400  # of a text: who asks does so before
LENGTH = 2000  # characters of a line
LINK = re2.compile(r"(?i)(?:https?://|www\.)\S+")
# Manners, and what stands in many a footer. They are taken out first: RE2 knows no look-around.
POLITE = re2.compile(
    r"(?i)\bhow (?:are|is|were|was) (?:you|things|everyone|everything|the family|your (?:week|weekend|day|holiday))"
    r"[^.?!]{0,40}\?|\b(?:hope|trust) (?:you|all|this)\b[^.?!]{0,80}\?"
    r"|\b(?:let (?:me|us) know|do not hesitate|don['’]t hesitate|get in touch|contact (?:me|us))[^.?!]{0,40}\bif (?:you"
    r"|there|i|we)(?:['’](?:d|ve|re))? (?:have|has|had|need|want|require|would|is|are|can|should|could|wish|think)\b"
    r"[^.?!]{0,60}"
    r"|\b(?:think|consider|need|have) [^.?!]{0,40}\b(?:print|environment)[^.?!]{0,40}[.?!]?"
)
MARK = re2.compile(r"[\pL\pN)\]\"'’”]\s{0,3}\?")  # a word, and then the mark
TO_KNOW = "to (?:know|ask|request|find out|enquire|inquire|understand)"
TELL = (
    "(?:let (?:me|us) (?:know|have)|advise|confirm|tell (?:me|us)|explain|send (?:me|us)|provide|reply|respond|get back"
    "|clarify|supply|look into|find out|arrange)"
)
ASKING = "(?:wonder|wondering|enquiring|inquiring|asking|(?:writing|emailing) to (?:ask|enquire|inquire))"
WORDS = re2.compile(
    r"(?i)\b(?:"
    r"(?:can|could|would|will|might|may|shall|should) "
    r"(?:you|i|we|someone|somebody|anyone|anybody|the council|the clerk) "
    r"|(?:is|would) it (?:be )?possible"
    rf"|please (?:(?:can|could|would|will|may|do) )?(?:(?:you|i|we) )?(?:kindly )?{TELL}"
    r"|let (?:me|us) know (?:if|whether|when|what|how|who|where|which|why|your|the)"
    rf"|(?:i|we)(?:['’]d| would| should)?(?: very much)? (?:like|love|want|need|wish) {TO_KNOW}"
    rf"|(?:i|we)(?: am| are| was| were|['’]m|['’]re)?(?: just)? {ASKING}\b"
    r"|(?:grateful|helpful|appreciate it|obliged|thankful|great|good) if (?:you|someone|the council|the clerk) "
    r"(?:could|would|can)"
    r"|(?:do|does|did|have|has) (?:you|the council|the clerk|anyone) (?:know|have|plan|intend|any)"
    r")"
)


def asks(content: bytes, read: Content) -> bool:
    """Whether a person asks something. Automatic mail asks nothing, nor mail to many (RFC 2369, 2919, Precedence)."""
    if read.automatic or is_mass({name.lower(): value for name, value in reversed(read.headers)}):
        return False
    subject = read.subject[:LENGTH]
    own = "" if PREFIXES.search(subject) else subject  # an answer's subject is not of its author
    return _has_question([own]) or any(_has_question(words) for words in _own_words(content))


def _own_words(content: bytes) -> Iterator[list[str]]:
    """The author's own lines of each text of the message."""
    for source in own_texts(content):
        lines = lines_of(source)
        found = quoted(lines, None)
        own = lines
        if found is not None:
            between = lines[found.first : found.last + 1] if found.inline else []
            own = [*lines[: found.first], *(line for line in between if not line.depth), *lines[found.last + 1 :]]
        yield [line.text[:LENGTH] for line in _above_footer(own)]


def _above_footer(lines: list[Line]) -> list[Line]:
    end = next((number for number, line in enumerate(lines[:LINES]) if FOOTER.match(line.text[:LENGTH])), LINES)
    return lines[:end]


def _has_question(words: list[str]) -> bool:
    said = POLITE.sub(" ", LINK.sub(" ", " ".join(words)))
    return bool(MARK.search(said) or WORDS.search(said))
