"""Words taken out of the message's own texts, a fixed mark in their place.

A span names words of the text as a reader sees it. They are taken out wherever they stand in that part, so that no link
or second mention gives them away, and however the part writes them: folded, split by tags, or as character references.
Where that fails, the whole text is taken out.
"""

from collections.abc import Iterable, Iterator, Set
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import re2

from gateway.mime.charset import codec_of, decode
from gateway.mime.source import Source, own_texts, replace_texts
from gateway.mime.text import html_to_text, unflow
from gateway.model.decision import Redact
from gateway.model.message import TextKind

Words = dict[str, set[str]]

MARK = "[removed]"
CHUNK = 1000  # characters in one pattern, which grows with each of them
ROOM = re2.Options()
ROOM.max_mem = 64_000_000
TAG = re2.compile(r"<[^<>]*>")
GAP = {TextKind.HTML: r"(?:\s|<[^<>]*>|&nbsp;|&#160;|&#[xX][aA]0;)*", TextKind.PLAIN: r"[\s>]*"}


def words_of(content: bytes, spans: Iterable[Redact]) -> Words:
    """The words of these spans, without blanks, by part, in a message as it was received.

    None of a part that bears the mark at each of its spans: it is done.
    """
    wanted: dict[str, list[Redact]] = {}
    for span in sorted(spans, key=lambda span: span.start):
        wanted.setdefault(span.part, []).append(span)
    found: Words = {}
    for source in own_texts(content) if wanted else ():
        shown = _shown(source, decode(source.data, source.charset).text)
        spans_here = wanted.get(source.part, [])
        if not _is_done(shown, spans_here):
            found[source.part] = {"".join(shown[span.start : span.end].split()) for span in spans_here} - {""}
    return found


def redact(content: bytes, words: Words) -> bytes:
    """Take the words out of their parts."""
    if not any(words.values()):
        return content
    wanted = [(source, words[source.part]) for source in own_texts(content) if words.get(source.part)]
    return replace_texts(content, [(source, _without(source, these)) for source, these in wanted])


def _without(source: Source, words: Set[str]) -> bytes:
    before = text = decode(source.data, source.charset).text
    chunks = [pattern for one in sorted(words, key=len, reverse=True) for pattern in _patterns(one, source.kind)]
    patterns = [re2.compile(pattern, ROOM) for pattern in chunks]
    for pattern in patterns:
        text = pattern.sub(_mark, text)
    shown = _shown(source, text)
    if any(pattern.search(shown) for pattern in patterns):
        text = MARK
    return source.data if text == before else _written(source, text)


def _shown(source: Source, text: str) -> str:
    """The text as its reader is shown it, like `Text.text`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if source.kind is TextKind.HTML:
        return html_to_text(text)
    return unflow(text, source.joined) if source.flowed else text


def _is_done(shown: str, spans: list[Redact]) -> bool:
    shift = 0
    for span in spans:
        if not shown.startswith(MARK, span.start + shift):
            return False
        shift += len(MARK) - (span.end - span.start)
    return True


def _patterns(words: str, kind: TextKind) -> Iterator[str]:
    """Patterns that together find the words; each for as many characters, so that none finds a letter alone."""
    count = -(-len(words) // CHUNK)
    bounds = [len(words) * number // count for number in range(count + 1)]
    for number, (start, end) in enumerate(pairwise(bounds), 1):
        first, last = words[start], words[end - 1]
        before = r"\b" if number == 1 and first.isascii() and first.isalnum() else ""
        after = r"\b" if number == count and last.isascii() and last.isalnum() else ""
        yield f"(?i){before}{GAP[kind].join(_written_as(char, kind) for char in words[start:end])}{after}"


def _written_as(char: str, kind: TextKind) -> str:
    """The ways in which a part may write a character."""
    plain = str(re2.escape(char))
    if kind is TextKind.PLAIN:
        return plain
    ways = [plain, f"&#0*{ord(char)};", f"&#x0*{ord(char):x};"]
    ways += [re2.escape(other) for other in (escape(char), quote(char, safe="")) if other != char]
    return f"(?:{'|'.join(ways)})"


def _mark(found: Any) -> str:
    return MARK + "".join(TAG.findall(found[0]))


def _written(source: Source, text: str) -> bytes:
    codec = codec_of(source.charset) or "utf-8"
    try:
        return text.encode(codec)
    except UnicodeEncodeError:  # octets that were no text in this charset
        return text.encode(codec, "xmlcharrefreplace" if source.kind is TextKind.HTML else "replace")
