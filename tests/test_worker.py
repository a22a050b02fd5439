import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway import worker as workers
from gateway.config import Config, parse
from gateway.flow.deliver import Deliver
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys
from gateway.flow.notify import new_delivery
from gateway.model.council import Council
from gateway.model.decision import Decision, Disposition
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.hours import OfficeHours
from gateway.model.message import Direction, Message, new_ref
from gateway.model.record import State
from gateway.policy.engine import Policy
from gateway.relay.route import Relays
from gateway.store.base import Outgoing, Store
from gateway.store.changes import Changes, Lease, NewRecord
from gateway.store.open import open_store
from gateway.testing.relay import HANG, FakeRelay
from gateway.worker import Worker, node_name

COUNCIL = Council("council.example", "Test Council", ("council.example",), "clerk@council.example", OfficeHours())
CONTENT = b"Subject: x\r\n\r\nHello\r\n"


def now() -> datetime:
    return datetime.now(UTC)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class House:
    """A store, and workers from it to an upstream."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.relays: list[Relays] = []

    def config(self, upstream: FakeRelay, more: str = "") -> Config:
        text = f'[relay]\nupstream = "{upstream.url}"\nretry = ["0.05s"]\n{more}'
        return parse(text, folder=self.folder)[0]

    def worker(self, upstream: FakeRelay, holder: str = "node", more: str = "") -> Worker:
        config = self.config(upstream, more)
        relays = Relays(config)
        self.relays.append(relays)
        in_force = InForce(config, COUNCIL, Policy(()))
        return Worker(self.store, Deliver(in_force, self.store, relays, Keys(b"k" * 32), now), holder, now)

    async def queue(self, *to: str, lease: Lease | None = None) -> Outgoing:
        message = Message(
            new_ref(),
            Direction.OUTGOING,
            COUNCIL.key,
            Session(Listener.SUBMISSION),
            Envelope("ann@council.example", to),
            CONTENT,
            now(),
        )
        record = NewRecord(
            message, Decision(Disposition.RELAY, now()), State.QUEUED, author="ann@council.example", subject="x"
        )
        in_force = InForce(parse("")[0], COUNCIL, Policy(()))
        deliveries = tuple(new_delivery(in_force, message.ref, recipient, now()) for recipient in to)
        await self.store.commit(Changes(records=(record,), deliveries=deliveries, lease=lease))
        return Outgoing(message.ref, "ann@council.example", CONTENT, deliveries, "ann@council.example", notice=False)

    async def settled(self) -> None:
        async with asyncio.timeout(5):
            while await self.store.queue(COUNCIL.key):  # noqa: ASYNC110
                await asyncio.sleep(0.005)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = open_store(f"sqlite:///{tmp_path}/record.db")
    await store.start()
    house = House(store, tmp_path)
    yield house
    for relays in house.relays:
        await relays.close()
    await store.close()


@pytest.fixture
async def upstream() -> AsyncIterator[FakeRelay]:
    async with FakeRelay() as relay:
        yield relay


async def test_what_waits_is_delivered_at_the_start(house: House, upstream: FakeRelay) -> None:
    for number in range(5):
        await house.queue(f"r{number}@out.example")
    worker = house.worker(upstream)
    await worker.start()
    await house.settled()
    assert sorted(upstream.recipients) == [f"r{number}@out.example" for number in range(5)]
    await worker.stop()


async def test_what_is_handed_over_is_delivered_once_and_without_the_queue(house: House, upstream: FakeRelay) -> None:
    worker = house.worker(upstream)
    await worker.start()
    lease = worker.lease(now())
    assert lease is not None
    outgoing = await house.queue("one@out.example", lease=lease)
    assert not await house.store.claim(Lease("other", now() + timedelta(hours=1)), now(), 10)
    worker.hand_over(outgoing)
    await house.settled()
    assert upstream.recipients == ["one@out.example"]
    await worker.stop()


async def test_woken_it_looks_at_once(house: House, upstream: FakeRelay) -> None:
    worker = house.worker(upstream)
    await worker.start()
    await asyncio.sleep(0.05)
    await house.queue("one@out.example")
    worker.wake()
    await until(lambda: upstream.recipients == ["one@out.example"])
    await worker.stop()


async def test_a_temporary_failure_comes_round_by_itself(house: House, upstream: FakeRelay) -> None:
    upstream.answers["RCPT"] = ["451 4.2.1 later"] * 3
    await house.queue("one@out.example")
    worker = house.worker(upstream)
    await worker.start()
    await house.settled()
    assert upstream.recipients == ["one@out.example"]
    assert upstream.answers["RCPT"] == []
    await worker.stop()


async def test_after_kill_9_the_same_node_goes_on_at_once(house: House, upstream: FakeRelay) -> None:
    await house.queue("one@out.example", lease=Lease("node", now() + timedelta(hours=1)))
    await house.queue("two@out.example", lease=Lease("another", now() + timedelta(hours=1)))
    worker = house.worker(upstream, holder="node")
    await worker.start()
    await until(lambda: upstream.recipients == ["one@out.example"])
    await asyncio.sleep(0.05)
    assert upstream.recipients == ["one@out.example"]
    await worker.stop()


async def test_a_lease_that_ran_out_is_taken_over(house: House, upstream: FakeRelay) -> None:
    await house.queue("one@out.example", lease=Lease("dead", now() + timedelta(seconds=0.1)))
    worker = house.worker(upstream)
    await worker.start()
    await house.settled()
    assert upstream.recipients == ["one@out.example"]
    await worker.stop()


async def test_stopping_finishes_what_is_under_way(house: House, upstream: FakeRelay) -> None:
    upstream.pause = 0.02
    await house.queue("one@out.example")
    worker = house.worker(upstream)
    await worker.start()
    await until(lambda: any(line.startswith("RCPT") for line in upstream.commands))
    await worker.stop()
    assert upstream.recipients == ["one@out.example"]
    assert await house.store.queue(COUNCIL.key) == []


async def test_stopping_leaves_what_hangs_to_the_next_start(house: House, upstream: FakeRelay) -> None:
    upstream.answers["MAIL"] = [HANG]
    await house.queue("one@out.example")
    worker = house.worker(upstream)
    await worker.start()
    await until(lambda: any(line.startswith("MAIL") for line in upstream.commands))
    await worker.stop(grace=timedelta(0))
    assert worker.lease(now()) is None
    other = house.worker(upstream, holder="another")
    await other.start()
    await house.settled()
    assert upstream.recipients == ["one@out.example"]
    await other.stop()


async def test_a_dead_route_does_not_stall_another(house: House, upstream: FakeRelay) -> None:
    async with FakeRelay() as silent:
        silent.answers["CONNECT"] = [HANG] * 50
        worker = house.worker(
            upstream, more=f'[[relay.routes]]\ndomains = ["silent.example"]\nupstream = "{silent.url}"'
        )
        for number in range(60):
            await house.queue(f"r{number}@silent.example")
        await house.queue("one@out.example")
        await worker.start()
        await until(lambda: upstream.recipients == ["one@out.example"])
        await worker.stop(grace=timedelta(0))


async def test_enough_to_do_means_no_lease(house: House, upstream: FakeRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MESSAGES", 2)
    upstream.pause = 0.01
    worker = house.worker(upstream)
    assert worker.lease(now()) is None  # a dead predecessor's leases have not been ended yet
    for number in range(5):
        await house.queue(f"r{number}@out.example")
    await worker.start()
    await until(lambda: worker.lease(now()) is None)
    await house.settled()
    assert len(upstream.recipients) == 5
    await until(lambda: worker.lease(now()) is not None)
    await worker.stop()


async def test_a_fault_of_ours_in_one_delivery_does_not_stop_the_rest(house: House, upstream: FakeRelay) -> None:
    worker = house.worker(upstream)
    deliver = worker._deliver

    async def breaks(outgoing: Outgoing) -> datetime | None:
        if outgoing.deliveries[0].recipient.startswith("bad"):
            raise ValueError("bad@out.example")
        return await deliver(outgoing)

    worker._deliver = breaks
    await house.queue("bad@out.example")
    await house.queue("good@out.example")
    with capture_logs() as logs:
        await worker.start()
        await until(lambda: upstream.recipients == ["good@out.example"])
        await worker.stop()
    (broke,) = [line for line in logs if line["event"] == "delivery broke"]
    assert broke["fault"].startswith("ValueError in test_worker.py:")
    assert "bad@out.example" not in str(broke)
    assert [d.recipient for d in await house.store.queue(COUNCIL.key)] == ["bad@out.example"]


async def test_jobs_come_round_and_one_that_fails_comes_round_again(house: House, upstream: FakeRelay) -> None:
    worker = house.worker(upstream)
    done: list[datetime] = []

    async def job(at: datetime) -> None:
        done.append(at)
        if len(done) == 1:
            raise RuntimeError("once")

    worker.periodic("job", timedelta(seconds=0.01), job)
    with capture_logs() as logs:
        await worker.start()
        await until(lambda: len(done) >= 3)
        await worker.stop()
    assert [line["job"] for line in logs if line["event"] == "job failed"] == ["job"]
    count = len(done)
    await asyncio.sleep(0.03)
    assert len(done) == count


def test_a_node_keeps_its_name(tmp_path: Path) -> None:
    name = node_name(tmp_path / "data")
    assert name == node_name(tmp_path / "data")
    assert name != node_name(tmp_path / "other")
