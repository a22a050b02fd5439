"""The contract of a store, on every backend: with whom mail was exchanged, and whom an address or a name may mean."""

import asyncio

from gateway.model.address import Mailbox
from gateway.model.person import Correspondent
from gateway.store.base import Store
from gateway.store.changes import Changes
from tests.store.backends import opened
from tests.store.builders import COUNCIL, MINUTE, NOW

JANE = "jane.smith@county.example"
HER = Mailbox("Jane Smith", JANE)


def met(address: str, name: str = "", council: str = COUNCIL) -> Changes:
    return Changes(met=(Correspondent(council, address, name, NOW),))


async def test_who_was_met_is_known(store: Store) -> None:
    assert await store.correspondents(COUNCIL, [JANE]) == {}
    await store.commit(met(JANE, "Jane Smith"))
    assert await store.correspondents(COUNCIL, [JANE, "no@x"]) == {JANE: "Jane Smith"}
    assert await store.correspondents("barton", [JANE]) == {}
    assert await store.correspondents(COUNCIL, []) == {}


async def test_a_name_that_was_missing_is_added_and_none_is_lost(store: Store) -> None:
    await store.commit(met(JANE))
    await store.commit(met(JANE, "Jane Smith") + met(JANE))
    await store.commit(met(JANE, "J Smith"))
    await store.commit(met(JANE))
    assert await store.correspondents(COUNCIL, [JANE]) == {JANE: "Jane Smith"}
    assert await store.named(COUNCIL, ["smith", "jane", "jones"]) == {"smith": (HER,), "jane": (HER,)}


async def test_what_was_read_before_is_read_again_once_more_is_known(store: Store) -> None:
    for name, earlier in (("", 0), ("", 1), ("Jane Smith", 0), ("J Smith", 0)):
        await store.commit(Changes(met=(Correspondent(COUNCIL, JANE, name, NOW - earlier * MINUTE),)))
        assert await store.correspondents(COUNCIL, [JANE]) == {JANE: name and "Jane Smith"}
        assert set(await store.correspondents(COUNCIL, [JANE], NOW)) == ({JANE} if earlier or name else set())


async def test_the_record_is_asked_as_it_was_then_and_an_earlier_day_is_kept(store: Store) -> None:
    typed, then = "jane.smyth@county.example", NOW + MINUTE
    for minutes, known in ((2, False), (1, False), (0, True), (3, True)):
        await store.commit(Changes(met=(Correspondent(COUNCIL, JANE, "Jane Smith", NOW + minutes * MINUTE),)))
        assert await store.correspondents(COUNCIL, [JANE], then) == ({JANE: "Jane Smith"} if known else {})
        assert await store.named(COUNCIL, ["smith"], then) == ({"smith": (HER,)} if known else {})
        assert (HER in (await store.alike(COUNCIL, [typed], then)).get(typed, ())) is known
        near = await store.alike(COUNCIL, ["x@conty.example"], then)
        assert near == ({"x@conty.example": (Mailbox("", "@county.example"),)} if known else {})
    assert await store.correspondents(COUNCIL, [JANE]) == {JANE: "Jane Smith"}


async def test_of_a_batch_the_earliest_day_counts(store: Store) -> None:
    each = [("b@county.example", 2), ("a@county.example", 3), ("b@county.example", 1), ("a@county.example", 4)]
    await store.commit(Changes(met=tuple(Correspondent(COUNCIL, a, "", NOW + m * MINUTE) for a, m in each)))
    assert set(await store.correspondents(COUNCIL, ["a@county.example", "b@county.example"], NOW + 2 * MINUTE)) == {
        "b@county.example"
    }
    assert await store.alike(COUNCIL, ["x@conty.example"], NOW + MINUTE) == {}
    assert await store.alike(COUNCIL, ["x@conty.example"], NOW + 2 * MINUTE) != {}


async def test_who_is_alike_is_found(store: Store) -> None:
    await store.commit(met(JANE, "Jane Smith") + met("pat@club.example") + met("john.brown@county.example"))
    typed = ["jane.smyth@county.example", "jan.smit@county.example", "jane.smith@home.example"]
    found = await store.alike(COUNCIL, [*typed, "someone@else.example"])
    assert found.keys() == set(typed)
    assert all(HER in found[address] for address in typed)
    assert await store.alike("barton", typed) == {}
    assert await store.alike(COUNCIL, []) == {}


async def test_domains_are_found_but_not_those_of_providers(store: Store) -> None:
    await store.commit(met(JANE) + met("pat@gmail.com"))
    assert await store.alike(COUNCIL, ["x@conty.example"]) == {"x@conty.example": (Mailbox("", "@county.example"),)}
    assert await store.alike(COUNCIL, ["x@gmial.com"]) == {}


async def test_a_look_up_is_bounded(store: Store) -> None:
    await store.commit(Changes(met=tuple(Correspondent(COUNCIL, f"clerk@{n}.example", "", NOW) for n in range(200))))
    assert 10 < len((await store.alike(COUNCIL, ["clerk@other.example"]))["clerk@other.example"]) < 100


async def test_any_text_is_kept_and_none_that_is_too_long(store: Store) -> None:
    odd = "\ud800\0" + "o" * 50 + "@x.example"
    await store.commit(met(odd, "\0" + "n" * 10_000) + met("l" * 5000 + "@x.example"))
    [name] = (await store.correspondents(COUNCIL, [odd])).values()
    assert len(name) == 100
    assert await store.alike(COUNCIL, [odd, "l" * 5000 + "@y.example"])


async def test_two_nodes_meet_the_same_people(store: Store, url: str) -> None:
    some = [Correspondent(COUNCIL, f"somebody{n}@x.example", "Some Body", NOW) for n in range(50)]
    async with opened(url) as other:
        one, two = Changes(met=tuple(some)), Changes(met=tuple(reversed(some)))
        await asyncio.gather(store.commit(one), other.commit(two))
    assert len(await store.correspondents(COUNCIL, [one.address for one in some])) == 50
