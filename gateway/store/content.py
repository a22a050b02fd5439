"""Contents: kept once each, under their SHA-256, compressed.

A large content stands in pieces, which are written ahead in transactions of their own, so that other messages need not
wait for all of it. Its row in `contents` comes with the record, after the last piece; pieces without it mean nothing.
"""

import asyncio
import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import zstandard
from sqlalchemy import ColumnElement, Connection, func, select

from gateway.errors import NotFound
from gateway.store.database import Database, insert_missing
from gateway.store.tables import CONTENTS, PIECES, RECORDS

INLINE_BYTES = 128 * 1024  # some 2 ms of work: more goes to a thread
PIECE_BYTES = 1024 * 1024
LEVEL = 3
_OF_THREAD = threading.local()


class Piece(NamedTuple):
    """A part of a large content, compressed by itself, so that it is the same whoever writes it."""

    council: str
    digest: bytes
    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A content as it is kept. `size` is that of the content, in bytes."""

    digest: bytes
    size: int
    data: tuple[bytes, ...] = field(repr=False)

    def pieces(self, council: str) -> Iterator[Piece]:
        """The pieces of a large content; none of a small one."""
        if len(self.data) > 1:
            for number, data in enumerate(self.data):
                yield Piece(council, self.digest, number, data)


def pack(contents: Sequence[bytes]) -> list[Packed]:
    """Hash and compress."""
    compressor = _compressor()
    packed = []
    for content in contents:
        starts = range(0, max(len(content), 1), PIECE_BYTES)
        data = tuple(compressor.compress(memoryview(content)[start : start + PIECE_BYTES]) for start in starts)
        packed.append(Packed(hashlib.sha256(content).digest(), len(content), data))
    return packed


def _compressor() -> zstandard.ZstdCompressor:
    """This thread's own: making one costs more than compressing a small message."""
    if not hasattr(_OF_THREAD, "compressor"):
        _OF_THREAD.compressor = zstandard.ZstdCompressor(level=LEVEL)
    compressor: zstandard.ZstdCompressor = _OF_THREAD.compressor
    return compressor


async def pack_aside(contents: Sequence[bytes]) -> list[Packed]:
    """Hash and compress, large contents off the event loop."""
    if sum(map(len, contents)) <= INLINE_BYTES:
        return pack(contents)
    return await asyncio.to_thread(pack, contents)


async def unpack_aside(data: Sequence[bytes]) -> bytes:
    """The content again, large ones off the event loop."""
    return _unpack(data) if sum(map(len, data)) <= INLINE_BYTES else await asyncio.to_thread(_unpack, data)


def _unpack(data: Sequence[bytes]) -> bytes:
    decompressor = zstandard.ZstdDecompressor()
    return b"".join(decompressor.decompress(part) for part in data)


def keep(db: Connection, packed: Iterable[tuple[str, Packed]]) -> None:
    """Write contents, each with its council; those that are kept already stay as they are.

    In one order everywhere, so that two nodes with the same contents never wait for each other.
    """
    ordered = sorted(packed, key=lambda each: (each[0], each[1].digest))
    rows = [
        {"council": council, "digest": p.digest, "size": p.size, "data": p.data[0] if len(p.data) == 1 else b""}
        for council, p in ordered
    ]
    if rows:
        db.execute(insert_missing(db, CONTENTS), rows)


def keep_pieces(db: Connection, pieces: Iterable[Piece]) -> None:
    """Write pieces of large contents, in one order everywhere."""
    if rows := [piece._asdict() for piece in sorted(pieces)]:
        db.execute(insert_missing(db, PIECES), rows)


def data_of(db: Connection, council: str, digest: bytes, data: bytes) -> list[bytes]:
    """All of a content, still compressed, for the `data` of its row."""
    if data:
        return [data]
    pieces = select(PIECES.c.data).where(PIECES.c.council == council, PIECES.c.digest == digest)
    return list(db.scalars(pieces.order_by(PIECES.c.number)))


def content_of(sent: bool) -> ColumnElement[bool]:
    """Joins a record to its content: the received one, or what goes out."""
    digest = func.coalesce(RECORDS.c.sent, RECORDS.c.received) if sent else RECORDS.c.received
    return (CONTENTS.c.council == RECORDS.c.council) & (CONTENTS.c.digest == digest)


class Contents:
    """The part of the store that hands out the bytes."""

    _db: Database

    async def content(self, council: str, ref: str, sent: bool = False) -> bytes:
        """The received bytes, or with `sent` what went (or would go) out. Raises NotFound."""
        return await unpack_aside(await self._db.read(_content, council, ref, sent))


def _content(db: Connection, council: str, ref: str, sent: bool) -> list[bytes]:
    row = db.execute(
        select(CONTENTS.c.digest, CONTENTS.c.data)
        .join_from(RECORDS, CONTENTS, content_of(sent))
        .where(RECORDS.c.ref == ref, RECORDS.c.council == council)
    ).one_or_none()
    if row is None:
        raise NotFound(f"no record {ref}")
    return data_of(db, council, row.digest, row.data)
