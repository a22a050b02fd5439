import tomllib
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from gateway.model.council import Council
from gateway.model.decision import Action, Disposition
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.exception import RecordedException
from gateway.model.hours import OfficeHours
from gateway.model.person import Known
from gateway.policy.exceptions import ExceptionTable, conditions_of, ended, exceptions_of, unknown_partners
from gateway.policy.loader import load_policy
from gateway.testing import COUNCIL, NOW, make_message, view

MEMBER, PARTNER, OUTSIDE = "cllr.test@council.test", "roads@north.county.test", "someone@elsewhere.test"
MORNINGS = replace(COUNCIL, hours=OfficeHours(spans=(((time(9), time(13)),),) * 5 + ((), ())))


def fits(toml: str, council: Council = COUNCIL, after: timedelta = timedelta(), **message: Any) -> bool:
    session = message.pop("session", None)
    envelope = message.pop("envelope", None)
    seen = view(make_message(**message), council, session, envelope)
    seen = replace(seen, message=replace(seen.message, received_at=NOW + after))
    return ExceptionTable.model_validate(tomllib.loads(f'{toml}\nwhy = "w"')).fits(seen)


def test_from_is_the_login_and_not_what_from_says() -> None:
    mayor = 'from = ["mayor@council.test"]'
    assert fits(mayor, from_="mayor@council.test")
    assert fits(mayor, from_="Mayor+x@Council.test")
    assert not fits(mayor)
    forged = Session(Listener.SUBMISSION, user=MEMBER)
    assert not fits(mayor, from_="mayor@council.test", session=forged)
    assert fits(f'from = ["{MEMBER}"]', from_="mayor@council.test", session=forged)
    assert fits(mayor, from_="mayor@council.test", session=Session(Listener.SUBMISSION, trusted=True))


def test_role_is_the_authors() -> None:
    assert fits('role = ["officer", "member"]')
    assert not fits('role = ["officer"]')
    assert fits('role = ["clerk"]', from_="clerk@council.test")
    assert not fits('role = ["member"]', from_=OUTSIDE)


def test_to_must_hold_for_everyone_outside() -> None:
    to = f'to = ["{OUTSIDE}"]'
    assert fits(to)
    assert fits(to, cc=["clerk@council.test"])
    assert not fits(to, cc=["other@elsewhere.test"])
    assert not fits(to, envelope=Envelope(MEMBER, (OUTSIDE, "hidden@elsewhere.test")))
    assert not fits(to, to=["clerk@council.test"])
    assert fits('to = ["clerk@council.test"]', to=["clerk@council.test"])
    assert not fits('to = ["clerk@council.test"]', to=["clerk@council.test", "mayor@council.test"])


def test_a_message_to_nobody_fits_no_to() -> None:
    nobody: dict[str, Any] = {"to": (), "envelope": Envelope(MEMBER, ())}
    assert not fits(f'to = ["{OUTSIDE}"]', **nobody)
    assert not fits('partner = ["County Highways"]', **nobody)


def test_domain_takes_in_subdomains_and_nothing_alike() -> None:
    county = 'domain = ["county.test"]'
    assert fits(county, to=[PARTNER])
    assert fits(county, to=["a@county.test"])
    assert not fits(county, to=["a@mycounty.test"])
    assert not fits(county, to=["a@county.test.evil.test"])
    assert not fits(county, to=["a@county.test", OUTSIDE])


def test_partner_goes_by_the_name_in_the_config() -> None:
    highways = 'partner = ["County Highways"]'
    assert fits(highways, to=[PARTNER])
    assert not fits(highways, to=["office@mowing.test"])
    assert not fits(highways, to=[PARTNER, OUTSIDE])
    assert fits('partner = ["County Highways", "Green Mowing Ltd"]', to=[PARTNER, "office@mowing.test"])


def test_direction() -> None:
    assert fits('direction = "outgoing"')
    assert not fits('direction = "incoming"')


