"""The figures of a backtest, from decisions alone."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from types import SimpleNamespace

from gateway.flow.tally import Tally, Tried
from gateway.model.backtest import MailFigures, Over, Report, Side, used
from gateway.model.decision import Action, Decision, Disposition, Finding, Verdict
from gateway.model.record import State
from gateway.policy.engine import LoadedRule, Policy
from gateway.policy.rule import RuleOptions
from gateway.testing import COUNCIL

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)  # a Wednesday
MEMBER = "cllr.test@council.test"


def policy(*rules: str, action: Action = Action.ASK) -> Policy:
    module = SimpleNamespace(__doc__="Keeps it.\n\nAnd more.", ACTION=action)
    return Policy(tuple(LoadedRule(rule, module, RuleOptions()) for rule in rules))


def verdict(action: Action, rule: str = "one", kind: str = "kind") -> Verdict:
    return Verdict(rule, action, (Finding(rule, kind, f"Why {kind}."),))


def decision(*verdicts: Verdict) -> Decision:
    return Decision(Disposition.RELAY, NOW, verdicts)


def tried(
    *verdicts: Verdict,
    name: str = "7K2-4QXM",
    at: datetime = NOW,
    author: str = MEMBER,
    state: State | None = None,
    **others: Decision,
) -> Tried:
    sides = {Side.DRAFT: decision(*verdicts)} | {Side[side]: one for side, one in others.items()}
    return Tried(name, at, author, state, sides)


def counted(*each: Tried, examples: int = 5, **policies: Policy) -> Report:
    tally = Tally(COUNCIL, {Side.DRAFT: policy("one", "two")} | {Side[s]: p for s, p in policies.items()}, examples)
    for one in each:
        tally.add(one)
    mail = MailFigures(Over.RECORD, NOW - timedelta(weeks=2), NOW, tally.tried)
    return tally.report(mail, False, 4.0)


def test_a_message_counts_once_under_its_strictest_action_and_under_each_rule() -> None:
    report = counted(tried(verdict(Action.ASK), verdict(Action.HOLD, "two")), tried(verdict(Action.NOTE)), tried())
    assert report.outcomes == {Action.HOLD: 1, Action.NOTE: 1, Action.OFF: 1}
    assert {rule.rule: rule.messages for rule in report.rules} == {
        "one": {Action.ASK: 1, Action.NOTE: 1},
        "two": {Action.HOLD: 1},
    }
    assert report.authors == {MEMBER: {Action.HOLD: 1}}, "a note alone concerns nobody"
    assert {rule.rule: rule.authors for rule in report.rules} == {"one": {MEMBER: 1}, "two": {MEMBER: 1}}
    assert used(report.outcomes) == (Action.OFF, Action.NOTE, Action.HOLD)


def test_holds_and_the_clerks_time_are_by_the_week() -> None:
    hold = verdict(Action.HOLD)
    report = counted(*(tried(hold, at=NOW - timedelta(days=days)) for days in (0, 2, 3, 14)), tried())
    assert (report.holds_a_week, report.minutes_a_week) == (2, 8)
    assert [(week.monday, week.held) for week in report.weeks] == [
        (date(2026, 2, 16), 1),
        (date(2026, 2, 23), 1),
        (date(2026, 3, 2), 2),
    ]
    assert counted().weeks == ()


def test_weeks_begin_where_the_council_is() -> None:
    midnight = datetime(2026, 6, 7, 23, 30, tzinfo=UTC)  # Monday in London
    report = counted(tried(verdict(Action.HOLD), at=midnight))
    assert report.weeks[0].monday == date(2026, 6, 8)
    assert report.rules[0].examples[0].at.date() == date(2026, 6, 8)


def test_a_busy_day_is_no_measure_of_a_week() -> None:
    assert MailFigures(Over.ARCHIVE, NOW, NOW + timedelta(hours=1), 1).weeks == 1


def test_an_exception_is_never_the_reason_of_a_change() -> None:
    before = decision(Verdict("two", Action.NOTE, excepted="Agreed."), verdict(Action.NOTE, "one", "was"))
    (comparison,) = counted(tried(RECORDED=before)).comparisons
    assert comparison.moves[0].examples[0].kind == "was"


def test_an_exception_is_no_finding() -> None:
    report = counted(tried(Verdict("one", Action.NOTE, excepted="Agreed in May.")))
    assert report.outcomes == {Action.OFF: 1}
    assert (report.rules[0].messages, report.rules[0].excepted, report.rules[0].examples) == ({}, 1, ())
    assert report.rules[0].has_worked


def test_a_rule_that_broke_is_counted_and_said() -> None:
    report = counted(tried(Verdict("one", Action.HOLD, fault="the rule took too long")))
    assert report.rules[0].faults == 1
    assert report.rules[0].examples[0].why == "The check could not be finished (the rule took too long)."


def test_the_strictest_examples_are_kept_and_one_of_each_kind_before_a_second() -> None:
    said = [(Action.NOTE, "a"), (Action.HOLD, "b"), (Action.HOLD, "b"), (Action.HOLD, "c"), (Action.HOLD, "b")]
    each = [tried(verdict(action, kind=kind), name=str(number)) for number, (action, kind) in enumerate(said)]
    for some in permutations(each):
        assert [one.name for one in counted(*some, examples=3).rules[0].examples] == ["1", "3", "2"]
    assert [one.name for one in counted(*each, examples=5).rules[0].examples] == ["1", "3", "2", "4", "0"]
    assert counted(*each, examples=0).rules[0].examples == ()


def test_what_changes_is_told_with_where_it_stands_and_the_stricter_sides_reason() -> None:
    held, asked = decision(verdict(Action.HOLD, "old", "was")), decision(verdict(Action.ASK, "one", "same"))
    report = counted(
        tried(verdict(Action.NOTE), state=State.RELAYED, RECORDED=held),
        tried(state=State.RETURNED, RECORDED=held),
        tried(state=State.RELAYED, RECORDED=held),
        tried(verdict(Action.ASK), state=State.RELAYED, RECORDED=asked),
        tried(verdict(Action.HOLD, "two", "is"), state=State.RELAYED, RECORDED=asked),
    )
    (comparison,) = report.comparisons
    assert (comparison.against, comparison.version, comparison.same) == (Side.RECORDED, "", 1)
    assert comparison.before == {Action.HOLD: 3, Action.ASK: 2}
    told = [(m.before, m.after, m.messages, m.examples[0].rule, m.examples[0].kind) for m in comparison.moves]
    assert told == [
        (Action.HOLD, Action.OFF, 2, "old", "was"),
        (Action.ASK, Action.HOLD, 1, "two", "is"),
        (Action.HOLD, Action.NOTE, 1, "old", "was"),
    ]
    assert comparison.moves[0].became == {State.RETURNED: 1, State.RELAYED: 1}
    assert (comparison.newly(Action.HOLD), comparison.no_longer(Action.HOLD)) == (1, 3)


def test_the_policy_in_force_stands_beside_the_draft() -> None:
    in_force = policy("one", "gone", action=Action.HOLD)
    report = counted(tried(IN_FORCE=decision(verdict(Action.HOLD, "gone"))), IN_FORCE=in_force)
    figures = {rule.rule: rule for rule in report.rules}
    assert (figures["gone"].action, figures["gone"].in_force) == (Action.OFF, {Action.HOLD: 1})
    assert (figures["one"].action, figures["one"].in_force, figures["one"].keeps) == (Action.ASK, {}, "Keeps it.")
    assert not figures["one"].has_worked
    assert report.comparisons[0].version == in_force.version != report.version
    assert [(week.held, week.in_force) for week in report.weeks] == [(0, 1)]


def test_authors_are_the_councils_people_and_all_others_are_one() -> None:
    who = ["TESS.ter@council.test", MEMBER, "Office@council.test", "a@x.test", "b@x.test", ""]
    report = counted(*(tried(verdict(Action.HOLD), author=author) for author in who))
    assert report.authors == {
        "others": {Action.HOLD: 3},
        MEMBER: {Action.HOLD: 2},
        "office@council.test": {Action.HOLD: 1},
    }
    assert list(report.authors) == ["others", MEMBER, "office@council.test"]
