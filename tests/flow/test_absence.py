from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.app.parts import in_force_from
from gateway.config import parse
from gateway.errors import ConfigError
from gateway.flow.carry_out import CarryOut
from gateway.flow.keys import Keys
from gateway.testing import NOW

CLERK, OFFICE, DEPUTY, MEMBER = "clerk@council.test", "office@council.test", "deputy@council.test", "cllr@council.test"
PEOPLE = f"""
[council]
domains = ["council.test"]
clerk = "{CLERK}"
absences = [{{ address = "{CLERK}", first = 2026-03-02, last = 2026-03-03 }}]
people = [
    {{ name = "Ann Lee", role = "clerk", address = "{CLERK}", aliases = ["{OFFICE}"] }},
    {{ name = "Dev Patel", role = "deputy", address = "{DEPUTY}" }},
]
"""
DAY = timedelta(days=1)


def carry_out(extra: str = "", people: str = PEOPLE) -> CarryOut:
    return CarryOut(in_force_from(*parse(people + extra)), Keys(b"k" * 32))


@pytest.mark.parametrize(("days", "told"), [(-1, CLERK), (0, DEPUTY), (1, DEPUTY), (2, CLERK)])
def test_while_the_clerk_is_away_the_deputies_are_told(days: int, told: str) -> None:
    assert carry_out().reviewers(MEMBER, NOW + days * DAY) == (told,)


def test_whoever_is_away_is_so_under_every_address() -> None:
    named = f'[review]\nreviewers = ["{OFFICE}", "cllr.jones@council.test"]\n'
    assert carry_out(named).reviewers(MEMBER, NOW) == ("cllr.jones@council.test",)


def test_where_nobody_else_is_there_the_one_who_is_away_is_told_all_the_same() -> None:
    alone = carry_out()
    alone.in_force.council = replace(alone.in_force.council, people=alone.in_force.council.people[:1])
    assert alone.reviewers(MEMBER, NOW) == (CLERK,)


def test_an_absence_ends_after_it_begins() -> None:
    with pytest.raises(ConfigError, match="must not be before the first"):
        parse(PEOPLE.replace("last = 2026-03-03", "last = 2026-03-01"))
