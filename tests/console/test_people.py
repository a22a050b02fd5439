import json
from urllib.parse import quote

import pytest

from gateway.console.slices import LINES
from gateway.model.person import Known, Standing, Statement, person_key
from gateway.model.record import EventKind
from gateway.testing import COUNCIL
from tests.console.house import House


async def test_who_somebody_is_is_kept_and_taken_back(house: House) -> None:
    browser = await house.signed_in()
    said = [("who", " Bob   Jones "), ("standing", "same-as"), ("same_as", "bob@mowing.test")]
    assert (await browser.submit("/people", "/people/say", said)).status == 303
    page = (await browser.get("/people")).text
    assert "the same person as <bdi>bob@mowing.test</bdi>" in page
    assert "Ann Lee, 10am today" in page
    (row,) = json.loads((await browser.get("/people.json")).text)["rows"]
    assert (row["who"], row["standing"], row["by"]) == ("Bob Jones", "same-as", "clerk@council.test")
    await browser.submit("/people", "/people/forget", [("who", "Bob Jones")])
    assert "Nothing has been said of anybody yet." in (await browser.get("/people")).text
    await browser.submit("/people", "/people/forget", [("who", "Nobody")])
    events = (await house.store.trail(COUNCIL.key, kinds=frozenset({EventKind.STATED}))).events
    assert [(one.by, one.detail) for one in events] == [
        ("clerk@council.test", "took back what was said of Bob Jones"),
        ("clerk@council.test", "Bob Jones is same-as bob@mowing.test"),
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"who": "", "standing": "official"}, "Write the person"),
        ({"who": "Bob"}, "Choose what the person is."),
        ({"who": "Bob", "standing": "king"}, "Choose what the person is."),
        ({"who": "Bob", "standing": "same-as", "same_as": " "}, "under which the person is known"),
        ({"who": "B" * 201, "standing": "official"}, "That is too long"),
    ],
)
async def test_what_cannot_be_kept_is_told(house: House, fields: dict[str, str], problem: str) -> None:
    answer = await (await house.signed_in()).submit("/people", "/people/say", list(fields.items()))
    assert answer.status == 422
    assert problem in answer.text
    assert await house.store.statements(COUNCIL.key) == ()


async def test_a_recipient_outside_leads_to_the_form(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    assert 'href="/people?who=mary%40elsewhere.test"' in (await browser.get(f"/messages/{ref}")).text
    assert 'value="mary@elsewhere.test"' in (await browser.get("/people?who=mary@elsewhere.test")).text


async def test_every_check_knows_what_was_said(house: House) -> None:
    account = next(iter(house.accounts.values()))
    await (await house.signed_in()).submit("/people", "/people/say", [("who", "Bob Jones"), ("standing", "official")])
    (said,) = await house.store.statements(COUNCIL.key)
    known = Known(statements={person_key(said.who): said})
    found = known.said_of("  bob JONES")
    assert found is not None
    assert (found.standing, found.by) == (Standing.OFFICIAL, account.address)
    assert known.said_of("Bob") is None


async def test_a_long_list_is_read_page_by_page(house: House) -> None:
    for n in range(LINES + 1):
        await house.store.state(
            COUNCIL.key, Statement(f"Person {n:03}", Standing.OFFICIAL, "clerk@council.test", house.clock())
        )
    browser = await house.signed_in()
    first = json.loads((await browser.get("/people.json")).text)
    assert (len(first["rows"]), first["total"]) == (LINES, LINES + 1)
    second = json.loads((await browser.get(f"/people.json?after={quote(first['next'])}")).text)
    assert (len(second["rows"]), second["next"]) == (1, None)
    assert not {one["who"] for one in first["rows"]} & {one["who"] for one in second["rows"]}
    page = (await browser.get("/people")).text
    assert "What was said of 51 people" in page
    assert ">More people</a>" in page
    assert "Back to the first page" in (await browser.get(f"/people?after={quote(first['next'])}")).text
    assert (await browser.get("/people?after=Nobody")).status == 404


async def test_accounts_and_exceptions_are_counted(house: House) -> None:
    browser = await house.signed_in()
    accounts = json.loads((await browser.get("/accounts.json")).text)
    assert (accounts["total"], len(accounts["rows"]), accounts["next"]) == (6, 6, None)
    assert "6 accounts." in (await browser.get("/accounts")).text
    exceptions = json.loads((await browser.get("/exceptions.json")).text)
    assert exceptions == {"rows": [], "next": None, "total": 0, "at_least": False}
