import json
from datetime import timedelta

import pytest
from playwright.async_api import Browser

from gateway.model.account import AccountRole
from gateway.model.case import StepKind
from gateway.model.record import EventKind
from gateway.testing import COUNCIL
from tests.console.browser import Browser as Client
from tests.console.house import House
from tests.console.looks import OPEN_ALL, faults, sign_in
from tests.console.test_questions import ask

FOI = [("kind", "foi")]


async def opened(house: House, client: Client, fields: list[tuple[str, str]] = FOI, subject: str = "Hedge") -> str:
    ref = await ask(house, subject)
    answer = await client.submit(f"/messages/{ref}", f"/requests/{ref}/open", fields)
    assert (answer.status, answer.headers["location"]) == (303, f"/requests/{ref}")
    return ref


async def take(client: Client, ref: str, *fields: tuple[str, str]) -> tuple[int, str]:
    answer = await client.submit(f"/requests/{ref}", f"/requests/{ref}/step", list(fields))
    return answer.status, answer.text


async def test_a_message_becomes_a_request_with_its_day(house: House) -> None:
    client = await house.signed_in()
    assert "No request is open." in (await client.get("/requests")).text
    ref = await opened(house, client)
    text = (await client.get(f"/requests/{ref}")).text
    assert "Due on Tuesday 31 March 2026" in text
    assert "20 working days after Monday 2 March 2026" in text
    assert "17 March" in text
    assert "Tuesday 31 March 2026" in (await client.get("/requests")).text
    assert f'href="/requests/{ref}"' in (await client.get(f"/messages/{ref}")).text
    [row] = json.loads((await client.get("/requests.json")).text)["rows"]
    assert (row["ref"], row["kind"], row["received_on"], row["due_on"]) == (ref, "foi", "2026-03-02", "2026-03-31")
    assert (await house.record(ref)).events[-2].kind is EventKind.CASE
    again = await client.submit(f"/requests/{ref}", f"/requests/{ref}/open", FOI)
    assert again.headers["location"] == f"/requests/{ref}"


async def test_the_clock_stands_still_goes_on_and_ends(house: House) -> None:
    client = await house.signed_in()
    ref = await opened(house, client)
    assert (await take(client, ref, ("step", "unclear"), ("why", "Which hedge?")))[0] == 303
    assert "The clock stands still" in (await client.get(f"/requests/{ref}")).text
    assert "The clock stands still" in (await client.get("/requests")).text
    house.clock.ahead(timedelta(days=3))
    client = await house.signed_in()
    day = [("on-day", "4"), ("on-month", "3"), ("on-year", "2026")]
    assert (await take(client, ref, ("step", "clear"), *day))[0] == 303
    assert "Due on Thursday 2 April 2026" in (await client.get(f"/requests/{ref}")).text
    status, text = await take(client, ref, ("step", "closed"), ("outcome", "refused"))
    assert (status, "Write which exemption" in text) == (422, True)
    assert (await take(client, ref, ("step", "closed"), ("outcome", "refused"), ("why", "Section 40(2).")))[0] == 303
    assert "It was refused" in (await client.get("/requests?closed=1")).text
    assert "No request is open." in (await client.get("/requests")).text
    assert (await take(client, ref, ("step", "reopened")))[0] == 303
    case = await house.store.case(COUNCIL.key, ref)
    assert case is not None
    assert [one.kind for one in case.steps] == [
        StepKind.OPENED,
        StepKind.UNCLEAR,
        StepKind.CLEAR,
        StepKind.CLOSED,
        StepKind.REOPENED,
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([("step", "")], "Choose what was done."),
        ([("step", "opened")], "Choose what was done."),
        ([("step", "unclear"), ("on-day", "31"), ("on-month", "2"), ("on-year", "2026")], "as numbers"),
        ([("step", "unclear"), ("on-day", "9"), ("on-month", "9"), ("on-year", "2099")], "yet to come"),
        ([("step", "unclear"), ("on-day", "9" * 30), ("on-month", "9"), ("on-year", "2099")], "as numbers"),
        ([("step", "clear")], "Nothing was asked"),
        ([("step", "extended"), ("why", "Public interest.")], "a day to come"),
        ([("step", "closed"), ("outcome", "x")], "how it ended"),
    ],
)
async def test_a_step_that_cannot_be_taken_is_told(house: House, fields: list[tuple[str, str]], said: str) -> None:
    client = await house.signed_in()
    ref = await opened(house, client)
    status, text = await take(client, ref, *fields)
    assert status == 422
    assert said in text


