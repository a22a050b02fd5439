import json
from datetime import timedelta

import pytest

from gateway.config import Change, Override
from gateway.model.account import AccountRole
from gateway.model.daily import Counted, DailyCount
from gateway.model.record import Wrong
from gateway.policy.loader import load_policy
from gateway.store.changes import Changes
from gateway.testing import COUNCIL, make_message
from tests.console.browser import Answer, Browser
from tests.console.house import ADDRESSES, TEXT, House

CLERK = ADDRESSES[AccountRole.CLERK]
RECIPIENTS = "/policy/rules/too-many-recipients"
LIMITS = {"action": "", "visible": "10", "outside": "5", "total": "30"}


@pytest.fixture
def house(house: House) -> House:
    house.in_force.policy = load_policy({})
    return house


async def typed(browser: Browser, page: str, *fields: tuple[str, str]) -> Answer:
    """Fill in the form of a page, and send it."""
    seen = (await browser.get(page)).text.partition('name="seen" value="')[2].partition('"')[0]
    return await browser.submit(page, page, [("seen", seen), *fields])


async def limits(browser: Browser, step: str, **changed: str) -> Answer:
    reason = changed.pop("reason", "")
    fields = [*(LIMITS | changed).items(), ("step", step), ("reason", reason)]
    return await typed(browser, RECIPIENTS, *fields)


async def test_each_rule_with_what_it_did_and_how_often_it_was_wrong(house: House) -> None:
    ref = await house.hold()
    wrong = Wrong(ref, "personal-data", "ni", CLERK, house.clock())
    today = COUNCIL.day(house.clock())
    counts = [DailyCount(COUNCIL.key, today, Counted.FOUND, "personal-data", a, 3) for a in ("hold", "warn")]
    old = DailyCount(COUNCIL.key, today - timedelta(days=40), Counted.FOUND, "reply-all", "ask", 9)
    await house.store.commit(Changes(wrong=(wrong,), counts=(*counts, old)))
    browser = await house.signed_in()
    text = (await browser.get("/policy")).text
    assert "4 held, 3 warned about" in text
    assert "1 of 7" in text
    assert "9 asked about" not in text
    rows = {row["rule"]: row for row in json.loads((await browser.get("/policy.json")).text)["rows"]}
    assert rows["personal-data"]["did"] == {"hold": 4, "warn": 3}
    assert (rows["personal-data"]["called_wrong"], rows["reply-all"]["messages"]) == (1, 0)


async def test_a_limit_is_seen_as_a_change_before_it_is_in_force(house: House) -> None:
    browser = await house.signed_in()
    answer = await limits(browser, "see", visible="12")
    assert answer.status == 200
    assert "The most people in To and Cc together" in answer.text
    assert "The most people outside" not in answer.text
    assert await house.store.newest_override(COUNCIL.key) == 0
    assert (await limits(browser, "on", visible="12")).status == 422  # without a reason
    answer = await limits(browser, "on", visible="12", reason="Agreed on 2 March.")
    assert (answer.status, answer.headers["location"]) == (303, "/policy/changes?done=1")
    [override] = await house.store.overrides(COUNCIL.key)
    assert (override.key, override.value) == (("rules", "too-many-recipients", "visible"), 12)
    assert (override.by, override.reason) == (CLERK, "Agreed on 2 March.")
    rule = next(one for one in house.in_force.policy.rules if one.name == "too-many-recipients")
    assert rule.options.visible == 12  # type: ignore[attr-defined]
    text = (await browser.get("/policy/changes")).text
    assert "Too many recipients: The most people in To and Cc together" in text
    assert "Agreed on 2 March." in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("visible", "a dozen", "Write a whole number, such as 5."),
        ("visible", "0", "Must be at least 1."),
        ("action", "amend", "This rule can find but not mend: choose another action."),
    ],
)
async def test_a_problem_is_told_beside_its_field(house: House, field: str, value: str, said: str) -> None:
    answer = await limits(await house.signed_in(), "see", **{field: value})
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text
    assert said in answer.text
    assert await house.store.newest_override(COUNCIL.key) == 0


async def test_nothing_changed_is_said(house: House) -> None:
    answer = await limits(await house.signed_in(), "on", reason="x")
    assert (answer.status, "Nothing is changed." in answer.text) == (422, True)


async def test_two_people_at_once(house: House) -> None:
    browser = await house.signed_in()
    await limits(browser, "on", visible="12", reason="one")
    late = [*(LIMITS | {"visible": "13"}).items(), ("seen", "0"), ("step", "on"), ("reason", "two")]
    answer = await browser.submit(RECIPIENTS, RECIPIENTS, late)
    assert answer.status == 409
    assert "Somebody has changed the policy in the meantime." in answer.text
    assert await house.store.newest_override(COUNCIL.key) == 1


