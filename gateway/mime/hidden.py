"""What HTML says without showing it: attributes, comments, templates, structured data, words that a style brings in.

No reader puts it on the page, but all of it reaches the recipient, who need only look at the source.
"""

from collections.abc import Iterator
from html import unescape

import re2

from gateway.mime.text import HTML_LIMIT, html_to_text

STYLE = re2.compile(r"(?is)<style\b[^>]*>(.*?)(?:</style[^>]*>|$)")
SAID_BY_STYLE = re2.compile(r"""(?i)\bcontent\s*:\s*(?:"([^"]*)"|'([^']*)')""")
UNSHOWN = re2.compile(
    r"(?is)<!--(.*?)(?:-->|$)|<(?:!\[cdata\[|\?)([^>]*)>|<template\b[^>]*>(.*?)(?:</template[^>]*>|$)"
    r"|<noframes\b[^>]*>(.*?)(?:</noframes[^>]*>|$)|<script\b[^>]*json[^>]*>(.*?)(?:</script[^>]*>|$)"
)
ATTRIBUTE = re2.compile(
    r"""(?i)[\s"'/](title|value|content|srcdoc|summary|label|aria-[a-z]{1,20}|data-[a-z-]{1,40})\s*=\s*"""
    r"""("[^"]*"|'[^']*'|[^\s"'>]+)"""
)
CONDITION = re2.compile(r"^\[if [^\]]*\]>|<!\[endif\]$")  # for some readers only (Microsoft's conditional comments)
TAG = re2.compile(r"<[^<>]*>")
MACHINES = ("content", "data-")  # attributes that hold what programs say, more often than words
PROGRAMS = ("text/html", "Microsoft ", "width=")
SIGNS = ("<!-", "<?", "<![", "<temp", "<nofr", "json", "title", "value", "content", "srcdoc", "summary", "label", "-")


def hidden_words(html: str) -> str:
    """Every such piece of HTML, each once, one on a line; at most as much as there is HTML."""
    html = html[:HTML_LIMIT].replace("\x00", "")
    low = html.lower()
    if not any(sign in low for sign in SIGNS):
        return ""
    return "\n".join(dict.fromkeys(piece for piece in _pieces(html) if piece))


def _pieces(html: str) -> Iterator[str]:
    for style in STYLE.finditer(html):
        for said in SAID_BY_STYLE.finditer(style[1]):
            yield (said[1] or said[2] or "").strip()
    html = STYLE.sub("", html)
    for match in UNSHOWN.finditer(html):
        piece = next((group for group in match.groups() if group), "")
        yield _text(CONDITION.sub("", piece))
    for match in ATTRIBUTE.finditer(html):
        value = unescape(match[2].strip("\"'")).strip()
        if not match[1].lower().startswith(MACHINES) or _is_said(value):
            yield _text(value)


def _text(piece: str) -> str:
    """The words of a piece, which may be HTML again."""
    if "<" not in piece:
        return unescape(piece).strip()
    return html_to_text(piece).strip() if TAG.sub("", piece).strip() else ""


def _is_said(value: str) -> bool:
    """Whether it can be words, an address or a number to dial, rather than a program's mark."""
    return (" " in value or "@" in value or value.startswith(("0", "+"))) and not value.startswith(PROGRAMS)
