import pytest

from gateway.store import cache
from gateway.store.cache import Cache
from tests.store.builders import COUNCIL


def test_the_cache_forgets_those_asked_for_longest_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CACHE_PEOPLE", 2)
    kept: Cache[int | None] = Cache()
    kept.put(COUNCIL, {"pat@x": 1, "sam@x": 2})
    kept.get(COUNCIL, ["pat@x"])
    kept.put(COUNCIL, {"no@x": None})
    assert kept.get(COUNCIL, ["pat@x", "sam@x", "no@x"]) == ({"pat@x": 1, "no@x": None}, ["sam@x"])
    assert kept.get("barton", ["pat@x"]) == ({}, ["pat@x"])
