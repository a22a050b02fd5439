"""Unpack a mail archive into a store of its own, so that it can be gone through as a record is.

Mail whose From is an address of the council's is outgoing, as if its author had signed in and sent it just so; all
other mail is incoming.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.errors import RefTaken
from gateway.flow.archive import Archive, Misses, Saved
from gateway.flow.correspondents import correspondent, correspondents
from gateway.mime.header import decode_words, first_value
from gateway.mime.saved import author_of, envelope_of, on_the_wire, sent_at
from gateway.model.backtest import Unread
from gateway.model.council import Council
from gateway.model.decision import Decision, Disposition
from gateway.model.envelope import Listener, Session
from gateway.model.message import Direction, Message
from gateway.model.record import State
from gateway.store.base import Store
from gateway.store.changes import Changes, NewRecord

TOGETHER = 200  # messages that are read and written at once
BYTES_TOGETHER = 8_000_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # a date before this was written by a clock that stood

Progress = Callable[[int, int], None]


async def unpack(
    archive: Archive, store: Store, council: Council, now: datetime, misses: Misses, progress: Progress
) -> None:
    """Record each message under its name, received when it was sent. What cannot be read is added to `misses`.

    `progress` is told the bytes that are done, and all.
    """
    size = await asyncio.to_thread(archive.size)
    found = iter(archive)
    while batch := await asyncio.to_thread(_some, found, council, now):
        misses.add(*batch.unread)
        await asyncio.gather(*(_keep(store, changes) for changes in batch.changes))
        progress(archive.read, size)


@dataclass(slots=True)
class _Batch:
    changes: list[Changes] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    size: int = 0

    def __bool__(self) -> bool:
        return bool(self.changes or self.unread)

    @property
    def full(self) -> bool:
        return len(self.changes) + len(self.unread) >= TOGETHER or self.size >= BYTES_TOGETHER


def _some(found: Iterator[Saved | Unread], council: Council, now: datetime) -> _Batch:
    batch = _Batch()
    while not batch.full and (one := next(found, None)):
        if isinstance(one, Unread):
            batch.unread.append(one)
        else:
            batch.changes.append(_recorded(one, council, now))
            batch.size += len(one.content)
    return batch


def _recorded(saved: Saved, council: Council, now: datetime) -> Changes:
    content = on_the_wire(saved.content)
    author, envelope = author_of(content), envelope_of(content)
    at = sent_at(content)
    at = min(now, saved.saved_at if at is None or at < EARLIEST else at)
    if council.is_inside(author.address):
        direction, session = Direction.OUTGOING, Session(Listener.SUBMISSION, user=author.address)
        met = correspondents(council, content, envelope.rcpt_tos, at)  # it is taken to have reached them
    else:
        direction, session = Direction.INCOMING, Session(Listener.INCOMING)
        met = (correspondent(council, author, at),) if author.address else ()
    message = Message(saved.name, direction, council.key, session, envelope, content, at)
    subject, message_id = decode_words(first_value(content, "subject")), first_value(content, "message-id")
    decision = Decision(Disposition.RELAY, now)
    return Changes(records=(NewRecord(message, decision, State.RELAYED, author.address, subject, message_id),), met=met)


async def _keep(store: Store, changes: Changes) -> None:
    with suppress(RefTaken):  # the same file, named twice
        await store.commit(changes)