def test_type_needs_each_that_is_named() -> None:
    attached: dict[str, Any] = {"attachments": [("plan.txt", "text/plain", b"Plan.")]}
    automatic: dict[str, Any] = {"headers": {"Auto-Submitted": "auto-replied"}}
    assert fits('type = ["attachment"]', **attached)
    assert not fits('type = ["attachment"]')
    assert fits('type = ["automatic"]', **automatic)
    assert not fits('type = ["automatic"]', **attached)
    assert not fits('type = ["attachment", "automatic"]', **attached)
    assert fits('type = ["attachment", "automatic"]', **attached, **automatic)


def test_weekdays_are_the_councils() -> None:
    assert fits('weekdays = ["Mon", "tue"]')
    assert not fits('weekdays = ["Tue"]')
    summer_night = timedelta(days=140, hours=13, minutes=30)  # Monday 23:30 in UTC, Tuesday 00:30 in London
    assert fits('weekdays = ["Tue"]', after=summer_night)
    assert not fits('weekdays = ["Mon"]', after=summer_night)


def test_office_hours_either_way() -> None:
    for hours, within in ((2, True), (3, False)):
        after = timedelta(hours=hours)
        assert fits("office_hours = true", MORNINGS, after) is within
        assert fits("office_hours = false", MORNINGS, after) is not within


def test_until_is_the_last_day() -> None:
    until = 'role = ["member"]\nuntil = 2026-03-02'
    assert fits(until)
    assert fits(until, after=timedelta(hours=13))
    assert not fits(until, after=timedelta(hours=14))


def test_all_conditions_must_hold() -> None:
    both = 'role = ["member"]\npartner = ["County Highways"]'
    assert fits(both, to=[PARTNER])
    assert not fits(both)
    assert not fits(both, from_="clerk@council.test", to=[PARTNER])


EXCEPTED = {
    "clerk-copy": {"action": "hold", "except": [{"role": ["member"], "to": [OUTSIDE], "why": "Agreed in May."}]}
}


def test_an_excepted_rule_is_not_asked_and_leaves_a_note_with_the_reason() -> None:
    policy = load_policy(EXCEPTED)
    decision = policy.decide(view(make_message()), NOW)
    assert decision.disposition is Disposition.RELAY
    [verdict] = [v for v in decision.verdicts if v.rule == "clerk-copy"]
    assert (verdict.action, verdict.excepted, verdict.findings) == (Action.NOTE, "Agreed in May.", ())
    other = policy.decide(view(make_message(cc=["other@elsewhere.test"])), NOW)
    assert other.disposition is Disposition.HOLD
    assert [v.excepted for v in other.verdicts if v.rule == "clerk-copy"] == [""]


def test_the_policys_version_tells_the_exceptions() -> None:
    later = {"clerk-copy": {**EXCEPTED["clerk-copy"], "except": [{"role": ["member"], "why": "Agreed in May."}]}}
    versions = {load_policy(tables).version for tables in ({"clerk-copy": {"action": "hold"}}, EXCEPTED, later)}
    assert len(versions) == 3


