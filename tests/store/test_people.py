from pathlib import Path

import pytest

from gateway.store import cache
from gateway.store.base import Store
from tests.store.backends import opened, sqlite_url
from tests.store.builders import COUNCIL, NOW

PAT = frozenset({("name", "Pat")})


async def learn_elsewhere(url: str) -> None:
    async with opened(url) as other:
        await other.learn(COUNCIL, {"pat@x": PAT}, NOW)


async def ask(store: Store) -> bool:
    return "pat@x" in await store.people_known(COUNCIL, ["pat@x"])


async def test_people_who_are_not_known_are_remembered_as_such(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    async with opened(url) as store:
        assert not await ask(store)
        await learn_elsewhere(url)
        assert not await ask(store)


async def test_what_another_node_learnt_is_seen_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CACHE_SECONDS", 0.0)
    url = sqlite_url(tmp_path)
    async with opened(url) as store:
        assert not await ask(store)
        await learn_elsewhere(url)
        assert await ask(store)
