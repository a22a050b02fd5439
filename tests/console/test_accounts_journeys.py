"""Accounts and people in a real browser: with scripts and without, and nothing that keeps anybody out (axe)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from gateway.flow.aside import Aside
from gateway.model.account import AccountRole
from gateway.model.council import Relation
from gateway.model.record import EventKind
from gateway.testing import COUNCIL
from tests.console.house import ADDRESSES, PASSWORD, House, close_house, open_house
from tests.console.looks import faults

CLERK = ADDRESSES[AccountRole.CLERK]


@pytest_asyncio.fixture(loop_scope="session")
async def local(tmp_path: Path, aside: Aside) -> AsyncIterator[House]:
    """A house that is reached as localhost: passkeys belong to a name, not to a number. A second step is needed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    extra = f'public_url = "http://localhost:{port}"\nsecond_step = ["clerk"]\n'
    house = await open_house(tmp_path, aside, extra, f"127.0.0.1:{port}")
    yield house
    await close_house(house)


async def _type_password(page: Page, url: str, role: AccountRole = AccountRole.CLERK) -> None:
    await page.goto(f"{url}/login")
    await page.get_by_label("Your email address").fill(ADDRESSES[role])
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def _set_up_an_app(page: Page, house: House) -> pyotp.TOTP:
    await page.wait_for_url("**/account/app")
    await page.get_by_text("I cannot scan it").click()
    app = pyotp.TOTP(await page.locator("code.key").inner_text())
    await page.get_by_label("Code from the app").fill(app.at(house.clock()))
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("heading", name="Keep these recovery codes").wait_for()
    return app


async def _context(chromium: Browser, scripts: bool = True) -> BrowserContext:
    return await chromium.new_context(java_script_enabled=scripts)


@pytest.mark.parametrize("scripts", [True, False])
async def test_first_sign_in_sets_up_an_app_and_the_next_one_asks_for_its_code(
    local: House, chromium: Browser, scripts: bool
) -> None:
    url = f"http://localhost:{local.port}"
    page = await (await _context(chromium, scripts)).new_page()
    await _type_password(page, url)
    await page.goto(f"{url}/held")
    assert page.url.endswith("/account/app")
    app = await _set_up_an_app(page, local)
    codes = await page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    await page.get_by_role("button", name="I have kept them").click()
    await page.goto(f"{url}/held")
    assert await page.get_by_role("heading", name="Messages waiting for you").count() == 1

    for typed in ("code", "recovery"):
        other = await (await _context(chromium, scripts)).new_page()
        await _type_password(other, url)
        await other.wait_for_url("**/login/second")
        await other.goto(f"{url}/held")
        assert other.url.endswith("/login/second")
        field = other.get_by_label("Code from your app")
        await field.fill(app.at(local.clock()))  # it has been used: it counts once
        await other.get_by_role("button", name="Continue").click()
        await expect(other.get_by_text("is not right, or was used already").first).to_be_attached()
        local.clock.ahead(timedelta(seconds=60))
        await field.fill(app.at(local.clock()) if typed == "code" else codes[0].lower().replace("-", " "))
        await other.get_by_role("button", name="Continue").click()
        await other.wait_for_url(f"{url}/")
    assert await local.store.recovery_codes(COUNCIL.key, CLERK) == 9


async def test_a_passkey_signs_in_by_itself_and_as_the_second_step(local: House, chromium: Browser) -> None:
    url = f"http://localhost:{local.port}"
    context = await _context(chromium)
    page = await context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    device = await context.new_cdp_session(page)
    await device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    made = await device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    await _type_password(page, url)
    await page.get_by_role("link", name="use a passkey").click()
    await page.get_by_label("A name, so that").fill("Office laptop")
    await page.get_by_role("button", name="Make a passkey").click()
    await page.get_by_role("heading", name="Keep these recovery codes").wait_for()
    await page.goto(f"{url}/account")
    assert await page.get_by_text("Office laptop", exact=True).count() == 1
    [factor] = await local.store.factors(COUNCIL.key, CLERK)
    assert factor.name == "Office laptop"

    await page.get_by_role("button", name="Sign out clerk").click()
    await page.get_by_role("button", name="Use a passkey instead").click()
    await page.wait_for_url(f"{url}/")
    await page.get_by_role("button", name="Sign out clerk").click()
    await _type_password(page, url)
    await page.get_by_role("button", name="Use your passkey").click()
    await page.wait_for_url(f"{url}/")

    await page.get_by_role("button", name="Sign out clerk").click()
    await device.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": False})
    await page.get_by_role("button", name="Use a passkey instead").click()
    await page.get_by_text("The passkey was not used").wait_for()
    assert errors == []


