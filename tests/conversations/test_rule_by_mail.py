"""Reviewers decide by answering a notice of held mail, and hear of held mail at once or once a day."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from gateway.flow.rule_by_mail import Ruling, from_mail
from gateway.mime.read import read
from gateway.model.account import AccountRole
from gateway.model.record import EventKind, State
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of

CLERK, DEPUTY, MEMBER = "clerk@council.test", "deputy@council.test", "cllr.test@council.test"
HELD = "Mrs Jane Jones, NI number AB 12 34 56 C, asks for plot 14.\n"
AT_ONCE = '[review]\nundo = "0s"\n'


async def hold(talk: Conversation, user: str = MEMBER) -> tuple[str, EmailMessage]:
    """A message that is held: its ref, and the notice that its reviewer gets."""
    ref = ref_of(await talk.submit(make_message(from_=user, text=HELD), user=user))
    notices = [one for one in await talk.notices() if "RELEASE" in one.get_content() and ref in one["Subject"]]
    return ref, notices[-1]


def answer(notice: EmailMessage, text: str, from_: str = CLERK) -> bytes:
    quoted = "\n".join(f"> {line}" for line in notice.get_content().splitlines())
    headers = {"In-Reply-To": str(notice["Message-ID"]), "Message-ID": "<answer@council.test>"}
    return make_message(
        from_, [CLERK], subject=f"Re: {notice['Subject']}", text=f"{text}\n\n{quoted}\n", headers=headers
    )


async def state(talk: Conversation, ref: str) -> State:
    return (await talk.gateway.store.record(talk.council, ref)).summary.state


async def test_release_sends_it_mended_and_the_answer_goes_no_further(tmp_path: Path) -> None:
    async with Conversation(tmp_path, AT_ONCE) as talk:
        await talk.account(CLERK, AccountRole.CLERK)
        ref, notice = await hold(talk)
        reply = await talk.submit(answer(notice, "\nRelease: she knows."), user=CLERK)
        assert reply.startswith("250 ")
        [taken] = await talk.sent()
        assert CLERK in taken.rcpt_tos
        record = await talk.gateway.store.record(talk.council, ref)
        assert (record.decision.decided_by, record.decision.reason) == (CLERK, "")
        assert (EventKind.NOTED, "she knows.") in {(event.kind, event.detail) for event in record.events}
        own = await talk.record(reply)
        assert (own.summary.state, own.about, own.deliveries) == (State.ANSWER, ref, ())


async def test_return_takes_a_reason_and_can_be_undone(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref, notice = await hold(talk)
        without = await talk.submit(answer(notice, "RETURN"), user=CLERK)
        assert without.startswith("550 ")
        assert "Write a reason" in without
        assert await state(talk, ref) is State.HELD
        assert (await talk.submit(answer(notice, "RETURN: leave the number out"), user=CLERK)).startswith("250 ")
        record = await talk.gateway.store.record(talk.council, ref)
        assert (record.summary.state, record.decision.reason) == (State.RETURNED, "leave the number out")
        late = await talk.submit(answer(notice, "RELEASE"), user=CLERK)
        assert late.startswith("550 ")
        await talk.gateway.review.undo(ref, clerk)
        assert await state(talk, ref) is State.HELD
        assert await talk.sent() == []


@pytest.mark.parametrize("user", [MEMBER, DEPUTY])
async def test_only_the_reviewer_who_got_the_notice_can_answer_it(tmp_path: Path, user: str) -> None:
    async with Conversation(tmp_path, AT_ONCE) as talk:
        await talk.account(CLERK, AccountRole.CLERK)
        await talk.account(DEPUTY, AccountRole.DEPUTY)
        ref, notice = await hold(talk)
        assert (await talk.submit(answer(notice, "RELEASE", from_=user), user=user)).startswith("250 ")
        assert await state(talk, ref) is State.HELD


async def test_an_account_without_that_role_or_disabled_decides_nothing(tmp_path: Path) -> None:
    async with Conversation(tmp_path, AT_ONCE) as talk:
        await talk.account(CLERK, AccountRole.AUDITOR)
        ref, notice = await hold(talk)
        await talk.submit(answer(notice, "RELEASE"), user=CLERK)
        assert await state(talk, ref) is State.HELD


async def test_an_author_cannot_release_by_answering_the_notice_to_the_author(tmp_path: Path) -> None:
    async with Conversation(tmp_path, AT_ONCE) as talk:
        await talk.account(DEPUTY, AccountRole.DEPUTY)
        ref = ref_of(await talk.submit(make_message(from_=DEPUTY, text=HELD), user=DEPUTY))
        [own] = [one for one in await talk.notices() if "waits for the Clerk" in one["Subject"]]
        reply = await talk.submit(answer(own, "RELEASE", from_=DEPUTY), user=DEPUTY)
        assert reply.startswith("550 ")
        assert "your own message" in reply
        assert await state(talk, ref) is State.HELD


async def test_whoever_wants_a_digest_hears_once_a_day_and_without_the_data(tmp_path: Path) -> None:
    async with Conversation(tmp_path, f'[review]\ndigest = ["{CLERK}"]\n') as talk:
        digest = talk.gateway.digest
        ref = ref_of(await talk.submit(make_message(text=HELD), user=MEMBER))
        assert not [one for one in await talk.notices() if one["To"] == CLERK]
        await digest(talk.clock())
        assert not [one for one in await talk.notices() if one["To"] == CLERK]  # nothing was held when the day began
        digest._told.clear()
        for hours in (0, 1, 5):  # now, within the same office day, and once it is closed
            talk.clock.advance(timedelta(hours=hours))
            await digest(talk.clock())
        [told] = [one for one in await talk.notices() if one["To"] == CLERK]
        assert told["Subject"] == "1 message waits for you"
        text = told.get_content()
        assert ref in text
        assert "personal data" in text
        assert "Tess Ter" in text
        assert "Jones" not in text
        assert "AB 12" not in text
        talk.clock.advance(timedelta(hours=18))
        digest._told.clear()  # as after a restart: the record knows
        await digest(talk.clock())
        await digest(talk.clock())
        digest._told.clear()
        await digest(talk.clock())
        assert len([one for one in await talk.notices() if one["To"] == CLERK]) == 2


@pytest.mark.parametrize(
    ("text", "ruling"),
    [
        ("RELEASE", Ruling(True)),
        ("release.", Ruling(True)),
        ("\n  Release : fine by me", Ruling(True, "fine by me")),
        ("RETURN: too much", Ruling(False, "too much")),
        ("return", Ruling(False)),
        ("Released yesterday", None),
        ("RETURN it to her please", None),
        ("Please RELEASE", None),
        ("> RELEASE", None),
        ("SEND: yes", None),
        ("", None),
    ],
)
def test_the_first_line_decides(text: str, ruling: Ruling | None) -> None:
    assert from_mail(read(make_message(text=f"{text}\n\n> RELEASE\n"))) == ruling