async def test_messages_are_added_by_ref(house: House) -> None:
    client = await house.signed_in()
    ref, other, third = await opened(house, client), await ask(house, "Verge"), await ask(house, "Bank")
    fields = [("request", ref.lower()), ("message", other), ("back", "request")]
    assert (await client.submit(f"/requests/{ref}", "/requests/link", fields)).headers["location"] == f"/requests/{ref}"
    await client.submit(f"/messages/{third}", "/requests/link", [("request", ref), ("message", third)])
    text = (await client.get(f"/requests/{ref}")).text
    assert "Verge" in text
    assert "Bank" in text
    assert f"/requests/{ref}" in (await client.get(f"/messages/{other}")).text
    for request, message in ((ref, "222-2222"), (other, ref), ("x", ref)):
        fields = [("request", request), ("message", message)]
        assert (await client.submit(f"/requests/{ref}", "/requests/link", fields)).status == 404


async def test_only_incoming_mail_is_a_request_and_a_law_that_is_named_is_hinted_at(house: House) -> None:
    client = await house.signed_in()
    sent = await house.hold()
    assert "This is an information request" not in (await client.get(f"/messages/{sent}")).text
    await client.submit(f"/messages/{sent}", f"/requests/{sent}/open", FOI)
    assert await house.store.case(COUNCIL.key, sent) is None
    named, plain = await ask(house, "FOI request"), await ask(house, "Hedge", "sam@elsewhere.test")
    assert "It names a law" in (await client.get(f"/messages/{named}")).text
    assert "It names a law" not in (await client.get(f"/messages/{plain}")).text


async def test_an_auditor_reads_and_takes_no_step(house: House) -> None:
    ref = await opened(house, await house.signed_in())
    auditor = await house.signed_in(AccountRole.AUDITOR)
    text = (await auditor.get(f"/requests/{ref}")).text
    assert "Due on" in text
    assert "What was done?" not in text
    assert "Start its clock" not in (await auditor.get(f"/messages/{await ask(house, 'Verge')}")).text


async def test_the_first_page_names_the_nearest(house: House) -> None:
    client = await house.signed_in()
    await opened(house, client)
    text = (await client.get("/")).text
    assert "1 request for information is open" in text
    assert "Due soon" not in text
    for days, said in ((23, "Due soon"), (8, "Overdue")):
        house.clock.ahead(timedelta(days=days))
        text = (await (await house.signed_in()).get("/")).text
        assert said in text


async def test_the_pages_are_open_to_everybody_and_a_request_is_closed(house: House, chromium: Browser) -> None:
    ref = await ask(house, "FOI request: hedge")
    page = await (await chromium.new_context()).new_page()
    await sign_in(page, house)
    await page.goto(f"{house.url}/messages/{ref}")
    await page.get_by_text("Request for information?").click()
    assert await faults(page, "message") == []
    await page.get_by_label("Freedom of information").check()
    await page.get_by_role("button", name="Start its clock").click()
    await page.get_by_role("heading", name="Due on Tuesday 31 March 2026").wait_for()
    await page.evaluate(OPEN_ALL)
    assert await faults(page, "request") == []
    await page.get_by_role("button", name="Close it").click()
    await page.get_by_role("heading", name="There is a problem").wait_for()
    assert await faults(page, "problem") == []
    await page.get_by_label("All of it was disclosed").check()
    await page.get_by_role("button", name="Close it").click()
    await page.get_by_text("All of it was disclosed, on").wait_for()
    await page.goto(f"{house.url}/requests?closed=1")
    assert await faults(page, "closed") == []
    await opened(house, await house.signed_in(), [("kind", "subject-access")])
    await page.goto(f"{house.url}/requests")
    assert await faults(page, "requests") == []
