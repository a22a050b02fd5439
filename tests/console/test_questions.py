import json
from datetime import timedelta

import pytest
from playwright.async_api import Browser

from gateway.flow.awaiting import Awaiting
from gateway.flow.check import Checked
from gateway.model.account import AccountRole
from gateway.model.daily import Answered, Counted, DailyCount
from gateway.model.decision import Decision, Disposition
from gateway.model.envelope import Envelope, Listener, Session
from gateway.model.message import Direction, Message, new_ref
from gateway.store.changes import Changes
from gateway.testing import COUNCIL, make_message
from tests.console.house import ADDRESSES, House
from tests.console.looks import faults, sign_in

CLERK = ADDRESSES[AccountRole.CLERK]


async def ask(house: House, subject: str = "Hedge", asker: str = "pat@elsewhere.test") -> str:
    """A question from outside, as the gateway would have taken it; its ref."""
    content = make_message(asker, [CLERK], subject=subject, text="When will it be cut?\n")
    session, envelope = Session(Listener.INCOMING, "192.0.2.9"), Envelope(asker, (CLERK,))
    message = Message(new_ref(), Direction.INCOMING, COUNCIL.key, session, envelope, content, house.clock())
    decision = Decision(Disposition.RELAY, house.clock())
    checked = Checked(decision, asker, subject=subject, message_id=f"<{message.ref}@elsewhere.test>", asker=asker)
    changes = house.review.carry_out.accept(message, checked, None, None)
    await house.store.commit(changes + await Awaiting(house.in_force, house.store).comes_in(message, checked))
    return message.ref


async def test_what_waits_the_oldest_first_with_its_age(house: House) -> None:
    browser = await house.signed_in()
    assert "No question waits" in (await browser.get("/questions")).text
    first = await ask(house)
    house.clock.ahead(timedelta(hours=1))
    second = await ask(house, "Hall <b>", "sam@elsewhere.test")
    browser = await house.signed_in()
    text = (await browser.get("/questions")).text
    assert text.index(first) < text.index(second)
    assert "Hall &lt;b&gt;" in text
    assert "1 hour" in text
    assert "Overdue" not in text
    listed = json.loads((await browser.get("/questions.json")).text)
    assert [(row["ref"], row["overdue"]) for row in listed["rows"]] == [(first, False), (second, False)]
    assert (listed["rows"][0]["waited"], listed["total"]) == (3600, 2)
    house.clock.ahead(timedelta(days=14))
    text = (await (await house.signed_in()).get("/questions")).text
    assert text.count(">Overdue<") == 2


async def test_the_clerk_says_that_one_needs_no_answer_and_takes_that_back(house: House) -> None:
    ref = await ask(house)
    browser = await house.signed_in()
    assert "This question waits for an answer" in (await browser.get(f"/messages/{ref}")).text
    answer = await browser.submit(f"/messages/{ref}", f"/questions/{ref}/close", [("why", "She rang.")])
    assert (answer.status, answer.headers["location"]) == (303, f"/questions?done={ref}")
    assert "it needs no answer" in (await browser.get(f"/questions?done={ref}")).text
    assert "This question needs no answer" in (await browser.get(f"/messages/{ref}")).text
    assert (await house.record(ref)).events[-2].detail == "She rang."
    again = await browser.submit(f"/messages/{ref}", f"/questions/{ref}/close", [])
    assert again.headers["location"] == f"/messages/{ref}#question"
    assert (await browser.submit(f"/questions?done={ref}", f"/questions/{ref}/reopen", [])).status == 303
    assert ref in (await browser.get("/questions")).text


async def test_an_auditor_reads_and_closes_nothing(house: House) -> None:
    ref = await ask(house)
    auditor = await house.signed_in(AccountRole.AUDITOR)
    assert "Needs none" not in (await auditor.get("/questions")).text
    assert "It needs no answer" not in (await auditor.get(f"/messages/{ref}")).text


@pytest.mark.parametrize("path", ["/questions?after=x", "/questions?after=222-2222", "/questions.json?after=%00"])
async def test_a_page_that_is_not_there(house: House, path: str) -> None:
    assert (await (await house.signed_in()).get(path)).status == 404


async def test_what_is_no_question_cannot_be_closed(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    assert (await browser.submit("/account", f"/questions/{ref}/close", [])).status == 404
    assert "waits for an answer" not in (await browser.get(f"/messages/{ref}")).text


async def test_the_first_page_says_how_many_wait_and_how_many_were_answered_in_time(house: House) -> None:
    await ask(house)
    day = house.in_force.council.day(house.clock())
    counts = [
        DailyCount(COUNCIL.key, day, Counted.ANSWERED, name, number=n) for name, n in zip(Answered, (3, 1), strict=True)
    ]
    await house.store.commit(Changes(counts=tuple(counts)))
    text = (await (await house.signed_in()).get("/")).text
    assert "1 question from outside waits for an answer" in text
    assert "Questions answered within 20 hours of office time" in text
    assert "75 %" in text
    house.clock.ahead(timedelta(days=14))
    assert "1 overdue" in (await (await house.signed_in()).get("/")).text


async def test_the_pages_are_open_to_everybody_and_a_question_is_closed(house: House, chromium: Browser) -> None:
    ref = await ask(house)
    await ask(house, "Hall", "sam@elsewhere.test")
    house.clock.ahead(timedelta(hours=1))
    day = house.in_force.council.day(house.clock())
    await house.store.commit(Changes(counts=(DailyCount(COUNCIL.key, day, Counted.ANSWERED, Answered.IN_TIME),)))
    page = await (await chromium.new_context()).new_page()
    await sign_in(page, house)
    await page.goto(f"{house.url}/questions")
    assert await faults(page, "questions") == []
    await page.goto(f"{house.url}/")
    assert await faults(page, "first page") == []
    await page.goto(f"{house.url}/messages/{ref}")
    assert await faults(page, "question") == []
    await page.get_by_label("Why it needs no answer").fill("Answered by telephone.")
    await page.get_by_role("button", name="It needs no answer").click()
    await page.get_by_role("heading", name="Done").wait_for()
    assert await faults(page, "done") == []
    await page.get_by_role("button", name="Take back").click()
    await page.get_by_role("link", name="Hedge").wait_for()
