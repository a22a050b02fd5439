"""Each rule with each action: a message that it is about, one that it is nearly about, and the Clerk's release."""

from pathlib import Path

import pytest

from gateway.model.account import AccountRole
from gateway.model.decision import Action
from gateway.model.record import State
from gateway.policy.loader import load_policy
from gateway.testing import make_message
from gateway.testing.conversation import CONFIG, Conversation, ref_of
from tests.conversations.test_policy import without_trace
from tests.conversations.test_rules import workbook
from tests.conversations.test_trails import ANSWERS, GROUP, TRAIL, asked
from tests.mime.trail_shapes import ASKED, OWN

CLERK, MEMBER, OTHER, PAT = "clerk@council.test", "cllr.test@council.test", "someone@elsewhere.test", "pat@home.test"
COMMENT = b'<comments><comment ref="A1"><text><t>check this</t></text></comment></comments>'
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STRANGERS = ["Ann <office@ann.test>", "office@bo.test", "Cy <office@cy.test>"]


def letter(*to: str, text: str = "Hello.\n", subject: str = "Test", **more: object) -> bytes:
    return make_message(to=to or [OTHER], cc=[CLERK], text=text, subject=subject, **more)  # type: ignore[arg-type]


def sheet(comments: bytes) -> bytes:
    return letter(attachments=[("a.xlsx", XLSX, workbook(b'<sheet name="A"/>', comments))])


HITS = {
    "attachments": sheet(COMMENT),
    "clerk-copy": make_message(),
    "confidential": letter(subject="CONFIDENTIAL: the tender"),
    "email-trail": letter(text=f"{OWN}\n{TRAIL}"),
    "exposed-addresses": letter(*STRANGERS),
    "personal-data": letter(text="NHS number 943 476 5919\n"),
    "personal-view": letter(subject="[personal] Trees", text="I like them.\n"),
    "private-account": letter("tess.ter@gmail.com"),
    "reply-all": letter(PAT, *GROUP[:4], text=OWN, headers=ANSWERS),
    "sender-identity": letter(from_=f"Ann Lee <{MEMBER}>"),
    "too-many-recipients": letter(*(f"p{n}@club.test" for n in range(6))),
    "unreadable": letter(text="-----BEGIN PGP MESSAGE-----\n\nabc\n"),
    "wrong-recipient": letter("anybody@gmial.com"),
}
NEAR_MISSES = {
    "attachments": sheet(b"<comments/>"),
    "clerk-copy": make_message(cc=["ann.lee@council.test"]),
    "confidential": letter(subject="Confidential waste collection"),
    "email-trail": letter(PAT, text=f"{OWN}\n{TRAIL}", headers=ANSWERS),
    "exposed-addresses": letter(*STRANGERS[:2]),
    "personal-data": letter(text="Invoice number 943 476 5918\n"),
    "personal-view": letter(subject="Personal trees"),
    "private-account": letter("tess.terry@gmail.com"),
    "reply-all": letter(PAT, *GROUP[:2], text=OWN, headers=ANSWERS),
    "sender-identity": letter(from_=f"Tess Ter <{MEMBER}>"),
    "too-many-recipients": letter(*(f"p{n}@club.test" for n in range(5))),
    "unreadable": letter(text="BEGIN PGP MESSAGE\n\nabc\n"),
    "wrong-recipient": letter("anybody@gmail.com"),
}
STATES = {
    Action.NOTE: State.RELAYED,
    Action.WARN: State.RELAYED,
    Action.ASK: State.ASKED,
    Action.HOLD: State.HELD,
    Action.REJECT: State.REJECTED,
}


def config(action: Action) -> str:
    return "".join(f'[rules.{rule}]\naction = "{action}"\n' for rule in HITS)


async def of_one(talk: Conversation, raw: bytes) -> tuple[str, State, dict[str, Action]]:
    reply = await talk.submit(raw)
    await talk.delivered()
    record = await talk.record(reply)
    return reply, record.summary.state, {v.rule: v.action for v in record.decisions[0].verdicts}


def test_no_rule_is_left_out() -> None:
    assert sorted(HITS) == sorted(NEAR_MISSES) == sorted(rule.name for rule in load_policy({}).rules)


