import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from gateway.flow.aside import Aside, Limits, PolicySource
from gateway.testing import COUNCIL
from tests.console.house import House, close_house, open_house

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
ONE_LOOP = pytest.mark.asyncio(loop_scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all of them: the check process belongs to the loop that began it."""
    for item in items:
        if item.path.parent == Path(__file__).parent and pytest_asyncio.is_async_test(item):
            item.add_marker(ONE_LOOP, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def aside() -> AsyncIterator[Aside]:
    made = Aside(COUNCIL, PolicySource({}), Limits(processes=1))
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, aside: Aside) -> AsyncIterator[House]:
    made = await open_house(tmp_path, aside)
    yield made
    await close_house(made)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("chromium was not found: install it (apt install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(one_chromium: Browser) -> AsyncIterator[Browser]:
    """A real browser, without what other tests left in it."""
    yield one_chromium
    for context in one_chromium.contexts:
        await context.close()
