"""PowerPoint's binary presentations (MS-PPT): every text in the stream, of notes, comments and hidden slides too."""

import struct
import zlib
from collections.abc import Iterator

from gateway.extract.archive import MAX_BYTES, Locked

CONTAINER = 0xF
CHARACTERS, OCTETS, STRING, OBJECT, LOCK = 4000, 4008, 4026, 4113, 12052  # record types (section 2.13.24)
BREAKS = {0: " ", 11: "\n", 13: "\n"}


def text(stream: bytes) -> str:
    """The texts, one a line. Raises Locked."""
    found: list[str] = []
    for kind, _, data in _records(stream):
        if kind == LOCK:
            raise Locked
        if kind in {CHARACTERS, STRING}:
            found.append(data.decode("utf-16-le", "replace"))
        elif kind == OCTETS:
            found.append(data.decode("latin-1"))
    return "\n".join(dict.fromkeys(found)).translate(BREAKS)


def embedded(stream: bytes) -> Iterator[bytes]:
    """The documents within, each a compound file."""
    for kind, instance, data in _records(stream):
        if kind == OBJECT:
            yield zlib.decompressobj().decompress(data[4:], MAX_BYTES) if instance else data


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """All records that hold no others, in their order: type, instance, data."""
    at = 0
    while at + 8 <= len(stream):
        version, kind, size = struct.unpack_from("<HHI", stream, at)
        at += 8
        if version & CONTAINER != CONTAINER:
            yield kind, version >> 4, stream[at : at + size]
            at += size
