import pytest

from gateway.mime.read import read
from gateway.model.account import AccountRole
from gateway.model.decision import Action, AddCc, Edit
from gateway.model.record import EventKind, State
from gateway.testing import COUNCIL
from tests.console.browser import Answer, Browser
from tests.console.house import ADDRESSES, NUMBER, TEXT, House

CLERK = ADDRESSES[AccountRole.CLERK]
SAME = {"subject": "Allotments", "to": "mary@elsewhere.test\r\nmayor@council.test", "cc": "", "bcc": "", "text": TEXT}


async def edit(browser: Browser, ref: str, step: str = "send", **changed: str) -> Answer:
    path = f"/messages/{ref}/edit"
    return await browser.submit(path, f"{path}ed", [*(SAME | changed).items(), ("step", step)])


async def test_the_form_shows_the_message(house: House) -> None:
    ref = await house.hold(rcpt_tos=("mary@elsewhere.test", "mayor@council.test"))
    page = (await (await house.signed_in()).get(f"/messages/{ref}/edit")).text
    for said in ("Allotments", "mary@elsewhere.test\nmayor@council.test", NUMBER, "clerk@council.test, added by"):
        assert said in page


async def test_what_changes_is_seen_before_anything_is_sent(house: House) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    answer = await edit(browser, ref, "see", text="Dear all,\n\nNothing to see.\n", to="new@elsewhere.test")
    assert answer.status == 200
    assert f"<del>Mrs Jones ({NUMBER})" in answer.text
    assert "<ins>Nothing to see.</ins>" in answer.text
    assert "New: <bdi>new@elsewhere.test</bdi>" in answer.text
    assert "No longer gets it: <bdi>mary@elsewhere.test</bdi>" in answer.text
    assert "It finds nothing." in answer.text
    assert await house.state(ref) is State.HELD


async def test_what_was_written_is_sent_and_the_original_stays(house: House) -> None:
    ref = await house.hold()
    received = await house.store.content(COUNCIL.key, ref)
    browser = await house.signed_in()
    text = "Dear Mary,\r\n\r\nYou may have plot 14 — enjoy!"
    answer = await edit(browser, ref, subject="Plot 14", to="mary@elsewhere.test", bcc="joan@elsewhere.test", text=text)
    assert (answer.status, answer.headers["location"]) == (303, f"/held?done={ref}")
    record = await house.record(ref)
    assert record.summary.state is State.QUEUED
    assert {d.recipient for d in record.deliveries} == {"mary@elsewhere.test", "joan@elsewhere.test", CLERK}
    assert await house.store.content(COUNCIL.key, ref) == received
    sent = await house.store.content(COUNCIL.key, ref, sent=True)
    content = read(sent)
    assert (content.subject, [box.address for box in content.visible]) == ("Plot 14", ["mary@elsewhere.test", CLERK])
    assert content.texts[-1].text == "Dear Mary,\n\nYou may have plot 14 — enjoy!\n"
    assert b"joan" not in sent
    assert NUMBER.encode() not in sent
    assert isinstance(record.decision.amendments[0], Edit)
    assert AddCc(CLERK) in record.decision.amendments
    page = (await browser.get(f"/messages/{ref}")).text
    assert "Ann Lee edited it and sent it to 2 people" in page
    assert "Written anew: the subject, To, the text." in page
    assert "<ins>Plot 14</ins>" in page


async def test_a_copy_that_nobody_sees_stays_one(house: House) -> None:
    ref = await house.hold(rcpt_tos=("mary@elsewhere.test", "mayor@council.test"))
    browser = await house.signed_in()
    await edit(browser, ref, to="mary@elsewhere.test", bcc="mayor@council.test", subject="Allotments")
    record = await house.record(ref)
    assert {d.recipient for d in record.deliveries} == {"mary@elsewhere.test", "mayor@council.test", CLERK}
    assert b"mayor" not in await house.store.content(COUNCIL.key, ref, sent=True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"to": "", "cc": " ", "bcc": "\n"}, "Write at least one recipient."),
        ({"to": "Mary Jones"}, "Write one email address on each line."),
        ({"bcc": "a@x\nb@"}, "Write one email address on each line."),
        ({"subject": "x" * 501}, "Write a shorter subject."),
        ({"text": "x" * 30_001}, "too long to be written anew"),
        ({}, "Nothing is changed."),
    ],
)
async def test_what_cannot_be_sent_is_told_and_kept_in_the_form(
    house: House, changed: dict[str, str], said: str
) -> None:
    ref = await house.hold()
    for step in ("see", "send"):
        answer = await edit(await house.signed_in(), ref, step, **changed)
        assert answer.status == 422
        assert said in answer.text
        assert changed.get("bcc", "") in answer.text
    assert await house.state(ref) is State.HELD


async def test_edit_again_goes_back_with_what_was_typed(house: House) -> None:
    ref = await house.hold()
    answer = await edit(await house.signed_in(), ref, "again", text="Half a thought")
    assert (answer.status, "Half a thought</textarea>" in answer.text) == (200, True)


async def test_an_edit_can_be_undone_and_others_are_told(house: House) -> None:
    ref = await house.hold()
    browser, deputy = await house.signed_in(), await house.signed_in(AccountRole.DEPUTY)
    token = (await deputy.get(f"/messages/{ref}/edit")).token
    await edit(browser, ref, text="New.")
    late = await deputy.post(f"/messages/{ref}/edited", {"form": token, **SAME, "text": "Mine.", "step": "send"})
    assert late.status == 409
    assert "Ann Lee edited it and sent it" in late.text
    assert (await browser.get(f"/messages/{ref}/edit")).status == 409
    await browser.submit("/held", f"/messages/{ref}/undo", [])
    assert await house.state(ref) is State.HELD
    assert NUMBER in (await browser.get(f"/messages/{ref}")).text


async def test_the_clerks_own_message_is_not_released_by_editing_it(house: House) -> None:
    ref = await house.hold(author=CLERK)
    answer = await edit(await house.signed_in(), ref, text="New.")
    assert answer.status == 422
    assert "This is your own message" in answer.text
    assert await house.state(ref) is State.HELD


async def test_a_message_that_waits_for_its_author_is_not_edited(house: House) -> None:
    ref = await house.hold(action=Action.ASK)
    assert (await (await house.signed_in()).get(f"/messages/{ref}/edit")).status == 409
    assert EventKind.RELEASED not in {event.kind for event in (await house.record(ref)).events}
