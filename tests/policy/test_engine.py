from collections.abc import Iterable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.model.decision import Action, AddCc, Disposition, Finding
from gateway.policy.engine import LoadedRule, Policy
from gateway.policy.rule import RuleOptions, View
from gateway.testing import COUNCIL, make_message, view

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
FOUND = Finding(rule="", kind="thing", why="A thing was found.")


def rule(name: str, action: Action, found: Iterable[Any] | Exception = (FOUND,), **more: Any) -> LoadedRule:
    def check(_view: View, _options: RuleOptions) -> Iterable[Any]:
        if isinstance(found, Exception):
            raise found
        return found

    return LoadedRule(name, SimpleNamespace(ACTION=action, Options=RuleOptions, check=check, **more), RuleOptions())


def looked_at(**message: Any) -> View:
    return view(make_message(**message), COUNCIL)


@pytest.mark.parametrize(
    ("actions", "disposition"),
    [
        ([], Disposition.RELAY),
        ([Action.NOTE, Action.WARN], Disposition.RELAY),
        ([Action.AMEND], Disposition.RELAY),
        ([Action.AMEND, Action.ASK], Disposition.ASK),
        ([Action.HOLD, Action.ASK, Action.NOTE], Disposition.HOLD),
        ([Action.HOLD, Action.REJECT], Disposition.REJECT),
    ],
)
def test_the_strictest_action_wins(actions: list[Action], disposition: Disposition) -> None:
    policy = Policy(tuple(rule(f"r{n}", action) for n, action in enumerate(actions)))
    decision = policy.decide(looked_at(), NOW)
    assert decision.disposition is disposition
    assert [v.action for v in decision.verdicts] == actions
    assert decision.policy_version == policy.version


def test_a_rule_that_finds_nothing_gives_no_verdict() -> None:
    assert Policy((rule("quiet", Action.REJECT, ()),)).decide(looked_at(), NOW).verdicts == ()


def test_a_rule_that_is_off_is_not_asked() -> None:
    assert Policy((rule("off", Action.OFF, RuntimeError()),)).decide(looked_at(), NOW).disposition is Disposition.RELAY


def test_a_finding_may_have_an_action_of_its_own() -> None:
    mild = Finding(rule="", kind="mild", why="Mild.", action=Action.WARN)
    [verdict] = Policy((rule("graded", Action.HOLD, (mild,)),)).decide(looked_at(), NOW).verdicts
    assert verdict.action is Action.WARN
    [verdict] = Policy((rule("graded", Action.HOLD, (mild, FOUND)),)).decide(looked_at(), NOW).verdicts
    assert verdict.action is Action.HOLD
    assert {f.rule for f in verdict.findings} == {"graded"}


def test_a_rule_that_breaks_holds_the_message_and_says_so_without_data() -> None:
    policy = Policy((rule("broken", Action.NOTE, ValueError("secret 07700 900123")), rule("fine", Action.NOTE)))
    decision = policy.decide(looked_at(), NOW)
    assert decision.disposition is Disposition.HOLD
    assert decision.verdicts[0].fault == "the rule broke: ValueError"
    assert decision.verdicts[1].rule == "fine"


def test_a_rule_that_takes_too_long_holds_the_message() -> None:
    def endless(_view: View, _options: RuleOptions) -> Iterable[Any]:
        while True:
            pass

    slow = LoadedRule("slow", SimpleNamespace(ACTION=Action.NOTE, Options=RuleOptions, check=endless), RuleOptions())
    decision = Policy((slow, rule("fine", Action.NOTE)), rule_seconds=0.05).decide(looked_at(), NOW)
    assert decision.disposition is Disposition.HOLD
    assert decision.verdicts[0].fault == "the rule took too long"
    assert decision.verdicts[1].rule == "fine"


def test_amendments_are_gathered_each_once() -> None:
    found = (FOUND, AddCc("clerk@council.test"))
    policy = Policy((rule("a", Action.AMEND, found), rule("b", Action.HOLD, found), rule("c", Action.NOTE, found)))
    decision = policy.decide(looked_at(), NOW)
    assert decision.amendments == (AddCc("clerk@council.test"),)
    assert decision.verdicts[2].amendments == ()


def test_signed_mail_is_held_where_it_would_be_amended() -> None:
    signed = {"headers": {"Content-Type": 'multipart/signed; protocol="application/pgp-signature"; boundary="b"'}}
    policy = Policy((rule("a", Action.AMEND, (FOUND, AddCc("clerk@council.test"))),))
    decision = policy.decide(looked_at(**signed, text="--b\r\n\r\nx\r\n--b--\r\n"), NOW)
    assert decision.disposition is Disposition.HOLD
    assert decision.amendments == ()
    assert "signed" in decision.findings[-1].why


def test_the_version_changes_with_the_options_and_not_otherwise() -> None:
    assert Policy((rule("a", Action.ASK),)).version == Policy((rule("a", Action.ASK),)).version
    assert Policy((rule("a", Action.ASK),)).version != Policy((rule("a", Action.HOLD),)).version


def test_what_a_rule_learns_is_gathered() -> None:
    learns = rule("a", Action.ASK, learn=lambda _view: {("phone", "+441234")})
    breaks = rule("c", Action.ASK, learn=lambda _view: 1 / 0)
    assert Policy((breaks, learns, rule("b", Action.ASK))).learn(looked_at()) == {("phone", "+441234")}


def test_rules_may_ask_the_record_about_names_and_one_that_breaks_asks_nothing() -> None:
    def asks(_view: View, _options: RuleOptions) -> Iterable[str]:
        yield from ("patel", "jones", "patel")

    def broken(_view: View, _options: RuleOptions) -> Iterable[str]:
        raise RuntimeError

    policy = Policy((rule("b", Action.ASK, asks=broken), rule("a", Action.NOTE, asks=asks), rule("c", Action.HOLD)))
    assert policy.asks(looked_at()) == ("patel", "jones")
    assert Policy((rule("a", Action.OFF, asks=asks),)).asks(looked_at()) == ()
