"""The contract of a store, on every backend: what was done, newest first."""

import pytest

from gateway.errors import NotFound
from gateway.model.record import Event, EventKind
from gateway.store import trail
from gateway.store.base import Store
from gateway.store.changes import Changes
from gateway.store.pages import Total
from tests.store.builders import COUNCIL, NOW, message, new_record

SEARCHED = Event("", NOW, EventKind.SEARCHED, "auditor@x", "from:smith")
SIGNED_IN = Event("", NOW, EventKind.SIGNED_IN, "clerk@x")


async def test_what_is_about_no_message_is_kept_beside_what_is(store: Store) -> None:
    record = new_record(message())
    ref = record.message.ref
    received, opened = Event(ref, NOW, EventKind.RECEIVED, "ann@x"), Event(ref, NOW, EventKind.OPENED, "clerk@x")
    await store.commit(Changes(records=(record,), events=(received,)))
    await store.note(COUNCIL, SIGNED_IN, opened)
    await store.note("barton", SIGNED_IN)
    await store.note(COUNCIL, SEARCHED)
    assert (await store.trail(COUNCIL)).events == (SEARCHED, opened, SIGNED_IN)
    assert (await store.record(COUNCIL, ref)).events == (received, opened)
    assert (await store.trail("barton")).events == (SIGNED_IN,)


async def test_an_event_about_a_message_that_is_not_there_is_refused_whole(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.note(COUNCIL, SIGNED_IN, Event("AAA-AAAA", NOW, EventKind.OPENED, "clerk@x"))
    assert (await store.trail(COUNCIL)).events == ()


async def test_the_trail_is_narrowed_and_turned_page_by_page(store: Store) -> None:
    await store.note(COUNCIL, *(Event("", NOW, EventKind.SEARCHED, "auditor@x", str(n)) for n in range(5)))
    await store.note(COUNCIL, SIGNED_IN)
    first = await store.trail(COUNCIL, limit=4)
    rest = await store.trail(COUNCIL, after=first.next, limit=4)
    assert [one.detail for one in (*first.events, *rest.events)] == ["", "4", "3", "2", "1", "0"]
    assert rest.next is None
    assert (await store.trail(COUNCIL, by="clerk@x")).events == (SIGNED_IN,)
    assert len((await store.trail(COUNCIL, kinds=frozenset({EventKind.SEARCHED}))).events) == 5
    assert (await store.trail(COUNCIL, by="clerk@x", kinds=frozenset({EventKind.SEARCHED}))).events == ()
    assert await store.trail_total(COUNCIL) == Total(6)
    assert await store.trail_total(COUNCIL, by="clerk@x") == Total(1)
    assert await store.trail_total(COUNCIL, kinds=frozenset({EventKind.SEARCHED})) == Total(5)
    assert await store.trail_total("elsewhere") == Total(0)


async def test_so_much_of_the_trail_is_counted_and_no_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "LOOKED_AT", 4)
    await store.note(COUNCIL, SIGNED_IN, SEARCHED, SIGNED_IN)
    assert await store.trail_total(COUNCIL) == Total(3)
    await store.note(COUNCIL, SEARCHED, SIGNED_IN)
    assert await store.trail_total(COUNCIL) == Total(4, at_least=True)
    assert await store.trail_total(COUNCIL, by="clerk@x") == Total(2, at_least=True)


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30])
async def test_a_page_that_is_none(store: Store, after: str) -> None:
    with pytest.raises(NotFound):
        await store.trail(COUNCIL, after=after)
