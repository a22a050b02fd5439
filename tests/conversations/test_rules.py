"""Each rule, from the mail client to what the upstream server gets."""

import io
import zipfile
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from gateway.mime.read import read
from gateway.model.account import AccountRole
from gateway.model.record import State
from gateway.testing import make_message
from gateway.testing.conversation import Conversation, ref_of

CLERK, MEMBER, OUTSIDE = "clerk@council.test", "cllr.test@council.test", "someone@elsewhere.test"
STRANGERS = ["Ann <a@gmail.com>", "b@btinternet.com", "Cy <c@icloud.com>"]


def workbook(sheets: bytes, comments: bytes = b"<comments/>") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b"<workbook><sheets>" + sheets + b"</sheets></workbook>")
        packed.writestr("xl/comments1.xml", comments)
    return file.getvalue()


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


async def test_a_personal_view_goes_without_the_clerk_and_with_the_councils_line(tmp_path: Path) -> None:
    raw = make_message(subject="[personal] Trees", text="I like them.\n", html="<p>I like them.</p>")
    async with Conversation(tmp_path) as talk:
        assert "accepted" in await talk.submit(raw)
        [taken] = await talk.sent()
        assert taken.rcpt_tos == (OUTSIDE,)
        texts = [text.text for text in read(taken.content).texts if text.part.startswith("text/")]
        assert len(texts) == 2
        for text in texts:
            assert text.strip().endswith("This is my personal view as a councillor, and not that of the council.")
        [notice] = await talk.notices()
        assert "You marked this message as your personal view" in notice.get_content()


async def test_a_personal_view_on_trial_is_copied_to_the_clerk_all_the_same(tmp_path: Path) -> None:
    async with Conversation(tmp_path, '[rules.personal-view]\naction = "note"\n') as talk:
        await talk.submit(make_message(subject="[personal] Trees", text="I like them.\n"))
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {OUTSIDE, CLERK}
        assert b"I like them.\r\n" in taken.content
        assert b"personal view as" not in taken.content


