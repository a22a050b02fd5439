import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.model.delivery import Outcome
from gateway.relay import pool as pools
from gateway.relay.base import Login, Transaction
from gateway.relay.connect import Host, connect
from gateway.relay.pool import Pool
from gateway.relay.smtp import Connection
from gateway.testing.relay import DROP, HANG, FakeRelay


@pytest.fixture
async def upstream() -> AsyncIterator[FakeRelay]:
    async with FakeRelay(logins={"ann": "1", "bob": "2"}) as relay:
        yield relay


def pool_to(upstream: FakeRelay, limit: int = 20, patience: float = 5.0) -> Pool:
    async def opened(login: Login | None) -> Connection:
        return await connect(Host("127.0.0.1", upstream.port), login, "gate.example", patience)

    return Pool("fake", opened, limit, lambda transaction: transaction.login)


def message(number: int = 0, login: Login | None = None) -> Transaction:
    return Transaction(
        "7K2-4QXM", "a@council.example", (f"r{number}@out.example",), b"Subject: x\r\n\r\nHi\r\n", login=login
    )


async def sent(pool: Pool, number: int = 0, login: Login | None = None) -> Outcome:
    (reply,) = (await pool.send(message(number, login))).values()
    return reply.outcome


async def test_one_connection_carries_many_messages(upstream: FakeRelay) -> None:
    pool = pool_to(upstream)
    assert [await sent(pool, number) for number in range(20)] == [Outcome.RELAYED] * 20
    assert upstream.connections == 1
    assert upstream.recipients == [f"r{number}@out.example" for number in range(20)]
    pool.close()


async def test_never_more_connections_than_allowed(upstream: FakeRelay) -> None:
    upstream.pause = 0.005
    pool = pool_to(upstream, limit=3)
    assert await asyncio.gather(*(sent(pool, number) for number in range(12))) == [Outcome.RELAYED] * 12
    assert upstream.most_at_once == 3
    pool.close()


async def test_a_login_has_its_own_connections_and_makes_room(upstream: FakeRelay) -> None:
    pool = pool_to(upstream, limit=1)
    ann, bob = Login("ann", "1"), Login("bob", "2")
    for login in (ann, ann, bob, ann):
        assert await sent(pool, login=login) is Outcome.RELAYED
    assert [taken.user for taken in upstream.taken] == ["ann", "ann", "bob", "ann"]
    assert [taken.connection for taken in upstream.taken] == [1, 1, 2, 3]
    pool.close()


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["421 4.4.2 idle too long", DROP])
async def test_a_kept_connection_that_breaks_is_replaced_at_once(upstream: FakeRelay, verb: str, answer: str) -> None:
    pool = pool_to(upstream)
    await sent(pool, 1)
    upstream.answers[verb] = [answer]
    assert await sent(pool, 2) is Outcome.RELAYED
    assert upstream.recipients == ["r1@out.example", "r2@out.example"]
    assert upstream.connections == 2
    pool.close()


async def test_a_connection_the_host_closed_while_idle_is_not_used(upstream: FakeRelay) -> None:
    pool = pool_to(upstream)
    await sent(pool, 1)
    await upstream.hang_up()
    assert await sent(pool, 2) is Outcome.RELAYED
    pool.close()


async def test_after_the_message_was_sent_it_is_not_sent_again_at_once(upstream: FakeRelay) -> None:
    pool = pool_to(upstream)
    await sent(pool, 1)
    upstream.answers["CONTENT"] = [DROP]
    assert await sent(pool, 2) is Outcome.DELAYED
    assert upstream.connections == 1
    assert pool.pause() is None
    pool.close()


async def test_a_fresh_connection_that_breaks_is_not_tried_again_at_once(upstream: FakeRelay) -> None:
    upstream.answers["MAIL"] = [DROP]
    pool = pool_to(upstream)
    assert await sent(pool) is Outcome.DELAYED
    assert upstream.connections == 1
    pool.close()


