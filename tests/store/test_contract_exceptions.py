"""The contract of a store, on every backend: exceptions to rules that people recorded."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.errors import NotFound
from gateway.model.exception import RecordedException
from gateway.store.base import Store
from tests.store.backends import opened
from tests.store.builders import COUNCIL, MINUTE, NOW

TODAY = date(2026, 3, 2)
ONE = RecordedException("personal-data", '{"to":["pat@x.test"]}', date(2026, 3, 9), "clerk@x", NOW, "7K2-4QXM")


async def test_an_exception_is_in_force_until_its_last_day(store: Store) -> None:
    assert await store.exceptions_in_force(COUNCIL, TODAY) == ()
    one = await store.add_exception(COUNCIL, ONE)
    two = await store.add_exception(COUNCIL, replace(ONE, rule="reply-all", until=TODAY, about=None))
    assert one.number < two.number
    assert await store.exceptions_in_force(COUNCIL, TODAY) == (one, two)
    assert await store.exceptions_in_force(COUNCIL, date(2026, 3, 9)) == (one,)
    assert await store.exceptions_in_force(COUNCIL, date(2026, 3, 10)) == ()
    assert await store.exceptions_in_force("barton", TODAY) == ()
    assert await store.exceptions(COUNCIL) == (one, two)


async def test_one_that_is_taken_back_stays_in_the_list(store: Store) -> None:
    one = await store.add_exception(COUNCIL, ONE)
    assert await store.exceptions_in_force(COUNCIL, TODAY) == (one,)
    with pytest.raises(NotFound):
        await store.end_exception("barton", one.number, "deputy@x", NOW)
    ended = await store.end_exception(COUNCIL, one.number, "deputy@x", NOW + MINUTE)
    assert ended == replace(one, ended_by="deputy@x", ended_at=NOW + MINUTE)
    assert await store.exceptions_in_force(COUNCIL, TODAY) == ()
    assert await store.exceptions(COUNCIL) == (ended,)
    for number in (one.number, 999):
        with pytest.raises(NotFound):
            await store.end_exception(COUNCIL, number, "deputy@x", NOW)


async def test_those_of_an_earlier_moment(store: Store) -> None:
    one = await store.add_exception(COUNCIL, replace(ONE, added_at=NOW + MINUTE))
    ended = await store.end_exception(COUNCIL, one.number, "deputy@x", NOW + 3 * MINUTE)
    moments = [
        (minutes, await store.exceptions_in_force(COUNCIL, TODAY, NOW + minutes * MINUTE)) for minutes in (1, 2, 4)
    ]
    assert moments == [(1, ()), (2, (ended,)), (4, ())]
    assert await store.exceptions_in_force(COUNCIL, date(2026, 3, 10), NOW + 2 * MINUTE) == ()


async def test_another_node_sees_it_when_it_asks_for_the_first_time(store: Store, url: str) -> None:
    one = await store.add_exception(COUNCIL, ONE)
    async with opened(url) as other:
        assert await other.exceptions_in_force(COUNCIL, TODAY) == (one,)
