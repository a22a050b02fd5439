import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gateway.flow.aside import Aside, Limits, PolicySource
from gateway.testing import COUNCIL
from tests.console.house import House, close_house, open_house


@pytest.fixture(scope="session")
def aside() -> Iterator[Aside]:
    made = Aside(COUNCIL, PolicySource({}), Limits(processes=1))
    yield made
    asyncio.run(made.close())


@pytest.fixture
async def house(tmp_path: Path, aside: Aside) -> AsyncIterator[House]:
    made = await open_house(tmp_path, aside)
    yield made
    await close_house(made)