async def test_a_form_that_is_shown_again_does_not_hide_what_was_changed_meanwhile(house: House) -> None:
    browser, other = await house.signed_in(), await house.signed_in()
    await limits(other, "on", visible="12", reason="one")
    again = [*(LIMITS | {"visible": "many"}).items(), ("seen", "0"), ("step", "on"), ("reason", "two")]
    shown = await browser.submit(RECIPIENTS, RECIPIENTS, again)
    assert (shown.status, 'name="seen" value="0"' in shown.text) == (422, True)
    late = await browser.submit(RECIPIENTS, RECIPIENTS, [*(LIMITS | {"visible": "13"}).items(), *again[-3:]])
    assert (late.status, 'name="seen" value="1"' in late.text) == (409, True)


async def test_the_first_form_is_of_what_is_in_force_here(house: House) -> None:
    """Another process has kept a change that this one has not read yet."""
    change = Override(
        ("rules", "too-many-recipients", "visible"), Change.SET, 12, by=CLERK, at=house.clock(), reason="elsewhere"
    )
    await house.store.override(COUNCIL.key, [change], 0)
    answer = await limits(await house.signed_in(), "on", visible="13", reason="here")
    assert answer.status == 409
    assert await house.store.newest_override(COUNCIL.key) == 1


async def test_what_was_typed_can_be_changed_further(house: House) -> None:
    answer = await limits(await house.signed_in(), "again", visible="12")
    assert answer.status == 200
    assert 'name="visible" type="text" spellcheck="false" value="12"' in answer.text


async def test_exceptions_of_a_rule_are_added_and_taken_out(house: House) -> None:
    browser = await house.signed_in()
    one = [
        ("except-0-to", "ann@x.test\r\nbob@x.test"),
        ("except-0-until", "2026-12-31"),
        ("except-0-why", "Both agreed."),
    ]
    answer = await limits(browser, "see", **dict(one))
    assert answer.status == 200
    assert "those outside who get it are all of ann@x.test, bob@x.test, until 31 December 2026: Both agreed." in (
        answer.text
    )
    await limits(browser, "on", **dict(one), reason="Minute 3")
    [rule] = [one for one in house.in_force.policy.rules if one.name == "too-many-recipients"]
    assert rule.exceptions[0].to == ("ann@x.test", "bob@x.test")
    assert "ann@x.test" in (await browser.get(RECIPIENTS)).text
    answer = await limits(browser, "on", reason="Ended")  # all its fields are empty
    assert answer.status == 303
    [rule] = [one for one in house.in_force.policy.rules if one.name == "too-many-recipients"]
    assert rule.exceptions == ()


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"except-1-to": "ann@x.test"}, "except-0-why"),  # the first is empty: it is none
        ({"except-0-to": "ann", "except-0-why": "x"}, "except-0-to"),
        ({"except-0-partner": "Nobody", "except-0-why": "x"}, "except-0-partner"),
        ({"except-0-why": "x"}, "except"),
        ({"except-0-to": "a@x.test", "except-0-why": "x", "except-0-until": "soon"}, "except-0-until"),
    ],
)
async def test_a_problem_of_an_exception_is_told_at_its_field(house: House, fields: dict[str, str], at: str) -> None:
    answer = await limits(await house.signed_in(), "see", **fields)
    assert answer.status == 422
    assert f'href="#{at}"' in answer.text
    assert f'id="{at}"' in answer.text


async def test_words_and_ticks_and_lists(house: House) -> None:
    browser = await house.signed_in()
    page = "/policy/rules/confidential"
    matter = [("matters-0-words", "Mill Farm\nroof tender"), ("matters-0-until", "2027-01-31"), ("matters-0-why", "x")]
    answer = await typed(browser, page, ("action", ""), *matter, ("step", "on"), ("reason", "Minute 7"))
    assert answer.status == 303
    [rule] = [one for one in house.in_force.policy.rules if one.name == "confidential"]
    assert rule.options.matters[0].words == ("Mill Farm", "roof tender")  # type: ignore[attr-defined]
    page = "/policy/rules/reply-all"
    whole = [("action", "hold"), ("share", "0.5"), ("people", "4"), ("lists", "all@council.test = 9")]
    assert (await typed(browser, page, *whole, ("step", "on"), ("reason", "x"))).status == 303
    [rule] = [one for one in house.in_force.policy.rules if one.name == "reply-all"]
    assert (rule.action, rule.options.share, rule.options.lists) == ("hold", 0.5, {"all@council.test": 9})  # type: ignore[attr-defined]


