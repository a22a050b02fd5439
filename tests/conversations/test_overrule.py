"""What is changed in the console comes into force in the running gateway, and in every other one."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.config import Change, Override, parse
from gateway.errors import AlreadyDecided, ConfigError
from gateway.model.council import Relation
from gateway.testing import make_message
from gateway.testing.conversation import CONFIG, Conversation

CLERK = "clerk@council.test"
HOLD = Override(("rules", "clerk-copy", "action"), Change.SET, "hold")
NEW = Override(
    ("council", "people", "cllr.new@council.test"),
    Change.SET,
    {"name": "Nia New", "role": "member", "address": "cllr.new@council.test", "private_addresses": ["nia@home.test"]},
)


async def test_a_change_is_in_force_at_once_and_after_a_restart_and_a_reload(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        assert " accepted " in await talk.submit(make_message())
        await talk.gateway.overrule.change([HOLD], CLERK, "As agreed.", seen=0)
        assert " held " in await talk.submit(make_message(subject="Second"))
        await talk.restart()
        assert " held " in await talk.submit(make_message(subject="Third"))
        text = CONFIG.replace("{upstream}", talk.upstream.url)
        await talk.gateway.reload(parse(text + "[rules.reply-all]\nshare = 0.5\n", "test", tmp_path)[1])
        assert " held " in await talk.submit(make_message(subject="Fourth"))
        assert talk.gateway.in_force.config.rules["reply-all"] == {"share": 0.5}
        await talk.gateway.overrule.undo(0, CLERK, "Not as agreed.", seen=1)
        assert " accepted " in await talk.submit(make_message(subject="Fifth"))
        kept = await talk.gateway.overrule.history()
        assert [(one.number, one.change, one.by, one.reason) for one in kept] == [
            (1, Change.SET, CLERK, "As agreed."),
            (2, Change.FOLLOW, CLERK, "Not as agreed."),
        ]
        assert kept[0].at == talk.clock()


async def test_a_person_added_in_the_console_is_the_councils(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.gateway.overrule.change([NEW], CLERK, "By-election.", seen=0)
        assert talk.gateway.in_force.council.relation("cllr.new@council.test") is Relation.MEMBER
        private = make_message(to=["nia@home.test"], cc=[CLERK])
        assert " held " in await talk.submit(private)


async def test_another_process_sees_a_change_within_seconds(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.gateway.store.override(talk.council, [_signed(talk, HOLD)], seen=0)
        await talk.until(lambda: talk.gateway.in_force.version == 1)
        assert " held " in await talk.submit(make_message())


async def test_a_change_that_does_not_fit_is_refused_whole(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        wrong = Override(("rules", "clerk-kopy", "action"), Change.SET, "hold")
        with pytest.raises(ConfigError, match=r"change proposed: rules\.clerk-kopy: is no rule \(did you mean"):
            await talk.gateway.overrule.change([HOLD, wrong], CLERK, "", seen=0)
        assert await talk.gateway.overrule.history() == []
        assert " accepted " in await talk.submit(make_message())


async def test_what_would_be_in_force_can_be_tried_before(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        tried = await talk.gateway.overrule.tried([HOLD])
        assert tried.config.rules["clerk-copy"]["action"] == "hold"
        assert "clerk-copy" not in talk.gateway.in_force.config.rules


async def test_two_people_at_once_do_not_undo_each_other(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.gateway.overrule.change([HOLD], CLERK, "", seen=0)
        with pytest.raises(AlreadyDecided):
            await talk.gateway.overrule.change([NEW], "deputy@council.test", "", seen=0)
        assert talk.gateway.in_force.version == 1


async def test_a_kept_change_that_does_not_fit_this_file_is_logged_and_the_old_stays(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        wrong = _signed(talk, Override(("rules", "gone"), Change.SET, {"action": "hold"}))
        await talk.gateway.store.override(talk.council, [wrong], seen=0)
        await talk.gateway.overrule.look()
        assert talk.gateway.in_force.version == 0
        with pytest.raises(ConfigError, match=r"change 1: rules\.gone: is no rule"):
            await talk.gateway.reload(talk.gateway.ground.source)
        await talk.gateway.overrule.undo(0, "sysadmin", "", seen=1)
        assert talk.gateway.in_force.version == 2
        assert " accepted " in await talk.submit(make_message())


async def test_nothing_is_judged_before_the_changes_are_read(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.gateway.worker.stop()  # else it reads them by itself, sooner or later
        talk.gateway.in_force.version = None
        assert (await talk.submit(make_message())).startswith("451 ")
        await talk.gateway.overrule.look()
        assert " accepted " in await talk.submit(make_message())


def _signed(talk: Conversation, override: Override) -> Override:
    return Override(override.key, override.change, override.value, CLERK, talk.clock() - timedelta(days=1), "")
