"""The tree of parts (RFC 2046), walked on the bytes: no copy is made before a leaf is decoded.

Every limit is a reason in `Walk.unreadable`, and so is everything that two readers may take in two ways.
"""

import binascii
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import NamedTuple

import pybase64

from gateway.mime.header import Field, decode_words, fields, header_end, parameters
from gateway.model.message import Unreadable

MAX_DEPTH = 30
MAX_PARTS = 1000
MAX_DESCRIPTION = 300_000  # octets of Content-* fields, all parts together

WHITESPACE = b" \t\r\n"
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
NOT_BASE64 = bytes(set(range(256)) - set(BASE64))
AS_IS = {"", "7bit", "8bit", "binary"}
FILLING = 300  # octets


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part without parts, decoded. `number` counts from 1; `depth` is how many messages it lies within.

    `start` and `end` are where it stands in the message, in its transfer `encoding`; `head` is where the header that
    describes it begins. `filling` is what stands around the parts of a multipart.
    """

    number: int
    content_type: str
    params: dict[str, str] = field(repr=False)
    disposition: str
    file_names: tuple[str, ...] = field(repr=False)
    data: bytes = field(repr=False)
    depth: int = 0
    encoding: str = ""
    start: int = 0
    end: int = 0
    filling: bool = False
    head: int = 0


@dataclass(frozen=True, slots=True)
class Inner:
    """The header of a message within the message."""

    number: int
    fields: list[Field] = field(repr=False)


class Border(NamedTuple):
    """A line that parts two parts, or with `closing` ends the last; `end` is where the next line starts."""

    start: int
    end: int
    closing: bool


@dataclass(slots=True)
class Entity:
    """The Content-* fields of one part."""

    content_type: str
    params: dict[str, str]
    encoding: str
    disposition: str
    file_names: tuple[str, ...]


class Walk:
    """One walk over a message. `unreadable`, `types` of its multiparts and `part_headers` are complete at its end.

    With `texts_only` nothing but texts is decoded; other leaves then have no data.
    """

    def __init__(self, content: bytes, texts_only: bool = False) -> None:
        self._content = content
        self._texts_only = texts_only
        self._parts = 0
        self._described_bytes = 0
        self._boundaries: set[bytes] = set()
        self._near: set[bytes] = set()
        self.types: list[tuple[int, str, dict[str, str]]] = []
        self.part_headers: list[list[Field]] = []
        self.unreadable: list[Unreadable] = []

    def leaves(self, header: list[Field], start: int) -> Iterator[Leaf | Inner]:
        """All leaves in order, given the message's header and where its body starts."""
        yield from self._entity(header, start, len(self._content), 0, 0, "text/plain")
        if self._near - self._boundaries:
            self._doubt("ambiguous", "A line of the message looks like the border of a part but is none.")

    def _doubt(self, kind: str, why: str) -> None:
        reason = Unreadable(kind, why)
        if reason not in self.unreadable:
            self.unreadable.append(reason)

    def _entity(
        self, header: list[Field], start: int, end: int, level: int, depth: int, default: str
    ) -> Iterator[Leaf | Inner]:
        if level > MAX_DEPTH:
            self._doubt("limit", f"The message has parts within parts more than {MAX_DEPTH} deep.")
            return
        entity = self._described(header, default)
        if entity.content_type.startswith("multipart/"):
            self.types.append((depth, entity.content_type, entity.params))
            yield from self._multipart(entity, start, end, level, depth)
        elif entity.content_type in {"message/rfc822", "message/global", "message/news"}:
            yield from self._message(entity, start, end, level, depth)
        else:
            head = header[0].start if header else start
            yield replace(self._leaf(entity, start, end, depth), head=head)

    def _described(self, header: list[Field], default: str) -> Entity:
        values: dict[str, list[str]] = {}
        for one in header:
            if one.key.startswith("content-") and self._affordable(one):
                values.setdefault(one.key, []).append(one.value)
        for key in ("content-type", "content-transfer-encoding", "content-disposition"):
            if len(set(values.get(key, ()))) > 1:
                self._doubt("ambiguous", "A part says twice, and differently, what it is.")
        said, params, differs = parameters(values.get("content-type", [default])[0])
        where, more, differs2 = parameters(values.get("content-disposition", [""])[0])
        if differs or differs2:
            self._doubt("ambiguous", "A part says twice, and differently, how it is to be read.")
        if said.count("/") != 1 or said.startswith("/") or said.endswith("/"):
            said = "text/plain"  # RFC 2045 section 5.2
        described = decode_words(values.get("content-description", [""])[0])
        names = (
            *(more.get(key, "") for key in ("filename", "filename*")),
            params.get("name", ""),
            params.get("name*", ""),
        )
        names = (*names, described)
        encoding = parameters(values.get("content-transfer-encoding", [""])[0])[0]
        return Entity(said, params, encoding, where, tuple(dict.fromkeys(name for name in names if name)))

    def _affordable(self, one: Field) -> bool:
        self._described_bytes += len(one.raw)
        if self._described_bytes > MAX_DESCRIPTION:
            self._doubt("limit", "The parts of the message are described at too great a length.")
        return self._described_bytes <= MAX_DESCRIPTION

    def _multipart(self, entity: Entity, start: int, end: int, level: int, depth: int) -> Iterator[Leaf | Inner]:
        boundary = entity.params.get("boundary", "").rstrip(" ").encode("utf-8", "replace")
        borders = list(self._borders(boundary, start, end)) if boundary else []
        if not borders or entity.encoding not in AS_IS:
            self._doubt("broken", "The message says that it has parts, but they cannot be told apart.")
            yield self._leaf(Entity("text/plain", {}, entity.encoding, "", entity.file_names), start, end, depth)
            return
        after = borders[-1].end if borders[-1].closing else end
        if self._content.find(b"\n--" + boundary, after, end) >= 0:
            self._doubt(
                "ambiguous", "The message goes on after its last part, where some readers stop and others go on."
            )
        for at, stop in ((start, borders[0].start), (after, end)):
            if not is_usual_filling(self._content[at : min(stop, at + FILLING)], stop - at):
                yield self._leaf(Entity("text/plain", {}, "", "", ()), at, stop, depth, filling=True)
        default = "message/rfc822" if entity.content_type == "multipart/digest" else "text/plain"
        for at, stop in self._between(borders, end):
            if self._parts >= MAX_PARTS:
                self._doubt("limit", f"The message has more than {MAX_PARTS} parts.")
                return
            yield from self._part(at, stop, level, depth, default)

    def _part(self, start: int, end: int, level: int, depth: int, default: str) -> Iterator[Leaf | Inner]:
        head, body = header_end(self._content, start, end)
        header = fields(self._content, start, head)
        if any(not one.name for one in header):
            self._doubt("ambiguous", "A part does not say clearly where its header ends.")
            yield self._leaf(Entity("text/plain", {}, "", "", ()), start, head, depth)
        self.part_headers.append(header)
        yield from self._entity(header, body, end, level + 1, depth, default)

    def _borders(self, boundary: bytes, start: int, end: int) -> Iterator[Border]:
        """The border lines, up to the closing one (RFC 2046 section 5.1.1)."""
        self._boundaries.update((boundary, boundary + b"--"))
        border = b"--" + boundary
        at = start if self._content.startswith(border, start, end) else self._next(border, start, end)
        found = 0
        while at >= 0 and found <= MAX_PARTS:
            line_end = self._content.find(b"\n", at, end) + 1 or end
            rest = self._content[at + len(border) : line_end].rstrip(WHITESPACE)
            if rest in {b"", b"--"}:
                found += 1
                yield Border(at, line_end, closing=bool(rest))
                if rest:
                    return
            elif len(self._near) < MAX_PARTS:
                self._near.add(boundary + rest)
            at = self._next(border, line_end - 1, end)

    def _next(self, border: bytes, start: int, end: int) -> int:
        return self._content.find(b"\n" + border, start, end) + 1 or -1

    def _between(self, borders: list[Border], end: int) -> Iterator[tuple[int, int]]:
        """The parts. The line end before a border belongs to the border."""
        for one, following in zip_longest(borders, borders[1:]):
            if not one.closing:
                stop = following.start if following else end
                for line_end in (b"\n", b"\r") if following else ():
                    stop -= self._content[stop - 1 : stop] == line_end
                yield one.end, max(one.end, stop)

    def _message(self, entity: Entity, start: int, end: int, level: int, depth: int) -> Iterator[Leaf | Inner]:
        if entity.encoding not in AS_IS:
            self._doubt("ambiguous", "A message within the message is encoded as a whole, which no reader expects.")
            yield self._leaf(entity, start, end, depth)
            return
        head, body = header_end(self._content, start, end)
        header = fields(self._content, start, head)
        self._parts += 1
        yield Inner(self._parts, header)
        yield from self._entity(header, body, end, level + 1, depth + 1, "text/plain")

    def _leaf(self, entity: Entity, start: int, end: int, depth: int, filling: bool = False) -> Leaf:
        self._parts += 1
        wanted = not self._texts_only or entity.content_type.startswith("text/")
        return Leaf(
            self._parts,
            entity.content_type,
            entity.params,
            entity.disposition,
            entity.file_names,
            self._decoded(entity.encoding, self._content[start:end]) if wanted else b"",
            depth,
            entity.encoding,
            start,
            end,
            filling,
        )

    def _decoded(self, encoding: str, data: bytes) -> bytes:
        if encoding in AS_IS:
            return data
        if encoding == "quoted-printable":
            return binascii.a2b_qp(_without_trailing(data) if b"= " in data or b"=\t" in data else data)
        if encoding == "base64":
            return self._base64(data)
        self._doubt("broken", "A part is encoded in a way that the gateway does not know.")
        return data

    def _base64(self, data: bytes) -> bytes:
        letters = data.translate(None, WHITESPACE)
        with suppress(binascii.Error):
            return pybase64.b64decode(letters, validate=True)  # all but hostile mail, and forty times as fast
        clean = letters.translate(None, NOT_BASE64)
        if len(clean) != len(letters):
            self._doubt("broken", "A part is not properly encoded, so that readers may see different things.")
        pad = clean.find(b"=")
        if 0 <= pad < len(clean.rstrip(b"=")):
            self._doubt("ambiguous", "A part goes on after its end, where some readers stop and others go on.")
        return b"".join(_quads(run) for run in clean.split(b"=", MAX_PARTS) if run)


def _without_trailing(data: bytes) -> bytes:
    """Quoted-printable lines without blanks at their ends, which hide a soft break (RFC 2045 section 6.7, rule 3)."""
    return b"\n".join(line.rstrip(WHITESPACE) for line in data.split(b"\n"))


def _quads(run: bytes) -> bytes:
    whole = run[: len(run) - 1] if len(run) % 4 == 1 else run
    try:
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    except binascii.Error:
        return b""


def is_usual_filling(said: bytes, length: int) -> bool:
    """Whether this is nothing, or the words with which clients fill the place before the first part."""
    words = said.strip().lower()
    if length > FILLING:
        return False
    return (
        not words
        or (words.startswith(b"this is a") and b"mime" in words)
        or words.startswith(b"this message is in mime")
    )
