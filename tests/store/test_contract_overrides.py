"""The contract of a store, on every backend: what people change in the console."""

import asyncio
from dataclasses import replace

import pytest

from gateway.config import Change, Override
from gateway.errors import AlreadyDecided
from gateway.model.record import EventKind
from gateway.store.base import Store
from tests.store.backends import opened
from tests.store.builders import COUNCIL, NOW

HOLD = Override(("rules", "clerk-copy", "action"), Change.SET, "hold", "clerk@x", NOW, "agreed on 2 March")
PERSON = Override(
    ("council", "people", "new@x"), Change.SET, {"name": "Zoë", "aliases": ["n@x"]}, "clerk@x", NOW, "elected"
)
GONE = Override(("council", "people", "old@x"), Change.REMOVE, None, "clerk@x", NOW, "")


async def test_overrides_are_kept_in_order_and_numbered_by_council(store: Store) -> None:
    assert await store.overrides(COUNCIL) == []
    assert await store.newest_override(COUNCIL) == 0
    await store.override(COUNCIL, [HOLD, PERSON], seen=0)
    await store.override("barton", [GONE], seen=0)
    await store.override(COUNCIL, [GONE], seen=2)
    assert await store.overrides(COUNCIL) == [
        replace(HOLD, number=1),
        replace(PERSON, number=2),
        replace(GONE, number=3),
    ]
    assert await store.newest_override(COUNCIL) == 3
    assert await store.newest_override("barton") == 1


@pytest.mark.parametrize("seen", [0, 1, 3])
async def test_who_has_not_seen_the_newest_changes_nothing(store: Store, seen: int) -> None:
    await store.override(COUNCIL, [HOLD, PERSON], seen=0)
    with pytest.raises(AlreadyDecided):
        await store.override(COUNCIL, [GONE, GONE], seen)
    assert await store.newest_override(COUNCIL) == 2


async def test_of_several_nodes_at_once_one_is_first(store: Store, url: str) -> None:
    async def change(node: Store) -> bool:
        try:
            await node.override(COUNCIL, [HOLD, PERSON], seen=0)
        except AlreadyDecided:
            return False
        return True

    async with opened(url) as other:
        done = await asyncio.gather(*(change(node) for node in (store, other) * 4))
    assert done.count(True) == 1
    assert len(await store.overrides(COUNCIL)) == 2


async def test_each_one_has_its_event_in_the_trail(store: Store) -> None:
    await store.override(COUNCIL, [HOLD, PERSON], seen=0)
    page = await store.trail(COUNCIL)
    assert [(event.kind, event.by, event.detail) for event in page.events] == [
        (EventKind.SETTINGS, "clerk@x", "council.people.new@x: elected"),
        (EventKind.SETTINGS, "clerk@x", "rules.clerk-copy.action: agreed on 2 March"),
    ]
