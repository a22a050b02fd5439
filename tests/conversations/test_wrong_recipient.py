"""Rule wrong-recipient, from mail that the record has seen to mail that would go astray."""

from pathlib import Path

import pytest

from gateway.model.account import AccountRole
from gateway.model.record import State
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of
from tests.conversations.test_answer_by_mail import answer
from tests.conversations.test_policy import without_trace

CLERK, MEMBER = "clerk@council.test", "cllr.test@council.test"
JANE, TYPED = "jane.thornton@club.test", "jane.thorton@club.test"
KNOWN = make_message(f"Jane Thornton <{JANE}>", [MEMBER])


def to(*addresses: str, text: str = "Hello.\n") -> bytes:
    return make_message(to=addresses, cc=[CLERK], text=text)


async def test_an_address_that_is_almost_that_of_somebody_who_wrote_is_asked_about(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.arrive(KNOWN, JANE)
        reply = await talk.submit(to(TYPED))
        assert (await talk.record(reply)).summary.state is State.ASKED
        [notice] = await talk.notices()
        assert "almost that of somebody whom it knows" in notice.get_content()
        assert "thornton" not in notice.as_string()
        assert "accepted" in await talk.submit(to(JANE))


async def test_nobody_is_known_who_only_would_have_had_mail(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        talk.upstream.refused[JANE] = "550 5.1.1 no such person"
        assert "accepted" in await talk.submit(to(JANE))
        await talk.delivered()
        assert "accepted" in await talk.submit(to(TYPED))


async def test_an_address_that_mail_has_reached_is_known_and_not_asked_about_again(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        assert "accepted" in await talk.submit(to(JANE))
        await talk.delivered()
        reply = await talk.submit(to(TYPED))
        assert (await talk.record(reply)).summary.state is State.ASKED
        [notice] = await talk.notices()
        await talk.submit(answer(notice, "SEND: she has two addresses"))
        assert without_trace((await talk.sent())[-1].content) == to(TYPED)
        assert "accepted" in await talk.submit(to(TYPED))


async def test_a_new_person_of_the_same_firm_gets_mail(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.arrive(KNOWN, JANE)
        assert "accepted" in await talk.submit(to("sam.thornton@club.test", "office@club.test"))


async def test_a_greeting_that_fits_another_is_asked_about(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.arrive(KNOWN, JANE)
        text = "Dear Mrs Thornton,\n\nThe plot is yours.\n"
        reply = await talk.submit(to("Pat Jones <pat@home.test>", text=text))
        assert (await talk.record(reply)).summary.state is State.ASKED
        [notice] = await talk.notices()
        assert "The greeting names somebody who does not get the message" in notice.get_content()
        assert "accepted" in await talk.submit(to(JANE, text=text))
        unknown = text.replace("Thornton", "Carter")
        assert "accepted" in await talk.submit(to("Pat Jones <pat@home.test>", text=unknown))


async def test_a_misspelt_provider_is_asked_about(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        assert (await talk.record(await talk.submit(to("anybody@gmial.com")))).summary.state is State.ASKED
        assert "accepted" in await talk.submit(to("anybody@gmail.com"))


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("note", State.RELAYED),
        ("warn", State.RELAYED),
        ("hold", State.HELD),
        ("reject", State.REJECTED),
    ],
)
async def test_as_the_council_chooses(action: str, state: State, tmp_path: Path) -> None:
    raw = to("anybody@gmial.com")
    async with Conversation(tmp_path, f'[rules.wrong-recipient]\naction = "{action}"\n') as talk:
        reply = await talk.submit(raw)
        sent = [without_trace(taken.content) for taken in await talk.sent()]
        assert (await talk.record(reply)).summary.state is state
        assert sent == ([raw] if state is State.RELAYED else [])
        if state is State.HELD:
            await talk.gateway.review.release(ref_of(reply), await talk.account(CLERK, AccountRole.CLERK))
            assert without_trace((await talk.sent())[-1].content) == raw