async def test_office_hours_absences_and_deadlines(house: House) -> None:
    browser, page = await house.signed_in(), "/policy/settings/office-hours"
    away = [("absences-0-address", CLERK), ("absences-0-first", "2026-08-03"), ("absences-0-last", "2026-08-14")]
    hours = [("office-hours", "Mon-Thu 09:00-12:00\r\nFri 10:00-12:00"), *away]
    answer = await typed(browser, page, ("office-hours", "Mondays"), *away, ("step", "see"))
    assert (answer.status, 'href="#office-hours"' in answer.text) == (422, True)
    assert "Write days and times" in answer.text
    assert (await typed(browser, page, *hours, ("step", "on"), ("reason", "New hours"))).status == 303
    assert house.in_force.config.council.office_hours == ("Mon-Thu 09:00-12:00", "Fri 10:00-12:00")
    assert house.in_force.council.is_away(CLERK, house.in_force.config.council.absences[0].first)
    page = "/policy/settings/waiting"
    times = {"remind-after": "2h", "deputy-after": "8h", "return-after": "2 days", "undo": "1m", "release-own": "no"}
    answer = await typed(browser, page, *times.items(), ("step", "see"))
    assert (answer.status, 'href="#return-after"' in answer.text) == (422, True)
    answer = await typed(browser, page, *(times | {"return-after": "2d"}).items(), ("step", "on"), ("reason", "x"))
    assert answer.status == 303
    assert house.in_force.config.review.return_after == timedelta(days=2)
    assert [one.value for one in (await house.store.overrides(COUNCIL.key))[-2:]] == ["2h", "2d"]


async def test_how_soon_questions_are_to_be_answered(house: House) -> None:
    browser, page = await house.signed_in(), "/policy/settings/questions"
    assert page in (await browser.get("/policy")).text
    fields = [("enabled", "yes"), ("answer-within", "10h")]
    assert (await typed(browser, page, *fields, ("step", "on"), ("reason", "Minute 7"))).status == 303
    assert house.in_force.config.awaiting.answer_within == timedelta(hours=10)


async def test_an_older_version_is_compared_and_restored(house: House) -> None:
    browser = await house.signed_in()
    for visible in ("12", "14"):
        await limits(browser, "on", visible=visible, reason=f"to {visible}")
    page = "/policy/versions/1"
    text = (await browser.get(page)).text
    assert "<bdi>12</bdi>" in text
    assert "<bdi>14</bdi>" in text
    assert "as in the config file" in (await browser.get("/policy/versions/0")).text
    answer = await browser.submit(page, f"{page}/restore", [("seen", "2"), ("reason", "")])
    assert answer.status == 422
    answer = await browser.submit(page, f"{page}/restore", [("seen", "1"), ("reason", "Back")])
    assert answer.status == 409
    answer = await browser.submit(page, f"{page}/restore", [("seen", "2"), ("reason", "Back")])
    assert (answer.status, answer.headers["location"]) == (303, "/policy/changes?done=3")
    assert [one.value for one in await house.store.overrides(COUNCIL.key)] == [12, 14, 12]
    assert "It is what is in force." in (await browser.get(page)).text
    assert (await browser.get("/policy/versions/4")).status == 404


async def test_changes_are_paged_and_have_a_twin(house: House) -> None:
    browser = await house.signed_in()
    for visible in range(11, 63):
        house.clock.ahead(timedelta(seconds=1))
        assert (await limits(browser, "on", visible=str(visible), reason="x")).status == 303
    first = json.loads((await browser.get("/policy/changes.json")).text)
    assert ([row["number"] for row in first["rows"]], first["total"]) == (list(range(52, 2, -1)), 52)
    rest = json.loads((await browser.get(f"/policy/changes.json?after={first['next']}")).text)
    assert ([row["number"] for row in rest["rows"]], rest["next"]) == ([2, 1], None)
    change = {"key": "rules.too-many-recipients.visible", "change": "set", "value": 11}
    assert change in rest["rows"][1]["changes"]
    page = (await browser.get("/policy/changes")).text
    assert f"after={first['next']}" in page
    assert "52 changes, the newest first" in page
    assert (await browser.get("/policy/changes?after=x")).status == 404


async def test_an_auditor_reads_what_is_set_and_is_offered_no_change(house: House) -> None:
    browser = await house.signed_in(AccountRole.AUDITOR)
    for page in (RECIPIENTS, "/policy/settings/texts"):
        text = (await browser.get(page)).text
        assert "See what changes" not in text
    assert "The most people in To and Cc together" in (await browser.get(RECIPIENTS)).text


async def test_what_there_is_not(house: House) -> None:
    browser = await house.signed_in()
    for page in ("/policy/rules/none", "/policy/settings/none", "/policy/versions/x"):
        assert (await browser.get(page)).status == 404


async def test_a_change_is_tried_on_the_mail_of_the_last_weeks(house: House) -> None:
    crowd = [f"someone{n}@elsewhere.test" for n in range(4)]
    refs = [await house.hold(make_message(to=crowd, cc=[CLERK], text=f"{n} {TEXT}"), (*crowd, CLERK)) for n in range(2)]
    browser = await house.signed_in()
    answer = await limits(browser, "try", outside="2", action="hold")
    assert answer.status == 200
    assert "It was tried on 2 messages" in answer.text
    assert "2 of them would have been treated in another way." in answer.text
    assert f"/messages/{refs[0]}" in answer.text
    assert 'name="outside" value="2"' in answer.text
    assert await house.store.newest_override(COUNCIL.key) == 0
    answer = await limits(browser, "try", total="29")
    assert "None would have been treated in another way." in answer.text
