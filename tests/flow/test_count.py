from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.flow.count import decided, received, undone
from gateway.model.daily import Counted, DailyCount, Took, took
from gateway.model.decision import Action, Decision, Disposition, Finding, Verdict
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.hours import OfficeHours
from gateway.model.message import Direction, Message
from gateway.model.record import Record, State, Summary
from gateway.testing import COUNCIL, NOW

HOUR = timedelta(hours=1)
CLERK = "clerk@council.test"
FOUND = Verdict("personal-data", Action.HOLD, (Finding("personal-data", "ni", "A number."),))
POLICY = Decision(Disposition.HOLD, NOW, (FOUND,))
BY_CLERK = Decision(Disposition.RELAY, NOW + 5 * HOUR, decided_by=CLERK)


def record(state: State = State.HELD, *decisions: Decision) -> Record:
    summary = Summary("7K2-4QXM", Direction.OUTGOING, state, NOW, "a@council.test", "", 1, 1, waiting_since=NOW)
    session, envelope = Session(Listener.SUBMISSION), Envelope("a@council.test", ("b@c.test",))
    return Record(summary, COUNCIL.key, session, envelope, decisions or (POLICY,), (), ())


def test_a_message_counts_on_the_councils_day_with_what_each_rule_did() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    message = Message("x", Direction.OUTGOING, COUNCIL.key, Session(Listener.SUBMISSION), Envelope("", ()), b"", late)
    excepted = Verdict("reply-all", Action.NOTE, excepted="Agreed.")
    broken = Verdict("clerk-copy", Action.HOLD, fault="the rule broke: ValueError")
    day = late.date() + timedelta(days=1)
    assert list(received(message, replace(POLICY, verdicts=(FOUND, excepted, broken)), COUNCIL)) == [
        DailyCount(COUNCIL.key, day, Counted.RECEIVED, "outgoing"),
        DailyCount(COUNCIL.key, day, Counted.FOUND, "personal-data", "hold"),
        DailyCount(COUNCIL.key, day, Counted.FOUND, "clerk-copy", "hold"),
    ]


@pytest.mark.parametrize("state", [State.QUEUED, State.RETURNED])
def test_a_reviewers_decision_counts_by_the_working_time_that_it_took(state: State) -> None:
    day = NOW.date()
    assert decided(record(), BY_CLERK, state, COUNCIL) == (
        DailyCount(COUNCIL.key, day, Counted.DECIDED, Took.TWO_DAYS),
    )
    mornings = tuple(((datetime.min.time().replace(hour=9), datetime.min.time().replace(hour=13)),) for _ in range(7))
    council = replace(COUNCIL, hours=OfficeHours(mornings))
    assert decided(record(), BY_CLERK, state, council)[0].name == Took.MORNING  # three hours of the morning are left


@pytest.mark.parametrize(
    ("state", "by", "becomes"),
    [
        (State.ASKED, CLERK, State.QUEUED),  # its author answered
        (State.HELD, CLERK, State.ASKED),  # put off
        (State.HELD, "gateway", State.RETURNED),  # by itself
    ],
)
def test_what_no_reviewer_decided_does_not_count(state: State, by: str, becomes: State) -> None:
    assert decided(record(state), replace(BY_CLERK, decided_by=by), becomes, COUNCIL) == ()


def test_a_decision_that_is_undone_is_taken_back_where_it_was_counted() -> None:
    [counted] = decided(record(), BY_CLERK, State.QUEUED, COUNCIL)
    assert undone(record(State.QUEUED, POLICY, BY_CLERK), COUNCIL) == (replace(counted, number=-1),)
    assert undone(record(State.ASKED, POLICY, BY_CLERK), COUNCIL) == ()


@pytest.mark.parametrize(
    ("hours", "name"), [(0, "1h"), (1, "4h"), (3.9, "4h"), (4, "8h"), (8, "20h"), (20, "longer"), (99, "longer")]
)
def test_times_fall_between_their_limits(hours: float, name: str) -> None:
    assert took(hours * HOUR) == name
