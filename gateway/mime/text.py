"""The words that a reader gets to see: of HTML, and of text whose lines are folded for the way."""

import re2
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

READING = re2.compile(r"(?i)<(/?)r[tp]\b")  # above a word; the parser takes time by the square for many of them
DRAWN = re2.compile(r"(?i)(<(?:desc|title|text)\b)")
HTML_LIMIT = 3_000_000  # characters; what goes beyond is a reason to hold


def html_to_text(html: str) -> str:
    """The text of HTML, at most HTML_LIMIT of it: hidden text, alternative texts, form fields and link targets too.

    Cells of a row stand on one line, a tab between them. Comments, scripts and styles are left out.
    """
    html = html[:HTML_LIMIT].replace("\x00", "")
    html = READING.sub(r" <\1span", html) if "<r" in html or "<R" in html else html
    html = DRAWN.sub(r" \1", html) if "<svg" in html else html
    try:
        tree = HTMLTree.parse(html)
        text = extract_plain_text(tree, links=True, form_fields=True, noscript=True)
        title = tree.title or ""
    except ValueError:  # lone surrogates, which cannot be parsed
        return html_to_text(html.encode("utf-8", "replace").decode())
    return "\n\n".join(piece for piece in (title.strip(), text.replace("\t\t", "\t")) if piece)


def unflow(text: str, delsp: bool = False) -> str:
    """Text in format=flowed with its paragraphs whole again (RFC 3676 section 4.2)."""
    lines: list[str] = []
    open_depth = -1  # the quote depth of the paragraph that still goes on
    for line in text.split("\n"):
        bare = line.removesuffix("\r")
        body = bare.lstrip(">")
        depth = len(bare) - len(body)
        body = body.removeprefix(" ")
        flows = body.endswith(" ") and body != "-- "
        piece = body[:-1] if flows and delsp else body
        if depth == open_depth and body != "-- ":
            lines[-1] += piece
        else:
            lines.append(">" * depth + " " * bool(depth) + piece)
        open_depth = depth if flows else -1
    return "\n".join(lines)


def unfold(text: str) -> str:
    """Lines of a calendar or an address card joined again (RFC 5545 section 3.1, RFC 6350 section 3.2)."""
    flat = text.replace("\r\n", "\n")
    return flat.replace("\n ", "").replace("\n\t", "")