async def test_an_unmarked_message_is_copied_and_gets_no_line(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        await talk.submit(make_message(subject="Personal trees"))
        [taken] = await talk.sent()
        assert set(taken.rcpt_tos) == {OUTSIDE, CLERK}
        assert b"personal view" not in taken.content


async def test_strangers_are_asked_about(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(make_message(to=STRANGERS[:2], cc=STRANGERS[2:]))
        assert (await talk.record(reply)).summary.state is State.ASKED
        [notice] = await talk.notices()
        assert "see each other's addresses" in notice.get_content()
        assert await talk.sent() == []


async def test_a_message_to_strangers_is_released_as_one_each(tmp_path: Path) -> None:
    raw = make_message(to=STRANGERS[:2], cc=STRANGERS[2:], text="Hello all.\n")
    async with Conversation(tmp_path, '[rules.exposed-addresses]\naction = "hold"\n') as talk:
        reply = await talk.submit(raw)
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        await talk.gateway.review.release(ref_of(reply), clerk)
        sent = {taken.rcpt_tos[0]: parsed(taken.content) for taken in await talk.sent()}
        assert set(sent) == {"a@gmail.com", "b@btinternet.com", "c@icloud.com", CLERK}
        assert sent["a@gmail.com"]["To"] == "Ann <a@gmail.com>"
        assert sent["b@btinternet.com"]["To"] == "b@btinternet.com"
        assert sent["c@icloud.com"]["To"] == "Cy <c@icloud.com>"
        for address in ("a@gmail.com", "b@btinternet.com", "c@icloud.com"):
            assert sent[address]["Cc"] == "Ann Lee <clerk@council.test>"
            assert sent[address]["Message-ID"] == "<test@council.test>"
            assert sent[address].get_content() == "Hello all.\r\n"
        assert "b@btinternet.com" in sent[CLERK]["To"]
        assert (await talk.record(reply)).summary.state is State.RELAYED


async def test_the_record_keeps_what_each_stranger_got(tmp_path: Path) -> None:
    config = '[rules.exposed-addresses]\naction = "amend"\n[rules.clerk-copy]\naction = "off"\n'
    config += '[rules.personal-data]\nexposed_action = "note"\n'
    async with Conversation(tmp_path, config) as talk:
        reply = await talk.submit(make_message(to=STRANGERS, text="Hello all.\n"))
        assert "accepted" in reply
        taken = await talk.sent()
        assert sorted(one.rcpt_tos for one in taken) == [("a@gmail.com",), ("b@btinternet.com",), ("c@icloud.com",)]
        record, store = await talk.record(reply), talk.gateway.store
        [told] = [event.detail for event in record.events if "one message each" in event.detail]
        others = [await store.record(talk.council, ref) for ref in told.rpartition(": ")[2].split()]
        assert [one.about for one in others] == [ref_of(reply)] * 2
        assert {one.summary.state for one in (record, *others)} == {State.RELAYED}
        for one in (record, *others):
            [to] = [delivery.recipient for delivery in one.deliveries]
            content = await store.content(talk.council, one.summary.ref, sent=True)
            assert [box.address for box in read(content).visible] == [to]
        assert await store.content(talk.council, ref_of(reply)) == make_message(to=STRANGERS, text="Hello all.\n")


async def test_two_strangers_are_not_asked_about(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        assert "accepted" in await talk.submit(make_message(to=STRANGERS[:2]))
        [taken] = await talk.sent()
        assert parsed(taken.content)["To"] == "Ann <a@gmail.com>, b@btinternet.com"


async def test_signed_mail_is_released_unchanged(tmp_path: Path) -> None:
    raw = make_message(to=STRANGERS, cc=[CLERK], text="-----BEGIN PGP SIGNED MESSAGE-----\nHello.\n")
    async with Conversation(tmp_path, '[rules.exposed-addresses]\naction = "hold"\n') as talk:
        reply = await talk.submit(raw)
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        await talk.gateway.review.release(ref_of(reply), clerk)
        [taken] = await talk.sent()
        assert taken.content.endswith(raw)


async def test_what_is_marked_confidential_waits_for_the_clerk(tmp_path: Path) -> None:
    raw = make_message(cc=[CLERK], text="PRIVATE AND CONFIDENTIAL\n\nThe offer is ten pounds.\n")
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        assert (await talk.record(reply)).summary.state is State.HELD
        assert await talk.sent() == []
        assert any("The text is marked as confidential" in notice.get_content() for notice in await talk.notices())
        clerk = await talk.account(CLERK, AccountRole.CLERK)
        await talk.gateway.review.release(ref_of(reply), clerk)
        [taken] = await talk.sent()
        assert taken.content.endswith(raw)


async def test_a_legal_notice_below_a_signature_is_no_marking(tmp_path: Path) -> None:
    text = "The bins are emptied on Monday.\n\nThis email is confidential and intended solely for the addressee.\n"
    async with Conversation(tmp_path) as talk:
        assert "accepted" in await talk.submit(make_message(cc=[CLERK], text=text))


async def test_a_matter_of_the_councils_own_is_held_until_its_day(tmp_path: Path) -> None:
    matter = '{ words = ["roof tender"], until = 2026-03-02, why = "it is not awarded yet" }'
    async with Conversation(tmp_path, f"[rules.confidential]\nmatters = [{matter}]\n") as talk:
        raw = make_message(cc=[CLERK], text="The roof tender closes soon.\n")
        assert "held" in await talk.submit(raw)
        talk.clock.advance(timedelta(days=1))
        assert "accepted" in await talk.submit(raw)


async def test_mail_to_a_members_private_account_waits_for_the_clerk(tmp_path: Path) -> None:
    raw = make_message(to=["tess.ter@gmail.com"], cc=[CLERK])
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(raw)
        assert (await talk.record(reply)).summary.state is State.HELD
        assert any("seems to be a member's or officer's own" in notice.get_content() for notice in await talk.notices())
        assert await talk.sent() == []
        await talk.gateway.review.release(ref_of(reply), await talk.account(CLERK, AccountRole.CLERK))
        [taken] = await talk.sent()
        assert taken.content.endswith(raw)


async def test_a_namesake_by_one_name_only_gets_mail(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        assert "accepted" in await talk.submit(make_message(to=["tess.smith@gmail.com"], cc=[CLERK]))


async def test_a_hidden_sheet_waits_for_the_clerk_and_a_comment_goes_with_a_word(tmp_path: Path) -> None:
    shown, hidden = workbook(b'<sheet name="A"/>'), workbook(b'<sheet name="A" state="hidden"/>')
    note = b'<comments><comment ref="A1"><text><t>Ask Ann</t></text></comment></comments>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    async with Conversation(tmp_path) as talk:
        reply = await talk.submit(make_message(cc=[CLERK], attachments=[("a.xlsx", kind, hidden)]))
        assert (await talk.record(reply)).summary.state is State.HELD
        assert any("A document holds hidden sheets" in notice.get_content() for notice in await talk.notices())
        raw = make_message(cc=[CLERK], attachments=[("a.xlsx", kind, workbook(b'<sheet name="A"/>', note))])
        assert "accepted" in await talk.submit(raw)
        assert any("A document holds comments" in notice.get_content() for notice in await talk.notices())
        before = len(await talk.notices())
        assert "accepted" in await talk.submit(make_message(cc=[CLERK], attachments=[("a.xlsx", kind, shown)]))
        assert len(await talk.notices()) == before


async def test_a_program_waits_for_the_clerk(tmp_path: Path) -> None:
    async with Conversation(tmp_path) as talk:
        raw = make_message(cc=[CLERK], attachments=[("setup.exe", "application/octet-stream", b"MZ")])
        assert (await talk.record(await talk.submit(raw))).summary.state is State.HELD
        assert any("An attachment is a program" in notice.get_content() for notice in await talk.notices())
