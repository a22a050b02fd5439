from datetime import timedelta

from gateway.model.account import AccountRole
from gateway.model.decision import Action, AddCc, Decision, Disposition, Finding, OneEach, Verdict
from gateway.model.record import EventKind, State
from gateway.testing import make_message
from tests.console.house import ADDRESSES, NUMBER, WHY, House


async def test_the_page_says_why_and_shows_nothing_of_the_message_but_whom_it_goes_to(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    answer = await house.browser().get(house.ask_path(ref))
    assert answer.status == 200
    assert WHY in answer.text
    assert "to 2 people" in answer.text
    for secret in (NUMBER, "Mrs Jones", "Allotments"):
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


async def test_the_author_may_send_it_to_some_of_those_in_to_and_cc(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    browser, path = house.browser(), house.ask_path(ref)
    page = (await browser.get(path)).text
    assert "mary@elsewhere.test" in page
    assert "mayor@council.test" in page
    fields = [("recipients", "shown"), ("to", "1"), ("reason", "The mayor alone."), ("answer", "send")]
    assert (await browser.submit(path, path, fields)).status == 303
    record = await house.record(ref)
    assert record.decision.recipients == ("mayor@council.test",)
    assert {d.recipient for d in record.deliveries} == {"mayor@council.test", "clerk@council.test"}
    assert "sent it to 1 of 2 people" in (await browser.get(path)).text


async def test_a_blind_copy_is_not_shown_and_stays(house: House) -> None:
    raw = make_message(to=["mary@elsewhere.test"], text=f"{NUMBER}\n")
    ref = await house.hold(raw, ["mary@elsewhere.test", "blind@elsewhere.test"], action=Action.ASK)
    browser, path = house.browser(), house.ask_path(ref)
    page = (await browser.get(path)).text
    assert "blind@" not in page
    assert "1 person in Bcc is not shown here, and will have it" in page
    fields = [("recipients", "shown"), ("to", "1"), ("reason", "Not to Mary."), ("answer", "send")]
    assert (await browser.submit(path, path, fields)).status == 303
    assert (await house.record(ref)).decision.recipients == ("blind@elsewhere.test",)


async def test_nobody_left_is_no_answer_and_nobody_can_be_added(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    browser, path = house.browser(), house.ask_path(ref)
    nobody = [("recipients", "shown"), ("to", "7"), ("to", "x@evil.test"), ("reason", "Why."), ("answer", "send")]
    refused = await browser.submit(path, path, nobody)
    assert refused.status == 422
    assert "at least one person" in refused.text
    assert "Why." in refused.text
    everybody = [("recipients", "shown"), ("to", "0"), ("to", "1"), ("to", "x@evil.test")]
    sent = await browser.submit(path, path, [*everybody, ("reason", "Why."), ("answer", "send")])
    assert sent.status == 303
    assert {d.recipient for d in (await house.record(ref)).deliveries} == {
        "mary@elsewhere.test",
        "mayor@council.test",
        "clerk@council.test",
    }


async def test_the_author_may_ask_the_clerk(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    house.clock.ahead(timedelta(hours=3))
    browser, path = house.browser(), house.ask_path(ref)
    assert (await browser.submit(path, path, [("reason", "May I?"), ("answer", "ask-clerk")])).status == 303
    record = await house.record(ref)
    assert record.summary.state is State.HELD
    assert record.summary.waiting_since == house.clock()
    event = next(event for event in record.events if event.kind is EventKind.REFERRED)
    assert (event.by, event.detail) == (ADDRESSES[AccountRole.MEMBER], "May I?")
    page = (await browser.get(path)).text
    assert "This message waits for the Clerk" in page
    assert "Tess Ter put it to the Clerk" in page
    late = await browser.post(path, {"form": (await browser.get("/login")).token, "answer": "withdraw"})
    assert late.status == 409
    clerk = await house.signed_in()
    assert "May I?" in (await clerk.get(f"/messages/{ref}")).text
    released = await clerk.submit(
        f"/messages/{ref}", f"/messages/{ref}/decide", [("answer", "send"), ("to", "0"), ("to", "1")]
    )
    assert released.status == 303
    assert (await house.record(ref)).summary.state is State.QUEUED


async def asked_with_a_remedy(house: House, also: tuple[Verdict, ...] = ()) -> str:
    """A message that a rule asks about and could mend, beside one that mends without asking."""
    copy = AddCc(ADDRESSES[AccountRole.CLERK])
    verdicts = (
        Verdict("exposed", Action.ASK, (Finding("exposed", "seen", "They see each other."),), (OneEach(),)),
        Verdict("clerk-copy", Action.AMEND, (Finding("clerk-copy", "no-copy", "No copy."),), (copy,)),
        *also,
    )
    decision = Decision(Disposition.ASK, house.clock(), verdicts, (OneEach(), copy))
    return await house.asked(decision)


async def test_a_change_that_is_offered_is_shown_and_needs_no_reason(house: House) -> None:
    ref = await asked_with_a_remedy(house)
    browser, path = house.browser(), house.ask_path(ref)
    page = (await browser.get(path)).text
    assert "Each recipient gets a message of their own" in page
    assert "Send with the change" in page
    assert page.index("Whenever it is sent") < page.index("The Clerk") < page.index("Send as it is")
    assert (await browser.submit(path, path, [("answer", "send-amended")])).status == 303
    assert (await house.record(ref)).decision.amendments == (OneEach(), AddCc("clerk@council.test"))


async def test_sent_as_it_is_it_has_the_changes_that_are_always_made(house: House) -> None:
    ref = await asked_with_a_remedy(house)
    browser, path = house.browser(), house.ask_path(ref)
    assert (await browser.submit(path, path, [("answer", "send")])).status == 422
    assert (await browser.submit(path, path, [("reason", "They know."), ("answer", "send")])).status == 303
    assert (await house.record(ref)).decision.amendments == (AddCc("clerk@council.test"),)


async def test_a_change_that_mends_not_all_needs_a_reason(house: House) -> None:
    many = Verdict("too-many", Action.ASK, (Finding("too-many", "total", "Too many."),))
    ref = await asked_with_a_remedy(house, (many,))
    browser, path = house.browser(), house.ask_path(ref)
    assert (await browser.submit(path, path, [("answer", "send-amended")])).status == 422
    assert await house.state(ref) is State.ASKED
