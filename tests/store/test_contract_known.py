"""The contract of a store, on every backend: forgetting people, what was learnt since, and lists."""

from datetime import timedelta

import pytest

from gateway.errors import NotFound
from gateway.model.person import PeopleList, Standing, Statement
from gateway.store.base import Store
from tests.store.builders import COUNCIL, MINUTE, NOW

PAT = frozenset({("phone", "01632960001"), ("name", "pat example")})
WORK = frozenset({("phone", "01632960002")})


async def test_somebody_is_forgotten_with_all_that_is_theirs(store: Store) -> None:
    await store.learn(COUNCIL, {"pat@x": PAT, "sam@x": PAT}, NOW)
    assert set(await store.people_known(COUNCIL, ["pat@x"])) == {"pat@x"}
    await store.forget_person(COUNCIL, "pat@x")
    assert await store.people_known(COUNCIL, ["pat@x", "sam@x"]) == {"sam@x": PAT}
    with pytest.raises(NotFound):
        await store.forget_person(COUNCIL, "pat@x")
    with pytest.raises(NotFound):
        await store.forget_person("barton", "sam@x")


async def test_what_was_learnt_since_is_told_in_pages(store: Store) -> None:
    await store.learn(COUNCIL, {f"{n}@x": PAT for n in range(3)}, NOW)
    await store.learn(COUNCIL, {"1@x": WORK, "9@x": WORK}, NOW + timedelta(hours=1))
    assert list(await store.learnt(COUNCIL)) == ["0@x", "1@x", "2@x", "9@x"]
    assert list(await store.learnt(COUNCIL, after="1@x", limit=1)) == ["2@x"]
    since = NOW + MINUTE
    assert await store.learnt(COUNCIL, since) == {"1@x": PAT | WORK, "9@x": WORK}
    assert list(await store.learnt(COUNCIL, since, after="1@x")) == ["9@x"]
    assert await store.learnt("barton") == {}


async def test_lists(store: Store) -> None:
    plots, roll = PeopleList("allotments", 40, NOW), PeopleList("roll", 2000, NOW + MINUTE)
    assert await store.lists(COUNCIL) == []
    await store.put_list(COUNCIL, roll, b"hashes" * 1_000_000)
    await store.put_list(COUNCIL, plots, b"some")
    assert await store.lists(COUNCIL) == [plots, roll]
    assert await store.list_data(COUNCIL, "roll") == b"hashes" * 1_000_000
    again = PeopleList("allotments", 41, NOW + MINUTE)
    await store.put_list(COUNCIL, again, b"others")
    assert await store.lists(COUNCIL) == [again, roll]
    assert await store.list_data(COUNCIL, "allotments") == b"others"
    assert await store.lists("barton") == []
    await store.forget_list(COUNCIL, "roll")
    assert await store.lists(COUNCIL) == [again]
    for gone in (store.forget_list(COUNCIL, "roll"), store.list_data(COUNCIL, "roll")):
        with pytest.raises(NotFound):
            await gone


async def test_whatever_makes_the_register_wrong_is_noticed(store: Store) -> None:
    async def version() -> int:
        return await store.register_version(COUNCIL)

    seen = [await version()]
    await store.learn(COUNCIL, {"pat@x": PAT}, NOW)
    assert await version() == seen[0]  # what is learnt is added
    for change in (
        store.state(COUNCIL, Statement("pat@x", Standing.SAME_AS, "clerk@x", NOW, "sam@x")),
        store.unstate(COUNCIL, "pat@x"),
        store.put_list(COUNCIL, PeopleList("roll", 1, NOW), b"x"),
        store.forget_list(COUNCIL, "roll"),
        store.forget_person(COUNCIL, "pat@x"),
    ):
        await change
        seen.append(await version())
    assert len(set(seen)) == len(seen)
    assert await store.register_version("barton") == 0
