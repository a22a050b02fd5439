import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

import pytest

from gateway.model.decision import Action
from gateway.model.hours import OfficeHours
from gateway.model.record import EventKind, State
from gateway.testing import COUNCIL, make_message
from tests.console.house import ADDRESSES, WHY, House


async def test_the_list_says_what_waits_why_since_when_and_until_when(house: House) -> None:
    ref = await house.hold()
    house.clock.ahead(timedelta(minutes=30))
    text = (await (await house.signed_in()).get("/held")).text
    for said in (
        ref,
        "Allotments",
        "Tess Ter",
        "2 people",
        "Personal data",
        "30 minutes",
        "Goes back to its author at",
        "<bdi>mary<wbr>@elsewhere.test</bdi> outside",
    ):
        assert said in text
    assert "1 message is held" in text
    assert "Held (1)" in text


async def test_nothing_held_is_said(house: House) -> None:
    assert "Nothing is held." in (await (await house.signed_in()).get("/held")).text


async def test_a_message_that_waits_for_its_author_is_not_the_clerks(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    assert ref not in (await (await house.signed_in()).get("/held")).text


async def test_a_subject_is_shown_as_text(house: House) -> None:
    await house.hold(subject='<script>alert(1)</script>"\u202ecod.exe')
    text = (await (await house.signed_in()).get("/held")).text
    assert "<script>alert" not in text
    assert "\u202e" not in text


async def test_a_long_list_has_pages(house: House) -> None:
    refs = []
    for _ in range(52):
        refs.append(await house.hold(findings=()))
        house.clock.ahead(timedelta(seconds=1))
    browser = await house.signed_in()
    first = (await browser.get("/held")).text
    following = first.split('href="/held?after=')[1].split('"')[0]
    second = (await browser.get(f"/held?after={following}")).text
    assert re.findall(r"/messages/(\w{3}-\w{4})", first) == refs[:40]
    assert re.findall(r"/messages/(\w{3}-\w{4})", second) == refs[40:]
    assert (await browser.get("/held?after=nonsense")).status == 404


async def test_the_banner_tells_what_the_record_says_and_not_the_address(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    for address in (f"/held?done={ref}", "/held?done=7K2-4QXM", "/held?done=<script>"):
        assert "Done" not in (await browser.get(address)).text
    await house.review.release(ref, list(house.accounts.values())[1])
    assert "Dev Patel sent it" in (await browser.get(f"/held?done={ref}")).text


async def test_looking_at_the_list_is_no_event_and_opening_a_message_is(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    await browser.get("/held")
    before = await house.record(ref)
    assert EventKind.OPENED not in {event.kind for event in before.events}
    assert WHY in (await browser.get(f"/messages/{ref}")).text
    after = await house.record(ref)
    opened = after.events[len(before.events) :]
    assert [(event.kind, event.by) for event in opened] == [(EventKind.OPENED, "clerk@council.test")]
    assert (after.summary.state, after.decisions) == (State.HELD, before.decisions)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=from:TEST", True),
        ("q=from:someone", False),
        ("q=to:*@elsewhere.test+allot", True),
        ("q=bins", False),
        ("q=rule:personal", True),
        ("rule=personal-data", True),
        ("rule=confidential", False),
        ("q=%00%22%3E%3Cscript%3E&rule=%3Cb%3E", False),
    ],
)
async def test_the_list_can_be_searched(house: House, query: str, found: bool) -> None:
    ref = await house.hold()
    answer = await (await house.signed_in()).get(f"/held?{query}")
    assert (answer.status, f"/messages/{ref}" in answer.text) == (200, found)
    assert f"{int(found)} message" in answer.text
    assert "<script>" not in answer.text


async def test_a_ref_in_the_search_box_opens_its_message(house: House) -> None:
    answer = await (await house.signed_in()).get("/held?q=7k2-4qxm")
    assert (answer.status, answer.headers["location"]) == (303, "/messages/7K2-4QXM")


async def test_the_page_after_the_next_is_searched_too(house: House) -> None:
    for number in range(104):
        await house.hold(findings=(), subject=f"Plot {number % 2}")
        house.clock.ahead(timedelta(seconds=1))
    browser = await house.signed_in()
    text = (await browser.get("/held?q=plot+1")).text
    assert "52 messages match" in text
    following = html.unescape(text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0])
    second = (await browser.get(following)).text
    assert len(re.findall(r"/messages/(\w{3}-\w{4})", second)) == 12


async def test_how_long_it_waits_is_told_in_office_hours(house: House) -> None:
    office = (time(9), time(13))
    hours = OfficeHours(spans=((office,),) * 5 + ((),) * 2)
    house.in_force.council = replace(COUNCIL, hours=hours)
    house.clock.at = datetime(2026, 3, 6, 12, 30, tzinfo=UTC)  # a Friday: the office closes at 1pm, and opens on Monday
    await house.hold()
    house.clock.at = datetime(2026, 3, 9, 9, 45, tzinfo=UTC)
    assert "1 hour 15 minutes<" in (await (await house.signed_in()).get("/held")).text


async def test_the_list_for_programs(house: House) -> None:
    ref = await house.hold()
    answer = await (await house.signed_in()).get("/held.json?q=allotments")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    (row,) = json.loads(answer.text)["rows"]
    assert (row["ref"], row["state"], row["rules"]) == (ref, "held", ["personal-data", "clerk-copy"])
    assert row["received_at"] == house.clock().isoformat()
    assert json.loads(answer.text)["total"] == 1
    assert (row["outside"], row["outside_first"], row["attachments"]) == (1, ["mary@elsewhere.test"], 0)
    assert row["waited_office_seconds"] == 0


async def test_the_list_is_sorted_as_asked_and_keeps_that_on_every_page(house: House) -> None:
    for number in range(53):
        await house.hold(findings=(), author=ADDRESSES[list(ADDRESSES)[number % 3]], subject="x" * number)
        house.clock.ahead(timedelta(seconds=1))
    browser = await house.signed_in()
    for order in ("longest", "newest", "author", "largest"):
        first = json.loads((await browser.get(f"/held.json?sort={order}")).text)
        second = json.loads((await browser.get(f"/held.json?sort={order}&after={quote(first['next'])}")).text)
        rows = first["rows"] + second["rows"]
        assert len({row["ref"] for row in rows}) == 53
        assert second["next"] is None
        kept = {
            "longest": [row["waiting_since"] for row in rows],
            "newest": [row["waiting_since"] for row in rows[::-1]],
            "author": [row["author"] for row in rows],
            "largest": [row["size"] for row in rows[::-1]],
        }[order]
        assert kept == sorted(kept)
    page = (await browser.get("/held?sort=author")).text
    assert "sort=author&amp;after=" in page
    assert (await browser.get("/held?sort=colour")).status == 200
    assert (await browser.get("/held?sort=largest&after=x.AAA-AAAA")).status == 404


async def test_only_those_with_attachments(house: House) -> None:
    await house.hold()
    attached = make_message(text="See it.\n", attachments=[("a.txt", "text/plain", b"Plot 14")])
    ref = await house.hold(attached, findings=())
    text = (await (await house.signed_in()).get("/held?attached=1")).text
    assert re.findall(r'href="/messages/(\w{3}-\w{4})', text) == [ref]
    assert "1 attachment" in text
