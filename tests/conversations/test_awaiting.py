"""We aim to reply to all questions we receive: what waits, what settles it, and what does not."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.model.account import AccountRole
from gateway.model.daily import Answered, Counted
from gateway.model.question import Settled
from gateway.model.record import EventKind
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of

CLERK, MEMBER, PAT = "clerk@council.test", "cllr.test@council.test", "pat@elsewhere.test"
ASKS = "When will the hedge be cut?\n"


async def ask(
    talk: Conversation, message_id: str = "<q1@elsewhere.test>", text: str = ASKS, subject: str = "Hedge", **more: str
) -> str:
    headers = {"Message-ID": message_id} | {name.replace("_", "-"): value for name, value in more.items()}
    raw = make_message(PAT, [CLERK], subject=subject, text=text, headers=headers)
    return ref_of(await talk.arrive(raw, PAT))


async def answer(
    talk: Conversation, to: str = PAT, answers: str = "<q1@elsewhere.test>", subject: str = "Re: Hedge", **more: str
) -> str:
    headers = ({"In-Reply-To": answers} if answers else {}) | more
    raw = make_message(CLERK, [to], subject=subject, text="In May.\n", headers=headers)
    reply = await talk.submit(raw, user=CLERK)
    await talk.delivered()
    return ref_of(reply)


async def waiting(talk: Conversation) -> list[str]:
    return [one.ref for one in (await talk.gateway.store.questions(talk.council)).rows]


async def counted(talk: Conversation) -> dict[str, int]:
    day = talk.gateway.in_force.council.day(talk.clock())
    counts = await talk.gateway.store.daily_counts(talk.council, day - timedelta(days=30))
    return {one.name: one.number for one in counts if one.what is Counted.ANSWERED}


async def test_a_question_waits_until_mail_of_the_council_answers_it(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = await ask(talk)
        assert await waiting(talk) == [ref]
        question = await talk.gateway.store.question(talk.council, ref)
        assert question is not None
        assert question.due_at == talk.gateway.in_force.council.hours.after(talk.clock(), timedelta(hours=20))
        talk.clock.advance(timedelta(hours=1))
        answered_by = await answer(talk)
        question = await talk.gateway.store.question(talk.council, ref)
        assert question is not None
        assert (question.settled, question.settled_by) == (Settled.ANSWERED, answered_by)
        assert question.settled_at == talk.clock()
        assert await waiting(talk) == []
        assert await counted(talk) == {Answered.IN_TIME: 1}


async def test_a_late_answer_counts_as_late(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[awaiting]\nanswer_within = "8h"\n') as talk:
        await ask(talk)
        talk.clock.advance(timedelta(days=3))
        await answer(talk)
        assert await counted(talk) == {Answered.LATE: 1}


async def test_an_answer_by_subject_to_whoever_asked_counts_and_to_others_does_not(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = await ask(talk)
        await answer(talk, to="county@elsewhere.test")
        await answer(talk, to="deputy@council.test")
        await answer(talk, answers="", subject="Re: Bins")
        await answer(talk, answers="", subject="Hedge")
        assert await waiting(talk) == [ref]
        await answer(talk, answers="", subject="RE: hedge")
        assert await waiting(talk) == []


async def test_an_answer_goes_where_the_question_says(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await ask(talk, Reply_To="office@elsewhere.test")
        await answer(talk, to="office@elsewhere.test")
        assert await waiting(talk) == []


async def test_an_answer_that_is_held_does_not_count_until_it_is_released(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[review]\nundo = "0s"\n') as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = await ask(talk)
        text = "Mrs Jane Jones, NI number AB 12 34 56 C, cuts it.\n"
        raw = make_message(
            MEMBER, [PAT], subject="Re: Hedge", text=text, headers={"In-Reply-To": "<q1@elsewhere.test>"}
        )
        held = ref_of(await talk.submit(raw))
        await talk.delivered()
        assert await waiting(talk) == [ref]
        await talk.gateway.review.release(held, clerk, "She knows.")
        await talk.delivered()
        assert await waiting(talk) == []


async def test_an_answer_that_does_not_arrive_does_not_count(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = await ask(talk)
        await talk.delivered()
        talk.upstream.refused[PAT] = "550 5.1.1 nobody"
        await answer(talk)
        assert await waiting(talk) == [ref]


async def test_an_out_of_office_message_answers_nothing(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = await ask(talk)
        await answer(talk, **{"Auto-Submitted": "auto-replied"})
        assert await waiting(talk) == [ref]


async def test_what_is_asked_again_in_the_thread_is_one_question(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = await ask(talk)
        await ask(talk, "<q2@elsewhere.test>", "Any news? When?\n", "Re: Hedge", In_Reply_To="<q1@elsewhere.test>")
        await ask(talk, "<q3@elsewhere.test>", "Any news? When?\n", "Re: Hedge")
        assert await waiting(talk) == [ref]
        other = await ask(talk, "<q4@elsewhere.test>", "Is the hall free?\n", "Hall")
        assert set(await waiting(talk)) == {ref, other}
        await answer(talk, answers="<q2@elsewhere.test>")
        assert await waiting(talk) == [other]
        again = await ask(
            talk, "<q5@elsewhere.test>", "And the verge?\n", "Re: Hedge", In_Reply_To="<q1@elsewhere.test>"
        )
        assert set(await waiting(talk)) == {other, again}


async def test_what_is_no_question_from_outside_does_not_wait(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await ask(talk, text="Thank you for the minutes.\n")
        await ask(talk, "<q2@elsewhere.test>", List_Id="<news.elsewhere.test>")
        await ask(talk, "<q3@elsewhere.test>", Auto_Submitted="auto-replied")
        await talk.arrive(make_message(PAT, [CLERK], text=ASKS), "")
        await talk.arrive(make_message(MEMBER, [CLERK], text=ASKS), MEMBER)
        await talk.submit(make_message(MEMBER, [PAT, CLERK], text=ASKS))
        assert await waiting(talk) == []


async def test_it_can_be_switched_off(tmp_path: Path) -> None:
    async with Conversation(tmp_path, "[awaiting]\nenabled = false\n") as talk:
        await ask(talk)
        assert await waiting(talk) == []


async def test_the_clerk_says_that_it_needs_no_answer_and_takes_that_back(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk, member = await talk.account(CLERK, AccountRole.CLERK), await talk.account(MEMBER)
        ref, flow = await ask(talk), talk.gateway.awaiting
        with pytest.raises(NotAllowed):
            await flow.close(ref, member, "", talk.clock())
        with pytest.raises(NotFound):
            await flow.close("222-2222", clerk, "", talk.clock())
        await flow.close(ref, clerk, "She rang.", talk.clock())
        assert await waiting(talk) == []
        with pytest.raises(AlreadyDecided):
            await flow.close(ref, clerk, "", talk.clock())
        assert await counted(talk) == {}
        await flow.reopen(ref, clerk, talk.clock())
        assert await waiting(talk) == [ref]
        with pytest.raises(AlreadyDecided):
            await flow.reopen(ref, clerk, talk.clock())
        events = [(e.kind, e.by, e.detail) for e in (await talk.record(ref)).events if e.by == CLERK]
        assert events == [(EventKind.CLOSED, CLERK, "She rang."), (EventKind.REOPENED, CLERK, "")]


async def test_the_digest_says_how_many_are_overdue(tmp_path: Path) -> None:
    async with Conversation(tmp_path, f'[review]\ndigest = ["{CLERK}"]\n') as talk:
        await ask(talk)
        await talk.gateway.digest(talk.clock())
        assert await talk.notices() == []
        talk.clock.advance(timedelta(days=9))
        await talk.gateway.digest(talk.clock())
        [notice] = await talk.notices()
        assert "1 question waits for an answer, 1 longer than the council aims at." in notice.get_content()
        assert "held" not in notice.get_content()
        assert ASKS.strip() not in notice.get_content()
