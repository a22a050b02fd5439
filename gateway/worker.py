"""The loops: deliver what is due or handed over, and whatever else comes round by the clock."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from gateway.errors import StoreFault, where
from gateway.store.base import Outgoing, Store
from gateway.store.changes import Lease

log = structlog.get_logger()

LEASE = timedelta(minutes=30)  # longer than a relay may take for one attempt
MESSAGES = 1000  # under way at once, most of them waiting for a connection
CONTENT_BYTES = 64_000_000  # of their contents, together
CLAIM = 50
LOOK_AGAIN = timedelta(seconds=5)  # other processes queue things too
BREATH = timedelta(milliseconds=20)  # where another node has locked what is due
AFTER_FAULT = timedelta(seconds=1)
GRACE = timedelta(seconds=20)

Job = Callable[[datetime], Awaitable[object]]
DeliverOne = Callable[[Outgoing], Awaitable[datetime | None]]


class Worker:
    """Delivers, and keeps time. `holder` names this node in its leases."""

    def __init__(self, store: Store, deliver: DeliverOne, holder: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._deliver = deliver
        self._holder = holder
        self._now = now
        self._under_way: dict[asyncio.Task[None], int] = {}
        self._bytes = 0
        self._woken = asyncio.Event()
        self._due_at: datetime | None = None
        self._jobs: list[tuple[str, timedelta, Job]] = []
        self._loops: list[asyncio.Task[None]] = []
        self._stopping = False
        self._released = False

    def periodic(self, name: str, every: timedelta, job: Job) -> None:
        """Have a job done again and again once the worker starts. A job that fails is logged, and done again."""
        self._jobs.append((name, every, job))

    async def start(self) -> None:
        """End what leases a dead predecessor left, and begin."""
        try:
            await self._release()
        except StoreFault as fault:
            log.warning("leases not released yet", fault=where(fault))
        self._loops = [asyncio.create_task(self._keep_delivering())]
        self._loops += [asyncio.create_task(self._keep_doing(*job)) for job in self._jobs]

    async def _release(self) -> None:
        """Before it is done nothing is leased: it would end our own leases with those of a dead predecessor."""
        if not self._released:
            await self._store.release_leases(self._holder)
            self._released = True

    async def stop(self, grace: timedelta = GRACE) -> None:
        """Take nothing new, finish what is under way while `grace` lasts, and leave the rest to the next start."""
        self._stopping = True
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace.total_seconds())
        unfinished = list(self._under_way)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        try:
            await self._store.release_leases(self._holder)
        except StoreFault as fault:
            log.warning("leases not released: the next start does it", fault=where(fault))

    # what flows call

    def lease(self, now: datetime) -> Lease | None:
        """A lease for deliveries that are handed over right after their commit; None where there is enough to do."""
        return None if self._full or self._stopping or not self._released else Lease(self._holder, now + LEASE)

    def hand_over(self, outgoing: Outgoing) -> None:
        """Deliver this, which the lease covers."""
        if not self._stopping:
            task = asyncio.create_task(self._one(outgoing))
            size = len(outgoing.content)
            self._under_way[task] = size
            self._bytes += size
            task.add_done_callback(self._done)

    def wake(self) -> None:
        """Something may be due in the store."""
        self._woken.set()

    # delivering

    @property
    def _full(self) -> bool:
        return len(self._under_way) >= MESSAGES or self._bytes >= CONTENT_BYTES

    async def _one(self, outgoing: Outgoing) -> None:
        try:
            due_at = await self._deliver(outgoing)
        except Exception as error:  # a fault of ours: the lease keeps it from coming back at once
            log.error("delivery broke", ref=outgoing.ref, fault=where(error))  # noqa: TRY400
            return
        if due_at and (self._due_at is None or due_at < self._due_at):
            self._due_at = due_at
            self.wake()

    def _done(self, task: asyncio.Task[None]) -> None:
        was_full = self._full
        self._bytes -= self._under_way.pop(task)
        if was_full:
            self.wake()

    async def _keep_delivering(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._claim_all()
                wait = await self._until_due()
            except Exception as error:
                log.error("the queue cannot be read", fault=where(error))  # noqa: TRY400
                wait = AFTER_FAULT
            try:
                async with asyncio.timeout(wait.total_seconds()):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _claim_all(self) -> None:
        await self._release()
        while not self._full:
            now = self._now()
            claimed = await self._store.claim(Lease(self._holder, now + LEASE), now, CLAIM)
            for outgoing in claimed:
                self.hand_over(outgoing)
            if not claimed:
                return

    async def _until_due(self) -> timedelta:
        if self._full:
            return LOOK_AGAIN
        self._due_at = await self._store.next_due_at()
        if self._due_at is None:
            return LOOK_AGAIN
        return min(max(self._due_at - self._now(), BREATH), LOOK_AGAIN)

    # by the clock

    async def _keep_doing(self, name: str, every: timedelta, job: Job) -> None:
        while True:
            try:
                await job(self._now())
            except Exception as error:
                log.error("job failed", job=name, fault=where(error))  # noqa: TRY400
            await asyncio.sleep(every.total_seconds())


def node_name(data: Path) -> str:
    """The name of this node in its leases, kept in its data folder so that a restart finds its own leases again."""
    file = data / "node"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{secrets.token_hex(8)}\n", encoding="ascii")
    return file.read_text(encoding="ascii").strip()
