"""The contract of a store, on every backend: the queue."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.errors import NotFound
from gateway.model.delivery import Delivery, DeliveryState, Reply
from gateway.model.message import Direction
from gateway.model.record import Event, EventKind, State
from gateway.store.base import Backlog, Outgoing, Store
from gateway.store.changes import Change, Changes
from tests.store.backends import opened
from tests.store.builders import (
    COUNCIL,
    MINUTE,
    NOW,
    SESSION,
    accepted,
    delivery,
    lease,
    message,
    new_record,
    released,
    waiting,
)

OK = Reply(250, "2.0.0", "taken")
BUSY = Reply(451, "4.3.0", "later")
NO = Reply(550, "5.1.1", "nobody here")


async def queued(
    store: Store, ref: str = "7K2-4QXM", rcpt_tos: Sequence[str] = ("a@x", "b@x"), login: bytes | None = b"sealed"
) -> tuple[Delivery, ...]:
    await store.commit(accepted(new_record(message(ref, rcpt_tos=rcpt_tos), login=login)))
    return (await store.record(COUNCIL, ref)).deliveries


def settled(delivery: Delivery, reply: Reply, now_state: DeliveryState) -> Delivery:
    return replace(delivery, state=now_state, attempts=delivery.attempts + 1, last_reply=reply)


def relayed(delivery: Delivery) -> Delivery:
    return settled(delivery, OK, DeliveryState.RELAYED)


def failed(delivery: Delivery) -> Delivery:
    return settled(delivery, NO, DeliveryState.FAILED)


def delayed(delivery: Delivery) -> Delivery:
    later = settled(delivery, BUSY, DeliveryState.QUEUED)
    return replace(later, next_attempt_at=NOW + 10 * MINUTE, warned_at=NOW)


async def test_how_much_waits_and_what_was_tried(store: Store) -> None:
    assert await store.backlog(COUNCIL) == Backlog(0, None, ())
    first, _ = await queued(store, rcpt_tos=("a@x", "b@x"))
    later, gone, lost = await queued(store, "7K2-4QXN", rcpt_tos=("c@y", "d@y", "e@y"))
    await store.commit(Changes(settled=(delayed(later), relayed(gone), failed(lost))))
    await store.commit(Changes(settled=(delayed(first),)))
    found = await store.backlog(COUNCIL)
    assert (found.number, found.oldest) == (3, first.queued_at)
    assert [(one.recipient, one.attempts, one.last_reply) for one in found.tried] == [
        ("a@x", 1, BUSY),
        ("c@y", 1, BUSY),
    ]
    assert len((await store.backlog(COUNCIL, most=1)).tried) == 1
    assert await store.backlog("another") == Backlog(0, None, ())


async def login_of(store: Store) -> bytes | None:
    """The sealed login that the next claim hands out."""
    (outgoing,) = await store.claim(lease("asks", NOW + timedelta(days=1)), NOW + timedelta(days=1), 1)
    await store.release_leases("asks")
    return outgoing.login


async def test_a_claim_hands_out_all_that_an_attempt_needs(store: Store) -> None:
    deliveries = await queued(store)
    assert await store.claim(lease(), NOW, 10) == [
        Outgoing(
            ref="7K2-4QXM",
            envelope_from="cllr@ashford.example",
            content=message().content,
            deliveries=deliveries,
            author="cllr@ashford.example",
            notice=False,
            smtputf8=True,
            user="cllr@ashford.example",
            login=b"sealed",
            session=SESSION,
            received_at=NOW,
        )
    ]


async def test_what_is_sent_is_the_second_content(store: Store) -> None:
    await store.commit(accepted(new_record(message(direction=Direction.NOTICE), sent=b"amended")))
    (outgoing,) = await store.claim(lease(), NOW, 10)
    assert (outgoing.content, outgoing.notice) == (b"amended", True)


async def test_nothing_is_claimed_before_it_is_due(store: Store) -> None:
    await queued(store)
    assert not await store.claim(lease(), NOW - MINUTE, 10)
    assert await store.next_due_at() == NOW
    assert await store.claim(lease(), NOW, 10)


async def test_nothing_waits(store: Store) -> None:
    assert await store.next_due_at() is None
    assert not await store.claim(lease(), NOW, 10)
    assert not await store.queue(COUNCIL)


async def test_under_a_lease_until_it_runs_out(store: Store) -> None:
    await queued(store)
    held = lease()
    assert len(await store.claim(held, NOW, 10)) == 1
    assert not await store.claim(lease("node-2"), NOW, 10)
    assert not await store.claim(held, held.until - MINUTE, 10)
    assert await store.next_due_at() == held.until
    assert len(await store.claim(lease("node-2", held.until), held.until, 10)) == 1


async def test_new_deliveries_are_handed_over_under_a_lease(store: Store) -> None:
    held = lease()
    await store.commit(accepted(new_record(message()), held))
    assert not await store.claim(lease("node-2"), NOW, 10)
    assert await store.next_due_at() == held.until
    await store.release_leases("node-2")
    assert await store.next_due_at() == held.until
    await store.release_leases("node-1")
    assert await store.next_due_at() == NOW


async def test_at_most_so_many_messages_and_each_of_them_whole(store: Store) -> None:
    for number in range(6):
        recipients = [f"{n}@x" for n in range(number + 1)]
        msg = message(f"7K2-4QX{number}", rcpt_tos=recipients, at=NOW - number * MINUTE)
        await store.commit(accepted(new_record(msg)))
    claimed: list[Outgoing] = []
    while some := await store.claim(lease(), NOW, 2):
        assert len(some) <= 2
        claimed += some
    assert [o.ref for o in claimed] == [f"7K2-4QX{n}" for n in (5, 4, 3, 2, 1, 0)]
    assert [len(o.deliveries) for o in claimed] == [6, 5, 4, 3, 2, 1]


async def test_large_messages_are_claimed_a_few_at_a_time(store: Store) -> None:
    noise = os.urandom(1_000_000)
    contents = [bytes([number]) + noise * 20 for number in range(3)]
    for content in contents:
        await store.commit(accepted(new_record(message(content=content))))
    first, second, third, none = [await store.claim(lease(), NOW, 10) for _ in range(4)]
    assert sorted(o.content[:1] for some in (first, second, third) for o in some) == [b"\0", b"\1", b"\2"]
    assert len(first) == 1
    assert not none


async def test_nodes_never_claim_the_same(store: Store, url: str) -> None:
    refs = [f"7K2-4Q{a}{b}" for a in "ABCDEFGH" for b in "FGHJKMNP"]
    for ref in refs:
        await queued(store, ref, [f"{n}@x" for n in range(5)])
    async with opened(url) as other, opened(url) as third:

        async def take(node: Store, name: str) -> list[Outgoing]:
            taken: list[Outgoing] = []
            while await node.next_due_at() == NOW:
                taken += await node.claim(lease(name), NOW, 3)
            return taken

        nodes = {"node-1": store, "node-2": other, "node-3": third}
        claims = await asyncio.gather(*(take(node, name) for name, node in nodes.items()))
    claimed = [outgoing for claim in claims for outgoing in claim]
    assert sorted(o.ref for o in claimed) == sorted(refs)
    assert {len(o.deliveries) for o in claimed} == {5}


async def test_a_record_is_relayed_once_all_have_it(store: Store) -> None:
    a, b = await queued(store)
    await store.commit(Changes(settled=(relayed(a),), events=(Event(a.ref, NOW, EventKind.ATTEMPTED),)))
    assert (await store.record(COUNCIL, a.ref)).summary.state is State.QUEUED
    assert await login_of(store) == b"sealed"
    await store.commit(Changes(settled=(relayed(b),)))
    record = await store.record(COUNCIL, a.ref)
    assert record.summary.state is State.RELAYED
    assert record.deliveries == (relayed(a), relayed(b))
    assert await store.next_due_at() is None


async def test_a_record_is_failed_where_one_could_not_be_reached(store: Store) -> None:
    a, b = await queued(store)
    await store.commit(Changes(settled=(failed(a), relayed(b))))
    record = await store.record(COUNCIL, a.ref)
    assert (record.summary.state, record.deliveries) == (State.FAILED, (failed(a), relayed(b)))


async def test_many_records_are_settled_at_once(store: Store) -> None:
    all_ = [await queued(store, f"7K2-4QX{n}") for n in range(6)]
    ends = [relayed, failed, delayed, relayed, failed, delayed]
    await asyncio.gather(
        *(store.commit(Changes(settled=(end(a), relayed(b)))) for end, (a, b) in zip(ends, all_, strict=True))
    )
    states = [(await store.record(COUNCIL, a.ref)).summary.state for a, _ in all_]
    assert states == [State.RELAYED, State.FAILED, State.QUEUED] * 2


async def test_the_sealed_login_is_destroyed_once_settled(store: Store) -> None:
    (a,) = await queued(store, rcpt_tos=["a@x"])
    await store.commit(Changes(settled=(relayed(a),)))
    again = Change(a.ref, frozenset({State.RELAYED}), State.QUEUED)
    await store.commit(Changes(changes=(again,), deliveries=(delivery(a.ref, "b@x"),)))
    assert await login_of(store) is None


@pytest.mark.parametrize(("state", "kept"), [(State.RETURNED, None), (State.WITHDRAWN, None), (State.HELD, b"sealed")])
async def test_the_sealed_login_is_kept_only_while_it_may_be_needed(
    store: Store, state: State, kept: bytes | None
) -> None:
    msg = message()
    await store.commit(waiting(new_record(msg, State.HELD, login=b"sealed")))
    await store.commit(Changes(changes=(Change(msg.ref, frozenset({State.HELD}), state),)))
    again = Change(msg.ref, frozenset({state}), State.QUEUED)
    await store.commit(Changes(changes=(again,), deliveries=(delivery(msg.ref),)))
    assert await login_of(store) == kept


async def test_a_delayed_delivery_waits_without_a_lease(store: Store) -> None:
    a, b = await queued(store)
    await store.claim(lease(), NOW, 10)
    await store.commit(Changes(settled=(delayed(a), relayed(b))))
    assert (await store.record(COUNCIL, a.ref)).deliveries == (delayed(a), relayed(b))
    assert await store.next_due_at() == NOW + 10 * MINUTE
    (outgoing,) = await store.claim(lease(), NOW + 10 * MINUTE, 10)
    assert outgoing.deliveries == (delayed(a),)


async def test_a_settled_delivery_stays_settled(store: Store) -> None:
    (a,) = await queued(store, rcpt_tos=["a@x"])
    await store.commit(Changes(settled=(relayed(a),)))
    await store.commit(Changes(settled=(delayed(a),)))
    record = await store.record(COUNCIL, a.ref)
    assert (record.summary.state, record.deliveries) == (State.RELAYED, (relayed(a),))


async def test_nobody_is_sent_twice_what_they_have(store: Store) -> None:
    (a,) = await queued(store, rcpt_tos=["a@x", "a@x"])
    await store.commit(Changes(settled=(relayed(a),)))
    again = Change(a.ref, frozenset({State.RELAYED}), State.QUEUED)
    await store.commit(Changes(changes=(again,), deliveries=(delivery(a.ref, "a@x"), delivery(a.ref, "b@x"))))
    (outgoing,) = await store.claim(lease(), NOW, 10)
    assert [d.recipient for d in outgoing.deliveries] == ["b@x"]


async def test_a_released_message_is_queued(store: Store) -> None:
    msg = message()
    await store.commit(waiting(new_record(msg, State.HELD)))
    assert await store.next_due_at() is None
    await store.commit(released(msg.ref))
    assert [o.ref for o in await store.claim(lease(), NOW, 10)] == [msg.ref]


async def test_the_queue_shows_the_next_attempt_first(store: Store) -> None:
    (a,), (b,), (c,) = [await queued(store, f"7K2-4QX{n}", ["a@x"]) for n in range(3)]
    await store.commit(Changes(settled=(delayed(a), relayed(b))))
    assert await store.queue(COUNCIL) == [c, delayed(a)]
    assert await store.queue(COUNCIL, 1) == [c]
    assert not await store.queue("barton")


async def test_retry_now(store: Store) -> None:
    (a,), (b,), (c,) = [await queued(store, f"7K2-4QX{n}", ["a@x"]) for n in range(3)]
    await store.commit(Changes(settled=(delayed(a), delayed(b), relayed(c))))
    with pytest.raises(NotFound):
        await store.retry_now(COUNCIL, "222-2222", NOW)
    with pytest.raises(NotFound):
        await store.retry_now("barton", a.ref, NOW)
    assert await store.retry_now("barton", None, NOW) == 0
    assert await store.retry_now(COUNCIL, c.ref, NOW) == 0
    assert await store.retry_now(COUNCIL, a.ref, NOW) == 1
    assert [o.ref for o in await store.claim(lease(), NOW, 10)] == [a.ref]
    assert await store.retry_now(COUNCIL, None, NOW) == 2
    assert [o.ref for o in await store.claim(lease(), NOW, 10)] == [b.ref]  # the other is being tried already
