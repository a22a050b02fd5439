"""The contract of a store, on every backend: people, accounts, sessions and single-use links."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from gateway.store.base import Account, AccountRole, Store
from tests.store.backends import opened
from tests.store.builders import COUNCIL, MINUTE, NOW

PAT = frozenset({("phone", "01632960001"), ("name", "Pat Example")})
CLERK = Account("clerk@ashford.example", AccountRole.CLERK, "$argon2id$1", NOW)


async def test_people_are_known_once_learnt(store: Store) -> None:
    assert await store.people_known(COUNCIL, ["pat@x", "sam@x"]) == {}
    await store.learn(COUNCIL, {"pat@x": PAT, "sam@x": frozenset()}, NOW)
    assert await store.people_known(COUNCIL, ["pat@x", "sam@x", "no@x"]) == {"pat@x": PAT, "sam@x": frozenset()}
    assert await store.people_known("barton", ["pat@x"]) == {}
    assert await store.people_known(COUNCIL, []) == {}


async def test_what_is_learnt_adds_up(store: Store) -> None:
    await store.learn(COUNCIL, {"pat@x": PAT}, NOW)
    assert await store.people_known(COUNCIL, ["pat@x", "pat@x"]) == {"pat@x": PAT}
    more = frozenset({("postcode", "TN24 8XY"), *list(PAT)[:1]})
    await store.learn(COUNCIL, {"pat@x": more}, NOW)
    assert await store.people_known(COUNCIL, ["pat@x"]) == {"pat@x": PAT | more}
    await store.learn(COUNCIL, {}, NOW)
    assert await store.people(COUNCIL) == [("pat@x", 3)]


async def test_people_as_they_were_known_then(store: Store) -> None:
    await store.learn(COUNCIL, {"pat@x": PAT}, NOW)
    await store.learn(COUNCIL, {"pat@x": frozenset({("postcode", "TN24 8XY")}), "sam@x": PAT}, NOW + MINUTE)
    assert await store.people_known(COUNCIL, ["pat@x", "sam@x"], NOW) == {}
    assert await store.people_known(COUNCIL, ["pat@x", "sam@x"], NOW + MINUTE) == {"pat@x": PAT}
    assert await store.people_known(COUNCIL, ["sam@x"], NOW + 2 * MINUTE) == {"sam@x": PAT}
    assert len((await store.people_known(COUNCIL, ["pat@x"]))["pat@x"]) == 3
    assert await store.learnt(COUNCIL, before=NOW) == {}
    assert await store.learnt(COUNCIL, before=NOW + MINUTE) == {"pat@x": PAT}
    assert await store.learnt(COUNCIL, NOW + MINUTE, before=NOW + MINUTE) == {}
    assert set(await store.learnt(COUNCIL, NOW + MINUTE, before=NOW + 2 * MINUTE)) == {"pat@x", "sam@x"}


async def test_people_are_listed_in_the_order_of_the_address(store: Store) -> None:
    await store.learn(COUNCIL, {"b@x": PAT, "a@x": frozenset()}, NOW)
    assert await store.people(COUNCIL) == [("a@x", 0), ("b@x", 2)]
    assert await store.people(COUNCIL, 1) == [("a@x", 0)]
    assert await store.people("barton") == []


async def test_two_nodes_learn_of_the_same_people(store: Store, url: str) -> None:
    some = {f"{n}@x": frozenset({("name", str(n))}) for n in range(50)}
    async with opened(url) as other:
        await asyncio.gather(store.learn(COUNCIL, some, NOW), other.learn(COUNCIL, dict(reversed(some.items())), NOW))
    assert await store.people_known(COUNCIL, list(some)) == some


async def test_accounts(store: Store) -> None:
    assert await store.account(COUNCIL, CLERK.address) is None
    await store.put_account(COUNCIL, CLERK)
    auditor = Account("auditor@ashford.example", AccountRole.AUDITOR, "$argon2id$2", NOW)
    await store.put_account(COUNCIL, auditor)
    assert await store.account(COUNCIL, CLERK.address) == CLERK
    assert await store.account("barton", CLERK.address) is None
    disabled = replace(CLERK, password_hash="$argon2id$3", disabled_at=NOW + MINUTE)
    await store.put_account(COUNCIL, disabled)
    assert await store.accounts(COUNCIL) == [auditor, disabled]
    assert await store.accounts("barton") == []


async def test_a_session_lives_while_it_is_used(store: Store) -> None:
    await store.open_session(COUNCIL, b"cookie", "clerk@x", NOW, timedelta(hours=10))
    idle = timedelta(minutes=30)
    assert await store.session(COUNCIL, b"other", NOW, idle) is None
    assert await store.session("barton", b"cookie", NOW, idle) is None
    assert await store.session(COUNCIL, b"cookie", NOW + 29 * MINUTE, idle) == "clerk@x"
    assert await store.session(COUNCIL, b"cookie", NOW + 58 * MINUTE, idle) == "clerk@x"
    assert await store.session(COUNCIL, b"cookie", NOW + 88 * MINUTE, idle) is None


async def test_a_session_ends(store: Store) -> None:
    idle = timedelta(days=1)
    await store.open_session(COUNCIL, b"short", "clerk@x", NOW, timedelta(hours=1))
    assert await store.session(COUNCIL, b"short", NOW + timedelta(minutes=59), idle) == "clerk@x"
    assert await store.session(COUNCIL, b"short", NOW + timedelta(hours=1), idle) is None


async def test_sessions_are_closed(store: Store) -> None:
    idle = lasts = timedelta(hours=10)
    for digest, address in [(b"1", "clerk@x"), (b"2", "clerk@x"), (b"3", "clerk@x"), (b"4", "sam@x")]:
        await store.open_session(COUNCIL, digest, address, NOW, lasts)
    await store.close_sessions(COUNCIL, digest=b"1")
    assert [await store.session(COUNCIL, d, NOW, idle) for d in (b"1", b"2")] == [None, "clerk@x"]
    await store.close_sessions("barton", address="clerk@x")
    assert await store.session(COUNCIL, b"2", NOW, idle) == "clerk@x"
    await store.close_sessions(COUNCIL, address="clerk@x")
    assert [await store.session(COUNCIL, d, NOW, idle) for d in (b"2", b"3", b"4")] == [None, None, "sam@x"]


async def test_a_link_is_spent_once(store: Store) -> None:
    until = NOW + timedelta(days=1)
    answers = await asyncio.gather(*(store.spend(COUNCIL, b"link", NOW, until) for _ in range(5)))
    assert sorted(answers) == [False, False, False, False, True]
    assert await store.spend("barton", b"link", NOW, until)
    assert await store.spend(COUNCIL, b"another", NOW + 2 * MINUTE, until)
    assert not await store.spend(COUNCIL, b"link", until - MINUTE, until)
