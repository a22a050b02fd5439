"""A thread through the gateway: what was asked is recorded, and the answer is judged by it."""

from pathlib import Path

import pytest

from gateway.mime.strip import NOTE
from gateway.model.record import State
from gateway.testing import make_message
from gateway.testing.conversation import Conversation
from tests.conversations.test_policy import without_trace
from tests.mime.trail_shapes import ASKED, ASKED_HTML, HTML, INLINE, OWN, OWN_HTML, PLAIN, Shape, html, marked

CLERK, MEMBER, PAT, OTHER = "clerk@council.test", "cllr.test@council.test", "pat@home.test", "someone@elsewhere.test"
ANSWERS = {"In-Reply-To": "<asked@home.test>", "References": "<older@home.test> <asked@home.test>"}
TRAIL = f"On 2 Mar 2026, at 09:12, Pat Jones <{PAT}> wrote:\n{marked(ASKED)}"
MANY = '[rules.too-many-recipients]\noutside = 20\n[rules.exposed-addresses]\naction = "off"\n'
GROUP = ["a@club.test", "b@club.test", "c@club.test", "d@club.test", "e@club.test"]


def unfolded(raw: bytes) -> bytes:
    """Without the soft breaks of quoted-printable."""
    return raw.replace(b"=\r\n", b"")


def asked(text: str = ASKED, to: list[str] | None = None) -> bytes:
    headers = {"Message-ID": "<asked@home.test>"}
    return make_message(f"Pat Jones <{PAT}>", to or [MEMBER], subject="The path", text=text, headers=headers)


def answer(text: str, to: list[str], cc: list[str] | None = None) -> bytes:
    return make_message(to=to, cc=[CLERK, *(cc or [])], subject="Re: The path", text=text, headers=ANSWERS)


async def test_a_trail_is_cut_on_its_way_outside(tmp_path: Path) -> None:
    raw = answer(f"{OWN}\n{TRAIL}", [OTHER])
    async with Conversation(tmp_path) as talk:
        await talk.arrive(asked(), PAT)
        reply = await talk.submit(raw)
        assert reply.startswith("250 2.0.0 accepted ")
        sent = without_trace((await talk.sent())[-1].content)
        above, _, _ = raw.partition(b"On 2 Mar")
        assert sent == above + NOTE.encode() + b"\r\n"
        record = await talk.record(reply)
        assert record.sent_differs
        assert await talk.gateway.store.content(talk.council, record.summary.ref) == raw
        [notice] = await talk.notices()
        assert notice["To"] == MEMBER
        assert "Earlier messages are quoted" in notice.get_content()
        assert "under water" not in notice.as_string()


async def test_it_is_cut_in_the_text_and_in_the_html(tmp_path: Path) -> None:
    quoted = html(
        f"{OWN_HTML}<blockquote type='cite'>On 2 Mar 2026, at 09:12, Pat Jones wrote:{ASKED_HTML}</blockquote>"
    )
    raw = make_message(to=[OTHER], cc=[CLERK], text=f"{OWN}\n{TRAIL}", html=quoted, headers=ANSWERS)
    async with Conversation(tmp_path) as talk:
        await talk.arrive(asked(), PAT)
        assert "accepted" in await talk.submit(raw)
        sent = without_trace((await talk.sent())[-1].content)
        assert sent[: sent.index(NOTE.encode())] == raw[: raw.index(b"On 2 Mar")]
        assert b"under water" not in unfolded(sent)
        assert unfolded(sent).count(NOTE.encode()) == 2
        assert OWN_HTML.encode() in unfolded(sent)


@pytest.mark.parametrize(
    "shape", [PLAIN[0], PLAIN[3], PLAIN[7], PLAIN[13], PLAIN[15], *HTML[:6]], ids=lambda one: one.name
)
async def test_in_the_clients_own_shape(shape: Shape, tmp_path: Path) -> None:
    is_html = shape.body.startswith("<html>")
    raw = make_message(
        to=[OTHER], cc=[CLERK], text=None if is_html else shape.body, html=shape.body if is_html else None
    )
    async with Conversation(tmp_path) as talk:
        assert "accepted" in await talk.submit(raw)
        [taken] = await talk.sent()
        sent = unfolded(taken.content)
        assert NOTE.encode() in sent
        assert b"Dear Tess" not in sent
        assert shape.above.encode() in sent


