"""The source of a text, plain or HTML, as the lines that a reader sees: where each stands, and how deeply it is quoted.

One recogniser can then look for quoted mail in both. All here is linear in the size of the source, and ends at LINES.
"""

from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import re2

LINES = 20_000  # lines with words on them that are told apart; the last takes in all that follows
TAGS = 50_000
NO_REFERENCE = re2.compile(r"&#[xX]?[0-9a-fA-F]{8}")  # a number that no character has
UNSEEN = frozenset({"style", "script", "title"})
BREAKS = frozenset({
    "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table",
    "tr", "ul",
})  # fmt: skip
FRAME = frozenset({"html", "head", "body", "br"})
RULE = "________________"  # what a horizontal rule is in plain text
ATTRIBUTES = 2000  # characters of a tag that are looked at
CLIENT_MARK = re2.compile(
    r"(?i)gmail_(?:quote|attr)|moz-(?:cite-prefix|forward-container|email-headers)|yahoo_quoted|protonmail_quote|"
    r"divRplyFwdMsg|OLK_SRC_BODY_SECTION|reference-message|stopSpelling|zwchr|tutanota_quote|AppleOriginalContents|"
    r"\btype\s*=\s*[\"']?cite\b|\bcite\s*=\s*[\"']?mid:"
)
INDENTED = re2.compile(r"(?i)border(?:-left)?\s*:\s*(?:none|0)|webkit-indent")


class Line(NamedTuple):
    """A line with words on it, without quote marks. `start` and `end` are offsets in the source.

    `depth` is how often it is quoted, `marked` whether a client's own mark of quoted mail stands right before it, and
    `spaced` whether an empty line does. With `cut_short` it takes in lines that were not told apart.
    """

    text: str
    start: int
    end: int
    depth: int = 0
    marked: bool = False
    spaced: bool = False
    cut_short: bool = False


class Tag(NamedTuple):
    """A tag of HTML; without a `name` the text between two tags."""

    name: str
    closing: bool
    attributes: str
    start: int
    end: int


def plain_lines(text: str) -> list[Line]:
    """The lines of a plain text that are not empty."""
    found: list[Line] = []
    start, spaced = 0, False
    while start < len(text) and len(found) < LINES:
        end = text.find("\n", start) + 1 or len(text)
        line = text[start:end].strip()
        quoted = line.startswith(">")
        said = line.lstrip("> \t") if quoted else line
        if said:
            depth = line[: len(line) - len(said)].count(">") if quoted else 0
            found.append(Line(said, start, end, depth, False, spaced))
        spaced = not said
        start = end
    return _to_the_end(found, len(text), start < len(text))


def _to_the_end(lines: list[Line], end: int, cut_short: bool) -> list[Line]:
    return [*lines[:-1], lines[-1]._replace(end=end, cut_short=cut_short)] if lines else []


def tags(html: str) -> Iterator[Tag]:
    """The tags of HTML and the texts between them; comments, scripts and styles are passed over."""
    at = closes = 0
    while at < len(html):
        opens = html.find("<", at)
        if opens != at:
            opens = len(html) if opens < 0 else opens
            yield Tag("", False, "", at, opens)
            at = opens
            continue
        if html.startswith("<!--", at):
            at = _behind(html, "-->", at)
            continue
        closes = html.find(">", at) if at >= closes >= 0 else closes
        following = html.find("<", at + 1, closes) if closes > 0 else 0
        if following >= 0:  # no tag: a sign for "less than"
            yield Tag("", False, "", at, at + 1)
            at += 1
            continue
        tag = _tag(html, at, closes + 1)
        yield tag
        at = tag.end
        if tag.name in UNSEEN and not tag.closing:
            at = _behind(html, f"</{tag.name}", at) - len(tag.name) - 2


def _behind(html: str, mark: str, at: int) -> int:
    """Where a mark ends; the end of all where there is none."""
    found = html.find(mark, at)
    return len(html) + len(mark) if found < 0 else found + len(mark)


def _tag(html: str, start: int, end: int) -> Tag:
    said = html[start + 1 : min(end - 1, start + ATTRIBUTES)]
    closing = said.startswith("/")
    name, *rest = said.strip("/").split(None, 1) or [""]
    return Tag(name.lower() or "!", closing, rest[0] if rest else "", start, end)


def html_lines(html: str) -> list[Line]:
    """The lines of HTML that are not empty. A line begins with the tags that open right before its words."""
    reading = _Reading(html)
    for number, tag in enumerate(tags(html)):
        if number >= TAGS or len(reading.lines) >= LINES:
            return _to_the_end(reading.lines, len(html), cut_short=True)
        reading.take(tag)
    reading.end_line()
    return _to_the_end(reading.lines, len(html), cut_short=False)


class _Reading:
    """Gathers the lines of HTML, tag by tag."""

    def __init__(self, html: str) -> None:
        self.lines: list[Line] = []
        self._html = html
        self._words: list[str] = []
        self._start: int | None = None  # where the line begins, with the tags that open before it
        self._quotes: list[bool] = []  # the open blockquotes: whether each quotes, or only indents
        self._depth = 0
        self._marked = self._spaced = False

    def take(self, tag: Tag) -> None:
        """Go on by one tag or text."""
        if not tag.name:
            self._text(tag)
            return
        if tag.name in BREAKS:
            self.end_line()
        if tag.closing:
            if tag.name == "blockquote" and self._quotes:
                self._depth -= self._quotes.pop()
            if not self._words and not self._marked:
                self._start = None
        else:
            self._open(tag)

    def _open(self, tag: Tag) -> None:
        if self._start is None and tag.name not in FRAME:
            self._start = tag.start
        if tag.name == "blockquote":
            self._quotes.append(not (tag.attributes and INDENTED.search(tag.attributes)))
            self._depth += self._quotes[-1]
        if not self._words and "=" in tag.attributes and CLIENT_MARK.search(tag.attributes):
            self._marked = True
        if tag.name == "hr":
            self._words.append(RULE)
            self.end_line()

    def _text(self, tag: Tag) -> None:
        said = self._html[tag.start : tag.end]
        if "&" in said and not NO_REFERENCE.search(said):
            said = unescape(said)
        if self._words or said.strip():
            self._start = tag.start if self._start is None else self._start
            self._words.append(said)

    def end_line(self) -> None:
        """End the line that is being gathered, if it has words."""
        said = " ".join("".join(self._words).split())
        self._words = []
        if not said:
            self._spaced = True
            return
        start = self._start or 0
        if self.lines:
            self.lines[-1] = self.lines[-1]._replace(end=start)
        bare = said.lstrip("> ") if said.startswith(">") else said
        depth = self._depth + said[: len(said) - len(bare)].count(">")
        self.lines.append(Line(bare or ">", start, start, depth, self._marked, self._spaced))
        self._marked = self._spaced = False
        self._start = None
