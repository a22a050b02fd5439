"""What people decide about mail that waits, and what time does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.errors import AlreadyDecided, NotAllowed
from gateway.flow.answer import Answer, Choice
from gateway.model.account import AccountRole
from gateway.model.record import State
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of

CLERK, DEPUTY, MEMBER, OUTSIDE = (
    "clerk@council.test",
    "deputy@council.test",
    "cllr.test@council.test",
    "a@elsewhere.test",
)
HELD = "Mrs Jane Jones, NI number AB 12 34 56 C, asks for plot 14.\n"
MANY = [f"person{n}@elsewhere.test" for n in range(8)]


async def held(talk: Conversation, user: str = MEMBER, to: tuple[str, ...] = (OUTSIDE,)) -> str:
    reply = await talk.submit(make_message(from_=user, to=to, text=HELD), user=user)
    assert " held " in reply
    return ref_of(reply)


async def ask_token(talk: Conversation) -> str:
    [notice] = [n for n in await talk.notices() if "/ask/" in n.get_content()]
    found = re.search(r"/ask/(\S+)", notice.get_content())
    assert found is not None
    return found[1]


async def test_a_released_message_goes_out_mended_and_its_author_is_told(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = await held(talk)
        await talk.gateway.review.release(ref, clerk, "it is her own wish")
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {OUTSIDE, CLERK}
        assert b"clerk@council.test" in taken.content.partition(b"\r\n\r\n")[0]
        record = await talk.gateway.store.record(talk.council, ref)
        assert record.summary.state is State.RELAYED
        assert (record.decision.decided_by, record.decision.reason) == (CLERK, "it is her own wish")
        assert "it is her own wish" in (await talk.notices())[-1].get_content()


async def test_a_release_to_some_reaches_those_only(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[rules.clerk-copy]\naction = "off"\n') as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = await held(talk, to=(OUTSIDE, "b@elsewhere.test", "c@elsewhere.test"))
        await talk.gateway.review.release(ref, clerk, recipients=(OUTSIDE, "C@elsewhere.test"))
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {OUTSIDE, "c@elsewhere.test"}
        assert "2 of its 3 recipients" in (await talk.notices())[-1].get_content()


async def test_nobody_can_be_added_by_a_release(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = await held(talk)
        with pytest.raises(NotAllowed):
            await talk.gateway.review.release(ref, clerk, recipients=("stranger@elsewhere.test",))
        assert await talk.sent() == []


async def test_a_returned_message_is_never_sent_and_the_author_reads_why(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = await held(talk)
        with pytest.raises(NotAllowed):
            await talk.gateway.review.give_back(ref, clerk, " ")
        await talk.gateway.review.give_back(ref, clerk, "leave the number out")
        assert await talk.sent() == []
        notice = (await talk.notices())[-1]
        assert notice["To"] == MEMBER
        assert "leave the number out" in notice.get_content()
        assert (await talk.gateway.store.record(talk.council, ref)).summary.state is State.RETURNED


async def test_the_second_decision_comes_too_late(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = await held(talk)
        await talk.gateway.review.give_back(ref, clerk, "no")
        with pytest.raises(AlreadyDecided):
            await talk.gateway.review.release(ref, clerk)
        assert await talk.sent() == []


@pytest.mark.parametrize("role", [AccountRole.MEMBER, AccountRole.OFFICER, AccountRole.AUDITOR, AccountRole.SYSADMIN])
async def test_only_reviewers_decide(tmp_path: Path, role: AccountRole) -> None:
    async with Conversation(tmp_path) as talk:
        somebody = await talk.account("other@council.test", role)
        ref = await held(talk)
        with pytest.raises(NotAllowed):
            await talk.gateway.review.release(ref, somebody)


async def test_the_clerk_is_not_the_judge_of_the_clerks_own_message(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        deputy = await talk.account(DEPUTY, AccountRole.DEPUTY)
        ref = await held(talk, user=CLERK)
        [to_review] = [n for n in await talk.notices() if f"/messages/{ref}" in n.get_content()]
        assert to_review["To"] == DEPUTY
        with pytest.raises(NotAllowed, match="a deputy has to release it"):
            await talk.gateway.review.release(ref, clerk, "I say so")
        await talk.gateway.review.release(ref, deputy)
        assert len(await talk.sent()) == 1


async def test_the_clerk_may_release_it_with_a_reason_where_the_council_says_so(tmp_path: Path) -> None:
    async with Conversation(tmp_path, "[review]\nrelease_own = true\n") as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = await held(talk, user=CLERK)
        with pytest.raises(NotAllowed, match="write down why"):
            await talk.gateway.review.release(ref, clerk)
        await talk.gateway.review.release(ref, clerk, "urgent, and the deputy is away")
        assert len(await talk.sent()) == 1


async def test_an_author_who_is_asked_sends_with_a_reason(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(make_message(to=MANY))
        token = await ask_token(talk)
        opened = await talk.gateway.review.asked(token)
        assert opened is not None
        assert opened.record.summary.ref == ref_of(reply)
        with pytest.raises(NotAllowed):
            await talk.gateway.review.answer(token, Answer(Choice.SEND))
        await talk.gateway.review.answer(token, Answer(Choice.SEND, "the allotment holders"))
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {*MANY, CLERK}
        with pytest.raises(AlreadyDecided):
            await talk.gateway.review.answer(token, Answer(Choice.SEND, "again"))


async def test_an_author_who_is_asked_takes_it_back(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(make_message(to=MANY))
        await talk.gateway.review.answer(await ask_token(talk), Answer(Choice.WITHDRAW))
        assert await talk.sent() == []
        assert (await talk.record(reply)).summary.state is State.WITHDRAWN


async def test_an_author_who_is_asked_may_put_it_to_the_clerk(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = ref_of(await talk.submit(make_message(to=MANY)))
        token = await ask_token(talk)
        talk.clock.advance(timedelta(hours=2))
        await talk.gateway.review.answer(token, Answer(Choice.ASK_CLERK, "Is this too many?"))
        assert await talk.sent() == []
        told = (await talk.notices())[-1]
        assert (told["To"], told["Subject"]) == (CLERK, f"A message waits for you ({ref})")
        assert "If nobody decides by Monday 9 March at 12:00" in " ".join(told.get_content().split())
        with pytest.raises(AlreadyDecided):
            await talk.gateway.review.answer(token, Answer(Choice.SEND, "after all"))
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        await talk.gateway.review.release(ref, clerk, recipients=(MANY[0],))
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {MANY[0], CLERK}


async def test_held_mail_is_brought_up_then_goes_to_the_deputy_then_back(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        start, ref = talk.clock(), await held(talk)

        async def after(hours: float) -> list[tuple[str, str]]:
            """Let office hours pass (the clock starts at 10 on a Monday; each day has four)."""
            before = len(await talk.notices())
            talk.clock.at = talk.gateway.in_force.council.hours.after(start, timedelta(hours=hours))
            await talk.gateway.remind(talk.clock())
            return [(str(n["To"]), str(n["Subject"])) for n in (await talk.notices())[before:]]

        assert await after(3.9) == []
        assert await after(4) == [(CLERK, f"A message still waits for you ({ref})")]
        assert await after(4.5) == []
        assert await after(8) == [(DEPUTY, f"A held message needs a deputy ({ref})")]
        assert await after(20) == [(MEMBER, f"Your message was not sent: nobody decided in time ({ref})")]
        assert await after(30) == []
        assert await talk.sent() == []
