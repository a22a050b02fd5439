import json
from datetime import timedelta

import pytest

from gateway.model.account import AccountRole
from gateway.model.record import EventKind, State
from gateway.policy.loader import load_policy
from gateway.testing import COUNCIL
from tests.console.house import ADDRESSES, House

MEMBER = ADDRESSES[AccountRole.MEMBER]
UNTIL = [("day", "31"), ("month", "5"), ("year", "2026")]


@pytest.fixture
def policy(house: House) -> None:
    house.in_force.policy = load_policy({})


@pytest.mark.usefixtures("policy")
async def test_this_sender_this_kind_to_these_people_until_a_day(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    assert f'href="/messages/{ref}/allow"' in (await browser.get(f"/messages/{ref}")).text
    form = (await browser.get(f"/messages/{ref}/allow")).text
    for said in ("Personal data", f"From: <bdi>{MEMBER}", "Only: <bdi>ni", "To: <bdi>mary@elsewhere.test"):
        assert said in form
    fields = [("rule", "personal-data"), *UNTIL, ("why", "She asked for it.")]
    answer = await browser.submit(f"/messages/{ref}/allow", f"/messages/{ref}/allowed", fields)
    assert (answer.status, answer.headers["location"]) == (303, f"/messages/{ref}")
    record = await house.record(ref)
    assert record.summary.state is State.HELD
    assert record.events[-1].kind is EventKind.EXCEPTED
    page = (await browser.get("/exceptions")).text
    assert "She asked for it." in page
    assert "until 31 May 2026" in page
    (row,) = json.loads((await browser.get("/exceptions.json")).text)["rows"]
    assert (row["rule"], row["until"], row["stands"], row["about"]) == ("personal-data", "2026-05-31", "in force", ref)
    assert (await browser.submit("/exceptions", "/exceptions/end", [("number", str(row["number"]))])).status == 303
    assert "taken back" in (await browser.get("/exceptions")).text
    assert await house.store.exceptions_in_force(COUNCIL.key, house.clock().date()) == ()


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ([("rule", "personal-data"), *UNTIL, ("why", " ")], "Write why"),
        (
            [("rule", "personal-data"), ("day", "31"), ("month", "2"), ("year", "2026"), ("why", "x")],
            "Write the last day",
        ),
        ([("rule", "personal-data"), ("day", "1"), ("month", "1"), ("year", "2026"), ("why", "x")], "a day to come"),
        ([("rule", "personal-data"), ("day", "1"), ("month", "1"), ("year", "2099"), ("why", "x")], "within two years"),
        ([("rule", "reply-all"), *UNTIL, ("why", "x")], "found nothing"),
        ([*UNTIL, ("why", "x")], "found nothing"),
    ],
)
async def test_what_cannot_be_allowed_is_told(house: House, fields: list[tuple[str, str]], problem: str) -> None:
    ref = await house.hold()
    answer = await (await house.signed_in()).submit(f"/messages/{ref}/allow", f"/messages/{ref}/allowed", fields)
    assert answer.status == 422
    assert problem in answer.text
    assert not await house.store.exceptions(COUNCIL.key)


@pytest.mark.usefixtures("policy")
async def test_nobody_makes_an_exception_of_their_own_message(house: House) -> None:
    ref = await house.hold(author=ADDRESSES[AccountRole.CLERK])
    fields = [("rule", "personal-data"), *UNTIL, ("why", "Mine.")]
    answer = await (await house.signed_in()).submit(f"/messages/{ref}/allow", f"/messages/{ref}/allowed", fields)
    assert answer.status == 422
    assert "This is your own message" in answer.text


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "7"])
async def test_what_is_no_exception_cannot_be_taken_back(house: House, number: str) -> None:
    browser = await house.signed_in()
    assert (await browser.submit("/exceptions", "/exceptions/end", [("number", number)])).status == 404


@pytest.mark.usefixtures("policy")
async def test_the_form_proposes_three_months(house: House) -> None:
    ref = await house.hold()
    until = house.clock() + timedelta(days=90)
    page = (await (await house.signed_in()).get(f"/messages/{ref}/allow")).text
    assert f'name="month" type="text" inputmode="numeric" value="{until.month}"' in page
