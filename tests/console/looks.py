"""A page as everybody sees it: on a desk and on a phone, in light and in dark (WCAG 2.2 AA by axe)."""

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.async_api import Page

from gateway.model.account import AccountRole
from tests.console.house import ADDRESSES, PASSWORD, House

WIDE, PHONE = 1280, 375
LEAN = "preload: false, resultTypes: ['violations']"
ALL = f"{{{LEAN}}}"
COLOURS = f"{{{LEAN}, runOnly: ['color-contrast', 'link-in-text-block']}}"  # all that dark changes, at any width
VIOLATIONS = """axe.run(%s).then(({violations}) => violations.map(
    ({id, nodes}) => [id, nodes[0].html.slice(0, 120) + nodes[0].failureSummary]))"""
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


async def sign_in(page: Page, house: House) -> None:
    await page.goto(f"{house.url}/login")
    await page.get_by_label("Your email address").fill(ADDRESSES[AccountRole.CLERK])
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{house.url}/")
    await page.goto(f"{house.url}/held")


async def faults(page: Page, name: str) -> list[str]:
    """What keeps somebody out of the page as it is now, in every look; the page is wide and light again in the end."""
    await page.evaluate(AXE_SCRIPT)
    wrong: list[str] = []
    for width in (PHONE, WIDE):
        await page.set_viewport_size({"width": width, "height": 900})
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{name}, {width}: wider than the screen")
        wrong += await _violations(page, f"{name}, {width}, light", ALL)
    await page.emulate_media(color_scheme="dark")
    wrong += await _violations(page, f"{name}, dark", COLOURS)
    await page.emulate_media(color_scheme="light")
    return wrong


async def _violations(page: Page, name: str, options: str) -> list[str]:
    return [f"{name}: {rule}: {html}" for rule, html in await page.evaluate(VIOLATIONS % options)]
