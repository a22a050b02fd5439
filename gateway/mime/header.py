"""The header section of a message: its fields as they stand, and their words decoded.

Parsed by hand, because a library's parser stops, guesses or slows down on crafted fields. All here is linear in size.
"""

import binascii
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import re2

from gateway.mime.charset import decode

FIELD_LIMIT = 100_000  # characters of one field that are taken apart; what goes beyond is a reason to hold
ENCODED_WORD = re2.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
TOKEN = re2.compile(r'(?s)"(?:[^"\\]|\\.)*"?|\\.|[();]|[^"();\\]+|\\')
QUOTED_PAIR = re2.compile(r"(?s)\\(.)")


class Field(NamedTuple):
    """One header field. `start` and `end` are offsets in the message; the line end, and every fold, lie within.

    `name` is as written, with whatever blanks stand before the colon, and `key` is the name for comparing. A line that
    is no field at all has neither.
    """

    name: str
    key: str
    raw: bytes
    start: int
    end: int

    @property
    def value(self) -> str:
        """The value unfolded (RFC 5322 section 2.2.3), not decoded; 8-bit text is UTF-8 (RFC 6532) or else Latin-1."""
        flat = self.raw.replace(b"\r\n", b"").replace(b"\n", b"")
        try:
            return flat.decode().strip(" \t")
        except UnicodeDecodeError:
            return flat.decode("latin-1").strip(" \t")

    @property
    def blank_fold(self) -> bool:
        """Whether one of its lines is white space only: some readers take that for the end of the header."""
        lines = self.raw.split(b"\n")
        return any(line.isspace() for line in lines[1:-1])


def header_end(content: bytes, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Where the header section ends and where the body begins: the first line that is empty lies between."""
    stop = len(content) if end is None else end
    for blank in (b"\r\n", b"\n"):
        if content.startswith(blank, start, stop):
            return start, start + len(blank)
    crlf = content.find(b"\n\r\n", start, stop)
    bare = content.find(b"\n\n", start, stop if crlf < 0 else crlf + 1)
    if bare >= 0:
        return bare + 1, bare + 2
    return (crlf + 1, crlf + 3) if crlf >= 0 else (stop, stop)


def first_value(content: bytes, key: str) -> str:
    """The value of the first field of this name, in lower case, in a message; empty where there is none."""
    end, _ = header_end(content)
    if key.encode() not in content[:end].lower():
        return ""
    return next((one.value for one in fields(content, 0, end) if one.key == key), "")


def fields(content: bytes, start: int = 0, end: int | None = None) -> list[Field]:
    """The header fields between two offsets, in order; by default those of the whole message."""
    stop = header_end(content)[0] if end is None else end
    found = []
    while start < stop:
        line_end = _line_end(content, start, stop)
        while line_end < stop and content[line_end] in b" \t":
            line_end = _line_end(content, line_end, stop)
        name, colon, raw = content[start:line_end].partition(b":")
        if colon and name and b"\n" not in name and not name[:1].isspace():
            text = name.decode("latin-1")
            found.append(Field(text, text.rstrip(" \t").lower(), raw, start, line_end))
        else:
            found.append(Field("", "", content[start:line_end], start, line_end))
        start = line_end
    return found


def _line_end(content: bytes, start: int, stop: int) -> int:
    return content.find(b"\n", start, stop) + 1 or stop


def decode_words(value: str) -> str:
    """A value with its encoded words decoded (RFC 2047), up to FIELD_LIMIT.

    The pieces of one run are joined before their charset is read.
    """
    if "=?" not in value:
        return value
    value, rest = value[:FIELD_LIMIT], value[FIELD_LIMIT:]
    out: list[str] = []
    run: list[tuple[str, bytes]] = []
    at = 0
    for match in ENCODED_WORD.finditer(value):
        between = value[at : match.start()]
        if between.strip() or not run:
            out += [_join(run), between]
            run = []
        run.append((match[1].lower(), _word(match[2], match[3])))
        at = match.end()
    return "".join([*out, _join(run), value[at:], rest])


def _join(run: list[tuple[str, bytes]]) -> str:
    pieces = groupby(run, key=lambda piece: piece[0])
    return "".join(decode(b"".join(data for _, data in group), charset).text for charset, group in pieces)


def _word(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    try:
        return binascii.a2b_base64(data + b"===")
    except binascii.Error:
        return data


def parameters(value: str) -> tuple[str, dict[str, str], bool]:
    """The first word of a structured value in lower case, its parameters, and whether one is said twice and differs.

    Continuations and charsets are put together (RFC 2231 sections 3 and 4); encoded words, which many clients write
    although RFC 2047 forbids them there, are decoded. Where a plain parameter stands beside a continued one of its
    name, which some readers take instead, it is told as `name*`.
    """
    first, *pairs = _split(value[:FIELD_LIMIT])
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    differs = False
    for pair in pairs:
        key, _, said = pair.partition("=")
        name, star, rest = key.strip().lower().partition("*")
        said = _unquote(said.strip())
        number = rest.rstrip("*") or "0"
        if star and number.isascii() and number.isdigit() and len(number) < 6:
            piece = (said, rest.endswith("*") or not rest)
            differs |= pieces.setdefault(name, {}).setdefault(int(number), piece) != piece
        elif name:
            differs |= plain.setdefault(name, said) != said
    together = {name: _continued(parts) for name, parts in pieces.items()}
    decoded = {name: decode_words(said) for name, said in plain.items()}
    differs |= any(name in decoded and decoded[name] != said for name, said in together.items() if name == "boundary")
    beside = {f"{name}*": decoded[name] for name in together if name in decoded}
    return first.strip().lower(), decoded | together | beside, differs


def _split(value: str) -> list[str]:
    """The pieces between semicolons, those within quotes left alone, comments dropped."""
    if "(" not in value and ('"' not in value or _is_quoted_plainly(value)):
        return value.split(";")
    pieces: list[str] = []
    piece: list[str] = []
    depth = 0
    for mark in TOKEN.findall(value):
        if mark == "(":
            depth += 1
        elif mark == ")" and depth:
            depth -= 1
        elif mark == ";" and not depth:
            pieces.append("".join(piece))
            piece = []
        elif not depth:
            piece.append(mark)
    return [*pieces, "".join(piece)]


def _is_quoted_plainly(value: str) -> bool:
    """Whether each quote is closed, and nothing within one needs care."""
    parts = value.split('"')
    return len(parts) % 2 == 1 and "\\" not in value and not any(";" in quoted for quoted in parts[1::2])


def _unquote(value: str) -> str:
    if not value.startswith('"'):
        return value
    inner = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
    return str(QUOTED_PAIR.sub(r"\1", inner)) if "\\" in inner else inner


def _continued(pieces: dict[int, tuple[str, bool]]) -> str:
    charset, parts = "", []
    for number, (piece, encoded) in sorted(pieces.items()):
        said = piece
        if number == 0 and encoded and said.count("'") >= 2:
            charset, _, said = said.split("'", 2)
        raw = said.encode("utf-8", "replace")
        parts.append(unquote_to_bytes(raw) if encoded else raw)
    return decode(b"".join(parts), charset or "utf-8").text