async def test_a_host_that_is_down_is_left_alone_longer_each_time_and_then_found_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pools, "FIRST_PAUSE", 0.02)
    upstream = FakeRelay()
    async with upstream:
        pool = pool_to(upstream)
    assert await sent(pool) is Outcome.DELAYED
    first = pool.pause()
    assert first is not None
    assert first.reply is not None
    assert first.reply.status == "4.4.1"
    await asyncio.sleep(0.03)
    assert pool.pause() is None
    assert await sent(pool) is Outcome.DELAYED
    second = pool.pause()
    assert second is not None
    assert second.lasts > first.lasts
    async with upstream:
        await asyncio.sleep(0.05)
        assert await sent(pool) is Outcome.RELAYED
        assert pool.pause() is None
        pool.close()


async def test_many_who_fail_together_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "FIRST_PAUSE", 1.0)
    async with FakeRelay() as upstream:
        pool = pool_to(upstream, limit=2)
    assert await asyncio.gather(*(sent(pool) for _ in range(20))) == [Outcome.DELAYED] * 20
    pause = pool.pause()
    assert pause is not None
    assert pause.lasts.total_seconds() <= 1.0


async def test_while_one_tries_whether_the_host_is_back_the_others_stay_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "FIRST_PAUSE", 0.05)
    async with FakeRelay() as upstream:
        upstream.answers["CONNECT"] = ["421 down", HANG]
        pool = pool_to(upstream)
        await sent(pool)
        await asyncio.sleep(0.06)
        assert pool.pause() is None
        trying = asyncio.create_task(sent(pool))
        await asyncio.sleep(0)
        assert pool.pause() is not None
        trying.cancel()
        await asyncio.gather(trying, return_exceptions=True)


async def test_a_silent_host_counts_as_down(upstream: FakeRelay) -> None:
    upstream.answers["CONTENT"] = [HANG]
    pool = pool_to(upstream, patience=0.1)
    assert await sent(pool) is Outcome.DELAYED
    assert pool.pause() is not None
    pool.close()


async def test_a_refusal_does_not_count_as_down(upstream: FakeRelay) -> None:
    upstream.answers["RCPT"] = ["451 4.2.1 later", "550 5.1.1 no"]
    pool = pool_to(upstream)
    assert await sent(pool) is Outcome.DELAYED
    assert await sent(pool) is Outcome.FAILED
    assert pool.pause() is None
    pool.close()


async def test_too_many_waiting_is_a_pause_without_a_reply(upstream: FakeRelay) -> None:
    upstream.pause = 0.01
    pool = pool_to(upstream, limit=1)
    tasks = [asyncio.create_task(sent(pool, number)) for number in range(12)]
    await asyncio.sleep(0)
    pause = pool.pause()
    assert pause is not None
    assert pause.reply is None
    assert await asyncio.gather(*tasks) == [Outcome.RELAYED] * 12
    assert pool.pause() is None
    pool.close()


async def test_idle_connections_are_let_go(upstream: FakeRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "IDLE", 0.02)
    pool = pool_to(upstream)
    await sent(pool)
    assert not pool.unused
    await asyncio.sleep(0.1)
    assert pool.unused
    assert upstream.commands[-1] == "QUIT"


async def test_a_cancelled_attempt_leaves_no_half_used_connection(upstream: FakeRelay) -> None:
    upstream.answers["CONTENT"] = [HANG]
    pool = pool_to(upstream, limit=1)
    hanging = asyncio.create_task(sent(pool, 1))
    await asyncio.sleep(0.05)
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    assert await sent(pool, 2) is Outcome.RELAYED
    assert upstream.connections == 2
    pool.close()


async def test_closing_lets_a_message_under_way_finish(upstream: FakeRelay) -> None:
    upstream.pause = 0.01
    pool = pool_to(upstream)
    under_way = asyncio.create_task(sent(pool))
    await asyncio.sleep(0.02)
    pool.close()
    assert await under_way is Outcome.RELAYED
    assert pool.unused
