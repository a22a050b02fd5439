"""The contract of a store, on every backend: what a reviewer is shown, says and takes back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.errors import AlreadyDecided, NotFound
from gateway.model.delivery import DeliveryState
from gateway.model.message import Direction
from gateway.model.person import Standing, Statement
from gateway.model.record import Event, EventKind, State, Summary, Wrong
from gateway.store.base import Store
from gateway.store.changes import Change, Changes
from gateway.store.pages import Order, Search
from tests.store.builders import COUNCIL, DECISION, MINUTE, NOW, accepted, delivery, lease, message, new_record, waiting

HELD = frozenset({State.HELD})
CLERK = "clerk@ashford.example"


async def keep(store: Store, at: timedelta = timedelta(), **facts: object) -> str:
    msg = message(at=NOW + at, content=b"x" * int(str(facts.pop("size", 10))))
    await store.commit(waiting(replace(new_record(msg, State.HELD), **facts)))  # type: ignore[arg-type]
    return msg.ref


async def released(store: Store, due: timedelta = MINUTE) -> str:
    ref = await keep(store)
    change = Change(ref, HELD, State.QUEUED, DECISION)
    await store.commit(Changes(changes=(change,), deliveries=(delivery(ref, at=NOW + due), delivery(ref, "b@x"))))
    return ref


def undo(ref: str, since: timedelta = timedelta()) -> Changes:
    change = Change(ref, frozenset({State.QUEUED}), State.HELD, replace(DECISION, decided_at=NOW - since))
    return Changes(changes=(change,), events=(Event(ref, NOW, EventKind.UNDONE, CLERK),), recalled=(ref,))


async def test_what_nobody_has_begun_to_deliver_is_recalled(store: Store) -> None:
    ref = await released(store)
    await store.commit(undo(ref, since=MINUTE))
    record = await store.record(COUNCIL, ref)
    assert (record.summary.state, record.summary.waiting_since, record.deliveries) == (State.HELD, NOW - MINUTE, ())
    assert await store.queue(COUNCIL) == []
    await store.commit(Changes(changes=(Change(ref, HELD, State.QUEUED, DECISION),), deliveries=(delivery(ref),)))
    assert [d.recipient for d in (await store.record(COUNCIL, ref)).deliveries] == ["pat@example.org"]


@pytest.mark.parametrize("begun", ["leased", "tried", "relayed"])
async def test_what_somebody_has_begun_to_deliver_is_not_recalled(store: Store, begun: str) -> None:
    ref = await released(store, due=timedelta())
    [outgoing] = await store.claim(lease(), NOW, 10)
    if begun == "tried":
        await store.commit(Changes(settled=tuple(replace(d, attempts=1) for d in outgoing.deliveries)))
    if begun == "relayed":
        first, other = outgoing.deliveries
        relayed = replace(first, state=DeliveryState.RELAYED, attempts=1)
        await store.commit(Changes(settled=(relayed, other)))
    before = await store.record(COUNCIL, ref)
    with pytest.raises(AlreadyDecided):
        await store.commit(undo(ref))
    assert await store.record(COUNCIL, ref) == before


async def test_where_one_of_several_is_under_way_none_is_recalled(store: Store) -> None:
    first, second = await released(store), await released(store, due=timedelta())
    await store.claim(lease(), NOW, 10)
    both = undo(first) + undo(second)
    with pytest.raises(AlreadyDecided):
        await store.commit(both)
    assert (await store.record(COUNCIL, first)).summary.state is State.QUEUED
    with pytest.raises(NotFound):
        await store.commit(Changes(recalled=("7K2-4QXM",)))


@pytest.mark.parametrize("order", list(Order))
async def test_what_waits_is_sorted_and_its_pages_join(store: Store, order: Order) -> None:
    for number in range(7):
        author = f"cllr{number % 2}@x"
        await keep(store, (number * 5 % 7) // 2 * MINUTE, author=author, size=10 + number * 3 % 4)
    whole = (await store.waiting(COUNCIL, Search(HELD), order=order)).rows
    keys: list[Any] = {
        Order.LONGEST: [(row.waiting_since, row.ref) for row in whole],
        Order.NEWEST: [(row.waiting_since, row.ref) for row in whole[::-1]],
        Order.AUTHOR: [(row.author, row.ref) for row in whole],
        Order.LARGEST: [(row.size, row.ref) for row in whole[::-1]],
    }[order]  # type: ignore[assignment]
    assert keys == sorted(keys)
    found: list[Summary] = []
    after = None
    while True:
        page = await store.waiting(COUNCIL, Search(HELD), after, limit=2, order=order)
        found += page.rows
        if (after := page.next) is None:
            break
    assert tuple(found) == whole


async def test_only_with_attachments_and_how_many(store: Store) -> None:
    await keep(store)
    ref = await keep(store, attachments=3)
    page = await store.waiting(COUNCIL, Search(HELD, attached=True))
    assert [(row.ref, row.attachments, row.rcpt_tos) for row in page.rows] == [(ref, 3, ("pat@example.org",))]


async def test_what_is_about_a_message_and_what_it_answers(store: Store) -> None:
    ref = await keep(store, message_id="<a@x>")
    notice = message(direction=Direction.NOTICE, at=NOW + MINUTE)
    await store.commit(accepted(replace(new_record(notice), about=ref, message_id="<a@x>")))
    assert [one.ref for one in await store.about(COUNCIL, ref)] == [notice.ref]
    assert await store.about("elsewhere", ref) == []
    assert [one.ref for one in await store.thread(COUNCIL, ("<b@x>", "<a@x>"))] == [ref]
    assert await store.thread(COUNCIL, ()) == []
    assert await store.thread("elsewhere", ("<a@x>",)) == []


async def test_what_was_called_wrong_is_kept_once_and_counted_by_rule(store: Store) -> None:
    ref, _ = await keep(store), await keep(store)
    for number in range(2):
        wrong = Wrong(ref, "personal-data", "email", CLERK, NOW + number * MINUTE)
        other = Wrong(ref, "personal-data", "name", CLERK, NOW + number * MINUTE)
        await store.commit(Changes(wrong=(wrong, other)))
    assert await store.wrong(COUNCIL, ref) == [
        Wrong(ref, "personal-data", "email", CLERK, NOW),
        Wrong(ref, "personal-data", "name", CLERK, NOW),
    ]
    assert await store.wrong("elsewhere", ref) == []
    assert await store.called_wrong(COUNCIL, NOW - MINUTE) == {"personal-data": 1}
    assert await store.called_wrong(COUNCIL, NOW + MINUTE) == {}
    assert await store.called_wrong("elsewhere", NOW - MINUTE) == {}
    with pytest.raises(NotFound):
        await store.commit(Changes(wrong=(Wrong("7K2-4QXM", "x", "y", CLERK, NOW),)))


async def test_what_is_said_of_a_person_stands_in_place_of_what_was_said_before(store: Store) -> None:
    await store.state(COUNCIL, Statement("Bob  Jones", Standing.CONTRACTOR, CLERK, NOW))
    await store.state(COUNCIL, Statement("Pat+x@Example.org", Standing.SAME_AS, CLERK, NOW + MINUTE, "Pat Lee"))
    later = Statement("bob jones", Standing.OFFICIAL, CLERK, NOW + 2 * MINUTE)
    await store.state(COUNCIL, later)
    said = await store.statements(COUNCIL)
    assert said[0] == later
    assert [(one.who, one.same_as) for one in said[1:]] == [("Pat+x@Example.org", "Pat Lee")]
    assert await store.statements("elsewhere") == ()
    assert await store.unstate(COUNCIL, "pat@example.org")
    assert not await store.unstate(COUNCIL, "pat@example.org")
    assert await store.statements(COUNCIL) == (later,)
