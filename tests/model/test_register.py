import tracemalloc
from array import array
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.register import Full, Hasher, Register, home_links, mail_link

HASH = Hasher(b"key")


def register(places: int = 256) -> Register:
    return Register(array("Q", bytes(16 * places)))


def test_what_is_somebodys_is_known_and_the_rest_is_not() -> None:
    people = register()
    people.add([HASH("mailbox", "jane@x")], [HASH("phone", "1"), HASH("name", "jane smith")])
    assert people.knows(HASH("phone", "1"))
    assert not people.knows(HASH("phone", "2"))
    assert not people.knows(HASH("name", "1"))
    assert people.belongs(HASH("phone", "1"), HASH("mailbox", "jane@x"))
    assert not people.belongs(HASH("phone", "1"), HASH("mailbox", "bob@x"))
    assert not people.belongs(HASH("phone", "2"), HASH("mailbox", "jane@x"))


def test_a_datum_of_several_households_is_each_ones_own() -> None:
    people = register()
    for address in ("a@x", "b@x", "c@x"):
        people.add([HASH("mailbox", address)], [HASH("name", "john smith"), HASH("phone", address)])
    people.add([HASH("mailbox", "d@x")], [HASH("phone", "d@x")])
    for address in ("a@x", "b@x", "c@x"):
        assert people.belongs(HASH("name", "john smith"), HASH("mailbox", address))
        assert not people.belongs(HASH("phone", "a@x"), HASH("mailbox", address)) or address == "a@x"
    assert not people.belongs(HASH("name", "john smith"), HASH("mailbox", "d@x"))


def test_two_that_are_found_to_be_one_household_share_what_they_have() -> None:
    people = register()
    people.add([HASH("mailbox", "jane@x")], [HASH("phone", "1")])
    people.add([HASH("mailbox", "john@x")], [HASH("phone", "2")])
    assert not people.belongs(HASH("phone", "2"), HASH("mailbox", "jane@x"))
    people.add([HASH("mailbox", "jane@x"), HASH("mailbox", "john@x")], [HASH("phone", "3")])
    for number in "123":
        assert people.belongs(HASH("phone", number), HASH("mailbox", "jane@x"))
        assert people.belongs(HASH("phone", number), HASH("mailbox", "john@x"))


def test_adding_again_takes_no_room() -> None:
    people = register()
    for _ in range(3):
        people.add([HASH("mailbox", "jane@x")], [HASH("phone", "1")])
    assert people.taken == 2


def test_one_that_is_full_says_so_and_keeps_what_it_has() -> None:
    people = register(16)
    with pytest.raises(Full):
        for number in range(20):
            people.add([HASH("mailbox", f"{number}@x")], [HASH("phone", str(number))])
    assert people.belongs(HASH("phone", "0"), HASH("mailbox", "0@x"))


def test_another_key_gives_other_hashes() -> None:
    assert Hasher(b"a")("phone", "1") != Hasher(b"b")("phone", "1")


def test_a_household_is_one_surname_at_one_address() -> None:
    jane = {("name", "jane smith"), ("address", "14 mill lane"), ("postcode", "AB1 2CD")}
    john = {("name", "john smith"), ("address", "14 mill lane"), ("postcode", "AB1 2CD"), ("phone", "1")}
    lodger = {("name", "bob lee"), ("address", "14 mill lane"), ("postcode", "AB1 2CD")}
    elsewhere = {("name", "john smith"), ("address", "14 mill lane"), ("postcode", "ZZ1 2CD")}
    assert home_links(jane) == home_links(john) != frozenset()
    assert not home_links(jane) & home_links(lodger)
    assert not home_links(jane) & home_links(elsewhere)
    assert home_links({("name", "jane"), ("address", "14 mill lane")}) == frozenset()
    assert mail_link("jane@x") not in home_links(jane)


@given(st.lists(st.tuples(st.sets(st.integers(1, 8), min_size=1), st.sets(st.integers(1, 8))), max_size=12))
def test_it_answers_as_sets_would(people: list[tuple[set[int], set[int]]]) -> None:
    """Where households are told before their data are shared, nothing is lost."""
    table = register(1024)
    homes: dict[int, int] = {}
    for number, (links, _) in enumerate(people):
        old = {homes[link] for link in links if link in homes}
        homes = {link: number if home in old else home for link, home in homes.items()} | dict.fromkeys(links, number)
        table.add([HASH("link", str(link)) for link in links], ())
    owners = defaultdict(set)
    for links, data in people:
        table.add([HASH("link", str(link)) for link in links], [HASH("datum", str(datum)) for datum in data])
        for datum in data:
            owners[datum].add(homes[min(links)])
    for datum in range(1, 9):
        assert table.knows(HASH("datum", str(datum))) == bool(owners[datum])
        for link in range(1, 9):
            belongs = table.belongs(HASH("datum", str(datum)), HASH("link", str(link)))
            assert belongs == (homes.get(link) in owners[datum] if link in homes else False)


def test_a_hundred_thousand_people_take_little_memory() -> None:
    tracemalloc.start()
    slots = array("Q", bytes(16 * 2**19))
    people = Register(slots)
    for number in range(20_000):
        people.add([HASH("mailbox", f"{number}@x")], [HASH(kind, str(number)) for kind in ("phone", "name", "address")])
    assert tracemalloc.get_traced_memory()[0] < 20_000_000
    tracemalloc.stop()
    for number in range(1000):
        assert people.belongs(HASH("phone", str(number)), HASH("mailbox", f"{number}@x"))
