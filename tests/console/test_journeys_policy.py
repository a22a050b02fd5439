"""The policy in a real browser: changed after it was tried, restored, and a message tried; with scripts and without."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from gateway.model.account import AccountRole
from gateway.policy.loader import load_policy
from gateway.store.pages import Search
from gateway.testing import COUNCIL, make_message
from tests.console.house import ADDRESSES, TEXT, House
from tests.console.looks import OPEN_ALL, faults, sign_in

RULE = "/policy/rules/too-many-recipients"
NHS = b"From: cllr.test@council.test\nTo: mary@elsewhere.test\nSubject: A pass\n\nHer NHS number is 943 476 5919.\n"


@pytest.fixture
def house(house: House) -> House:
    house.in_force.policy = load_policy({})
    return house


async def _seeded(house: House) -> None:
    """Mail to try a change on, and a policy that was changed."""
    crowd = [f"someone{n}@elsewhere.test" for n in range(4)]
    await house.hold(make_message(to=crowd, cc=[ADDRESSES[AccountRole.CLERK]], text=TEXT), crowd)
    browser = await house.signed_in()
    fields = [("action", ""), ("visible", "12"), ("outside", "5"), ("total", "30"), ("seen", "0")]
    exception = [("except-0-to", "ann@x.test"), ("except-0-why", "Agreed.")]
    answer = await browser.submit(RULE, RULE, [*fields, *exception, ("step", "on"), ("reason", "Minute 3")])
    assert answer.status == 303


async def test_every_page_is_open_to_everyone(house: House, chromium: Browser) -> None:
    await _seeded(house)
    page = await chromium.new_page()
    await sign_in(page, house)
    wrong: list[str] = []
    settings = [f"/policy/settings/{name}" for name in ("office-hours", "waiting", "questions", "texts", "own-details")]
    rules = [f"/policy/rules/{name}" for name in ("attachments", "confidential", "personal-data", "reply-all")]
    others = ["/policy/changes", "/policy/changes?done=2", "/policy/versions/0", "/policy/versions/2", "/try"]
    for path in ("/", "/policy", RULE, *rules, *settings, *others):
        await page.goto(house.url + path)
        await page.evaluate(OPEN_ALL)
        wrong += await faults(page, path)
    await page.goto(house.url + RULE)
    await page.get_by_label("The most people in To and Cc").fill("many")
    await page.get_by_role("button", name="See what changes").click()
    wrong += await faults(page, "a problem")
    await page.get_by_label("The most people in To and Cc").fill("9")
    await page.get_by_label("The most people outside").fill("2")
    await page.get_by_role("button", name="See what changes").click()
    wrong += await faults(page, "a change")
    await page.get_by_role("button", name="Try it on").click()
    await page.get_by_text("What it would have done").wait_for()
    wrong += await faults(page, "a change that was tried")
    await _try(page, house)
    wrong += await faults(page, "a message that was tried")
    await page.goto(f"{house.url}/try")
    await page.get_by_role("button", name="See what would happen").click()
    wrong += await faults(page, "nothing to try")
    assert wrong == []


async def _try(page: Page, house: House) -> None:
    await page.goto(f"{house.url}/try")
    await page.get_by_label("Or paste it here").fill(NHS.decode())
    await page.get_by_role("button", name="See what would happen").click()
    await page.get_by_role("heading", name="It would be held for the Clerk").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_limit_is_changed_after_it_was_tried_and_restored(
    house: House, chromium: Browser, scripts: bool
) -> None:
    await _seeded(house)
    page = await (await chromium.new_context(java_script_enabled=scripts)).new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await sign_in(page, house)
    await page.get_by_role("link", name="Policy").click()
    await page.get_by_role("link", name="Too many recipients").click()
    await page.get_by_label("The most people outside").fill("2")
    await page.get_by_role("button", name="See what changes").click()
    await page.get_by_role("button", name="Try it on the last weeks").click()
    await page.get_by_text("1 of them would have been treated in another way.").wait_for()
    await page.get_by_label("Why is it changed?").fill("Minute 9")
    await page.get_by_role("button", name="Switch it on").click()
    await page.get_by_text("Version 3 is in force.").wait_for()
    assert await _outside(house) == 2
    await page.get_by_role("link", name="Version 2").click()
    await page.get_by_label("Why is it restored?").fill("Too strict")
    await page.get_by_role("button", name="Restore this version").click()
    await page.get_by_text("Version 4 is in force.").wait_for()
    assert await _outside(house) == 5
    assert [one.reason for one in await house.store.overrides(COUNCIL.key)][-2:] == ["Minute 9", "Too strict"]
    assert errors == []


async def _outside(house: House) -> int:
    [rule] = [one for one in house.in_force.policy.rules if one.name == "too-many-recipients"]
    return int(rule.options.outside)  # type: ignore[attr-defined]


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_file_is_tried(house: House, chromium: Browser, scripts: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(NHS)
    page = await (await chromium.new_context(java_script_enabled=scripts)).new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await sign_in(page, house)
    await page.get_by_role("link", name="Try a message").click()
    await page.locator("input[type=file]").set_input_files(file)
    await page.get_by_role("button", name="See what would happen").click()
    await page.get_by_role("heading", name="It would be held for the Clerk").wait_for()
    await page.locator("mark", has_text="943 476 5919").wait_for()
    assert (await house.store.search(COUNCIL.key, Search())).rows == ()
    assert errors == []
