"""The console in a real browser: nothing that keeps anybody out (WCAG 2.2 AA by axe), with scripts and without."""

import pytest
from playwright.async_api import Browser

from gateway.model.account import AccountRole
from gateway.model.decision import Action
from gateway.model.record import State
from tests.console.house import House
from tests.console.looks import PHONE, faults, sign_in


async def test_every_page_is_open_to_everyone(house: House, chromium: Browser) -> None:
    ref = await house.hold()
    decided = await house.hold(fault="the rule took too long", subject="Long" * 50)
    asked = await house.hold(action=Action.ASK)
    crowd = await house.hold(rcpt_tos=[f"someone{n}@elsewhere.test" for n in range(30)])
    await house.review.give_back(decided, house.accounts[AccountRole.DEPUTY], "Please write it anew.")
    page = await chromium.new_page()
    wrong: list[str] = []
    for path in ("/login", house.ask_path(asked), "/ask/none", "/nothing"):
        await page.goto(house.url + path)
        wrong += await faults(page, path)
    await sign_in(page, house)
    ticked = f"/held/decide?ref={ref}&ref={crowd}"
    for path in (
        "/",
        "/held",
        "/held?q=plot&rule=clerk-copy",
        f"/held?done={decided}",
        ticked,
        "/held/decide",
        *(f"/messages/{one}" for one in (ref, decided, asked, crowd)),
    ):
        await page.goto(house.url + path)
        wrong += await faults(page, path)
    await page.goto(f"{house.url}/messages/{ref}")
    await page.get_by_role("button", name="Confirm", exact=True).click()
    wrong += await faults(page, "nothing chosen")
    await page.get_by_text("Send it to some people only").click()
    wrong += await faults(page, "send to some")
    assert wrong == []


@pytest.mark.parametrize("scripts", [True, False])
async def test_sign_in_open_release_and_sign_out(house: House, chromium: Browser, scripts: bool) -> None:
    ref = await house.hold(subject="Allotments")
    context = await chromium.new_context(java_script_enabled=scripts)
    page = await context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await sign_in(page, house)
    await page.get_by_role("link", name="Allotments").click()
    await page.get_by_label("Send with this change").check()
    await page.get_by_role("button", name="Confirm").click()
    await page.get_by_text("Ann Lee sent it").wait_for()
    await page.get_by_text("Nothing is held.").wait_for()
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url("**/login")
    assert await house.state(ref) is State.QUEUED
    assert errors == []


async def test_an_author_answers_from_the_link_without_scripts(house: House, chromium: Browser) -> None:
    ref = await house.hold(action=Action.ASK)
    context = await chromium.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 700})
    page = await context.new_page()
    await page.goto(house.url + house.ask_path(ref))
    await page.get_by_role("button", name="Send").click()
    await page.get_by_text("There is a problem").wait_for()
    await page.get_by_label("Why should it be sent?").fill("They all asked for it.")
    await page.get_by_role("button", name="Send").click()
    await page.get_by_text("This message is decided").wait_for()
    assert await house.state(ref) is State.QUEUED


async def test_without_the_built_assets_the_pages_can_still_be_read(house: House, chromium: Browser) -> None:
    ref = await house.hold()
    page = await chromium.new_page(viewport={"width": PHONE, "height": 700})
    await page.route("**/static/govuk/**", lambda route: route.abort())
    await sign_in(page, house)
    await page.goto(f"{house.url}/messages/{ref}")
    await page.get_by_role("button", name="Confirm").wait_for()
    assert await faults(page, "plain") == []


@pytest.mark.parametrize("scripts", [True, False])
async def test_tick_several_and_return_them_together(house: House, chromium: Browser, scripts: bool) -> None:
    refs = [await house.hold(subject=subject) for subject in ("Allotments", "Bins", "Cows")]
    context = await chromium.new_context(java_script_enabled=scripts)
    page = await context.new_page()
    await sign_in(page, house)
    for ref in refs[:2]:
        await page.get_by_label(f"Tick {ref}").check()
    button = page.get_by_role("button", name="Decide about the ticked messages")
    assert ("(2)" in await button.inner_text()) is scripts
    await button.click()
    await page.get_by_label("Reason").fill("Leave the number out.")
    await page.get_by_role("button", name="Return 2 messages to their authors").click()
    await page.wait_for_url("**/held?done=*")
    assert await page.get_by_text("Ann Lee returned it to its author").count() == 2
    assert [await house.state(ref) for ref in refs] == [State.RETURNED, State.RETURNED, State.HELD]


@pytest.mark.parametrize("scripts", [True, False])
async def test_on_a_phone_the_pages_are_behind_one_button_or_all_there(
    house: House, chromium: Browser, scripts: bool
) -> None:
    context = await chromium.new_context(java_script_enabled=scripts, viewport={"width": PHONE, "height": 700})
    page = await context.new_page()
    await sign_in(page, house)
    held, menu = page.get_by_role("link", name="Held (0)"), page.get_by_role("button", name="Menu")
    shown, hidden = (menu, held) if scripts else (held, menu)
    await shown.wait_for()
    await hidden.wait_for(state="hidden")
    if scripts:
        await menu.click()
        assert await menu.get_attribute("aria-expanded") == "true"
        assert await faults(page, "the menu, open") == []
        await page.set_viewport_size({"width": PHONE, "height": 700})
    await held.click()
    await page.wait_for_url(f"{house.url}/held")
