"""An out-of-office message is used when appropriate: who gets one, when, how often, and who never does."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.errors import StoreFault
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, FixedClock, ref_of

CLERK, PAT, LEN = "clerk@council.test", "pat@elsewhere.test", "len@elsewhere.test"
ON = f'[autoreply]\nmailboxes = ["{CLERK}"]\n'
SUNDAY = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


async def arrive(talk: Conversation, sender: str = PAT, to: str = CLERK, **headers: str) -> str:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    ref = ref_of(await talk.arrive(make_message(sender, [to], text="When?\n", headers=named), sender, [to]))
    await talk.gateway.receive.autoreply(talk.clock())
    await talk.delivered()
    return ref


def got(talk: Conversation, who: str) -> list[bytes]:
    return [taken.content for taken in talk.upstream.taken if taken.rcpt_tos == (who,)]


async def test_outside_office_hours_each_sender_has_one_reply_in_a_week(tmp_path: Path) -> None:
    async with Conversation(tmp_path, ON, FixedClock(SUNDAY)) as talk:
        ref = await arrive(talk, Message_ID="<1@elsewhere.test>")
        [reply] = got(talk, PAT)
        assert b"In-Reply-To: <1@elsewhere.test>" in reply
        assert b"open again from Monday 2 March at 09:00" in reply
        [about] = await talk.gateway.store.about(talk.council, ref)
        assert about.author == ""
        await arrive(talk)
        await arrive(talk, LEN)
        assert (len(got(talk, PAT)), len(got(talk, LEN))) == (1, 1)
        await talk.restart()
        await arrive(talk)
        assert len(got(talk, PAT)) == 1
        talk.clock.advance(timedelta(days=7, minutes=1))
        await arrive(talk)
        assert len(got(talk, PAT)) == 2


async def test_within_office_hours_only_for_whoever_is_away(tmp_path: Path) -> None:
    away = f'[[council.absences]]\naddress = "{CLERK}"\nfirst = 2026-03-03\nlast = 2026-03-06\n'
    async with Conversation(tmp_path, ON + away) as talk:
        await arrive(talk)
        assert got(talk, PAT) == []
        talk.clock.advance(timedelta(days=1))
        await arrive(talk)
        [reply] = got(talk, PAT)
        assert b"away until Friday 6 March, and will see it from Monday 9 March at 09:00" in b" ".join(
            reply.replace(b"=\r\n", b"").split()
        )
        assert b"deputy@council.test" in reply


@pytest.mark.parametrize(
    ("config", "headers"),
    [
        ("", {}),
        (ON.replace(CLERK, "deputy@council.test"), {}),
        (ON + 'when = ["absent"]\n', {}),
        (ON, {"Auto_Submitted": "auto-replied"}),
        (ON, {"List_Id": "<news.elsewhere.test>"}),
    ],
    ids=["switched off", "another mailbox", "only when absent", "an automatic message", "a list"],
)
async def test_no_reply(tmp_path: Path, config: str, headers: dict[str, str]) -> None:
    async with Conversation(tmp_path, config, FixedClock(SUNDAY)) as talk:
        await arrive(talk, **headers)
        assert got(talk, PAT) == []


async def test_members_get_none_nor_do_more_than_so_many_within_an_hour(tmp_path: Path) -> None:
    async with Conversation(tmp_path, ON + "an_hour = 1\n", FixedClock(SUNDAY)) as talk:
        await arrive(talk, "cllr.test@council.test")
        assert got(talk, "cllr.test@council.test") == []
        await arrive(talk, PAT)
        await arrive(talk, LEN)
        assert (len(got(talk, PAT)), len(got(talk, LEN))) == (1, 0)


async def test_a_fault_of_the_store_loses_no_reply(tmp_path: Path) -> None:
    """The sender is noted as having had a reply before it is written; then the store refuses it."""
    async with Conversation(tmp_path, ON, FixedClock(SUNDAY)) as talk:
        with sqlite3.connect(tmp_path / "data" / "lychgate.db") as db:
            db.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON records WHEN new.direction = 'notice' "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        raw = make_message(PAT, [CLERK], text="When?\n")
        await talk.arrive(raw, PAT, [CLERK])
        with pytest.raises(StoreFault):
            await talk.gateway.receive.autoreply(talk.clock())
        with sqlite3.connect(tmp_path / "data" / "lychgate.db") as db:
            db.execute("DROP TRIGGER refuse")
        await talk.gateway.receive.autoreply(talk.clock())
        await talk.delivered()
        assert len(got(talk, PAT)) == 1
