"""Quoted mail cut out of a text of the message, one line in its place that says so. All else stays byte for byte."""

from collections import Counter
from collections.abc import Iterator

from gateway.mime.charset import codec_of, decode
from gateway.mime.flat import Tag, tags
from gateway.mime.source import Source, line_end, own_texts, replace_texts
from gateway.model.decision import StripTrail
from gateway.model.message import TextKind

NOTE = "[Earlier messages removed by the council's mail check]"
VOID = frozenset({  # HTML, section 13.1.2; "!" are declarations
    "!", "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
IMPLIED = frozenset({  # tags whose other half may be left out: HTML, section 13.1.2.4
    "p", "li", "dt", "dd", "option", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "html", "head", "body",
})  # fmt: skip


def strip(content: bytes, amendment: StripTrail) -> bytes:
    """The message without the trail. Unchanged where it was cut already, or where the part cannot be written again.

    HTML stays whole: tags in what is cut whose other half stands outside are kept.
    """
    texts = [source for source in own_texts(content) if source.part == amendment.part]
    return replace_texts(content, [(source, _without(source, amendment)) for source in texts])


def _without(source: Source, amendment: StripTrail) -> bytes:
    text = decode(source.data, source.charset).text
    codec = _codec(source, text)
    start, end = amendment.start, min(amendment.end, len(text))
    is_html = source.kind is TextKind.HTML
    note = f"<p>{NOTE}</p>" if is_html else NOTE
    if codec is None or start >= end or text.startswith(note, start):
        return source.data
    eol = line_end(source.data).decode()
    left = "".join(_halves(text[start:end])) if is_html else ""
    return (text[:start] + note + (eol if text[start:end].endswith("\n") else "") + left + text[end:]).encode(codec)


def _codec(source: Source, text: str) -> str | None:
    """The charset in which the text is, to the byte, what stands in the part."""
    for codec in (codec_of(source.charset), "utf-8", "utf-8-sig", "cp1252"):
        try:
            if codec and text.encode(codec) == source.data:
                return codec
        except UnicodeError:
            continue
    return None


def _halves(html: str) -> Iterator[str]:
    """The tags whose other half lies outside: those that close what was opened before, then those that stay open."""
    opened: list[Tag] = []
    pending: Counter[str] = Counter()
    for tag in tags(html):
        if not tag.name or tag.name in VOID or tag.attributes.endswith("/"):
            continue
        if not tag.closing:
            opened.append(tag)
            pending[tag.name] += 1
        elif pending[tag.name]:
            while opened and (last := opened.pop()):
                pending[last.name] -= 1
                if last.name == tag.name:
                    break
        else:
            yield html[tag.start : tag.end]
    yield from (html[tag.start : tag.end] for tag in opened if tag.name not in IMPLIED)
