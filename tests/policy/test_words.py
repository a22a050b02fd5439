from datetime import date, timedelta
from typing import Any

import pytest

from gateway.model.decision import Action
from gateway.policy import words
from gateway.policy.loader import load_policy


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "none"),
        ((), "none"),
        (frozenset({"postcode", "name"}), "name, postcode"),
        (10, "10"),
        (0, "0"),
        (Action.WARN, "warn"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(seconds=0.5), "0.5 seconds"),
        (date(2026, 5, 11), "11 May 2026"),
    ],
)
def test_values_are_said_as_people_say_them(value: Any, said: str) -> None:
    assert words.value(value) == said


def test_every_option_of_every_rule_is_said_with_its_meaning() -> None:
    for rule in load_policy({}).rules:
        said = list(words.settings(rule))
        assert len(said) == len(type(rule.options).model_fields) - 1
        assert all(" " in meaning and value for meaning, value in said), rule.name


def test_what_follows_is_the_councils_choice() -> None:
    rules = {rule.name: rule for rule in load_policy({"clerk-copy": {"action": "hold"}}).rules}
    assert "waits for the Clerk" in words.follows(rules["clerk-copy"])
    assert "mended" in words.follows({r.name: r for r in load_policy({}).rules}["clerk-copy"])
