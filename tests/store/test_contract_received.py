"""The contract of a store, on every backend: the mail that was received, gone through from its beginning."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.errors import NotFound
from gateway.model.message import Direction
from gateway.model.record import State
from gateway.store.base import Store
from gateway.store.pages import Received
from tests.store.builders import (
    COUNCIL,
    DECISION,
    MINUTE,
    NOW,
    SESSION,
    accepted,
    message,
    new_record,
    released,
    waiting,
)

STATES = (State.RELAYED, State.HELD, State.REJECTED)


async def keep(
    store: Store, at: timedelta, state: State = State.RELAYED, direction: Direction = Direction.OUTGOING
) -> str:
    msg = message(at=NOW + at, direction=direction)
    await store.commit(waiting(new_record(msg, state)))
    return msg.ref


async def all_of(store: Store, limit: int = 50, direction: Direction | None = None) -> list[Received]:
    found: list[Received] = []
    after = None
    while True:
        page = await store.received(COUNCIL, direction=direction, after=after, limit=limit)
        assert len(page.rows) <= limit
        found += page.rows
        if (after := page.next) is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 7, 8])
async def test_the_oldest_comes_first_a_page_at_a_time(store: Store, limit: int) -> None:
    kept = [(n // 2, await keep(store, n // 2 * MINUTE, STATES[n % 3])) for n in range(7)]
    assert [one.summary.ref for one in await all_of(store, limit)] == [ref for _, ref in sorted(kept)]
    assert await store.count_received(COUNCIL) == 7
    assert await store.count_received("elsewhere") == 0


async def test_it_comes_as_it_was_received_with_the_decision_of_then(store: Store) -> None:
    msg = message()
    await store.commit(waiting(new_record(msg, State.HELD)))
    await store.commit(released(msg.ref))
    (one,) = await all_of(store)
    assert (one.session, one.envelope, one.message_id) == (SESSION, msg.envelope, "<1@laptop.example>")
    assert one.decision == DECISION
    assert one.summary.state is State.QUEUED
    assert (await store.record(COUNCIL, msg.ref)).decision != DECISION


async def test_what_is_no_mail_of_anybodys_is_left_out(store: Store) -> None:
    mail = message()
    await store.commit(accepted(new_record(mail)))
    for about in (message(), message(direction=Direction.NOTICE)):
        await store.commit(waiting(replace(new_record(about), about=mail.ref)))
    await store.commit(waiting(new_record(message(direction=Direction.NOTICE))))
    assert [one.summary.ref for one in await all_of(store)] == [mail.ref]
    assert await store.count_received(COUNCIL) == 1


async def test_it_is_narrowed_to_a_time_and_a_direction(store: Store) -> None:
    await keep(store, timedelta())
    incoming = await keep(store, MINUTE, direction=Direction.INCOMING)
    outgoing = await keep(store, MINUTE)
    since = NOW + MINUTE
    page = await store.received(COUNCIL, since)
    assert {one.summary.ref for one in page.rows} == {incoming, outgoing}
    assert await store.count_received(COUNCIL, since) == 2
    assert [one.summary.ref for one in (await store.received(COUNCIL, since, Direction.INCOMING)).rows] == [incoming]
    assert await store.count_received(COUNCIL, since, Direction.OUTGOING) == 1
    assert (await store.received(COUNCIL, since + MINUTE)).rows == ()


@pytest.mark.parametrize("key", ["", "x", "-1.a", "999999999999999999.A"])
async def test_a_key_of_somebody_elses_making(store: Store, key: str) -> None:
    with pytest.raises(NotFound):
        await store.received(COUNCIL, after=key)
