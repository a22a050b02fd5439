"""The contract of a store, on every backend: lists narrowed down."""

from datetime import timedelta

import pytest

from gateway.errors import NotFound
from gateway.model.record import State
from gateway.store import search
from gateway.store.base import Store
from gateway.store.pages import Page, Search, Total
from tests.store.builders import COUNCIL, MINUTE, NOW, message, new_record, waiting

HELD = frozenset({State.HELD})
Facts = dict[str, str]


async def keep(store: Store, at: timedelta, state: State = State.RELAYED, **facts: str) -> str:
    msg = message(
        rcpt_tos=(facts.get("to", "pat@example.org"), "z\N{LATIN SMALL LETTER O WITH DIAERESIS}@x"), at=NOW + at
    )
    author, subject = facts.get("author", "cllr@x"), facts.get("subject", "Bins")
    await store.commit(waiting(new_record(msg, state, author=author, subject=subject)))
    return msg.ref


def refs(page: Page) -> list[str]:
    return [row.ref for row in page.rows]


@pytest.mark.parametrize(
    ("sought", "finds"),
    [
        (Search(), True),
        (Search(from_=("ANN.LEE",)), True),
        (Search(from_=("ann*@council",)), True),
        (Search(from_=("ann_lee",)), False),
        (Search(to=("*@gmail.test",)), True),
        (Search(to=("z\N{LATIN SMALL LETTER O WITH DIAERESIS}@",)), True),
        (Search(to=("gmail.example",)), False),
        (Search(rules=("clerk-copy",)), True),
        (Search(rules=("confidential",)), False),
        (Search(words=("plot", "14%")), True),
        (Search(words=("plot", "bins")), False),
        (Search(words=("%",)), True),
        (Search(words=("p%14",)), False),
        (Search(authors=frozenset({"ann.lee@council.test"})), True),
        (Search(authors=frozenset({"ann.lee"})), False),
        (Search(states=HELD), True),
        (Search(states=HELD, authors=frozenset({"ann.lee@council.test"}), words=("plot",)), True),
        (Search(states=frozenset({State.RELAYED})), False),
        (Search(since=NOW, until=NOW + MINUTE), True),
        (Search(since=NOW + MINUTE), False),
        (Search(until=NOW), False),
        (Search(words=("*",)), True),
    ],
)
async def test_what_is_sought_is_found(store: Store, sought: Search, finds: bool) -> None:
    facts = {"author": "ann.lee@council.test", "to": "mary@gmail.test", "subject": "The Plot: 14% less"}
    ref = await keep(store, timedelta(), State.HELD, **facts)
    assert refs(await store.search(COUNCIL, sought)) == [ref] * finds
    assert refs(await store.search("elsewhere", sought)) == []
    assert await store.total(COUNCIL, sought) == Total(finds)
    assert await store.total("elsewhere", sought) == Total(0)


async def test_the_newest_is_found_first_a_page_at_a_time(store: Store) -> None:
    states = (State.RELAYED, State.HELD, State.FAILED)
    kept = [(await keep(store, n // 2 * MINUTE, states[n % 3], subject=f"Plot {n % 2}"), n) for n in range(12)]
    odd = [ref for ref, n in kept if n % 2]
    found: list[str] = []
    after = None
    while True:
        page = await store.search(COUNCIL, Search(words=("plot 1",)), after, limit=2)
        found += refs(page)
        if (after := page.next) is None:
            break
    assert found == odd[::-1]
    assert await store.total(COUNCIL, Search(words=("plot 1",))) == Total(6)
    assert await store.total(COUNCIL, Search()) == Total(12)


async def test_a_page_looks_through_so_much_and_no_further(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LOOKED_AT", 4)
    rare = await keep(store, timedelta(), subject="Plot")
    for n in range(1, 10):
        await keep(store, n * MINUTE, (State.RELAYED, State.FAILED)[n % 2])
    pages, after = [], None
    while True:
        page = await store.search(COUNCIL, Search(words=("plot",)), after)
        pages.append(refs(page))
        if (after := page.next) is None:
            break
    assert pages[-1] == [rare]
    assert len(pages) > 1
    assert not any(pages[:-1])
    assert len(refs(await store.search(COUNCIL, Search()))) == 10


async def test_so_much_is_counted_and_no_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LOOKED_AT", 4)
    for n in range(6):
        await keep(store, n // 3 * MINUTE, (State.RELAYED, State.FAILED)[n % 2], subject=f"Plot {n}")
    assert await store.total(COUNCIL, Search()) == Total(6)
    await keep(store, MINUTE)
    await keep(store, MINUTE)
    assert await store.total(COUNCIL, Search()) == Total(7, at_least=True)
    assert await store.total(COUNCIL, Search(words=("plot",))) == Total(5, at_least=True)
    assert await store.total(COUNCIL, Search(frozenset({State.FAILED}))) == Total(3)


async def test_the_longest_wait_comes_first(store: Store) -> None:
    kept = [await keep(store, n * MINUTE, State.HELD, subject=f"Plot {n % 2}") for n in (3, 1, 4, 2)]
    await keep(store, timedelta(), State.ASKED)
    first = await store.waiting(COUNCIL, Search(HELD), limit=3)
    second = await store.waiting(COUNCIL, Search(HELD), first.next, limit=3)
    assert refs(first) + refs(second) == [kept[1], kept[3], kept[0], kept[2]]
    assert (first.total, second.total, second.next) == (4, 4, None)
    narrowed = await store.waiting(COUNCIL, Search(HELD, words=("plot 1",)))
    assert (refs(narrowed), narrowed.total) == ([kept[1], kept[0]], 2)


async def test_how_many_wait_for_each_rule(store: Store) -> None:
    await keep(store, timedelta(), State.HELD)
    await keep(store, MINUTE, State.HELD)
    await keep(store, MINUTE, State.ASKED)
    assert await store.rules_of(COUNCIL, State.HELD) == {"personal-data": 2, "clerk-copy": 2, "reply-all": 2}
    assert await store.rules_of("elsewhere", State.HELD) == {}


@pytest.mark.parametrize("key", ["", "x", "-1.a", "999999999999999999.A"])
async def test_a_key_of_somebody_elses_making(store: Store, key: str) -> None:
    with pytest.raises(NotFound):
        await store.search(COUNCIL, Search(), key)
    with pytest.raises(NotFound):
        await store.waiting(COUNCIL, Search(HELD), key)
