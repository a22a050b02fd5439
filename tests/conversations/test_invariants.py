"""The invariants of docs/architecture.md, each with its test."""

import re
import sqlite3
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from gateway.model.account import AccountRole
from gateway.model.record import State
from gateway.store.pages import Search
from gateway.testing import make_message
from gateway.testing.conversation import CONFIG, Conversation, ref_of

CLERK, OUTSIDE = "clerk@council.test", "someone@elsewhere.test"
LEAK = "Mrs Jane Jones, NI number AB 12 34 56 C, lives at 14 Mill Lane.\n"


async def test_no_250_before_record_decision_and_queue_are_on_disk_together(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        talk.upstream.refused[OUTSIDE] = "451 4.3.0 not now"
        ref = ref_of(await talk.submit(make_message()))
        with sqlite3.connect(tmp_path / "data" / "lychgate.db") as db:  # as another process sees it
            for table in ("records", "decisions", "deliveries"):
                [(rows,)] = db.execute(f"SELECT count(*) FROM {table} WHERE ref = ?", (ref,)).fetchall()
                assert rows >= 1, table
        db.close()


async def test_a_fault_of_ours_is_4xx_and_leaves_nothing(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.account("cllr.test@council.test")
        db = sqlite3.connect(tmp_path / "data" / "lychgate.db", isolation_level=None)
        db.execute("BEGIN EXCLUSIVE")  # another program has the store, and does not let go
        assert (await talk.submit(make_message())).startswith("451 4.3.0")
        db.execute("ROLLBACK")
        db.close()
        assert (await talk.gateway.store.search(talk.council, Search())).rows == ()
        assert " accepted " in await talk.submit(make_message())


async def test_received_bytes_are_never_rewritten(tmp_path: Path) -> None:
    raw = make_message(text=LEAK, bcc=["hidden@elsewhere.test"])
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        ref = ref_of(await talk.submit(raw))
        await talk.gateway.review.release(ref, clerk)
        await talk.sent()
        assert await talk.gateway.store.content(talk.council, ref) == raw
        sent = await talk.gateway.store.content(talk.council, ref, sent=True)
        assert sent.partition(b"\r\n\r\n")[2] == raw.partition(b"\r\n\r\n")[2]


async def test_what_cannot_be_read_is_held(tmp_path: Path) -> None:
    raw = make_message(cc=[CLERK], attachments=[("plan.docx", "application/octet-stream", b"PK\x03\x04 broken")])
    async with Conversation(tmp_path) as talk:
        assert " held " in await talk.submit(raw)


async def test_a_check_that_dies_holds_the_message(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "deadly.py").write_text(
        '"""A rule that brings its process down when the subject says so."""\n'
        "import os\n"
        "from gateway.policy.rule import Action, Found, RuleOptions, View\n"
        "ACTION = Action.NOTE\n"
        "class Options(RuleOptions):\n    pass\n"
        "def check(view: View, options: Options) -> Found:\n"
        "    if view.content.subject == 'die':\n        os._exit(1)\n"
        "    return iter(())\n"
    )
    base = CONFIG.replace("[policy]\n", '[policy]\nextra_rules = "own"\n')
    async with Conversation(tmp_path, base=base) as talk:
        reply = await talk.submit(make_message(subject="die", cc=[CLERK]))
        assert " held " in reply
        assert (await talk.record(reply)).decision.verdicts[0].fault == "the check died"
        assert " accepted " in await talk.submit(make_message(cc=[CLERK]))


def test_a_decision_takes_effect_in_one_place_only() -> None:
    """Whoever makes a `Change` or a first delivery is flow/carry_out.py."""
    root = Path(__file__).parents[2] / "gateway"
    ours = re.compile(r"from gateway\.store\.changes import (?:\([^)]*|[^\n]*)\bChange\b")
    texts = {path.name: path.read_text() for path in root.rglob("*.py")}
    makers = {name for name, text in texts.items() if ours.search(text) and re.search(r"(?<![\w.])Change\(", text)}
    assert makers == {"carry_out.py"}


async def test_no_personal_data_in_log_replies_and_notices(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    raw = make_message(subject="About Mrs Jones", text=LEAK)
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        notices = [notice.as_string() for notice in await talk.notices()]
    said = "\n".join([reply, *notices, *capfd.readouterr()])
    for datum in ("AB 12 34 56 C", "Mill Lane", "Jones"):
        assert datum not in said


async def test_a_null_sender_is_never_bounced(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        talk.upstream.refused[CLERK] = "550 5.1.1 nobody"
        reply = await talk.arrive(make_message(from_=OUTSIDE, to=[CLERK]), mail_from="")
        await talk.delivered()
        assert (await talk.record(reply)).summary.state is State.FAILED
        assert await talk.delivered() == []


async def test_automatic_mail_is_not_held_for_a_missing_clerk(tmp_path: Path) -> None:
    raw = make_message(headers={"Auto-Submitted": "auto-replied"})
    async with Conversation(tmp_path, '[rules.clerk-copy]\naction = "hold"\n') as talk:
        assert " accepted " in await talk.submit(raw)
        assert await talk.notices() == []


async def test_signed_mail_is_held_and_never_amended(tmp_path: Path) -> None:
    signed = (
        b"From: cllr.test@council.test\r\nTo: someone@elsewhere.test\r\nSubject: Signed\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary=b\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\n"
        b"-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----\r\n--b--\r\n"
    )
    async with Conversation(tmp_path) as talk:
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        reply = await talk.submit(signed)
        assert " held " in reply
        await talk.gateway.review.release(ref_of(reply), clerk)
        [taken] = await talk.sent()
        assert taken.content.endswith(signed)


async def test_delivery_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        talk.upstream.refused |= dict.fromkeys((OUTSIDE, CLERK), "451 4.3.0 not now")
        reply = await talk.submit(make_message(cc=[CLERK]))
        await talk.attempted(reply)
        assert talk.upstream.taken == []
        talk.upstream.refused.clear()
        talk.clock.at = (await talk.gateway.store.queue(talk.council))[-1].next_attempt_at
        await talk.restart()
        [taken] = await talk.sent()
        assert message_from_bytes(taken.content, policy=policy.default)["Subject"] == "Test"
        assert (await talk.record(reply)).summary.state is State.RELAYED


async def test_the_same_bytes_after_a_lost_reply_are_one_message(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        first = await talk.submit(make_message(cc=[CLERK]), goodbye=False)  # it goes away without a further word
        again = await talk.submit(make_message(cc=[CLERK]))
        assert ref_of(first) == ref_of(again)
        assert len(await talk.sent()) == 1
        third = await talk.submit(make_message(cc=[CLERK]))  # the second reply was received: this is a new message
        assert ref_of(third) != ref_of(first)
        assert len(await talk.sent()) == 2
