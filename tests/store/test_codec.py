from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.model.decision import Decision
from gateway.store.codec import decision_from_json, decision_to_json, texts_from_json, texts_to_json
from gateway.store.tables import storable
from tests.store.builders import DECISION

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC))
DECISIONS = st.builds(
    Decision,
    decided_at=TIMES,
    verdicts=...,
    amendments=...,
    decided_by=...,
    reason=...,
    policy_version=...,
    recipients=...,
)


@settings(deadline=None)
@given(DECISIONS)
def test_decisions_read_back_as_they_were(decision: Decision) -> None:
    assert decision_from_json(decision_to_json(decision)) == decision


def test_half_a_surrogate_pair_costs_that_character_only() -> None:
    broken = replace(DECISION, reason="caf\udce9!")
    read = decision_from_json(decision_to_json(broken))
    assert read.reason.startswith("caf\N{REPLACEMENT CHARACTER}")
    assert read.reason.endswith("!")
    assert replace(read, reason="") == replace(DECISION, reason="")


def test_a_decision_of_a_later_version_is_not_half_read() -> None:
    text = decision_to_json(DECISION)
    with pytest.raises(ValueError, match="colour"):
        decision_from_json(text.replace('"reason":', '"colour":"red","reason":'))


@given(st.lists(st.text()).map(tuple))
def test_texts_read_back_as_they_were(texts: tuple[str, ...]) -> None:
    assert texts_from_json(texts_to_json(texts)) == texts


@given(st.text())
def test_every_text_is_made_storable(text: str) -> None:
    made = storable(text)
    assert "\0" not in made
    assert made.encode().decode() == made
    assert storable(made) == made


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_a_storable_text_stays_as_it_is(text: str) -> None:
    assert storable(text) is text