def problems(tables: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return [(p.key[2:], p.text) for p in exceptions_of(("rules", "clerk-copy"), tables)[1]]


@pytest.mark.parametrize(
    ("table", "key", "said"),
    [
        ({}, (), "needs a condition"),
        ({"until": date(2027, 1, 1)}, (), "needs a condition"),
        ({"to": []}, (), "empty list"),
        ({"role": ["member"], "to": []}, (), "empty list"),
        ({"role": ["mayor"]}, ("role", 0), "must be"),
        ({"to": ["nobody"]}, ("to", 0), "is not an email address"),
        ({"weekdays": ["Funday"]}, ("weekdays", 0), "write a day"),
        ({"role": ["member"], "until": "soon"}, ("until",), "must be a valid date"),
        ({"role": ["member"], "office_hours": "yes!"}, ("office_hours",), "must be a valid boolean"),
        ({"form": ["a@b.test"]}, ("form",), "is not a key"),
    ],
)
def test_what_is_wrong_with_an_exception_is_told(table: Any, key: tuple[str | int, ...], said: str) -> None:
    [(where, text)] = problems([{**table, "why": "w"}])
    assert where == ("except", 0, *key)
    assert said in text


def test_an_exception_needs_its_reason_and_a_list() -> None:
    assert problems([{"role": ["member"]}]) == [(("except", 0, "why"), "is needed here")]
    assert [key for key, _ in problems({"role": ["member"]})] == [("except",)]


def test_partners_that_nobody_named_and_exceptions_that_ended() -> None:
    one = ExceptionTable.model_validate({"partner": ["County Highway"], "until": date(2026, 3, 1), "why": "w"})
    [unknown] = unknown_partners(("rules", "x"), [one], ["County Highways"])
    assert unknown.text == '"County Highway" is none of [[council.partners]] (did you mean "County Highways"?)'
    assert unknown_partners(("rules", "x"), [one], ["County Highway"]) == []
    assert ended(("rules", "x"), [one], date(2026, 3, 1)) == []
    assert [p.key for p in ended(("rules", "x"), [one], date(2026, 3, 2))] == [("rules", "x", "except", 0, "until")]


def test_a_kind_waives_its_findings_only_and_the_rule_is_asked() -> None:
    one = {"to": [OUTSIDE], "kind": ["visible"], "why": "The list is public."}
    many = [OUTSIDE, *(f"clerk{n}@council.test" for n in range(4))]
    tables = {"too-many-recipients": {"visible": 2, "total": 2, "except": [one]}}
    seen = view(make_message(to=many))
    [verdict] = [v for v in load_policy(tables).decide(seen, NOW).verdicts if v.rule == "too-many-recipients"]
    assert [f.kind for f in verdict.findings] == ["total"]
    assert (verdict.action, verdict.excepted) == (Action.ASK, "The list is public.")
    tables["too-many-recipients"]["total"] = 20
    [verdict] = [v for v in load_policy(tables).decide(seen, NOW).verdicts if v.rule == "too-many-recipients"]
    assert (verdict.findings, verdict.action, verdict.excepted) == ((), Action.NOTE, "The list is public.")
    assert problems_of({"kind": ["visible"], "why": "w"})


def problems_of(table: dict[str, Any]) -> list[str]:
    return [problem.text for problem in exceptions_of(("rules", "x"), [table])[1]]


def test_recorded_exceptions_count_beside_those_of_the_config() -> None:
    conditions = conditions_of(ExceptionTable.model_validate({"from": [MEMBER], "to": [OUTSIDE], "why": "Agreed."}))
    one = RecordedException("clerk-copy", conditions, NOW.date(), "clerk@council.test", NOW, number=7)
    policy, seen = load_policy({}), view(make_message())
    known = replace(seen, known=Known(exceptions=(one,)))
    assert [v.rule for v in policy.decide(seen, NOW).verdicts] == ["clerk-copy"]
    decision = policy.decide(known, NOW)
    [verdict] = decision.verdicts
    assert (verdict.findings, verdict.excepted) == ((), "Agreed. (exception 7)")
    assert decision.disposition is Disposition.RELAY
    assert decision.amendments == ()
    assert decision.policy_version == policy.version_with((one,)) != policy.version == policy.version_with(())
    elsewhere = replace(known, message=replace(seen.message, envelope=Envelope(MEMBER, (OUTSIDE, "b@else.test"))))
    assert policy.decide(elsewhere, NOW).verdicts[0].findings


def test_a_recorded_exception_that_cannot_be_read_holds() -> None:
    one = RecordedException("clerk-copy", '{"new":1}', NOW.date(), "clerk@council.test", NOW, number=7)
    seen = replace(view(make_message()), known=Known(exceptions=(one,)))
    assert load_policy({}).decide(seen, NOW).disposition is Disposition.HOLD
