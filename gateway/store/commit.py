"""Group commit: callers' changes are gathered while a batch is being written, and the next batch takes them all."""

import asyncio
from collections import deque
from collections.abc import Sequence

from gateway.errors import StoreFault
from gateway.metrics import COMMIT_SECONDS
from gateway.store.batch import Entry, contents_of, write_batch
from gateway.store.changes import Changes, Committed
from gateway.store.content import pack_aside
from gateway.store.database import Database
from gateway.store.faults import RowRefused

BATCH_ENTRIES = 200
GATHER = 0.002  # seconds after a batch of several: their like are on the way, and share the next sync
PATIENCE = 0.03  # seconds in which patient changes gather
BATCH_BYTES = 4_000_000  # of compressed contents: a message that comes meanwhile waits for one batch
CONFIRM_AFTER = 0.02  # seconds: time for a batch to come by, and too short for a client to send again

Answer = Committed | Exception
Waiting = tuple[Entry, asyncio.Future[Committed]]


class GroupCommit:
    """The one writer of changes. Confirmed resend keys go with the next batch, or after a moment by themselves."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: deque[Waiting] = deque()
        self._patient: list[Waiting] = []
        self._confirmed: set[bytes] = set()
        self._confirming: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None

    async def commit(self, changes: Changes, patiently: bool = False) -> Committed:
        """Write the changes with whatever else waits. Raises as Store.commit."""
        if not _has_rows(changes):
            return Committed()
        entry = Entry.of(changes, await pack_aside(contents_of(changes)))
        for piece in entry.pieces_to_come:
            await self._write(Entry.ahead(piece))
        return await self._write(entry, patiently)

    def confirm(self, resend_key: bytes) -> None:
        """Remember that the reply to this key's message was received."""
        self._confirmed.add(resend_key)
        if self._confirming is None:
            self._confirming = asyncio.create_task(self._confirm())

    async def _confirm(self) -> None:
        await asyncio.sleep(CONFIRM_AFTER)
        self._confirming = None
        if self._confirmed and self._writing is None:
            await self._answers([])  # where that fails they stay, for the next batch

    async def close(self) -> None:
        """Write all that waits."""
        self._lose_patience()
        while self._writing is not None:
            await self._writing
        if self._confirming is not None:
            self._confirming.cancel()
        if self._confirmed:
            await self._answers([])

    async def _write(self, entry: Entry, patiently: bool = False) -> Committed:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Committed] = loop.create_future()
        if patiently:
            self._patient.append((entry, answer))
            if len(self._patient) == 1:
                loop.call_later(PATIENCE, self._lose_patience)
        else:
            self._waiting.append((entry, answer))
            self._start()
        return await answer

    def _lose_patience(self) -> None:
        self._waiting.extend(self._patient)
        self._patient.clear()
        self._start()

    def _start(self) -> None:
        if self._writing is None and self._waiting:
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch = self._take()
                for (_, future), answer in zip(batch, await self._answers([entry for entry, _ in batch]), strict=True):
                    _tell(future, answer)
                if len(batch) > 1:
                    await asyncio.sleep(GATHER)
        finally:
            self._writing = None

    def _take(self) -> list[Waiting]:
        batch = [self._waiting.popleft()]
        size = batch[0][0].size
        while self._waiting and len(batch) < BATCH_ENTRIES and size + self._waiting[0][0].size <= BATCH_BYTES:
            batch.append(self._waiting.popleft())
            size += batch[-1][0].size
        return batch

    async def _answers(self, entries: Sequence[Entry]) -> Sequence[Answer]:
        confirmed = frozenset(self._confirmed)
        try:
            with COMMIT_SECONDS.time():
                answers = await self._db.write(write_batch, entries, confirmed)
        except Exception as error:
            about_one = isinstance(error, RowRefused) or not isinstance(error, StoreFault)
            if about_one and len(entries) > 1:
                return [answer for entry in entries for answer in await self._answers([entry])]
            return [error] * len(entries)
        self._confirmed -= confirmed
        return answers


def _has_rows(changes: Changes) -> bool:
    return changes != Changes(lease=changes.lease)


def _tell(future: asyncio.Future[Committed], answer: Answer) -> None:
    if future.done():  # its caller gave up
        return
    if isinstance(answer, Committed):
        future.set_result(answer)
    else:
        future.set_exception(answer)
