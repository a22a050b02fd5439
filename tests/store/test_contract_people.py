"""The contract of a store, on every backend: people, accounts, sessions and single-use links."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.model.account import Account, AccountRole, SignedIn, Stage
from gateway.store.base import Store
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


IDLE = timedelta(minutes=30)


def signed_in(digest: bytes, address: str = "clerk@x", lasts: timedelta = timedelta(hours=10)) -> SignedIn:
    return SignedIn(digest, address, Stage.WHOLE, NOW, NOW, NOW + lasts, "192.0.2.7", "Firefox on Linux")


async def whose(store: Store, digest: bytes, at: datetime = NOW, idle: timedelta = IDLE) -> str | None:
    found = await store.session(COUNCIL, digest, at, idle)
    return None if found is None else found.address


async def test_a_session_lives_while_it_is_used(store: Store) -> None:
    await store.open_session(COUNCIL, signed_in(b"cookie"))
    assert await whose(store, b"other") is None
    assert await store.session("barton", b"cookie", NOW, IDLE) is None
    assert await whose(store, b"cookie", NOW + 29 * MINUTE) == "clerk@x"
    assert await whose(store, b"cookie", NOW + 58 * MINUTE) == "clerk@x"
    assert await whose(store, b"cookie", NOW + 88 * MINUTE) is None


async def test_a_session_says_what_was_kept_of_it(store: Store) -> None:
    kept = replace(signed_in(b"cookie"), stage=Stage.PASSWORD)
    await store.open_session(COUNCIL, kept)
    assert await store.session(COUNCIL, b"cookie", NOW + 5 * MINUTE, IDLE) == kept
    [used] = await store.sessions(COUNCIL, "clerk@x", NOW + 5 * MINUTE, IDLE)
    assert used == replace(kept, used_at=NOW + 5 * MINUTE)


async def test_a_session_ends(store: Store) -> None:
    await store.open_session(COUNCIL, signed_in(b"short", lasts=timedelta(hours=1)))
    day = timedelta(days=1)
    assert await whose(store, b"short", NOW + timedelta(minutes=59), day) == "clerk@x"
    assert await whose(store, b"short", NOW + timedelta(hours=1), day) is None
    assert await store.sessions(COUNCIL, "clerk@x", NOW + timedelta(hours=1), day) == []


async def test_sessions_are_closed(store: Store) -> None:
    for digest, address in [(b"1", "clerk@x"), (b"2", "clerk@x"), (b"3", "clerk@x"), (b"4", "sam@x")]:
        await store.open_session(COUNCIL, signed_in(digest, address))
    await store.close_sessions(COUNCIL, digest=b"1")
    assert [await whose(store, d) for d in (b"1", b"2")] == [None, "clerk@x"]
    await store.close_sessions(COUNCIL, digest=b"4", address="clerk@x")
    assert await whose(store, b"4") == "sam@x"
    await store.close_sessions("barton", address="clerk@x")
    assert await whose(store, b"2") == "clerk@x"
    await store.close_sessions(COUNCIL, address="clerk@x", but=b"2")
    assert [one.digest for one in await store.sessions(COUNCIL, "clerk@x", NOW, IDLE)] == [b"2"]
    await store.close_sessions(COUNCIL, address="clerk@x")
    assert [await whose(store, d) for d in (b"2", b"3", b"4")] == [None, None, "sam@x"]


async def test_a_link_is_spent_once(store: Store) -> None:
    until = NOW + timedelta(days=1)
    answers = await asyncio.gather(*(store.spend(COUNCIL, b"link", NOW, until) for _ in range(5)))
    assert sorted(answers) == [False, False, False, False, True]
    assert await store.spend("barton", b"link", NOW, until)
    assert await store.spend(COUNCIL, b"another", NOW + 2 * MINUTE, until)
    assert not await store.spend(COUNCIL, b"link", until - MINUTE, until)
