"""What HTML says without showing it: attributes, comments, templates, structured data, words that a style brings in.

No reader puts it on the page, but all of it reaches the recipient, who need only look at the source.
"""

from collections.abc import Iterator
from html import unescape
from typing import Any

import re2

from gateway.mime.encoded import from_data_links
from gateway.mime.file_names import words
from gateway.mime.text import HTML_LIMIT, html_to_text

STYLE = re2.compile(r"(?is)<style\b[^>]*>(.*?)(?:</style[^>]*>|$)")
SAID_BY_STYLE = re2.compile(r"""(?i)\bcontent\s*:\s*(?:"([^"]*)"|'([^']*)')""")
UNSHOWN = re2.compile(
    r"(?is)<!--(.*?)(?:-->|$)|<(?:!\[cdata\[|\?)([^>]*)>|<template\b[^>]*>(.*?)(?:</template[^>]*>|$)"
    r"|<noframes\b[^>]*>(.*?)(?:</noframes[^>]*>|$)|<script\b[^>]*json[^>]*>(.*?)(?:</script[^>]*>|$)"
)
ATTRIBUTE = re2.compile(
    r"""(?i)[\s"'/](title|value|content|srcdoc|summary|label|formaction|aria-[a-z]{1,20}|data-[a-z-]{1,40})\s*=\s*"""
    r"""("[^"]*"|'[^']*'|[^\s"'>]+)"""
)
SCRIPT = re2.compile(r"(?is)<script\b[^>]*>(.*?)(?:</script[^>]*>|$)")
LITERAL = (
    re2.compile(  # each ends somewhere: one that might not would be looked for to the end of the text, time and again
        r"""(?s)"([^"\n]+)(?:["\n]|$)|'([^'\n]+)(?:['\n]|$)|`([^`]+)(?:`|$)|/\*(.*?)(?:\*/|$)|//([^\n]+)"""
    )
)
REMARK = re2.compile(r"(?s)/\*(.*?)(?:\*/|$)")
NUMBERED = re2.compile(r"[@]|(?:[0-9][ ()./-]*){6}")
SOURCE = re2.compile(
    r"""(?i)[\s"'/](?:src|href|background|poster|data|longdesc|cite)\s*=\s*["']?[^\s"'>]*/([^\s"'>/?#]+)"""
)
NAMED_FILE = re2.compile(r"(?:\pL{2,} ){2,}")
TURNED = re2.compile(r"(?is)<bdo\b[^>]*\bdir\s*=\s*[\"']?rtl|unicode-bidi\s*:\s*(?:bidi|isolate)-override")
CONDITION = re2.compile(r"^\[if [^\]]*\]>|<!\[endif\]$")  # for some readers only (Microsoft's conditional comments)
TAG = re2.compile(r"<[^<>]*>")
MACHINES = ("content", "data-")  # attributes that hold what programs say, more often than words
PROGRAMS = ("text/html", "Microsoft ", "width=")
SIGNS = (
    "<!-",
    "<?",
    "<![",
    "<temp",
    "<nofr",
    "<scri",
    "/*",
    "data:",
    "formaction",
    "://",
    "title",
    "value",
    "content",
    "srcdoc",
    "summary",
    "label",
    "-",
)


def hidden_words(html: str) -> str:
    """Every such piece of HTML, each once, one on a line; at most as much as there is HTML."""
    html = html[:HTML_LIMIT].replace("\x00", "")
    low = html.lower()
    if not any(sign in low for sign in SIGNS):
        return ""
    return "\n".join(dict.fromkeys(piece for piece in _pieces(html) if piece))


def is_turned(html: str) -> bool:
    """Whether some of its letters are shown in another order than they stand in."""
    return ("<bdo" in html.lower() or "-override" in html) and TURNED.search(html) is not None


def _pieces(html: str) -> Iterator[str]:
    for style in STYLE.finditer(html):
        for said in SAID_BY_STYLE.finditer(style[1]):
            yield (said[1] or said[2] or "").strip()
        yield from (note for note in map(_group, REMARK.finditer(style[1])) if NUMBERED.search(note))
    html = STYLE.sub("", html)
    for script in SCRIPT.finditer(html):
        yield from (
            said for said in map(_group, LITERAL.finditer(script[1])) if _is_said(said) and NUMBERED.search(said)
        )
    yield from from_data_links(html)
    yield from _named_files(html)
    for match in UNSHOWN.finditer(html):
        yield _text(CONDITION.sub("", _group(match)))
    for match in ATTRIBUTE.finditer(html):
        value = unescape(match[2].strip("\"'")).strip()
        if not match[1].lower().startswith(MACHINES) or _is_said(value):
            yield _text(value)


def _group(match: Any) -> str:
    """Whichever group of a pattern matched."""
    return next((group.strip() for group in match.groups() if group), "")


def _named_files(html: str) -> Iterator[str]:
    """The names of pictures and pages that say a number beside two words."""
    for found in SOURCE.finditer(html):
        said = words(unescape(found[1]))
        if NAMED_FILE.search(said) and NUMBERED.search(said):
            yield said


def _text(piece: str) -> str:
    """The words of a piece, which may be HTML again."""
    if "<" not in piece:
        return unescape(piece).strip()
    return html_to_text(piece).strip() if TAG.sub("", piece).strip() else ""


def _is_said(value: str) -> bool:
    """Whether it can be words, an address or a number to dial, rather than a program's mark."""
    return (" " in value or "@" in value or value.startswith(("0", "+"))) and not value.startswith(PROGRAMS)
