"""An exception that the Clerk records from a review: what it lets pass, what it does not, and how it ends."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.errors import NotAllowed, NotFound
from gateway.flow.exceptions import Exceptions
from gateway.model.account import AccountRole
from gateway.model.record import EventKind, State
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of

CLERK, DEPUTY, MEMBER, OTHER = (
    "clerk@council.test",
    "deputy@council.test",
    "cllr.test@council.test",
    "officer@council.test",
)
NUMBER = "Mrs Jones is on 01632 960417.\n"
PARTNER = '[[council.partners]]\nname = "County Highways"\ndomains = ["county.test"]\n'
UNTIL = date(2026, 3, 31)


def letter(to: str = "roads@county.test", text: str = NUMBER, from_: str = MEMBER) -> bytes:
    return make_message(from_, to=[to], cc=[CLERK], text=text)


def exceptions(talk: Conversation) -> Exceptions:
    return Exceptions(talk.gateway.in_force, talk.gateway.store, talk.clock)


async def test_always_allow_this_sender_this_kind_to_this_partner(tmp_path: Path) -> None:
    async with Conversation(tmp_path, PARTNER) as talk:
        ref = ref_of(await talk.submit(letter()))
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        allow = exceptions(talk)
        before = (await talk.gateway.store.record(talk.council, ref)).decisions[0].policy_version
        one = await allow.allow(ref, "personal-data", clerk, UNTIL, "The county mends the roads.")
        assert (one.rule, one.until, one.added_by, one.about) == ("personal-data", UNTIL, CLERK, ref)
        record = await talk.gateway.store.record(talk.council, ref)
        assert record.summary.state is State.HELD  # recording it releases nothing
        [event] = [event for event in record.events if event.kind is EventKind.EXCEPTED]
        assert (event.by, event.detail) == (CLERK, f"exception {one.number} to personal-data until 2026-03-31")

        reply = await talk.submit(letter("bridges@county.test"))
        assert "accepted" in reply
        decision = (await talk.record(reply)).decisions[0]
        assert [v.excepted for v in decision.verdicts] == [f"The county mends the roads. (exception {one.number})"]
        assert decision.policy_version != before

        assert "held" in await talk.submit(letter("pat@home.test"))  # to somebody else
        assert "held" in await talk.submit(letter(text="NHS number 943 476 5919\n"))  # of another kind
        assert "held" in await talk.submit(letter(from_=DEPUTY), user=DEPUTY)  # by somebody else
        talk.clock.advance(timedelta(days=30))
        assert "held" in await talk.submit(letter())  # after its last day


async def test_taken_back_it_counts_no_more(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = ref_of(await talk.submit(letter("pat@home.test")))
        clerk, allow = await talk.account(CLERK, AccountRole.CLERK), exceptions(talk)
        one = await allow.allow(ref, "personal-data", clerk, UNTIL, "They are neighbours.")
        assert '"to":["pat@home.test"]' in one.conditions
        assert "accepted" in await talk.submit(letter("pat@home.test"))
        await allow.end(one.number, clerk)
        assert "held" in await talk.submit(letter("pat@home.test"))
        [listed] = await allow.all()
        assert listed.ended_by == CLERK
        record = await talk.gateway.store.record(talk.council, ref)
        assert [e.detail for e in record.events if e.kind is EventKind.EXCEPTED][-1].endswith("was taken back")
        with pytest.raises(NotFound):
            await allow.end(one.number, clerk)


async def test_who_may_not_and_what_may_not(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref = ref_of(await talk.submit(letter("pat@home.test")))
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        member = await talk.gateway.store.account(talk.council, MEMBER)
        assert member is not None
        allow, why = exceptions(talk), "They are neighbours."
        refused = [
            (member, "personal-data", UNTIL, why, "Only the Clerk"),
            (clerk, "reply-all", UNTIL, why, "found nothing"),
            (clerk, "personal-data", date(2026, 3, 2), why, "a day to come"),
            (clerk, "personal-data", date(2029, 3, 2), why, "within two years"),
            (clerk, "personal-data", UNTIL, "  ", "why"),
        ]
        for by, rule, until, reason, said in refused:
            with pytest.raises(NotAllowed, match=said):
                await allow.allow(ref, rule, by, until, reason)
        own = ref_of(await talk.submit(letter("pat@home.test", from_=CLERK), user=CLERK))
        with pytest.raises(NotAllowed, match="your own message"):
            await allow.allow(own, "personal-data", clerk, UNTIL, why)
        for conditions, said in [({"partner": ["Nobody"]}, "none of the council's partners"), ({}, "condition")]:
            with pytest.raises(NotAllowed, match=said):
                await allow.add("personal-data", conditions, clerk, UNTIL, why)
        with pytest.raises(NotAllowed, match="There is no rule"):
            await allow.add("teapots", {"to": ["pat@home.test"]}, clerk, UNTIL, why)
        assert await allow.all() == ()
