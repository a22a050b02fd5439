"""Invariants 1 and 10: what commit returned for survives kill -9."""

import asyncio
import signal
import sys

from gateway.store.base import Store
from tests.store.backends import opened
from tests.store.builders import COUNCIL, NOW, lease

WRITER = """
import asyncio, sys
from tests.store.backends import opened
from tests.store.builders import accepted, lease, message, new_record

async def client(store):
    while True:
        msg = message()
        await store.commit(accepted(new_record(msg, sent=msg.ref.encode()), lease()))
        sys.stdout.write(msg.ref + "\\n")
        sys.stdout.flush()

async def main():
    async with opened(sys.argv[1]) as store:
        await asyncio.gather(*(client(store) for _ in range(8)))

asyncio.run(main())
"""


async def killed_writer(url: str, after: int) -> list[str]:
    """Let a process commit and kill it in the middle; the refs for which commit had returned."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, url, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(after)]
    process.kill()
    rest = await process.stdout.read()
    assert await process.wait() == -signal.SIGKILL
    whole = [line + b"\n" for line in rest.split(b"\n")[:-1]]
    return [line.decode().strip() for line in lines + whole]


async def assert_whole(store: Store, ref: str) -> None:
    record = await store.record(COUNCIL, ref)
    assert (len(record.decisions), len(record.deliveries), len(record.events)) == (1, 1, 2)
    assert await store.content(COUNCIL, ref, sent=True) == ref.encode()


async def test_what_was_committed_survives_kill_9(url: str) -> None:
    refs = [ref for round_ in range(2) for ref in await killed_writer(url, after=100 + 40 * round_)]
    async with opened(url) as store:
        for ref in refs:
            await assert_whole(store, ref)
        queued = await store.queue(COUNCIL)
        for delivery in queued:  # also what was written without being reported is written whole
            await assert_whole(store, delivery.ref)
        assert set(refs) <= {delivery.ref for delivery in queued}
        await store.release_leases("node-1")
        assert await store.next_due_at() == NOW
        assert await store.claim(lease("node-2"), NOW, 5)
