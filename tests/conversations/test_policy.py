"""What becomes of a message, from the mail client to the upstream server."""

from pathlib import Path

from gateway.model.decision import Action
from gateway.model.record import EventKind, State
from gateway.testing import make_message
from gateway.testing.conversation import CONFIG, Conversation

CLERK, MEMBER, OUTSIDE = "clerk@council.test", "cllr.test@council.test", "someone@elsewhere.test"


def without_trace(content: bytes) -> bytes:
    """What stands behind our own trace lines."""
    lines = content.split(b"\r\n")
    first = next(n for n, line in enumerate(lines) if line.lower().startswith(b"lychgate-trace:"))
    return b"\r\n".join(lines[first + 1 :])


async def test_a_message_with_the_clerk_in_copy_goes_out_byte_for_byte(tmp_path: Path) -> None:
    raw = make_message(cc=[CLERK], headers={"X-Odd": "  kept  as it\r\n\t is "}, text="Zwölf\n.\nFrom here\n")
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        assert reply.startswith("250 2.0.0 accepted ")
        [taken] = await talk.sent()
        assert without_trace(taken.content) == raw
        assert set(taken.rcpt_tos) == {OUTSIDE, CLERK}
        assert taken.mail_from == MEMBER
        record = await talk.record(reply)
        assert record.summary.state is State.RELAYED
        assert not record.sent_differs
        assert await talk.notices() == []


async def test_the_clerk_is_added_and_both_contents_are_kept(tmp_path: Path) -> None:
    raw = make_message(text="Hello.\n")
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {OUTSIDE, CLERK}
        sent = without_trace(taken.content)
        [added] = [line for line in sent.split(b"\r\n") if line.startswith(b"Cc:")]
        assert added == b"Cc: Ann Lee <clerk@council.test>"
        assert sent.replace(added + b"\r\n", b"") == raw
        record = await talk.record(reply)
        ref = record.summary.ref
        assert record.sent_differs
        assert await talk.gateway.store.content(talk.council, ref) == raw
        assert await talk.gateway.store.content(talk.council, ref, sent=True) == sent
        [notice] = await talk.notices()
        assert notice["To"] == MEMBER
        assert "The Clerk was not copied in" in notice.get_content()


async def test_a_blind_copy_reaches_its_recipient_and_shows_nowhere(tmp_path: Path) -> None:
    raw = make_message(cc=[CLERK], bcc=["secret@elsewhere.test"])
    async with Conversation(tmp_path) as talk:
        await talk.submit(raw)
        [taken] = await talk.sent()
        assert "secret@elsewhere.test" in taken.rcpt_tos
        assert b"secret@elsewhere.test" not in taken.content


async def test_personal_data_of_somebody_else_is_held_and_nobody_has_it(tmp_path: Path) -> None:
    raw = make_message(cc=[CLERK], text="Mrs Jane Jones of 14 Mill Lane, NI number AB 12 34 56 C, asks for plot 14.\n")
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        assert reply.startswith("250 2.0.0 held ")
        assert await talk.sent() == []
        record = await talk.record(reply)
        assert record.summary.state is State.HELD
        to_clerk, to_author = sorted(await talk.notices(), key=lambda notice: str(notice["To"]) != CLERK)
        assert to_clerk["To"] == CLERK
        assert f"/messages/{record.summary.ref}" in to_clerk.get_content()
        assert to_author["To"] == MEMBER
        assert "Nobody has had it yet" in to_author.get_content()
        for notice in (to_clerk, to_author):
            assert "AB 12 34 56 C" not in notice.as_string()
            assert "Mill Lane" not in notice.as_string()


async def test_the_residents_own_data_is_no_finding(tmp_path: Path) -> None:
    text = "Dear Jane,\n\nYour address is on our list as someone@elsewhere.test.\n\nTess\n"
    async with Conversation(tmp_path) as talk:
        assert "accepted" in await talk.submit(make_message(to=[f"Jane Jones <{OUTSIDE}>"], cc=[CLERK], text=text))


async def test_too_many_recipients_are_asked_about(tmp_path: Path) -> None:
    raw = make_message(to=[f"person{n}@elsewhere.test" for n in range(8)], cc=[CLERK])
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        assert reply.startswith("250 2.0.0 held ")
        record = await talk.record(reply)
        assert record.summary.state is State.ASKED
        [notice] = await talk.notices()
        assert notice["To"] == MEMBER
        assert "8 people are outside the council" in notice.get_content()
        assert "/ask/" in notice.get_content()


