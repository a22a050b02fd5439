"""A message's HTML as it may be shown: nothing that runs, nothing that is fetched, nothing that hides.

What is left is structure and words. Styles go too, so that text made invisible shows; places are marked by their words.
"""

from collections.abc import Iterable, Iterator, Set
from html import escape, unescape
from itertools import accumulate

import nh3

from gateway.mime.flat import Tag, tags
from gateway.mime.strip import IMPLIED, VOID

LIMIT = 1_000_000  # characters
NESTED = 200  # the cleaner's time grows with the square of the nesting
TAGS = 50_000
MARKS = 500
SHOWN = {
    "a", "abbr", "address", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
}  # fmt: skip
ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}

Words = tuple[str, int]  # what is to be marked, and the number of the reason


def clean(html: str, words: Iterable[Words] = ()) -> str | None:
    """HTML that is safe to be laid out, with these words marked; None where it is too much to be laid out."""
    if len(html) > LIMIT or not _is_flat(html):
        return None
    safe = nh3.clean(
        html, tags=SHOWN, attributes=ATTRIBUTES, clean_content_tags={"script", "style", "title"}, link_rel=None
    )
    return _marked(safe, words)


def _is_flat(html: str) -> bool:
    """Whether it is nested no deeper than an honest message is."""
    depth = 0
    for number, tag in enumerate(tags(html)):
        if number > TAGS:
            return False
        if not tag.name or tag.name in VOID or tag.name in IMPLIED or tag.attributes.endswith("/"):
            continue
        depth = max(0, depth - 1) if tag.closing else depth + 1
        if depth > NESTED:
            return False
    return True


def _marked(html: str, words: Iterable[Words]) -> str:
    pieces = list(tags(html))
    texts = [(number, unescape(html[tag.start : tag.end])) for number, tag in enumerate(pieces) if not tag.name]
    said = "".join(text for _, text in texts)
    edges = frozenset(accumulate(len(text) for _, text in texts))
    spots = _spots(said, edges, words)
    if not spots:
        return html
    out: dict[int, str] = {}
    at = 0
    for number, text in texts:
        out[number] = "".join(_cut(text, at, spots))
        at += len(text)
    return "".join(_as_it_was(html, number, tag, out) for number, tag in enumerate(pieces))


def _as_it_was(html: str, number: int, tag: Tag, texts: dict[int, str]) -> str:
    return texts[number] if number in texts else html[tag.start : tag.end]


def _spots(said: str, edges: Set[int], words: Iterable[Words]) -> list[tuple[int, int, int]]:
    """Where the words stand, whatever blanks and tags lie between their letters; none within another, or in a word.

    `edges` are where tags stand: words end there, too.
    """
    places = [at for at, char in enumerate(said) if not char.isspace()]
    dense = "".join(said[at] for at in places).casefold()
    if len(dense) != len(places):  # a letter whose small form is two: the places would not fit
        dense = "".join(said[at] for at in places)
    found: list[tuple[int, int, int]] = []
    for word, number in sorted(words, key=lambda one: -len(one[0])):
        wanted = "".join(word.split()).casefold()
        start = dense.find(wanted) if wanted else -1
        while start >= 0 and len(found) < MARKS:
            here, there = places[start], places[start + len(wanted) - 1] + 1
            if _stands_alone(said, edges, here, there):
                found.append((here, there, number))
            start = dense.find(wanted, start + len(wanted))
    return list(_apart(sorted(found)))


def _stands_alone(said: str, edges: Set[int], start: int, end: int) -> bool:
    before = start and start not in edges and said[start - 1].isalnum() and said[start].isalnum()
    after = end < len(said) and end not in edges and said[end - 1].isalnum() and said[end].isalnum()
    return not before and not after


def _apart(spots: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    done = 0
    for start, end, number in spots:
        if start >= done:
            yield start, end, number
            done = end


def _cut(text: str, at: int, spots: list[tuple[int, int, int]]) -> Iterator[str]:
    """One text between two tags, with the spots that lie in it; `at` is where it begins among all texts."""
    done = 0
    for start, end, number in spots:
        begin, stop = max(start - at, 0), min(end - at, len(text))
        if begin < stop:
            ends_here = f"<sup>{number}</sup>" if end - at <= len(text) else ""
            yield f"{escape(text[done:begin])}<mark>{escape(text[begin:stop])}{ends_here}</mark>"
            done = stop
    yield escape(text[done:])