async def test_inline_answers_wait_for_the_clerk(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(answer(INLINE[1], [OTHER]))
        assert reply.startswith("250 2.0.0 held ")
        assert await talk.sent() == []
        assert (await talk.record(reply)).summary.state is State.HELD


async def test_inline_answers_without_quote_marks_are_told_by_the_record(tmp_path: Path) -> None:
    quoted = ASKED.replace("again.\n", "again.\nIt will be mended on Thursday.\n")
    raw = answer(f"See below.\n\nFrom: Pat <{PAT}>\nSent: 2 March 2026 09:12\nSubject: The path\n\n{quoted}", [OTHER])
    async with Conversation(tmp_path) as talk:
        await talk.arrive(asked(), PAT)
        assert "held" in await talk.submit(raw)
        assert await talk.sent() == [(await talk.delivered())[0]]  # nothing but what arrived


async def test_an_answer_to_its_author_goes_out_as_it_is(tmp_path: Path) -> None:
    raw = answer(f"{OWN}\nOn 02/03/2026 09:12, Pat Jones wrote:\n{marked(ASKED)}", [PAT])
    async with Conversation(tmp_path) as talk:
        await talk.arrive(asked(), PAT)
        reply = await talk.submit(raw)
        assert without_trace((await talk.sent())[-1].content) == raw
        assert not (await talk.record(reply)).sent_differs
        assert await talk.notices() == []


async def test_what_the_council_wrote_itself_is_in_the_record_too(tmp_path: Path) -> None:
    first = make_message(to=[PAT], cc=[CLERK], text=ASKED, headers={"Message-ID": "<asked@home.test>"})
    async with Conversation(tmp_path) as talk:
        await talk.submit(first)
        assert "accepted" in await talk.submit(answer(f"{OWN}\nWhat I wrote:\n\n{ASKED}", [OTHER]))
        sent = without_trace((await talk.sent())[-1].content)
        assert b"What I wrote" in sent
        assert b"under water" not in sent


@pytest.mark.parametrize(
    ("action", "replied", "state"),
    [
        ("note", "accepted", State.RELAYED),
        ("warn", "accepted", State.RELAYED),
        ("ask", "held", State.ASKED),
        ("hold", "held", State.HELD),
        ("reject", "550", State.REJECTED),
    ],
)
async def test_what_else_the_council_may_choose(action: str, replied: str, state: State, tmp_path: Path) -> None:
    raw = answer(f"{OWN}\n{TRAIL}", [OTHER])
    async with Conversation(tmp_path, f'[rules.email-trail]\naction = "{action}"\n') as talk:
        reply = await talk.submit(raw)
        assert replied in reply
        sent = [without_trace(taken.content) for taken in await talk.sent()]
        assert sent == ([raw] if state is State.RELAYED else [])
        assert (await talk.record(reply)).summary.state is state


async def test_an_answer_to_all_is_asked_about(tmp_path: Path) -> None:
    async with Conversation(tmp_path, MANY) as talk:
        await talk.arrive(asked(to=[MEMBER, *GROUP]), PAT, [MEMBER])
        reply = await talk.submit(answer(OWN, [PAT], GROUP))
        assert (await talk.record(reply)).summary.state is State.ASKED
        [notice] = await talk.notices()
        assert "goes to 5 of the 5 others" in notice.get_content()
        assert "accepted" in await talk.submit(answer(OWN, [PAT], GROUP[:3]))


@pytest.mark.parametrize(
    ("action", "state"),
    [("note", State.RELAYED), ("warn", State.RELAYED), ("hold", State.HELD), ("reject", State.REJECTED)],
)
async def test_an_answer_to_all_as_the_council_chooses(action: str, state: State, tmp_path: Path) -> None:
    async with Conversation(tmp_path, f'{MANY}[rules.reply-all]\naction = "{action}"\n') as talk:
        await talk.arrive(asked(to=[MEMBER, *GROUP]), PAT, [MEMBER])
        reply = await talk.submit(answer(OWN, [PAT], GROUP))
        await talk.delivered()
        assert (await talk.record(reply)).summary.state is state


async def test_without_the_record_an_answer_to_all_is_only_noted(tmp_path: Path) -> None:
    header = f"From: Pat <{PAT}>\nSent: 2 March 2026 09:12\nTo: {'; '.join(GROUP)}\nSubject: The path\n"
    async with Conversation(tmp_path, MANY) as talk:
        reply = await talk.submit(answer(f"{OWN}\n{header}\n{ASKED}", [PAT], GROUP))
        assert "accepted" in reply
        assert "reply-all" in [verdict.rule for verdict in (await talk.record(reply)).decision.verdicts]


async def test_a_thread_without_ids_is_known_by_its_subject_and_its_people(tmp_path: Path) -> None:
    raw = make_message(to=[PAT, *GROUP], cc=[CLERK], subject="RE: the path", text=OWN)
    async with Conversation(tmp_path, MANY) as talk:
        await talk.arrive(asked(to=[MEMBER, *GROUP]), PAT, [MEMBER])
        reply = await talk.submit(raw)
        assert (await talk.record(reply)).summary.state is State.ASKED
        other = make_message(to=[PAT, *GROUP], cc=[CLERK], subject="RE: the hall", text=OWN)
        assert "accepted" in await talk.submit(other)