async def test_a_rule_set_to_reject_refuses_in_the_dialogue_and_keeps_a_record(tmp_path: Path) -> None:
    raw = make_message(to=[f"person{n}@elsewhere.test" for n in range(3)], cc=[CLERK])
    config = '[rules.too-many-recipients]\naction = "reject"\noutside = 2\n'
    async with Conversation(tmp_path, config) as talk:
        reply = await talk.submit(raw)
        assert reply.startswith("550 5.7.1 ")
        assert "3 people are outside the council" in reply
        assert (await talk.record(reply)).summary.state is State.REJECTED
        assert await talk.delivered() == []


async def test_a_rule_in_trial_changes_nothing_and_is_recorded(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[rules.clerk-copy]\naction = "note"\n') as talk:
        reply = await talk.submit(make_message())
        [taken] = await talk.delivered()
        assert taken.rcpt_tos == (OUTSIDE,)
        assert [verdict.rule for verdict in (await talk.record(reply)).decision.verdicts] == ["clerk-copy"]


async def test_a_warning_sends_and_tells_the_author(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[rules.clerk-copy]\naction = "warn"\n') as talk:
        await talk.submit(make_message())
        [taken] = await talk.sent()
        assert taken.rcpt_tos == (OUTSIDE,)
        [notice] = await talk.notices()
        assert "asks you to know" in notice.get_content()


async def test_a_council_rule_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "no_teapots.py").write_text(
        '"""No message may speak of teapots."""\n'
        "from gateway.policy.rule import Action, Finding, Found, RuleOptions, View\n"
        "ACTION = Action.HOLD\n"
        "class Options(RuleOptions):\n    word: str = 'teapot'\n"
        "def check(view: View, options: Options) -> Found:\n"
        "    if options.word in view.content.subject:\n"
        "        yield Finding('no-teapots', 'word', 'The subject speaks of a teapot.')\n"
    )
    base = CONFIG.replace("[policy]\n", '[policy]\nextra_rules = "own"\n')
    async with Conversation(tmp_path, base=base) as talk:
        assert "held" in await talk.submit(make_message(subject="The teapot", cc=[CLERK]))
        assert "accepted" in await talk.submit(make_message(subject="The kettle", cc=[CLERK]))


async def test_incoming_mail_is_recorded_and_passed_on_unchanged(tmp_path: Path) -> None:
    raw = make_message(from_=OUTSIDE, to=[CLERK], text="My number is 07700 900123, my NI number AB 12 34 56 C.\n")
    async with Conversation(tmp_path) as talk:
        reply = await talk.arrive(raw)
        assert "accepted" in reply
        [taken] = await talk.delivered()
        assert without_trace(taken.content) == raw
        record = await talk.record(reply)
        assert record.summary.state is State.RELAYED
        assert [event.kind for event in record.events] == [
            EventKind.RECEIVED,
            EventKind.DECIDED,
            EventKind.ATTEMPTED,
        ]


EXCEPTION = f"""
[[rules.clerk-copy.except]]
role = ["member"]
to = ["{OUTSIDE}"]
why = "The council agreed in May."
"""


async def test_an_exception_lets_pass_what_fits_it_and_stands_in_the_record(tmp_path: Path) -> None:
    async with Conversation(tmp_path, EXCEPTION) as talk:
        fits = await talk.record(await talk.submit(make_message()))
        other = await talk.record(await talk.submit(make_message(cc=["other@elsewhere.test"])))
        sent = await talk.sent()
    assert {OUTSIDE} in [set(taken.rcpt_tos) for taken in sent]
    [verdict] = fits.decision.verdicts
    assert (verdict.rule, verdict.action, verdict.excepted) == ("clerk-copy", "note", "The council agreed in May.")
    assert [v.rule for v in other.decision.by_action(Action.AMEND)] == ["clerk-copy"]


OWN = """
[own_rules.lease]
why = "The lease is not public yet."
action = "hold"
words = ["market lease"]
"""


async def test_a_rule_of_the_councils_own_holds_what_it_is_about(tmp_path: Path) -> None:
    async with Conversation(tmp_path, OWN) as talk:
        held = await talk.submit(make_message(cc=[CLERK], text="The Market  Lease is near.\n"))
        near = await talk.submit(make_message(cc=[CLERK], text="The market is near.\n"))
        assert (await talk.record(held)).summary.state is State.HELD
        assert (await talk.record(near)).decision.verdicts == ()
        assert any("The lease is not public yet." in str(notice.get_content()) for notice in await talk.notices())
