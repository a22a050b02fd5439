"""The contract of a store, on every backend: questions that wait for an answer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.errors import NotFound
from gateway.model.message import Direction
from gateway.model.question import Question, Settled, Unanswered
from gateway.store.base import Store
from gateway.store.changes import Changes
from tests.store.builders import COUNCIL, MINUTE, NOW, message, new_record, waiting

DAY = timedelta(days=1)


async def asked(store: Store, asker: str = "pat@x.test", at: datetime = NOW, council: str = COUNCIL) -> Question:
    msg = message(at=at, direction=Direction.INCOMING, council=council)
    one = Question(msg.ref, asker, at, at + DAY)
    await store.commit(waiting(new_record(msg)) + Changes(questions=(one,)))
    return one


async def test_a_question_waits_until_it_is_settled(store: Store) -> None:
    one = await asked(store)
    found = await store.question(COUNCIL, one.ref)
    assert found == one
    assert (found.message_id, found.author, found.subject) == (
        "<1@laptop.example>",
        "cllr@ashford.example",
        "Allotments",
    )
    assert await store.asked_by(COUNCIL, ["sam@x.test", "pat@x.test"]) == [one]
    settled = replace(one, settled=Settled.ANSWERED, settled_at=NOW + MINUTE, settled_by="222-2222")
    await store.commit(Changes(questions=(settled,)))
    assert await store.question(COUNCIL, one.ref) == settled
    assert await store.asked_by(COUNCIL, ["pat@x.test"]) == []
    assert (await store.questions(COUNCIL)).rows == ()
    await store.commit(Changes(questions=(one,)))
    assert await store.asked_by(COUNCIL, ["pat@x.test"]) == [one]


async def test_the_oldest_come_first_a_page_at_a_time(store: Store) -> None:
    late, early, middle = [await asked(store, at=NOW + n * MINUTE) for n in (3, 1, 2)]
    page = await store.questions(COUNCIL, limit=2)
    assert page.rows == (early, middle)
    assert page.total == 3
    rest = await store.questions(COUNCIL, page.next, limit=2)
    assert (rest.rows, rest.next, rest.total) == ((late,), None, 3)


async def test_a_page_goes_on_from_a_question_that_was_settled_meanwhile(store: Store) -> None:
    early, late = [await asked(store, at=NOW + n * MINUTE) for n in (1, 2)]
    page = await store.questions(COUNCIL, limit=1)
    await store.commit(Changes(questions=(replace(early, settled=Settled.CLOSED, settled_at=NOW),)))
    assert (await store.questions(COUNCIL, page.next)).rows == (late,)


async def test_how_many_wait_and_since_when(store: Store) -> None:
    assert await store.unanswered(COUNCIL, NOW) == Unanswered()
    await asked(store, at=NOW + MINUTE)
    await asked(store)
    assert await store.unanswered(COUNCIL, NOW) == Unanswered(2, 0, NOW)
    assert await store.unanswered(COUNCIL, NOW + DAY) == Unanswered(2, 0, NOW)
    assert await store.unanswered(COUNCIL, NOW + DAY + timedelta(seconds=1)) == Unanswered(2, 1, NOW)


async def test_a_council_sees_its_own(store: Store) -> None:
    one = await asked(store, council="barton")
    assert await store.question(COUNCIL, one.ref) is None
    assert await store.asked_by(COUNCIL, ["pat@x.test"]) == []
    assert (await store.questions(COUNCIL)).total == 0
    assert await store.unanswered(COUNCIL, NOW) == Unanswered()


async def test_what_is_not_there_is_not_found(store: Store) -> None:
    assert await store.question(COUNCIL, "222-2222") is None
    assert await store.asked_by(COUNCIL, []) == ()
    with pytest.raises(NotFound):
        await store.questions(COUNCIL, "222-2222")
    with pytest.raises(NotFound):
        await store.commit(Changes(questions=(Question("222-2222", "pat@x.test", NOW, NOW),)))
