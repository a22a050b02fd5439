from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.console.words import EVENTS, PLACES, RELATIONS, STATES, Words, duration, rule, size
from gateway.model.council import Relation
from gateway.model.message import TextKind
from gateway.model.record import EventKind, State
from gateway.testing import COUNCIL

SUMMER = datetime(2026, 7, 1, 11, 5, tzinfo=UTC)  # noon and five in London


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(), "12:05pm today"),
        (timedelta(minutes=-5), "12pm today"),
        (timedelta(hours=-12), "12:05am today"),
        (timedelta(hours=-13), "11:05pm yesterday"),
        (timedelta(days=1, hours=1), "1:05pm tomorrow"),
        (timedelta(days=2), "12:05pm on Friday 3 July"),
        (timedelta(days=200), "11:05am on Sunday 17 January 2027"),
    ],
)
def test_times_are_told_as_in_the_office(later: timedelta, said: str) -> None:
    assert Words(COUNCIL, SUMMER).when(SUMMER + later) == said


def test_people_are_told_by_name_and_by_what_they_are() -> None:
    words = Words(COUNCIL, SUMMER)
    assert words.person("cllr.test@council.test") == "Tess Ter"
    assert words.person("mary@elsewhere.test") == "mary@elsewhere.test"
    assert words.relation("someone@county.test") == "partner: County Highways"
    assert words.relation("mary@elsewhere.test") == "outside the council"
    assert words.recipients(("mary@elsewhere.test",)) == "1 person, 1 outside the council"
    assert words.recipients(("mayor@council.test", "clerk@council.test")) == "2 people, none outside the council"


def test_who_did_something() -> None:
    words = Words(replace(COUNCIL, people=()), SUMMER)
    assert words.by("clerk@council.test") == "the Clerk"
    assert words.by("policy") == "the policy"
    assert words.by("submission") == "a trusted mail host"
    assert words.by("cllr.test@council.test") == "cllr.test@council.test"


def test_there_are_words_for_everything() -> None:
    assert set(EVENTS) == set(EventKind)
    assert set(STATES) == set(State)
    assert set(PLACES) == set(TextKind)
    assert set(RELATIONS) | {Relation.PARTNER, Relation.BUSINESS} == set(Relation)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "less than a minute"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (125, "2 hours 5 minutes")],
)
def test_how_long(minutes: int, said: str) -> None:
    assert duration(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("octets", "said"), [(0, "1 KB"), (38_400, "38 KB"), (999_999, "1000 KB"), (1_450_000, "1.4 MB")]
)
def test_how_large(octets: int, said: str) -> None:
    assert size(octets).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_rules_name_as_a_heading() -> None:
    assert rule("personal-data") == "Personal data"
