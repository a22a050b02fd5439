"""The clocks of requests, on the days that matter. Bank holidays are those of the years, as the flow gives them."""

from datetime import UTC, date, datetime

import pytest

from gateway.flow.bank_holidays import HOLIDAYS, in_any_nation, in_england
from gateway.model.case import Case, CaseKind, Outcome, Step, StepKind, due, problem, same_day

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FOI, EIR, SAR = CaseKind


def day(text: str) -> date:
    return date.fromisoformat(text)


def step(kind: StepKind, on: str, why: str = "why", until: str = "", outcome: Outcome | None = None) -> Step:
    return Step(kind, day(on), "clerk@council.test", AT, why, day(until) if until else None, outcome)


def case(kind: CaseKind, received: str, *steps: Step) -> Case:
    return Case("7K2-4QXM", kind, (step(StepKind.OPENED, received), *steps))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-09-01", "2026-09-29"),  # no holiday between: four weeks
        ("2026-09-05", "2026-10-02"),  # on a Saturday: Monday is the first day
        ("2026-09-06", "2026-10-02"),
        ("2026-02-16", "2026-03-16"),  # the day before St Patrick's
        ("2026-02-17", "2026-03-18"),  # 17 March is one in Northern Ireland
        ("2026-03-02", "2026-03-31"),  # St Patrick's alone
        ("2026-03-16", "2026-04-16"),  # St Patrick's, Good Friday and Easter Monday
        ("2026-04-02", "2026-05-05"),  # Good Friday, Easter Monday, 4 May
        ("2025-12-05", "2026-01-08"),  # Christmas, Boxing Day, New Year, and 2 January in Scotland
        ("2025-12-31", "2026-01-30"),
        ("2026-12-01", "2026-12-31"),  # 25 and 28 December: Boxing Day was a Saturday
        ("2024-02-01", "2024-02-29"),  # 29 February is a working day
        ("2026-07-06", "2026-08-05"),  # 13 July in Northern Ireland, 3 August in Scotland
        ("2026-11-02", "2026-12-01"),  # St Andrew's day
    ],
)
def test_twenty_working_days(received: str, expected: str) -> None:
    assert due(case(FOI, received), HOLIDAYS).on == day(expected)
    assert due(case(EIR, received), HOLIDAYS).on == day(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-09-03", "2026-10-05"),  # the 3rd of October is a Saturday
        ("2026-02-03", "2026-03-03"),
        ("2026-01-31", "2026-03-02"),  # 28 February is a Saturday
        ("2025-01-31", "2025-02-28"),
        ("2024-01-31", "2024-02-29"),
        ("2024-01-29", "2024-02-29"),
        ("2026-03-31", "2026-04-30"),
        ("2026-03-03", "2026-04-07"),  # Good Friday, the week-end, Easter Monday
        ("2025-11-25", "2025-12-29"),  # Christmas, Boxing Day, the week-end
        ("2025-12-02", "2026-01-02"),  # 2 January is one in Scotland alone
        ("2026-02-17", "2026-03-17"),  # St Patrick's in Northern Ireland alone
        ("2025-12-31", "2026-02-02"),
    ],
)
def test_one_month(received: str, expected: str) -> None:
    assert due(case(SAR, received), HOLIDAYS).on == day(expected)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_the_corresponding_date(start: str, months: int, expected: str) -> None:
    assert same_day(day(start), months) == day(expected)


def test_what_is_unclear_stands_still_and_starts_anew() -> None:
    asked = step(StepKind.UNCLEAR, "2026-09-03")
    waits = due(case(FOI, "2026-09-01", asked), HOLIDAYS)
    assert (waits.on, "Thursday 3 September 2026" in waits.how, "1(3)" in waits.how) == (None, True, True)
    clear = step(StepKind.CLEAR, "2026-09-10")
    again = due(case(FOI, "2026-09-01", asked, clear), HOLIDAYS)
    assert again.on == day("2026-10-08")
    assert "became clear" in again.how


def test_a_subject_access_request_is_only_paused() -> None:
    steps = (step(StepKind.UNCLEAR, "2026-09-03"), step(StepKind.CLEAR, "2026-09-10"))
    found = due(case(SAR, "2026-09-01", *steps), HOLIDAYS)
    assert found.on == day("2026-10-08")
    assert "stood still for 7 days" in found.how
    more = (*steps, step(StepKind.UNCLEAR, "2026-09-14"), step(StepKind.CLEAR, "2026-09-15"))
    assert due(case(SAR, "2026-09-01", *more), HOLIDAYS).on == day("2026-10-09")


