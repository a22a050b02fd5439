from datetime import timedelta

from gateway.model.decision import Action
from gateway.model.record import EventKind, State
from tests.console.house import NUMBER, WHY, House


async def test_the_page_says_why_and_shows_nothing_of_the_message(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    answer = await house.browser().get(house.ask_path(ref))
    assert answer.status == 200
    assert WHY in answer.text
    assert "to 2 people" in answer.text
    for secret in (NUMBER, "Mrs Jones", "Allotments", "mary@"):
        assert secret not in answer.text
    assert "<script" not in answer.text


async def test_looking_changes_nothing(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    before = await house.record(ref)
    await house.browser().get(house.ask_path(ref))
    await house.browser().get(house.ask_path(ref), method="HEAD")
    assert await house.record(ref) == before


async def test_send_needs_a_reason_and_is_final(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    browser, path = house.browser(), house.ask_path(ref)
    without = await browser.submit(path, path, [("reason", " "), ("answer", "send")])
    assert without.status == 422
    assert "Write a reason" in without.text
    sent = await browser.submit(path, path, [("reason", "They all asked for it."), ("answer", "send")])
    assert (sent.status, sent.headers["location"]) == (303, path)
    record = await house.record(ref)
    assert record.summary.state is State.QUEUED
    assert (record.decision.decided_by, record.decision.reason) == ("cllr.test@council.test", "They all asked for it.")
    assert "This message is decided" in (await browser.get(path)).text
    late = await browser.post(path, {"form": without.token, "answer": "withdraw"})
    assert late.status == 409
    assert await house.state(ref) is State.QUEUED


async def test_withdraw_needs_none(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    browser, path = house.browser(), house.ask_path(ref)
    assert (await browser.submit(path, path, [("reason", ""), ("answer", "withdraw")])).status == 303
    assert await house.state(ref) is State.WITHDRAWN
    assert "Tess Ter withdrew it" in (await browser.get(path)).text


async def test_an_answer_that_is_none_is_asked_for_again(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    browser, path = house.browser(), house.ask_path(ref)
    assert (await browser.submit(path, path, [("reason", "x"), ("answer", "perhaps")])).status == 422
    assert await house.state(ref) is State.ASKED


async def test_links_that_are_foreign_altered_or_too_old(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    good, browser = house.ask_path(ref), house.browser()
    token = (await browser.get(good)).token
    foreign = f"/ask/{house.keys.sign('welcome', ref, house.clock() + timedelta(days=5))}"
    for path in (foreign, good[:-2], good + "x", "/ask/x", "/ask/%00", house.ask_path("7K2-ZZZZ")):
        assert (await browser.get(path)).status == 404
        assert (await browser.post(path, {"form": token, "answer": "withdraw"})).status == 404
    house.clock.ahead(timedelta(days=6))
    assert (await browser.get(good)).status == 404
    assert (await browser.post(good, {"form": token, "answer": "withdraw"})).status == 404
    assert await house.state(ref) is State.ASKED


async def test_a_form_from_elsewhere_does_not_answer(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    browser, path = house.browser(), house.ask_path(ref)
    token = (await browser.get(path)).token
    answer = await browser.post(path, {"form": token, "answer": "withdraw"}, origin="https://evil.example")
    assert answer.status == 403
    assert (await house.browser().post(path, {"answer": "withdraw"})).status == 403
    assert EventKind.WITHDRAWN not in {event.kind for event in (await house.record(ref)).events}
