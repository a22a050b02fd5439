"""`lychgate config`: what was changed in the console is shown, listed and undone."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from gateway.cli.reading import new_store, read_file
from gateway.config import Change, Override
from tests.cli.conftest import Lychgate

AT = datetime(2026, 3, 2, tzinfo=UTC)
HOLD = Override(("rules", "clerk-copy", "action"), Change.SET, "hold", "clerk@council.test", AT, "agreed")
GONE = Override(("council", "office_hours"), Change.REMOVE, None, "clerk@council.test", AT, "")


def keep(*overrides: Override) -> None:
    async def write() -> None:
        async with new_store(read_file(None)[0]) as store:
            await store.override("council.test", overrides, seen=0)

    asyncio.run(write())


def test_show_tells_what_is_in_force_and_who_changed_it(lychgate: Lychgate) -> None:
    keep(HOLD, GONE)
    shown = json.loads(lychgate("config", "show").out)
    assert shown["rules"]["clerk-copy"]["action"] == "hold"
    assert [(one["key"], one["by"], one["reason"]) for one in shown["overrides"]] == [
        ("rules.clerk-copy.action", "clerk@council.test", "agreed"),
        ("council.office_hours", "clerk@council.test", ""),
    ]


def test_changes_are_listed_and_undone(lychgate: Lychgate) -> None:
    keep()
    assert "nothing was changed" in lychgate("config", "changes").out
    assert lychgate("config", "undo", "1").code == 1
    keep(HOLD, GONE)
    assert "taken out" in lychgate("config", "changes").out
    assert lychgate("config", "undo", "2", "--reason", "a mistake").code == 0
    numbered = [json.loads(line) for line in lychgate("config", "changes", "--json").out.splitlines()]
    assert [(one["number"], one["change"], one["by"]) for one in numbered][2:] == [(3, "follow", "sysadmin")]
    assert json.loads(lychgate("config", "show").out)["rules"]["clerk-copy"]["action"] == "hold"
    assert lychgate("config", "undo", "9").code == 1


def test_a_change_that_the_file_no_longer_bears_is_told_and_can_still_be_undone(lychgate: Lychgate) -> None:
    keep(Override(("rules", "gone", "action"), Change.SET, "hold", "clerk@council.test", AT, ""))
    told = lychgate("config", "check")
    assert told.code == 78
    assert "change 1: rules.gone: is no rule" in told.err
    assert lychgate("config", "undo", "1").code == 0
    assert lychgate("config", "check").code == 0


def test_other_commands_go_by_what_is_in_force(lychgate: Lychgate, tmp_path: Path) -> None:
    keep(HOLD)
    rules = {one["rule"]: one for one in map(json.loads, lychgate("rules", "--json").out.splitlines())}
    assert rules["clerk-copy"]["action"] == "hold"


def test_a_store_that_cannot_be_read_leaves_the_file(lychgate: Lychgate, tmp_path: Path) -> None:
    keep(HOLD)
    for file in tmp_path.glob("data/lychgate.db*"):
        file.unlink()
    (tmp_path / "data" / "lychgate.db").write_bytes(b"")
    told = lychgate("config", "show")
    assert told.code == 0
    assert "store cannot be read" in told.err
    assert json.loads(told.out)["overrides"] == []
