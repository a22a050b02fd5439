import re

import pytest
from playwright.async_api import Browser

from gateway.model.account import AccountRole
from gateway.model.decision import Action
from gateway.model.message import Direction
from gateway.model.record import EventKind, State
from gateway.policy.loader import load_policy
from gateway.store.pages import Search
from gateway.testing import COUNCIL
from tests.console.house import ADDRESSES, House
from tests.console.looks import faults, sign_in
from tests.console.test_questions import ask

MEMBER = ADDRESSES[AccountRole.MEMBER]
AT = "/messages/{}/pass-on"


@pytest.fixture
def house(house: House) -> House:
    house.in_force.policy = load_policy({})
    return house


async def passed(house: House) -> list[str]:
    page = await house.store.search(COUNCIL.key, Search())
    return [row.ref for row in page.rows if row.direction is Direction.OUTGOING]


async def test_it_is_shown_first_and_goes_to_a_member_with_the_original_in_it(house: House) -> None:
    ref, browser = await ask(house), await house.signed_in()
    assert AT.format(ref) in (await browser.get(f"/messages/{ref}")).text
    fields = [
        ("to", MEMBER),
        ("why", "action"),
        ("note", "Please look."),
        ("day", "9"),
        ("month", "3"),
        ("year", "2026"),
    ]
    shown = await browser.submit(AT.format(ref), AT.format(ref), [*fields, ("step", "check")])
    assert shown.status == 200
    assert "For action by 9 March 2026" in shown.text
    assert await passed(house) == []
    sent = await browser.submit(AT.format(ref), AT.format(ref), [*fields, ("step", "send")])
    [new] = await passed(house)
    assert (sent.status, sent.headers["location"]) == (303, f"/messages/{new}")
    record = await house.record(new)
    assert (record.summary.state, record.envelope.rcpt_tos) == (State.QUEUED, (MEMBER,))
    assert await house.store.content(COUNCIL.key, ref) in await house.store.content(COUNCIL.key, new)
    [event] = [one for one in (await house.record(ref)).events if one.kind is EventKind.PASSED_ON]
    assert event.detail == f"{new}, to 1 person, for action"
    assert [handed.ref for handed in house.worker.handed] == [new]


async def test_to_an_outsider_the_policy_has_its_say(house: House) -> None:
    ref, browser = await ask(house), await house.signed_in()
    house.in_force.policy = load_policy({"clerk-copy": {"action": "hold"}, "confidential": {"action": "hold"}})
    fields = [("others", "officer@county.test"), ("note", "Confidential: exempt item.")]
    shown = await browser.submit(AT.format(ref), AT.format(ref), [*fields, ("step", "check")])
    assert "held" in shown.text
    await browser.submit(AT.format(ref), AT.format(ref), [*fields, ("step", "send")])
    [new] = await passed(house)
    record = await house.record(new)
    assert record.summary.state is State.HELD
    assert record.decision.verdicts[0].action is Action.HOLD


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "Choose at least one person."),
        ({"others": "not an address"}, "Write one email address on each line."),
        ({"to": MEMBER, "why": "action", "day": "31", "month": "2", "year": "2027"}, "Write the day as numbers"),
        ({"to": MEMBER, "why": "action", "day": "1", "month": "3", "year": "2026"}, "Choose a day that is not past."),
        ({"to": MEMBER, "note": "x" * 5001}, "Write at most 5000 characters."),
        ({"others": " ".join(f"a{n}@x.test" for n in range(51))}, "Choose at most 50 people."),
    ],
)
async def test_what_cannot_be_sent_is_told(house: House, fields: dict[str, str], problem: str) -> None:
    ref, browser = await ask(house), await house.signed_in()
    answer = await browser.submit(AT.format(ref), AT.format(ref), [*fields.items(), ("step", "send")])
    assert answer.status == 422
    assert problem in answer.text
    assert await passed(house) == []


async def test_only_what_came_in_is_passed_on(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    assert AT.format(ref) not in (await browser.get(f"/messages/{ref}")).text
    assert (await browser.get(AT.format(ref))).status == 404


async def test_the_same_form_twice_sends_once_and_the_page_shows_the_words_first(house: House) -> None:
    ref, browser = await ask(house), await house.signed_in()
    fields = [("to", MEMBER), ("note", "Please look.")]
    shown = await browser.submit(AT.format(ref), AT.format(ref), [*fields, ("step", "check")])
    assert "This is passed on to you for information." in shown.text
    assert "with the gateway’s own login" not in shown.text
    [once] = re.findall(r'name="once" value="([0-9a-f]{32})"', shown.text)
    for _ in range(2):
        sent = await browser.submit(AT.format(ref), AT.format(ref), [*fields, ("once", once), ("step", "send")])
        [new] = await passed(house)
        assert (sent.status, sent.headers["location"]) == (303, f"/messages/{new}")


async def test_where_authors_logins_are_used_the_page_says_that_this_one_is_not(house: House) -> None:
    relay = house.in_force.config.relay.model_copy(update={"login": "author"})
    house.in_force.config = house.in_force.config.model_copy(update={"relay": relay})
    ref, browser = await ask(house), await house.signed_in()
    shown = await browser.submit(AT.format(ref), AT.format(ref), [("to", MEMBER), ("step", "check")])
    assert "with the gateway’s own login" in shown.text


async def test_addresses_beyond_ascii(house: House) -> None:
    ref, browser = await ask(house), await house.signed_in()
    told = await browser.submit(AT.format(ref), AT.format(ref), [("others", "jörg@x.test"), ("step", "send")])
    assert (told.status, "letters from a to z before the @" in told.text) == (422, True)
    await browser.submit(AT.format(ref), AT.format(ref), [("others", "jorg@bücher.test"), ("step", "send")])
    [new] = await passed(house)
    assert (await house.record(new)).envelope.rcpt_tos == ("jorg@xn--bcher-kva.test",)


async def test_the_pages_are_open_to_everyone(house: House, chromium: Browser) -> None:
    ref = await ask(house)
    page = await chromium.new_page()
    await sign_in(page, house)
    await page.goto(house.url + AT.format(ref))
    wrong = await faults(page, "form")
    await page.get_by_role("button", name="See what happens").click()
    wrong += await faults(page, "a problem")
    await page.get_by_label("Other addresses").fill("someone@elsewhere.test")
    await page.get_by_role("button", name="See what happens").click()
    wrong += await faults(page, "what happens")
    await page.get_by_role("button", name="Send it").click()
    await page.get_by_text("To", exact=True).first.wait_for()
    assert wrong == []
    assert len(await passed(house)) == 1
