"""The contract of a store, on every backend: finding the message that another one answers."""

from dataclasses import replace

from gateway.store.base import Store
from gateway.store.changes import Changes
from tests.store.builders import COUNCIL, MINUTE, NOW, message, new_record

ONE, TWO = "<1@laptop.example>", "<2@laptop.example>"
LARGEST = 10_000_000


async def recorded(store: Store, message_id: str, content: bytes, minutes: int = 0, council: str = COUNCIL) -> None:
    msg = message(content=content, at=NOW + minutes * MINUTE, council=council)
    await store.commit(Changes(records=(replace(new_record(msg, sent=b"mended"), message_id=message_id),)))


async def test_the_first_that_is_recorded_is_given_as_it_was_received(store: Store) -> None:
    await recorded(store, ONE, b"one")
    await recorded(store, TWO, b"two")
    assert await store.answered(COUNCIL, [ONE], LARGEST) == b"one"
    assert await store.answered(COUNCIL, ["<no@x>", TWO, ONE], LARGEST) == b"two"
    assert await store.answered(COUNCIL, ["<no@x>"], LARGEST) is None
    assert await store.answered(COUNCIL, [], LARGEST) is None
    assert await store.answered("barton", [ONE], LARGEST) is None


async def test_who_takes_an_id_that_is_taken_does_not_stand_in_its_place(store: Store) -> None:
    await recorded(store, ONE, b"false", minutes=1)
    await recorded(store, ONE, b"true")
    assert await store.answered(COUNCIL, [ONE], LARGEST) == b"true"


async def test_the_record_is_asked_as_it_was_then(store: Store) -> None:
    await recorded(store, ONE, b"one", minutes=1)
    assert await store.answered(COUNCIL, [ONE], LARGEST, NOW + 2 * MINUTE) == b"one"
    assert await store.answered(COUNCIL, [ONE], LARGEST, NOW + MINUTE) is None, "no message answers itself"


async def test_a_large_one_is_given_whole_or_not_at_all(store: Store) -> None:
    large = bytes(range(256)) * 10_000
    await recorded(store, ONE, large)
    assert await store.answered(COUNCIL, [ONE], len(large)) == large
    assert await store.answered(COUNCIL, [ONE], len(large) - 1) is None


async def test_an_id_of_any_length_and_letters_is_recorded(store: Store) -> None:
    await recorded(store, "<" + "\U0001f600" * 100_000, b"long")
    assert await store.answered(COUNCIL, ["<x@x>"], LARGEST) is None


async def test_without_an_id_the_newest_of_the_subject_between_the_same_people_is_found(store: Store) -> None:
    async def sent(
        content: bytes, subject: str, minutes: int, author: str = "pat@x", to: str = "Cllr@Ashford.example"
    ) -> None:
        record = new_record(message(content=content, rcpt_tos=(to,), at=NOW + minutes * MINUTE), author=author)
        await store.commit(Changes(records=(replace(record, subject=subject),)))

    await sent(b"old", "Bins", 1)
    await sent(b"new", "RE:  bins", 2)
    await sent(b"other subject", "Paths", 3)
    await sent(b"to another", "Bins", 4, to="mayor@ashford.example")
    await sent(b"by another", "Bins", 5, author="sam@x")
    me = "cllr@ashford.example"
    assert await store.answered_by_subject(COUNCIL, "bins", me, ["pat@x", "no@x"], LARGEST) == b"new"
    assert await store.answered_by_subject(COUNCIL, "bins", me, ["sam@x", "pat@x"], LARGEST) == b"by another"
    both, then = ["sam@x", "pat@x"], NOW + 5 * MINUTE
    assert await store.answered_by_subject(COUNCIL, "bins", me, both, LARGEST, then) == b"new", "as it was then"
    assert await store.answered_by_subject(COUNCIL, "bins", me, ["pat@x"], 2) is None
    assert await store.answered_by_subject(COUNCIL, "hall", me, ["pat@x"], LARGEST) is None
    assert await store.answered_by_subject(COUNCIL, "bins", me, ["no@x"], LARGEST) is None
    assert await store.answered_by_subject("barton", "bins", me, ["pat@x"], LARGEST) is None
