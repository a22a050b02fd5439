"""The contract of a store, on every backend: finding the message that another one answers."""

from dataclasses import replace

from gateway.store.base import Changes, Store
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


async def test_a_large_one_is_given_whole_or_not_at_all(store: Store) -> None:
    large = bytes(range(256)) * 10_000
    await recorded(store, ONE, large)
    assert await store.answered(COUNCIL, [ONE], len(large)) == large
    assert await store.answered(COUNCIL, [ONE], len(large) - 1) is None


async def test_an_id_of_any_length_and_letters_is_recorded(store: Store) -> None:
    await recorded(store, "<" + "\U0001f600" * 100_000, b"long")
    assert await store.answered(COUNCIL, ["<x@x>"], LARGEST) is None
