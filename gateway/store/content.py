"""Contents: kept once each, under their SHA-256, compressed."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import zstandard
from sqlalchemy import Connection, func, select

from gateway.errors import NotFound
from gateway.store.database import Database, insert
from gateway.store.tables import CONTENTS, RECORDS

INLINE_BYTES = 128 * 1024  # some 2 ms of work: more goes to a thread
LEVEL = 3


@dataclass(frozen=True, slots=True)
class Packed:
    """A content as it is kept. `size` is that of the content, in bytes."""

    digest: bytes
    size: int
    data: bytes = field(repr=False)


def pack(contents: Sequence[bytes]) -> list[Packed]:
    """Hash and compress."""
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    return [Packed(hashlib.sha256(c).digest(), len(c), compressor.compress(c)) for c in contents]


async def pack_aside(contents: Sequence[bytes]) -> list[Packed]:
    """Hash and compress, large contents off the event loop."""
    if sum(map(len, contents)) <= INLINE_BYTES:
        return pack(contents)
    return await asyncio.to_thread(pack, contents)


async def unpack_aside(data: bytes, size: int) -> bytes:
    """The content again, large ones off the event loop."""
    return _unpack(data) if size <= INLINE_BYTES else await asyncio.to_thread(_unpack, data)


def _unpack(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data)


def keep(db: Connection, packed: Iterable[tuple[str, Packed]]) -> None:
    """Write contents, each with its council; those that are kept already stay as they are."""
    rows = {(council, p.digest): p for council, p in packed}
    if rows:
        db.execute(
            insert(db, CONTENTS).on_conflict_do_nothing(),
            [
                {"council": council, "digest": p.digest, "size": p.size, "data": p.data}
                for (council, _), p in rows.items()
            ],
        )


class Contents:
    """The part of the store that hands out the bytes."""

    _db: Database

    async def content(self, council: str, ref: str, sent: bool = False) -> bytes:
        """The received bytes, or with `sent` what went (or would go) out. Raises NotFound."""
        row = await self._db.read(_content, council, ref, sent)
        return await unpack_aside(row.data, row.size)


def _content(db: Connection, council: str, ref: str, sent: bool) -> Any:
    digest = func.coalesce(RECORDS.c.sent, RECORDS.c.received) if sent else RECORDS.c.received
    row = db.execute(
        select(CONTENTS.c.size, CONTENTS.c.data)
        .join_from(RECORDS, CONTENTS, (CONTENTS.c.council == RECORDS.c.council) & (CONTENTS.c.digest == digest))
        .where(RECORDS.c.ref == ref, RECORDS.c.council == council)
    ).one_or_none()
    if row is None:
        raise NotFound(f"no record {ref}")
    return row
