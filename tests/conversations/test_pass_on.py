"""The Clerk passes on relevant mail to members or external agencies for information or action."""

from pathlib import Path

from gateway.flow.pass_on import PassOn
from gateway.mime.pass_on import Passing
from gateway.model.account import AccountRole
from gateway.model.record import EventKind, State
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of

CLERK, MEMBER, PAT, AGENCY = "clerk@council.test", "cllr.test@council.test", "pat@elsewhere.test", "desk@county.test"
WORDS = "Mrs Joan Archer of 14 Mill Lane, Testham, telephone 01632 960417, says that the road has sunk.\n"


async def arrive(talk: Conversation) -> str:
    ref = ref_of(await talk.arrive(make_message(PAT, [CLERK], subject="The road", text=WORDS), PAT))
    await talk.delivered()
    return ref


async def test_to_a_member_it_goes_with_the_original_as_it_came_and_once(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk, ref = await talk.account(CLERK, AccountRole.CLERK), await arrive(talk)
        flow, record = PassOn(talk.gateway.review), await talk.gateway.store.record(talk.council, ref)
        passing = Passing((MEMBER,), "Please look.", for_action=True)
        new = await flow(record, clerk, passing, "this form")
        assert await flow(record, clerk, passing, "this form") == new
        await talk.delivered()
        [taken] = [one for one in talk.upstream.taken if one.rcpt_tos == (MEMBER,)]
        assert taken.mail_from == CLERK
        assert b"Subject: For action: The road" in taken.content
        assert await talk.gateway.store.content(talk.council, ref) in taken.content
        assert (await talk.gateway.store.record(talk.council, new)).summary.state is State.RELAYED
        events = (await talk.gateway.store.record(talk.council, ref)).events
        assert [one.by for one in events if one.kind is EventKind.PASSED_ON] == [CLERK]
        assert await flow(record, clerk, passing, "another form") != new


async def test_to_an_agency_what_it_holds_of_a_resident_waits_for_another_reviewer(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[rules.personal-data]\naction = "hold"\n') as talk:
        clerk, ref = await talk.account(CLERK, AccountRole.CLERK), await arrive(talk)
        record = await talk.gateway.store.record(talk.council, ref)
        new = await PassOn(talk.gateway.review)(record, clerk, Passing((AGENCY,)), "this form")
        await talk.delivered()
        held = await talk.gateway.store.record(talk.council, new)
        assert (held.summary.state, held.summary.rules) == (State.HELD, ("personal-data",))
        assert [one for one in talk.upstream.taken if AGENCY in one.rcpt_tos] == []
