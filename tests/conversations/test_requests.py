"""Requests for information: what follows in the thread belongs to them, and they are brought up before their day."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.errors import AlreadyDecided, NotAllowed
from gateway.model.account import AccountRole
from gateway.model.case import CaseKind, StepKind
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of

CLERK, MEMBER, PAT = "clerk@council.test", "cllr.test@council.test", "pat@elsewhere.test"


async def arrive(talk: Conversation, message_id: str, answers: str = "", subject: str = "FOI request") -> str:
    headers = {"Message-ID": message_id} | ({"In-Reply-To": answers} if answers else {})
    ref = ref_of(await talk.arrive(make_message(PAT, [CLERK], subject=subject, headers=headers), PAT))
    await talk.delivered()
    return ref


async def test_a_request_its_thread_and_its_day(tmp_path: Path) -> None:
    async with Conversation(tmp_path, f'[review]\ndigest = ["{CLERK}"]\n') as talk:
        clerk, member = await talk.account(CLERK, AccountRole.CLERK), await talk.account(MEMBER)
        work = talk.gateway.cases
        ref, other = await arrive(talk, "<1@x.test>"), await arrive(talk, "<2@x.test>", subject="Bins")
        with pytest.raises(NotAllowed):
            await work.open(ref, CaseKind.FOI, member)
        await work.open(ref, CaseKind.FOI, clerk)
        with pytest.raises(AlreadyDecided):
            await work.open(ref, CaseKind.EIR, clerk)
        headers = {"Message-ID": "<3@council.test>", "In-Reply-To": "<1@x.test>"}
        raw = make_message(CLERK, [PAT], subject="Re: FOI request", headers=headers)
        answer = ref_of(await talk.submit(raw, user=CLERK))
        await talk.delivered()
        further = await arrive(talk, "<4@x.test>", "<3@council.test>", "Re: FOI request")
        case = await work.case(ref)
        assert set(case.messages) == {ref, answer, further}
        assert other not in case.messages
        [line] = (await talk.gateway.store.cases(talk.council)).rows
        assert line.due_on == date(2026, 3, 31)
        await talk.gateway.digest(talk.clock())
        assert await talk.notices() == []
        talk.clock.advance(timedelta(days=23))
        await talk.gateway.digest(talk.clock())
        [notice] = await talk.notices()
        said = f"The request for information {ref} is to be answered by Tuesday 31 March 2026."
        assert said in " ".join(notice.get_content().split())


async def test_a_step_that_is_yet_to_come_is_not_taken(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk, work = await talk.account(CLERK, AccountRole.CLERK), talk.gateway.cases
        ref = await arrive(talk, "<1@x.test>")
        await work.open(ref, CaseKind.SUBJECT_ACCESS, clerk)
        with pytest.raises(NotAllowed, match="yet to come"):
            await work.take(ref, StepKind.UNCLEAR, clerk, on=date(2026, 3, 3))
        case = await work.take(ref, StepKind.EXTENDED, clerk, "It is one of many.")
        assert case.last(StepKind.EXTENDED) is not None
        [line] = (await talk.gateway.store.cases(talk.council)).rows
        assert line.due_on == date(2026, 6, 2)
