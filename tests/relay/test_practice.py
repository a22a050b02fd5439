import mailbox
from pathlib import Path

from gateway.model.delivery import Outcome
from gateway.relay.base import Transaction
from gateway.relay.practice import Practice

CONTENT = b"Subject: x\r\n\r\nHello\r\nno end"
TO = ("a@out.example", "b@out.example")


async def test_byte_for_byte_behind_the_envelope(tmp_path: Path) -> None:
    practice = Practice(tmp_path / "outbox")
    replies = await practice.send(Transaction("7K2-4QXM", "me@council.example", TO, CONTENT))
    assert {reply.outcome for reply in replies.values()} == {Outcome.RELAYED}
    assert set(replies) == set(TO)
    (file,) = (tmp_path / "outbox" / "new").iterdir()
    top = b"Return-Path: <me@council.example>\r\nDelivered-To: a@out.example\r\nDelivered-To: b@out.example\r\n"
    assert file.read_bytes() == top + CONTENT
    assert list((tmp_path / "outbox" / "tmp").iterdir()) == []


async def test_any_mail_client_can_read_it(tmp_path: Path) -> None:
    await Practice(tmp_path / "outbox").send(Transaction("7K2-4QXM", "", TO[:1], CONTENT))
    (message,) = mailbox.Maildir(tmp_path / "outbox", create=False)
    assert message["Return-Path"] == "<>"
    assert message["Subject"] == "x"


async def test_an_outbox_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file stands where the folder should")
    replies = await Practice(tmp_path / "outbox").send(Transaction("7K2-4QXM", "", TO, CONTENT))
    assert {reply.outcome for reply in replies.values()} == {Outcome.DELAYED}
