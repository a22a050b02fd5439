"""An author answers our notice by mail. Only the login that was asked can, and only to the notice that it was sent."""

from email.message import EmailMessage
from pathlib import Path

from gateway.model.decision import Disposition
from gateway.model.record import EventKind, State
from gateway.testing import make_message
from gateway.testing.conversation import CONFIG, Conversation, ref_of

CLERK, MEMBER, OTHER = "clerk@council.test", "cllr.test@council.test", "deputy@council.test"
MANY = [f"person{n}@elsewhere.test" for n in range(8)]


async def ask(talk: Conversation) -> tuple[str, EmailMessage]:
    """A message that its author is asked about: its ref, and the notice."""
    ref = ref_of(await talk.submit(make_message(to=MANY)))
    [notice] = await talk.notices()
    return ref, notice


def answer(notice: EmailMessage, text: str, from_: str = MEMBER, to: str = CLERK, html: str | None = None) -> bytes:
    """What a mail client makes of an answer to the notice."""
    quoted = "\n".join(f"> {line}" for line in notice.get_content().splitlines())
    subject, message_id = f"Re: {notice['Subject']}", str(notice["Message-ID"])
    headers = {"In-Reply-To": message_id, "References": message_id, "Message-ID": "<answer@council.test>"}
    whole = None if html else f"{text}\n\n{quoted}\n"
    return make_message(from_, [to], subject=subject, text=whole, html=html, headers=headers)


async def state(talk: Conversation, ref: str) -> State:
    return (await talk.gateway.store.record(talk.council, ref)).summary.state


async def test_send_with_a_reason_sends_and_is_itself_recorded_and_not_relayed(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref, notice = await ask(talk)
        reply = await talk.submit(answer(notice, "\n \nSend:  they all asked for it "))
        assert reply.startswith("250 ")
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {*MANY, CLERK}
        asked = await talk.gateway.store.record(talk.council, ref)
        assert (asked.decision.decided_by, asked.decision.reason) == (MEMBER, "they all asked for it")
        own = await talk.record(reply)
        assert (own.summary.state, own.about, own.deliveries) == (State.ANSWER, ref, ())
        assert own.session.user == MEMBER


async def test_withdraw_takes_it_back(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref, notice = await ask(talk)
        reply = await talk.submit(answer(notice, "", html="<p><b>Withdraw</b></p><blockquote>SEND: no</blockquote>"))
        assert reply.startswith("250 ")
        assert await state(talk, ref) is State.WITHDRAWN
        assert await talk.sent() == []


async def test_an_answer_without_a_reason_or_too_late_is_refused_with_why(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref, notice = await ask(talk)
        without = await talk.submit(answer(notice, "SEND:"))
        assert without.startswith("550 ")
        assert "Write a reason" in without
        assert await state(talk, ref) is State.ASKED
        assert (await talk.record(without)).summary.state is State.REJECTED
        await talk.submit(answer(notice, "WITHDRAW"))
        late = await talk.submit(answer(notice, "SEND: after all"))
        assert late.startswith("550 ")
        assert "no longer waits" in late
        assert await state(talk, ref) is State.WITHDRAWN
        assert await talk.sent() == []


async def test_an_answer_whose_reply_was_lost_is_taken_once(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref, notice = await ask(talk)
        first = await talk.submit(answer(notice, "SEND: yes"), goodbye=False)
        again = await talk.submit(answer(notice, "SEND: yes"))
        assert ref_of(again) == ref_of(first)
        assert again.startswith("250 ")
        events = [event.kind for event in (await talk.gateway.store.record(talk.council, ref)).events]
        assert events.count(EventKind.RELEASED) == 1


async def is_mail_like_all_mail(talk: Conversation, ref: str, reply: str) -> None:
    """It was relayed (or judged) as any message, and what was asked about still waits."""
    assert await state(talk, ref) is State.ASKED
    record = await talk.record(reply)
    assert record.summary.state is not State.ANSWER
    assert record.about is None


async def test_what_is_not_in_the_first_line_is_no_answer(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref, notice = await ask(talk)
        near = ("Please send it.\nSEND: why not", "> SEND: why", "RE: SEND: why", "WITHDRAWN", "WITHDRAW it")
        for text in near:
            await is_mail_like_all_mail(talk, ref, await talk.submit(answer(notice, text)))
        assert [taken.rcpt_tos for taken in await talk.sent()] == [(CLERK,)] * len(near)


async def test_another_login_cannot_answer_not_even_in_the_authors_name(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[rules.sender-identity]\naction = "note"\n') as talk:
        ref, notice = await ask(talk)
        for from_ in (OTHER, MEMBER):
            reply = await talk.submit(answer(notice, "SEND: in your name", from_), user=OTHER)
            await is_mail_like_all_mail(talk, ref, reply)


async def test_nobody_can_answer_from_outside(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref, notice = await ask(talk)
        reply = await talk.arrive(answer(notice, "SEND: in your name"), mail_from=MEMBER, rcpt_tos=[CLERK])
        await is_mail_like_all_mail(talk, ref, reply)


async def test_nobody_can_answer_without_a_login(tmp_path: Path) -> None:
    trusted = 'listen = ["127.0.0.1:0"]\ntrusted_networks = ["127.0.0.0/8"]\n[smtp.incoming]'
    base = CONFIG.replace('listen = ["127.0.0.1:0"]\n[smtp.incoming]', trusted, 1)
    async with Conversation(tmp_path, base=base) as talk:
        ref, notice = await ask(talk)
        client = await talk._connect("submission", start_tls=True)
        reply = await client.sendmail(MEMBER, [CLERK], answer(notice, "SEND: in your name"))
        await client.quit()
        await is_mail_like_all_mail(talk, ref, reply[1])


async def test_an_id_that_only_looks_like_that_of_the_notice_is_no_answer(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        ref, notice = await ask(talk)
        real = str(notice["Message-ID"])
        own_ref = real.rpartition("@")[0].rpartition(".")[2]
        for forged in (
            real.replace("<", "<0", 1),
            f"<1.2.{own_ref}@council.test>",
            f"<1.2.{ref}@council.test>",
            real[1:-1],
        ):
            del notice["Message-ID"]
            notice["Message-ID"] = forged
            reply = await talk.submit(answer(notice, f"SEND: {forged}"))
            await is_mail_like_all_mail(talk, ref, reply)


async def test_a_notice_about_mail_that_was_not_asked_about_cannot_be_answered(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[rules.too-many-recipients]\naction = "hold"\n') as talk:
        ref = ref_of(await talk.submit(make_message(to=MANY)))
        held = next(notice for notice in await talk.notices() if notice["To"] == MEMBER)
        reply = await talk.submit(answer(held, "SEND: I may"))
        assert await state(talk, ref) is State.HELD
        assert (await talk.record(reply)).decision.disposition is Disposition.RELAY
        assert (await talk.record(reply)).about is None
