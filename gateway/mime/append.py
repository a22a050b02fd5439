"""A line of the council's at the end of the author's text, in the plain and in the HTML text, once.

Only the first text of each kind is the author's: others stand behind an attachment, or are a list's.
"""

from html import escape

from gateway.mime.charset import codec_of
from gateway.mime.source import Source, line_end, own_texts, replace_texts
from gateway.model.message import TextKind

TYPOGRAPHY = str.maketrans(dict(zip("\u2018\u2019\u201c\u201d\u2013\u2014\u00a0", "''\"\"-- ", strict=True)))
ENDS = (b"</body", b"</html")
ASCII_LABELS = {"", "us-ascii", "ascii"}
NOT_FOR_MAIL = ("utf-16", "utf-32")  # a CRLF must be the octets 0D 0A in a text (RFC 2046 section 4.1.1)


def append_line(content: bytes, text: str) -> bytes:
    """Add the line where it does not stand at the end already. What the part's charset lacks is written without it."""
    first: dict[TextKind, Source] = {}
    for source in own_texts(content):
        first.setdefault(source.kind, source)
    return replace_texts(content, [(source, _with_line(source, text)) for source in first.values()])


def _with_line(source: Source, text: str) -> bytes:
    codec = _codec(source)
    if codec.startswith(NOT_FOR_MAIL):
        return source.data
    end = line_end(source.data)
    if source.kind is TextKind.HTML:
        return _in_html(source.data, f"<p>{escape(text, quote=False)}</p>".encode(codec, "xmlcharrefreplace"), end)
    return _in_plain(source.data, _fitting(text, codec), end)


def _codec(source: Source) -> str:
    """What may be written into the part as it is declared: ASCII where it is not what it says."""
    codec = codec_of(source.charset)
    if codec is None or source.encoding in {"", "7bit"} or source.charset.strip().lower() in ASCII_LABELS:
        return "ascii"
    return "ascii" if codec == "utf-8" and not _is_utf8(source.data) else codec


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _in_plain(data: bytes, line: bytes, end: bytes) -> bytes:
    said = data.rstrip(b" \t\r\n")
    if said == line or said.endswith(b"\n" + line):
        return data
    gap = end + end if said else b""
    return said + gap + line + (data[len(said) :].lstrip(b" \t") or end)


def _in_html(data: bytes, line: bytes, end: bytes) -> bytes:
    lower = data.lower()
    place = next((at for mark in ENDS if (at := lower.rfind(mark)) >= 0), len(data))
    if data[:place].rstrip().endswith(line):
        return data
    return data[:place] + (b"" if data[:place].endswith(b"\n") else end) + line + end + data[place:]


def _fitting(text: str, codec: str) -> bytes:
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return text.translate(TYPOGRAPHY).encode(codec, "replace")