@pytest.mark.parametrize("scripts", [True, False])
async def test_another_browser_is_signed_out(house: House, chromium: Browser, scripts: bool) -> None:
    one, other = [await (await _context(chromium, scripts)).new_page() for _ in range(2)]
    for page in (one, other):
        await _type_password(page, house.url)
    await one.get_by_role("link", name="Your account").click()
    await expect(one.get_by_text("this browser")).to_have_count(1)
    await one.get_by_role("button", name="Sign out Chrome on Linux").click()
    await one.get_by_text("That browser is signed out.").wait_for()
    await other.goto(f"{house.url}/held")
    assert "/login" in other.url
    await one.goto(f"{house.url}/held")
    assert one.url.endswith("/held")


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_member_is_added_given_an_account_and_taken_off(house: House, chromium: Browser, scripts: bool) -> None:
    page = await (await _context(chromium, scripts)).new_page()
    await _type_password(page, house.url)
    await page.get_by_role("link", name="Council", exact=True).click()
    await page.get_by_role("button", name="Add somebody").click()
    await page.get_by_label("Name", exact=True).fill("Nia New")
    await page.get_by_label("Official address", exact=True).fill("cllr.new")
    await page.get_by_label("Private addresses").fill("nia@home.test")
    await page.get_by_label("Why?").fill("elected on 7 May")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("is not an email address").first).to_be_attached()
    await page.get_by_label("Official address", exact=True).fill("cllr.new@council.test")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_text("is in force").first.wait_for()
    assert house.in_force.council.relation("cllr.new@council.test") is Relation.MEMBER
    person = house.in_force.council.person("cllr.new@council.test")
    assert person is not None
    assert person.private_addresses == ("nia@home.test",)

    await page.get_by_role("link", name="Accounts").click()
    await page.get_by_role("button", name="Make a link for Nia New").click()
    link = await page.locator("code.key").inner_text()
    theirs = await (await _context(chromium, scripts)).new_page()
    await theirs.goto(link.replace(house.in_force.config.console.public_url, house.url))
    await theirs.get_by_label("New password").fill("four plain long words")
    await theirs.get_by_label("The same password again").fill("four plain long words")
    await theirs.get_by_role("button", name="Save and sign in").click()
    await theirs.wait_for_url(f"{house.url}/records")
    assert await theirs.get_by_role("heading", name="Your messages").count() == 1

    await page.get_by_role("link", name="Council", exact=True).click()
    await page.get_by_role("link", name="Nia New").click()
    await page.get_by_text("They have left the council").click()
    await page.get_by_label("Why are they taken off?").fill("moved away")
    await page.get_by_role("button", name="Take off the list").click()
    await page.get_by_text("moved away").wait_for()
    assert house.in_force.council.relation("cllr.new@council.test") is Relation.COUNCIL
    await page.get_by_role("link", name="Accounts").click()
    await page.get_by_role("link", name="cllr.new@council.test").click()
    await page.get_by_role("button", name="Disable the account").click()
    await theirs.reload()
    assert "/login" in theirs.url


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_auditor_searches_opens_and_exports_and_all_of_it_is_in_the_trail(
    house: House, chromium: Browser, scripts: bool
) -> None:
    ref = await house.hold(subject="Allotments")
    await house.hold(subject="Bins")
    page = await (await _context(chromium, scripts)).new_page()
    await _type_password(page, house.url, AccountRole.AUDITOR)
    await page.get_by_role("link", name="Records").click()
    await page.get_by_label("Search", exact=True).fill("allot")
    await page.get_by_label("From the day").fill("1/3/2026")
    await page.get_by_role("button", name="Search").click()
    await page.wait_for_url("**/records?q=allot*")
    assert await page.get_by_role("link", name="Bins").count() == 0
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Save what was found").click()
    text = await asyncio.to_thread(Path(await (await downloading.value).path()).read_text)
    assert ref in text
    assert "Bins" not in text
    await page.get_by_role("link", name="Allotments").click()
    await page.wait_for_url(f"**/messages/{ref}")
    assert await page.get_by_role("button", name="Send").count() == 0
    await page.get_by_role("link", name="Audit trail").click()
    await page.wait_for_url("**/trail")
    kinds = {event.kind for event in (await house.store.trail(COUNCIL.key, by=ADDRESSES[AccountRole.AUDITOR])).events}
    assert kinds == {EventKind.SIGNED_IN, EventKind.SEARCHED, EventKind.EXPORTED, EventKind.OPENED}
    await page.get_by_label("What", exact=True).select_option("searched")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_text("q: allot; since: 1/3/2026")).to_have_count(1)


async def test_every_page_of_accounts_is_open_to_everyone(local: House, chromium: Browser) -> None:
    url = f"http://localhost:{local.port}"
    await local.hold()
    page = await chromium.new_page()
    wrong: list[str] = []
    await page.goto(f"{url}/login")
    wrong += await faults(page, "login")
    await _type_password(page, url)
    wrong += await faults(page, "app")
    await page.goto(f"{url}/account/passkey")
    wrong += await faults(page, "passkey")
    await page.goto(f"{url}/account/app")
    await _set_up_an_app(page, local)
    wrong += await faults(page, "codes")
    paths = ["/account", "/account/app", "/account/passkey", "/council", "/council/person", "/accounts", "/records"]
    paths += ["/council/person?address=mayor@council.test", "/accounts/one?address=auditor@council.test", "/trail"]
    for path in (*paths, "/records?q=plot&since=x", "/accounts/one?address=clerk@council.test"):
        await page.goto(url + path)
        wrong += await faults(page, path)
    await page.goto(f"{url}/council/person")
    await page.get_by_role("button", name="Save").click()
    wrong += await faults(page, "a person with problems")
    await page.goto(f"{url}/accounts")
    await page.get_by_role("button", name="Make a link for Mo Yor").click()
    wrong += await faults(page, "a link")
    other = await chromium.new_page()
    await _type_password(other, url)
    wrong += await faults(other, "second step")
    assert wrong == []
