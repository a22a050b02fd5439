"""What a Clerk does with held mail, in a real browser: with the keyboard, with scripts and without, on a phone."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from gateway.flow.exceptions import Exceptions
from gateway.model.record import State
from gateway.policy.loader import load_policy
from gateway.testing import COUNCIL, make_message
from tests.console.house import NUMBER, TEXT, WHY, House
from tests.console.looks import OPEN_ALL, PHONE, WIDE, faults, sign_in

BOTH = pytest.mark.parametrize("scripts", [True, False])


@pytest_asyncio.fixture(loop_scope="session")
async def errors() -> AsyncIterator[list[str]]:
    said: list[str] = []
    yield said
    assert said == []


async def begin(house: House, chromium: Browser, errors: list[str], scripts: bool = True, width: int = WIDE) -> Page:
    context = await chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900})
    page = await context.new_page()
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await sign_in(page, house)
    return page


async def test_ten_held_messages_are_cleared_by_keyboard(house: House, chromium: Browser, errors: list[str]) -> None:
    refs = [await house.hold(subject=f"Plot {n}") for n in range(10)]
    page = await begin(house, chromium, errors)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    for left in range(9, -1, -1):
        await page.wait_for_url("**/messages/*")
        await page.get_by_role("heading", name="What should happen?").wait_for()
        await page.keyboard.press("1" if left % 2 else "4")
        if not left % 2:
            await page.get_by_label("Please speak to me before you send this.").check()
            await page.get_by_label("Return it to its author").focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
    await page.get_by_text("Nothing is held.").wait_for()
    states = [await house.state(ref) for ref in refs]
    assert sorted(states) == [State.QUEUED] * 5 + [State.RETURNED] * 5


async def test_lines_are_ticked_and_the_search_is_reached_by_keyboard_until_that_is_switched_off(
    house: House, chromium: Browser, errors: list[str]
) -> None:
    for subject in ("Allotments", "Bins"):
        await house.hold(subject=subject)
    page = await begin(house, chromium, errors)
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    assert "(2)" in await page.get_by_role("button", name="Decide about the ticked").inner_text()
    await page.keyboard.press("/")
    await page.keyboard.type("jxk")
    assert await page.get_by_label("Search held messages").input_value() == "jxk"
    await page.get_by_label("Sort by").focus()
    await page.keyboard.press("x")
    await page.locator("body").click(position={"x": 5, "y": 5})
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("?")
    await page.wait_for_url("**/help#keys")
    await page.get_by_role("button", name="Switch the keys off").click()
    await page.goto(f"{house.url}/held")
    assert await page.locator("[data-keys=hint]").is_hidden()
    await page.keyboard.press("j")
    assert await page.locator("tr.at-keys").count() == 0


@BOTH
async def test_edit_and_send(house: House, chromium: Browser, errors: list[str], scripts: bool) -> None:
    ref = await house.hold(subject="Allotments")
    page = await begin(house, chromium, errors, scripts)
    await page.get_by_role("link", name="Allotments").click()
    await page.get_by_label("Edit it first").check()
    await page.get_by_role("button", name="Confirm").first.click()
    text = page.get_by_label("Text", exact=True)
    await text.fill((await text.input_value()).replace(f" ({NUMBER})", ""))
    await page.get_by_role("button", name="See what changes").click()
    assert NUMBER in await page.locator("del").inner_text()
    assert await page.locator("ins", has_text="Mrs Jones asks").count() == 1
    await page.get_by_role("heading", name="What the policy says of it now").wait_for()
    await page.get_by_role("button", name="Send it").click()
    await page.get_by_text("edited it and sent it to 2 people").wait_for()
    sent = await house.store.content(COUNCIL.key, ref, sent=True)
    assert NUMBER.encode() not in sent
    assert await house.state(ref) is State.QUEUED


@BOTH
async def test_send_to_some_then_undo(house: House, chromium: Browser, errors: list[str], scripts: bool) -> None:
    ref = await house.hold(subject="Allotments")
    page = await begin(house, chromium, errors, scripts, PHONE)
    await page.get_by_role("link", name="Allotments").click()
    await page.get_by_label("Send as it is").check()
    await page.get_by_text("Send it to some people only").click()
    await page.get_by_label("mary@elsewhere.test").uncheck()
    await page.get_by_label("Note for the record").fill("Only for us.")
    await page.get_by_role("button", name="Confirm").first.click()
    await page.get_by_text("Ann Lee sent it to 1 of 2 people").wait_for()
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_text("Decision undone by Ann Lee").wait_for()
    await page.get_by_text("Only for us.").wait_for()
    assert await house.state(ref) is State.HELD


@BOTH
async def test_return_with_a_phrase_and_open_the_next(
    house: House, chromium: Browser, errors: list[str], scripts: bool
) -> None:
    first = await house.hold(subject="Allotments")
    house.clock.ahead(house.in_force.config.review.undo)
    await house.hold(subject="Bins")
    page = await begin(house, chromium, errors, scripts)
    await page.get_by_role("link", name="Allotments").click()
    phrase = page.get_by_label("Please send it without the earlier messages below it.")
    await phrase.wait_for(state="hidden")
    await page.get_by_label("Return it to its author").check()
    await phrase.check()
    await page.get_by_role("button", name="Confirm and open next").click()
    await page.get_by_role("heading", name="Bins").wait_for()
    await page.get_by_text(f"{first}: Ann Lee returned it").wait_for()
    assert (await house.record(first)).decision.reason == "Please send it without the earlier messages below it."


@BOTH
async def test_allow_this_next_time_and_say_who_somebody_is(
    house: House, chromium: Browser, errors: list[str], scripts: bool
) -> None:
    house.in_force.policy = load_policy({})
    ref = await house.hold(subject="Allotments")
    page = await begin(house, chromium, errors, scripts)
    await page.goto(f"{house.url}/messages/{ref}")
    await page.get_by_role("link", name="Allow this next time").click()
    await page.get_by_label("Personal data").check()
    await page.get_by_label("Why does the council allow it?").fill("She asked for it.")
    await page.get_by_role("button", name="Allow it").click()
    await page.get_by_text("Exception recorded or taken back by Ann Lee").wait_for()
    await page.get_by_role("link", name="Say who this is").first.click()
    await page.get_by_label("the same person as").check()
    await page.get_by_label("The other name or email address").fill("Mary Jones")
    await page.get_by_role("button", name="Keep it").click()
    await page.get_by_text("the same person as Mary Jones").wait_for()
    await page.get_by_role("link", name="Policy", exact=True).click()
    await page.get_by_role("link", name="Exceptions until a day").click()
    await page.get_by_role("button", name="Take back").click()
    await page.get_by_text("taken back").wait_for()
    assert await house.state(ref) is State.HELD


@BOTH
async def test_an_attachment_is_read_and_saved_and_the_layout_is_seen(
    house: House, chromium: Browser, errors: list[str], scripts: bool
) -> None:
    html = f"<p>Dear all</p><script>document.title='owned'</script><img src='http://127.0.0.1:1/x.gif'><b>{NUMBER}</b>"
    content = make_message(text=TEXT, html=html, attachments=[("plots.csv", "text/csv", b"name,plot\r\nJones,14\r\n")])
    ref = await house.hold(content, findings=(await house.finding(content, NUMBER, WHY),))
    page = await begin(house, chromium, errors, scripts)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{house.url}/messages/{ref}")
    await page.get_by_text("See it as laid out").click()
    frame = page.frame_locator("iframe.layout")
    await frame.get_by_text("Dear all").wait_for()
    assert await frame.locator("mark").inner_text() == f"{NUMBER}1"
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="Save it").click()
    assert (await saving.value).suggested_filename == "plots.csv"
    await page.get_by_role("link", name="Read its text").click()
    await page.get_by_role("heading", name="plots.csv").wait_for()
    assert all(url.startswith(house.url) for url in asked)
    assert "owned" not in await page.title()


async def test_the_pages_of_a_review_are_open_to_everyone(house: House, chromium: Browser) -> None:
    rcpt_tos = [f"someone{n}@elsewhere.test" for n in range(3)]
    files = [("plots.csv", "text/csv", f"name,plot\r\n{NUMBER},14\r\n".encode())]
    content = make_message(to=rcpt_tos, text=TEXT, html=f"<p>{NUMBER}</p>", attachments=files)
    ref = await house.hold(content, rcpt_tos, findings=(await house.finding(content, NUMBER, WHY),))
    asked = await house.hold()
    clerk = next(iter(house.accounts.values()))
    house.in_force.policy = load_policy({})
    until = house.clock().date() + timedelta(days=9)
    await Exceptions(house.in_force, house.store, house.clock).allow(ref, "personal-data", clerk, until, "She asked.")
    await house.review.question(asked, clerk, "Does she know?")
    page = await chromium.new_page()
    wrong: list[str] = []
    await page.goto(house.url + house.ask_path(asked))
    wrong += await faults(page, "question")
    await sign_in(page, house)
    for path in (
        "/people",
        "/people?who=x&standing=same-as",
        "/help",
        f"/messages/{ref}/edit",
        f"/messages/{ref}/allow",
        "/exceptions",
    ):
        await page.goto(house.url + path)
        wrong += await faults(page, path)
    await page.get_by_role("link", name="People").click()
    await page.get_by_role("button", name="Keep it").click()
    wrong += await faults(page, "nobody is said")
    await page.goto(f"{house.url}/messages/{ref}/edit")
    await page.get_by_label("Text", exact=True).fill("Anew.")
    await page.get_by_role("button", name="See what changes").click()
    wrong += await faults(page, "edited")
    await page.goto(f"{house.url}/messages/{ref}")
    await page.evaluate(OPEN_ALL)
    wrong += await faults(page, "all open")
    await page.get_by_role("link", name="Read its text").click()
    wrong += await faults(page, "document")
    for choice in ("Return it to its author", "Ask its author", "Send with"):
        await page.goto(f"{house.url}/messages/{ref}")
        await page.get_by_label(choice).check()
        wrong += await faults(page, choice)
        await page.get_by_role("button", name="Confirm").first.click()
        wrong += await faults(page, f"{choice}, confirmed")
    assert wrong == []
