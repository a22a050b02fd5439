"""What an office document says without showing it (ECMA-376, ISO 26300): that it is there, not what it says.

After the Information Commissioner's guidance on disclosing information safely. It is looked for on the bytes of the
XML, in one pass for each kind.
"""

from collections.abc import Iterator, Mapping

import re2

from gateway.model.message import Concealment

TRUE = rb"=[\"'](?:1|true|on)[\"']"

PARTS = ("document", "header", "footer", "footnotes", "endnotes")

SIGNS: tuple[tuple[Concealment, str, bytes], ...] = (
    (Concealment.TRACKED_CHANGES, "word/", rb"<\w+:(?:ins|del|moveFrom|moveTo)\s[^>]*\bauthor="),
    (Concealment.TRACKED_CHANGES, "content.xml", rb"<text:changed-region\b|<table:tracked-changes\b"),
    (Concealment.TRACKED_CHANGES, "xl/revisions/revisionLog", rb"<\w*:?r(?:cc|rc|is|m)\b"),
    (Concealment.COMMENTS, "word/comments", rb"<\w+:comment\b"),
    (Concealment.COMMENTS, "xl/comments", rb"<(?:\w+:)?comment\b"),
    (Concealment.COMMENTS, "xl/threadedComments/", rb"<(?:\w+:)?threadedComment\b"),
    (Concealment.COMMENTS, "ppt/comments/", rb"<\w+:cm\b"),
    (Concealment.COMMENTS, "content.xml", rb"<office:annotation\b"),
    *((Concealment.HIDDEN_TEXT, f"word/{part}", rb"<\w+:vanish\s*/>|<\w+:vanish\s[^>]*val" + TRUE) for part in PARTS),
    (Concealment.HIDDEN_TEXT, "content.xml", rb"\btext:display=[\"']none|<text:hidden-(?:text|paragraph)\b"),
    (Concealment.HIDDEN_SHEETS, "content.xml", rb"<style:table-properties\s[^>]*\btable:display=[\"']false"),
    (Concealment.HIDDEN_SLIDES, "content.xml", rb"\bpresentation:visibility=[\"']hidden"),
    (Concealment.HIDDEN_SHEETS, "xl/workbook.xml", rb"<(?:\w+:)?sheet\s[^>]*\bstate=[\"'](?:hidden|veryHidden)[\"']"),
    (Concealment.HIDDEN_ROWS, "xl/worksheets/", rb"<(?:\w+:)?row\s[^>]*\bhidden" + TRUE),
    (Concealment.HIDDEN_ROWS, "content.xml", rb"<table:table-row\s[^>]*\btable:visibility=[\"'](?:collapse|filter)"),
    (Concealment.HIDDEN_COLUMNS, "xl/worksheets/", rb"<(?:\w+:)?col\s[^>]*\bhidden" + TRUE),
    (Concealment.HIDDEN_COLUMNS, "content.xml", rb"<table:table-column\s[^>]*\btable:visibility=[\"']collapse"),
    (Concealment.PIVOT_CACHE, "xl/pivotCache/pivotCacheRecords", rb"<(?:\w+:)?r\b"),
    (Concealment.SPEAKER_NOTES, "ppt/notesSlides/", rb"<\w+:t>\s*[^<\s\d]"),
    (
        Concealment.SPEAKER_NOTES,
        "content.xml",
        rb"<presentation:notes\b(?:[^<]|<[^/]|</[^p])*?<text:span[^>]*>\s*[^<\s]",
    ),
    (Concealment.HIDDEN_SLIDES, "ppt/slides/", rb"<\w+:sld\s[^>]*\bshow=[\"'](?:0|false)[\"']"),
    (Concealment.AUTHORS, "docProps/core.xml", rb"<(?:dc:creator|cp:lastModifiedBy)>\s*[^<\s]"),
    (Concealment.AUTHORS, "meta.xml", rb"<(?:dc:creator|meta:initial-creator)>\s*[^<\s]"),
)
PATTERNS = tuple((kind, place, re2.compile(pattern)) for kind, place, pattern in SIGNS)


def concealed(files: Mapping[str, bytes]) -> tuple[Concealment, ...]:
    """The kinds of what this document conceals, each once, given its XML by name."""
    return tuple(dict.fromkeys(_found(files)))


def _found(files: Mapping[str, bytes]) -> Iterator[Concealment]:
    for kind, place, pattern in PATTERNS:
        if any(name.startswith(place) and pattern.search(data) for name, data in files.items()):
            yield kind
