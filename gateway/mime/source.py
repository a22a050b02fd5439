"""The texts of a message as they stand in its bytes, and how one is replaced while all else stays byte for byte."""

import base64
import binascii
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from gateway.mime.body import HTML_TYPES, is_own_text
from gateway.mime.header import fields, header_end
from gateway.mime.parts import WHITESPACE, Inner, Walk
from gateway.model.message import TextKind

BASE64_LINE = 57  # octets that fill a line of 76 letters (RFC 2045 section 6.8)


@dataclass(frozen=True, slots=True)
class Source:
    """One text of the message's own. `part` names it as `Text.part` does; `raw` is as it stands, `data` decoded.

    `start` and `end` are where `raw` stands. `charset` is what the message says of it, empty where it says nothing;
    `flowed` and `joined` are its format and delsp (RFC 3676). `head` is where the header that describes it begins.
    """

    part: str
    kind: TextKind
    charset: str
    flowed: bool
    joined: bool
    encoding: str
    start: int
    end: int
    raw: bytes = field(repr=False)
    data: bytes = field(repr=False)
    head: int = 0


def own_texts(content: bytes) -> list[Source]:
    """The message's own texts, in their order: not its attachments, nor those of messages within it."""
    head, start = header_end(content)
    leaves = Walk(content, texts_only=True).leaves(fields(content, 0, head), start)
    return [
        Source(
            f"{leaf.content_type} {leaf.number}",
            TextKind.HTML if leaf.content_type in HTML_TYPES else TextKind.PLAIN,
            leaf.params.get("charset", ""),
            leaf.params.get("format", "").lower() == "flowed",
            leaf.params.get("delsp", "").lower() == "yes",
            leaf.encoding,
            leaf.start,
            leaf.end,
            content[leaf.start : leaf.end],
            leaf.data,
            leaf.head,
        )
        for leaf in leaves
        if not isinstance(leaf, Inner) and leaf.depth == 0 and not leaf.filling and is_own_text(leaf)
    ]


def replace_texts(content: bytes, new: Iterable[tuple[Source, bytes]]) -> bytes:
    """The message with these texts, decoded, in place of what they were. Encoded lines that need not change do not."""
    for source, data in sorted(new, key=lambda pair: -pair[0].start):
        if data != source.data:
            content = content[: source.start] + _encoded(source, data) + content[source.end :]
    return content


def line_end(data: bytes) -> bytes:
    """The line end in use: CRLF unless the first line ends otherwise."""
    first = data.find(b"\n")
    return b"\n" if first > 0 and data[first - 1 : first] != b"\r" else b"\r\n"


def _encoded(source: Source, data: bytes) -> bytes:
    if source.encoding == "base64":
        return _base64(source, data)
    return _quoted_printable(source, data) if source.encoding == "quoted-printable" else data


def _base64(source: Source, data: bytes) -> bytes:
    """What stands before the first line that changes is kept."""
    kept = size = 0
    same = _same(source.data, data)
    for line in _lines(source.raw):
        octets = _octets(line)
        if octets is None or source.data[size : size + len(octets)] != octets or size + len(octets) > same:
            break
        kept, size = kept + len(line), size + len(octets)
    end = line_end(source.raw)
    rest = (data[at : at + BASE64_LINE] for at in range(size, len(data), BASE64_LINE))
    last = end if source.raw.endswith(b"\n") else b""
    return source.raw[:kept] + end.join(base64.b64encode(line) for line in rest) + last


def _octets(line: bytes) -> bytes | None:
    """What a line of base64 says by itself; None where it is not whole."""
    letters = line.strip(WHITESPACE)
    try:
        return None if b"=" in letters else base64.b64decode(letters, validate=True)
    except binascii.Error:
        return None


def _quoted_printable(source: Source, data: bytes) -> bytes:
    """The lines before and behind those that change are kept."""
    lines = _lines(source.raw)
    decoded = [binascii.a2b_qp(line) for line in lines]
    before, skipped = _lines_within(decoded, _same(source.data, data))
    old, new = source.data[skipped:], data[skipped:]
    after, behind = _lines_within(decoded[before:][::-1], _same(old[::-1], new[::-1]))
    changed = new[: len(new) - behind]
    middle = binascii.b2a_qp(changed, istext=True)
    if after and changed and not changed.endswith(b"\n"):
        middle += b"=" + line_end(source.raw)  # a soft break (RFC 2045 section 6.7, rule 5)
    return b"".join([*lines[:before], middle, *lines[len(lines) - after :]])


def _lines_within(decoded: list[bytes], length: int) -> tuple[int, int]:
    """How many lines lie wholly within so many decoded octets, and how many octets they are."""
    size = 0
    for number, line in enumerate(decoded):
        if size + len(line) > length:
            return number, size
        size += len(line)
    return len(decoded), size


def _lines(raw: bytes) -> list[bytes]:
    """The lines with their ends. A bare CR ends none: a soft break before one would swallow what follows."""
    lines = [line + b"\n" for line in raw.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _same(one: bytes, other: bytes) -> int:
    """How many octets both begin with."""
    length = min(len(one), len(other))
    return bisect_left(range(length), True, key=lambda n: one[: n + 1] != other[: n + 1])
