"""What people wrote into a picture's file beside the picture: comments, titles, its author (PNG, JPEG with EXIF)."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

import re2

from gateway.extract.telling import says_more
from gateway.mime.charset import decode

MAX_CHUNKS = 1000
LONGEST = 20_000  # octets of one remark; profiles and thumbnails are longer
OF_PROGRAMS = ("software", "date:", "creation time", "raw profile", "xml:com.adobe.xmp", "create-date", "modify-date")
COMMENT, EXIF = 0xFE, 0xE1  # JPEG segments (ISO/IEC 10918-1, table B.1; CIPA DC-008)
STARTS = {0xDA, 0xD9}  # of the picture itself, or its end: nothing is told behind them
WRITTEN = {270, 315, 33432}  # ImageDescription, Artist, Copyright (TIFF 6.0)
IN_UTF_16 = {0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F}  # title, comment, author, keywords and subject, by Windows
TEXT, OCTETS = 2, 1  # types of values
PROGRAM = re2.compile(r"(?i)\bv(?:ersion)?\.? ?[0-9]|created with|written by|\bgimp\b|adobe|jpeg|software|camera")
WORDS = re2.compile(r"\pL{2}|[0-9]{6}")


def said_in(data: bytes) -> str:
    """Every such remark, one a line; empty for other kinds of pictures. Never raises."""
    read = _png if data.startswith(b"\x89PNG\r\n") else _jpeg if data.startswith(b"\xff\xd8") else None
    if read is None:
        return ""
    found: list[str] = []
    with suppress(struct.error, zlib.error, ValueError):  # a picture that is cut short: what was said before stands
        found += read(data)
    return "\n".join(dict.fromkeys(said for said in found if WORDS.search(said) and not _is_a_programs(said)))


def _is_a_programs(said: str) -> bool:
    return PROGRAM.search(said) is not None and not says_more(said)


def _png(data: bytes) -> Iterator[str]:
    """The text chunks (ISO/IEC 15948, 11.3.4): keyword, then plain or packed text."""
    at = 8
    for _ in range(MAX_CHUNKS):
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IEND":
            return
        if kind in {b"tEXt", b"zTXt", b"iTXt"} and size <= LONGEST:
            keyword, _, said = data[at + 8 : at + 8 + size].partition(b"\0")
            if not keyword.decode("latin-1").lower().startswith(OF_PROGRAMS):
                yield _png_text(kind, said)
        at += 12 + size


def _png_text(kind: bytes, said: bytes) -> str:
    if kind == b"tEXt":
        return decode(said, "").text.strip()
    if kind == b"zTXt":
        return decode(_unpacked(said[1:]), "").text.strip()
    packed, rest = said[:1] == b"\x01", said[2:].split(b"\0", 2)
    return decode(_unpacked(rest[2]) if packed else rest[2], "utf-8").text.strip() if len(rest) == 3 else ""


def _unpacked(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, LONGEST)


def _jpeg(data: bytes) -> Iterator[str]:
    at = 2
    for _ in range(MAX_CHUNKS):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker & 0xFF in STARTS or marker < 0xFF00:
            return
        segment = data[at + 4 : at + 2 + length]
        if marker & 0xFF == COMMENT:
            yield decode(segment[:LONGEST], "").text.strip("\0 \r\n")
        elif marker & 0xFF == EXIF and segment.startswith(b"Exif\0\0"):
            yield from _exif(segment[6:])
        at += 2 + length


def _exif(data: bytes) -> Iterator[str]:
    order = "<" if data.startswith(b"II") else ">"
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, at)
    for number in range(min(count, MAX_CHUNKS)):
        place = at + 2 + number * 12
        tag, kind, length = struct.unpack_from(f"{order}HHI", data, place)
        (offset,) = struct.unpack_from(f"{order}I", data, place + 8)
        start = place + 8 if length <= 4 else offset
        if tag in WRITTEN and kind == TEXT:
            yield decode(data[start : start + min(length, LONGEST)], "").text.strip("\0 ")
        elif tag in IN_UTF_16 and kind == OCTETS:
            yield data[start : start + min(length, LONGEST)].decode("utf-16-le", "replace").strip("\0 ")
