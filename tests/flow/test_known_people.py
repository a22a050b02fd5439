import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.flow import known_people
from gateway.flow.known_people import KnownPeople, Reader, RegisterFile, hashed, packed, unpacked
from gateway.model.person import Known, PeopleList, Standing, Statement
from gateway.model.register import Hasher
from gateway.store.base import Store
from tests.store.backends import opened, sqlite_url
from tests.store.builders import COUNCIL, MINUTE, NOW

KEY = b"key"
JANE = frozenset({("name", "jane smith"), ("phone", "07700900123"), ("address", "14 mill lane")})
JOHN = frozenset({("name", "john smith"), ("phone", "07700900456"), ("address", "14 mill lane")})
BOB = frozenset({("name", "bob lee"), ("phone", "07700900789"), ("address", "14 mill lane")})


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(sqlite_url(tmp_path)) as store:
        yield store


@pytest.fixture
def file(tmp_path: Path) -> RegisterFile:
    return RegisterFile(tmp_path / "known-people", KEY)


def seen(file: RegisterFile) -> Reader:
    reader = Reader(file)
    reader.refresh()
    return reader


async def put(store: Store, name: str, *people: tuple[frozenset[tuple[str, str]], str]) -> None:
    hasher = Hasher(KEY)
    data = packed(hashed(hasher, items, [address] if address else []) for items, address in people)
    await store.put_list(COUNCIL, PeopleList(name, len(people), NOW), data)


def test_a_list_is_unpacked_as_it_was_packed() -> None:
    people = [([1, 2], [3]), ([], []), ([], [2**64 - 1, 5])]
    assert [(list(links), list(data)) for links, data in unpacked(packed(people))] == people


def test_nobody_is_known_where_there_is_no_register(file: RegisterFile) -> None:
    reader = seen(file)
    assert not reader.knows("phone", "07700900123")
    assert not reader.belongs("phone", "07700900123", "jane@x")


async def test_what_was_learnt_and_what_is_listed_is_known(store: Store, file: RegisterFile) -> None:
    await store.learn(COUNCIL, {"jane@x": JANE, "bob@x": BOB}, NOW)
    await put(store, "plots", (JOHN, ""))
    await KnownPeople(file, store, COUNCIL)(NOW)
    reader = seen(file)
    assert reader.knows("phone", "07700900456")
    assert not reader.knows("phone", "01632960001")
    assert reader.belongs("email", "jane@x", "jane@x")
    assert reader.belongs("phone", "07700900456", "jane@x")  # John's, of her surname at her address
    assert not reader.belongs("phone", "07700900456", "bob@x")  # who only lives there
    assert not reader.belongs("phone", "07700900123", "bob@x")
    assert not Reader(RegisterFile(file.path, b"another key")).knows("phone", "07700900456")
    assert b"07700900123" not in file.path.read_bytes()
    assert file.path.stat().st_mode & 0o777 == 0o600


async def test_what_had_been_learnt_until_a_moment_is_known_and_nothing_later(store: Store, file: RegisterFile) -> None:
    await store.learn(COUNCIL, {"jane@x": JANE}, NOW)
    await store.learn(COUNCIL, {"bob@x": BOB, "jane@x": frozenset({("phone", "01632960001")})}, NOW + 30 * MINUTE)
    people = KnownPeople(file, store, COUNCIL)
    for minutes, known in ((0, False), (15, False), (30, True)):
        await people(NOW + minutes * MINUTE)
        reader = seen(file)
        assert reader.knows("phone", "07700900123")
        assert reader.knows("phone", "07700900789") is known
        assert reader.belongs("phone", "01632960001", "jane@x") is known


async def test_what_is_learnt_later_is_added_and_what_is_forgotten_is_gone(store: Store, file: RegisterFile) -> None:
    people = KnownPeople(file, store, COUNCIL)
    await people(NOW)
    reader = seen(file)
    await store.learn(COUNCIL, {"jane@x": JANE}, NOW + MINUTE)
    await people(NOW + MINUTE)
    assert reader.belongs("phone", "07700900123", "jane@x")  # without looking at the file anew
    await store.forget_person(COUNCIL, "jane@x")
    await people(NOW + 2 * MINUTE)
    assert reader.knows("phone", "07700900123")
    reader.refresh()
    assert not reader.knows("phone", "07700900123")


async def test_a_commit_that_comes_late_is_not_missed(store: Store, file: RegisterFile) -> None:
    people = KnownPeople(file, store, COUNCIL)
    await people(NOW)
    await store.learn(COUNCIL, {"jane@x": JANE}, NOW - MINUTE)
    await people(NOW + MINUTE)
    assert seen(file).knows("phone", "07700900123")


async def test_one_person_with_two_addresses(store: Store, file: RegisterFile) -> None:
    await store.learn(COUNCIL, {"jane@x": JANE}, NOW)
    await store.state(COUNCIL, Statement("Jane@x", Standing.SAME_AS, "clerk@x", NOW, "jane@work"))
    await KnownPeople(file, store, COUNCIL)(NOW)
    assert seen(file).belongs("phone", "07700900123", "jane@work")


async def test_it_grows_with_what_is_known(store: Store, file: RegisterFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_people, "LEAST", 16)
    people = KnownPeople(file, store, COUNCIL)
    await people(NOW)
    for hour in range(5):
        at = NOW + timedelta(hours=hour)
        await store.learn(COUNCIL, {f"{hour}.{n}@x": frozenset({("phone", f"{hour}.{n}")}) for n in range(10)}, at)
        await people(at)
    reader = seen(file)
    assert all(reader.belongs("phone", f"{hour}.{n}", f"{hour}.{n}@x") for hour in range(5) for n in range(10))


async def test_it_is_bounded_and_lists_come_first(
    store: Store, file: RegisterFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_people, "LEAST", 16)
    monkeypatch.setattr(known_people, "MOST", 64)
    await put(store, "plots", (JANE, "jane@x"))
    await store.learn(COUNCIL, {f"{n}@x": frozenset({("phone", str(n))}) for n in range(100)}, NOW)
    people = KnownPeople(file, store, COUNCIL)
    await people(NOW)
    await people(NOW + MINUTE)
    assert file.path.stat().st_size == 64 * 16
    assert seen(file).belongs("phone", "07700900123", "jane@x")


def test_a_message_asks_it_through_what_is_known(file: RegisterFile) -> None:
    known = Known({"jane@x": JANE})
    assert known.is_theirs("phone", "07700900123", "Jane+list@X")
    assert not known.is_theirs("phone", "07700900456", "jane@x")
    assert not known.is_somebodys("phone", "07700900123")


async def test_a_large_list_does_not_stop_the_loop(store: Store, file: RegisterFile) -> None:
    people = [(frozenset({("phone", f"{n:011}")}), f"{n}@x") for n in range(20_000)]
    await put(store, "roll", *people)
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)

    watching = asyncio.create_task(watch())
    await KnownPeople(file, store, COUNCIL)(NOW)
    watching.cancel()
    assert longest < 0.05
    assert seen(file).belongs("phone", "00000019999", "19999@x")