@pytest.mark.parametrize("action", STATES)
async def test_each_rule_does_what_the_council_chooses(action: Action, tmp_path: Path) -> None:
    async with Conversation(tmp_path, config(action)) as talk:
        await talk.arrive(asked(to=[MEMBER, *GROUP[:4]]), PAT, [MEMBER])
        for rule, raw in HITS.items():
            sent, told = len(await talk.sent()), len(await talk.notices())
            reply, state, verdicts = await of_one(talk, raw)
            assert (rule, state, verdicts) == (rule, STATES[action], {rule: action})
            new = [without_trace(taken.content) for taken in (await talk.sent())[sent:]]
            assert new == ([raw] if state is State.RELAYED else [])
            assert (len(await talk.notices()) > told) is (action in {Action.WARN, Action.ASK, Action.HOLD})
            assert reply[:3] == ("550" if action is Action.REJECT else "250")


async def test_what_each_rule_is_only_nearly_about_goes_out_as_it_is(tmp_path: Path) -> None:
    async with Conversation(tmp_path, config(Action.REJECT)) as talk:
        await talk.arrive(asked(to=[MEMBER, *GROUP[:4]]), PAT, [MEMBER])
        for rule, raw in NEAR_MISSES.items():
            _, state, verdicts = await of_one(talk, raw)
            assert (rule, state, verdicts) == (rule, State.RELAYED, {})
            assert without_trace((await talk.sent())[-1].content) == raw


LINE = b"This is my personal view as a councillor, and not that of the council."
MENDED = {
    "clerk-copy": lambda raw: raw.replace(b"Subject:", b"Cc: Ann Lee <clerk@council.test>\r\nSubject:", 1),
    "personal-view": lambda raw: raw + b"\r\n" + LINE + b"\r\n",
}


async def test_the_clerk_releases_what_each_rule_held(tmp_path: Path) -> None:
    async with Conversation(tmp_path, config(Action.HOLD)) as talk:
        await talk.arrive(asked(to=[MEMBER, *GROUP[:4]]), PAT, [MEMBER])
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        for rule, raw in HITS.items():
            sent = len(await talk.sent())
            reply = await talk.submit(raw)
            await talk.gateway.review.release(ref_of(reply), clerk)
            new = [without_trace(taken.content) for taken in (await talk.sent())[sent:]]
            if rule == "exposed-addresses":
                assert len(new) == len(STRANGERS) + 1
            elif rule == "email-trail":
                assert len(new) == 1
                assert ASKED.splitlines()[2].encode() not in new[0]
            else:
                assert new == [MENDED.get(rule, bytes)(raw)]


DKIM = "v=1; a=rsa-sha256; d=council.test; s=one; h=from:to:cc; bh=abc=; b=def="


async def test_what_the_councils_host_signed_with_dkim_is_held_and_not_mended(tmp_path: Path) -> None:
    raw = make_message(headers={"DKIM-Signature": DKIM})
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        assert (await talk.record(reply)).summary.state is State.HELD
        assert any("cannot be mended without breaking the signature" in n.get_content() for n in await talk.notices())
        await talk.gateway.review.release(ref_of(reply), await talk.account(CLERK, AccountRole.CLERK))
        assert without_trace((await talk.sent())[-1].content) == raw
        other = make_message(headers={"DKIM-Signature": DKIM.replace("council.test", "list.test")})
        assert "accepted" in await talk.submit(other)


async def test_where_the_upstream_signs_anew_it_is_mended(tmp_path: Path) -> None:
    base = "[relay]\nupstream_signs = true\n"

    async with Conversation(tmp_path, base=CONFIG.replace("[relay]\n", base)) as talk:
        assert "accepted" in await talk.submit(make_message(headers={"DKIM-Signature": DKIM}))
        [taken] = await talk.sent()
        assert b"\r\nCc: Ann Lee <clerk@council.test>\r\n" in taken.content


async def test_a_shared_mailbox_is_written_from_by_those_who_may(tmp_path: Path) -> None:

    base = CONFIG.replace(
        'address = "cllr.test@council.test"\n',
        'address = "cllr.test@council.test"\nmay_send_as = ["allotments@council.test"]\n',
    )
    raw = letter(from_="Allotments <allotments@council.test>", headers={"Sender": f"Tess Ter <{MEMBER}>"})
    async with Conversation(tmp_path, base=base) as talk:
        assert "accepted" in await talk.submit(raw)
    (tmp_path / "without").mkdir()
    async with Conversation(tmp_path / "without") as talk:
        assert (await talk.submit(raw)).startswith("550")
