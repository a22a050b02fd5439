from datetime import timedelta

from gateway.config import parse
from gateway.model.decision import Action
from gateway.model.record import EventKind, State
from tests.console.house import WHY, House


async def test_the_list_says_what_waits_why_since_when_and_until_when(house: House) -> None:
    ref = await house.hold()
    house.clock.ahead(timedelta(minutes=30))
    text = (await (await house.signed_in()).get("/held")).text
    for said in (ref, "Allotments", "Tess Ter", "2 people", "Personal data", "10am today", "Back to its author at"):
        assert said in text
    assert "1 message is held" in text
    assert "Held (1)" in text


async def test_nothing_held_is_said(house: House) -> None:
    assert "Nothing is held." in (await (await house.signed_in()).get("/")).text


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
    assert [ref for ref in refs if f"/messages/{ref}" in first] == refs[2:]
    assert [ref for ref in refs if f"/messages/{ref}" in second] == refs[:2]
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


async def test_a_passed_review_of_the_policy_is_said(house: House) -> None:
    browser = await house.signed_in()
    assert "due for review" not in (await browser.get("/held")).text
    for due, said in (("2026-03-02", False), ("2026-03-01", True)):
        house.in_force.config = parse(f"[policy]\nreview_due = {due}\n")[0]
        assert ("due for review" in (await browser.get("/held")).text) is said
