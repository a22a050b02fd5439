"""What people change in the console is laid over the file, validated like it, and told like it."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.config import Change, Override, parse
from gateway.config.override import newest, undone
from gateway.errors import ConfigError

FILE = """
[council]
domains = ["council.test"]
office_hours = ["Mon-Fri 09:00-13:00"]
[[council.people]]
name = "Ann Lee"
role = "clerk"
address = "Clerk@council.test"
[[council.people]]
name = "Tess Ter"
role = "member"
address = "cllr.test@council.test"
[rules.clerk-copy]
action = "amend"
"""
TESS = ("council", "people", "cllr.test@council.test")
NEW = ("council", "people", "cllr.new@council.test")
PERSON = {"name": "Nia New", "role": "member", "address": "cllr.new@council.test"}


def set_(value: Any, *key: str, number: int = 0) -> Override:
    return Override(key, Change.SET, value, number=number)


def people(*overrides: Override) -> list[str]:
    config, _ = parse(FILE, overrides=overrides)
    return [person.name for person in config.council.people]


def problems(*overrides: Override, text: str = FILE) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text, overrides=overrides)
    return caught.value.problems


def test_without_overrides_the_file_is_in_force() -> None:
    assert people() == ["Ann Lee", "Tess Ter"]


def test_a_person_is_added_changed_and_taken_out_by_address() -> None:
    added = set_(PERSON, *NEW)
    assert people(added) == ["Ann Lee", "Tess Ter", "Nia New"]
    changed = set_({"name": "Tess Terry", "role": "deputy", "address": "cllr.test@council.test"}, *TESS)
    assert people(changed) == ["Ann Lee", "Tess Terry"]
    assert people(Override(TESS, Change.REMOVE)) == ["Ann Lee"]
    assert people(added, Override(NEW, Change.REMOVE)) == ["Ann Lee", "Tess Ter"]
    assert people(Override(NEW, Change.REMOVE)) == ["Ann Lee", "Tess Ter"]


def test_a_person_is_known_by_address_in_capitals_or_not() -> None:
    clerk = ("council", "people", "clerk@council.test")
    assert people(set_({"name": "A. Lee", "role": "clerk", "address": "clerk@council.test"}, *clerk)) == [
        "A. Lee",
        "Tess Ter",
    ]


def test_the_newest_of_a_key_counts_and_to_follow_gives_the_file_back() -> None:
    hold, ask = set_("hold", "rules", "clerk-copy", "action"), set_("ask", "rules", "clerk-copy", "action")
    assert parse(FILE, overrides=[hold, ask])[0].rules["clerk-copy"]["action"] == "ask"
    follow = replace(ask, change=Change.FOLLOW, value=None)
    assert parse(FILE, overrides=[hold, ask, follow])[0].rules["clerk-copy"]["action"] == "amend"
    assert list(newest([hold, ask, follow]).values()) == [follow]


def test_tables_that_the_file_does_not_have_are_made() -> None:
    limit = set_(20, "rules", "too-many-recipients", "total")
    assert parse(FILE, overrides=[limit])[0].rules["too-many-recipients"] == {"total": 20}
    assert parse("", overrides=[set_(PERSON, *NEW)])[0].council.people[0].name == "Nia New"


def test_a_key_that_is_taken_out_has_its_default() -> None:
    hours = Override(("council", "office_hours"), Change.REMOVE)
    config, _ = parse(FILE.replace("09:00-13:00", "10:00-12:00"), overrides=[hours])
    assert config.council.office_hours == ("Mon-Fri 09:00-13:00",)


def test_neither_the_file_nor_the_override_is_changed_by_laying_one_over_the_other() -> None:
    value = dict(PERSON)
    parse(FILE, overrides=[set_(value, *NEW), set_("Other", *NEW, "name")])
    assert value == PERSON


def test_a_problem_names_the_change_that_it_came_with() -> None:
    bad = set_(PERSON | {"address": "nobody", "shoe": 4}, *NEW, number=7)
    assert problems(bad, text=FILE.replace('action = "amend"', "").replace('role = "member"', 'role = "mayor"')) == [
        "config:11: council.people.2.role: must be 'clerk', 'deputy', 'member' or 'officer'",
        "config: change 7: council.people.cllr.new@council.test.address: is not an email address: "
        "an email address must have an @-sign",
        "config: change 7: council.people.cllr.new@council.test.shoe: is not a key that lychgate knows "
        "(did you mean phones?)",
    ]
    assert problems(replace(bad, number=0))[0].startswith("config: change proposed: council.people.cllr.new@")


@pytest.mark.parametrize(
    "key",
    [
        ("store", "url"),
        ("council", "domains"),
        ("policy", "extra_rules"),
        ("relay", "upstream"),
        ("council",),
        ("policy",),
        ("data",),
        (),
    ],
)
def test_what_is_not_open_cannot_be_overridden(key: tuple[str, ...]) -> None:
    [said] = problems(Override(key, Change.SET, "x", number=3))
    assert said.endswith("can be changed in the file only")
    assert "change 3" in said or not key


def test_an_override_that_the_file_has_no_room_for_is_a_problem() -> None:
    told = problems(set_("x", "rules", "clerk-copy", "action", number=2), text='[rules]\nclerk-copy = "off"\n')
    assert "config: change 2: rules.clerk-copy.action: does not fit what the file has there" in told


def test_to_undo_gives_back_what_was_in_force_then() -> None:
    action = ("rules", "clerk-copy", "action")
    history = [
        set_("hold", *action, number=1),
        set_(PERSON, *NEW, number=2),
        set_("ask", *action, number=3),
        set_("ask", *action, number=4),
    ]
    assert undone(history, 4) == []
    assert undone(history, 3) == []
    assert undone(history, 2) == [set_("hold", *action)]
    assert undone(history, 0) == [Override(NEW, Change.FOLLOW), Override(action, Change.FOLLOW)]
    back = [replace(one, number=5 + n) for n, one in enumerate(undone(history, 0))]
    assert people(*history, *back) == people()
    assert undone([*history, *back], 3) == [set_(PERSON, *NEW), set_("ask", *action)]