def test_extensions() -> None:
    stated = step(StepKind.EXTENDED, "2026-09-20", until="2026-11-02")
    assert due(case(FOI, "2026-09-01", stated), HOLIDAYS).on == day("2026-11-02")
    longer = step(StepKind.EXTENDED, "2026-09-20")
    assert due(case(EIR, "2026-09-01", longer), HOLIDAYS).on == day("2026-10-27")
    assert due(case(SAR, "2026-08-31", longer), HOLIDAYS).on == day("2026-11-30")


def test_it_is_said_how_it_was_counted() -> None:
    how = due(case(FOI, "2026-03-16"), HOLIDAYS).how
    assert how == (
        "20 working days after Monday 16 March 2026, when it came in (FOIA section 10(1)). Weekends do not count, nor "
        "17 March, 3 April and 6 April: bank holidays in some part of the United Kingdom."
    )
    assert "no working day" in due(case(SAR, "2026-01-31"), HOLIDAYS).how
    assert "no working day" not in due(case(SAR, "2026-02-03"), HOLIDAYS).how


@pytest.mark.parametrize(
    ("text", "anywhere", "here"),
    [
        ("2026-01-02", True, False),
        ("2026-03-17", True, False),
        ("2026-07-13", True, False),
        ("2026-08-03", True, False),
        ("2026-11-30", True, False),
        ("2026-04-06", True, True),
        ("2026-12-28", True, True),
        ("2028-12-25", True, True),
        ("2026-09-01", False, False),
    ],
)
def test_bank_holidays_of_any_part(text: str, anywhere: bool, here: bool) -> None:
    assert (in_any_nation(day(text)), in_england(day(text))) == (anywhere, here)


OPENED = "2026-09-01"
ASKED, CLEAR = step(StepKind.UNCLEAR, "2026-09-03"), step(StepKind.CLEAR, "2026-09-04")
ENDED = step(StepKind.CLOSED, "2026-09-08", outcome=Outcome.DISCLOSED)


@pytest.mark.parametrize(
    ("kind", "before", "taken", "said"),
    [
        (FOI, (), ASKED, ""),
        (FOI, (ASKED,), ASKED, "asked already"),
        (FOI, (ASKED,), CLEAR, ""),
        (FOI, (), CLEAR, "Nothing was asked"),
        (FOI, (ASKED,), step(StepKind.CLEAR, "2026-09-02"), "before the day on which you asked"),
        (FOI, (), step(StepKind.UNCLEAR, "2026-08-31"), "before the request came in"),
        (FOI, (), step(StepKind.EXTENDED, "2026-09-08"), "a day to come"),
        (FOI, (), step(StepKind.EXTENDED, "2026-09-08", until="2026-09-08"), "a day to come"),
        (FOI, (), step(StepKind.EXTENDED, "2026-09-08", until="2026-10-30"), ""),
        (FOI, (), step(StepKind.EXTENDED, "2026-09-08", "", "2026-10-30"), "needs more time"),
        (EIR, (), step(StepKind.EXTENDED, "2026-09-08"), ""),
        (EIR, (step(StepKind.EXTENDED, "2026-09-08"),), step(StepKind.EXTENDED, "2026-09-09"), "no more"),
        (SAR, (ASKED,), step(StepKind.EXTENDED, "2026-09-08"), "stands still"),
        (FOI, (), step(StepKind.CLOSED, "2026-09-08"), "how it ended"),
        (FOI, (), ENDED, ""),
        (FOI, (), step(StepKind.CLOSED, "2026-09-08", "", outcome=Outcome.REFUSED), "exemption"),
        (FOI, (), step(StepKind.CLOSED, "2026-09-08", "s.40", outcome=Outcome.REFUSED), ""),
        (FOI, (ENDED,), ASKED, "closed"),
        (FOI, (ENDED,), step(StepKind.REOPENED, "2026-09-09"), ""),
        (FOI, (), step(StepKind.REOPENED, "2026-09-09"), "open"),
        (FOI, (), step(StepKind.OPENED, "2026-09-09"), "already"),
    ],
)
def test_which_steps_can_be_taken(kind: CaseKind, before: tuple[Step, ...], taken: Step, said: str) -> None:
    found = problem(case(kind, OPENED, *before), taken)
    assert said in found
    assert bool(said) is bool(found)
