"""What is said on the wire, command by command."""

import asyncio
from pathlib import Path

import pytest

from gateway.errors import StoreFault, StoreFull
from gateway.model.decision import Disposition
from gateway.model.envelope import Envelope, Listener, Session
from tests.smtp.door import CLEAR, INCOMING, ME, MESSAGE, TRUSTED, Client, Inbox, opened


async def test_a_message_is_taken_with_all_that_was_said_about_it(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO client.test")
        assert await client.sign_in() == "235 2.7.0 signed in"
        assert await client.cmd(f"MAIL FROM:<{ME}> BODY=8BITMIME SIZE=100 AUTH=<>") == "250 2.1.0 ok"
        assert await client.cmd("RCPT TO:<clerk@council.test>") == "250 2.1.5 ok"
        assert await client.cmd("RCPT TO:<clerk@council.test>") == "250 2.1.5 ok"
        assert (await client.cmd("DATA")).startswith("354 ")
        assert await client.cmd(MESSAGE + b"..\r\n.") == "250 2.0.0 accepted 7K2-4QXM"
        session, envelope, content, login = door.inbox.taken[0]
        assert session == Session(Listener.SUBMISSION, "127.0.0.1", "client.test", ME, None, False)
        assert envelope == Envelope(ME, ("clerk@council.test",), smtputf8=False, eight_bit=True)
        assert content == MESSAGE + b".\r\n"
        assert login is not None and login.user == ME
        await client.close()


@pytest.mark.parametrize(
    ("disposition", "reply"),
    [
        (Disposition.RELAY, "250 2.0.0 accepted 7K2-4QXM"),
        (Disposition.HOLD, "250 2.0.0 held 7K2-4QXM: the Clerk will look at it, nobody has it yet"),
        (Disposition.ASK, "250 2.0.0 held 7K2-4QXM: waits for your answer, see the mail we sent you"),
        (Disposition.REJECT, "550 5.7.1 7K2-4QXM: the From line is not yours"),
    ],
)
async def test_the_reply_tells_the_disposition(tmp_path: Path, disposition: Disposition, reply: str) -> None:
    async with opened(INCOMING, tmp_path, Inbox(disposition, "the From line\r\nis not yours")) as door:
        client = await Client.connect(door.ports[0])
        assert await client.message(sender="") == reply
        await client.close()


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (StoreFull(), "452 4.3.1"),
        (StoreFault(), "451 4.3.0"),
        (RuntimeError("secret"), "451 4.3.0"),
        (OSError("disk"), "451 4.3.0"),
        (TimeoutError(), "451 4.3.0"),
    ],
)
async def test_our_faults_are_never_5xx_and_the_session_goes_on(tmp_path: Path, fault: Exception, reply: str) -> None:
    async with opened(INCOMING, tmp_path, Inbox(fault=fault)) as door:
        client = await Client.connect(door.ports[0])
        answer = await client.message()
        assert answer.startswith(reply) and "secret" not in answer
        door.inbox.fault = None
        assert (await client.message()).startswith("250 2.0.0 accepted")
        await client.close()


async def test_extensions_are_those_that_are_kept(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        lines = (await client.cmd("EHLO client.test")).splitlines()
        assert {line[4:] for line in lines[1:]} == {
            "PIPELINING", "SIZE 35000000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "STARTTLS",
        }  # fmt: skip
        assert (await client.cmd("HELO client.test")).startswith("250 ")
        await client.close()


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("", "500 5.5.2"),
        ("FROB", "500 5.5.2"),
        ("BDAT 5 LAST", "500 5.5.2"),
        ("EXPN all", "502 5.5.1"),
        ("VRFY clerk@council.test", "252 2.1.5"),
        ("VRFY nobody@council.test", "252 2.1.5"),
        ("VRFY", "501 5.5.4"),
        ("HELP", "214 2.0.0"),
        ("NOOP hello", "250 2.0.0"),
        ("RSET", "250 2.0.0"),
        ("RSET x", "501 5.5.4"),
        ("NOOP " + "x" * 600, "250 2.0.0"),
        ("NOOP " + "x" * 3000, "500 5.5.6"),
        ("NOOP " + "x" * 200_000, "500 5.5.6"),
        ("NOOP a\x00b", "501 5.5.2"),
        ("NOOP a\rNOOP", "501 5.5.2"),
        ("NOOP a\nNOOP", "501 5.5.2"),
        (b"NOOP \xff", "501 5.5.2"),
        ("MAIL FROM:<a@b.test>", "503 5.5.1"),
        ("RCPT TO:<clerk@council.test>", "503 5.5.1"),
        ("DATA", "503 5.5.1"),
        ("EHLO", "501 5.5.4"),
        ("EHLO <script>", "501 5.5.4"),
        ("AUTH PLAIN AHVzZXIAcGFzcw==", "502 5.5.1"),
        ("STARTTLS now", "501 5.5.4"),
    ],
)
async def test_one_command_before_ehlo(tmp_path: Path, line: str | bytes, reply: str) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert (await client.cmd(line)).startswith(reply)
        assert (await client.cmd("NOOP")) == "250 2.0.0 ok"
        await client.close()


async def test_the_order_of_commands_is_kept(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO client.test")
        assert (await client.cmd("RCPT TO:<clerk@council.test>")).startswith("503 5.5.1 MAIL FROM first")
        await client.cmd("MAIL FROM:<a@b.test>")
        assert (await client.cmd("MAIL FROM:<a@b.test>")).startswith("503")
        assert (await client.cmd("DATA")).startswith("503 5.5.1 RCPT TO first")
        await client.cmd("EHLO client.test")
        assert (await client.cmd("RCPT TO:<clerk@council.test>")).startswith("503")
        assert (await client.cmd("QUIT")) == "221 2.0.0 goodbye"
        assert await client.is_closed()


async def test_pipelined_commands_are_answered_in_order(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        client.send(
            b"EHLO c.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<clerk@council.test>\r\nRCPT TO:<x@b.test>\r\nDATA\r\n"
            + MESSAGE
            + b".\r\nNOOP\r\nQUIT\r\n"
        )
        codes = [(await client.reply())[:3] for _ in range(8)]
        assert codes == ["250", "250", "250", "550", "354", "250", "250", "221"]
        assert len(door.inbox.taken) == 1
        assert await client.is_closed()


async def test_postmaster_alone_is_the_councils(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.message(to="Postmaster")
        assert door.inbox.taken[0][1].rcpt_tos == ("postmaster@council.test",)
        await client.close()


async def test_a_reply_is_confirmed_by_the_next_command(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.message()
        assert door.inbox.confirmed == []
        await client.cmd("NOOP")
        assert [r.ref for r in door.inbox.confirmed] == ["7K2-4QXM"] and door.inbox.lost_ == []
        await client.close()


async def test_what_was_sent_ahead_of_the_reply_confirms_nothing(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.envelope()
        assert (await client.cmd(MESSAGE + b".\r\nNOOP")).startswith("250 2.0.0 accepted")
        await client.reply()
        assert door.inbox.confirmed == [] and len(door.inbox.lost_) == 1
        await client.close()


async def test_a_client_that_hangs_up_has_lost_its_reply_and_not_its_message(tmp_path: Path) -> None:
    inbox = Inbox(gate=asyncio.Event())
    async with opened(INCOMING, tmp_path, inbox) as door:
        client = await Client.connect(door.ports[0])
        await client.envelope()
        client.send(MESSAGE + b".\r\n")
        await asyncio.sleep(0.05)
        await client.close()
        await asyncio.sleep(0.05)
        assert inbox.gate is not None
        inbox.gate.set()
        await asyncio.wait_for(inbox.heard.wait(), 10)
        assert len(inbox.taken) == 1 and inbox.confirmed == []


async def test_a_client_that_only_closes_its_side_gets_its_reply(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.envelope()
        client.send(MESSAGE + b".\r\n")
        client.writer.write_eof()
        assert (await client.reply()).startswith("250 2.0.0 accepted")
        assert await client.is_closed()


async def test_no_message_without_its_end(tmp_path: Path) -> None:
    async with opened(INCOMING, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.envelope()
        client.send(MESSAGE)
        await client.close()
        other = await Client.connect(door.ports[0])
        assert (await other.message()).startswith("250")
        assert len(door.inbox.taken) == 1
        await other.close()


@pytest.mark.parametrize("mark", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r\r\n.\n\n"])
@pytest.mark.parametrize("newlines", ["refuse", "fix"])
async def test_nothing_is_smuggled(tmp_path: Path, mark: bytes, newlines: str) -> None:
    async with opened(INCOMING + f'bare_newlines = "{newlines}"\n', tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.envelope()
        smuggled = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<clerk@council.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"
        reply = await client.cmd(MESSAGE + b"outer" + mark + smuggled + b"\r\n.")
        assert await client.cmd("NOOP") == "250 2.0.0 ok"
        if newlines == "refuse":
            assert reply == "554 5.6.0 a line ends in a bare CR or LF: end lines with CRLF"
            assert door.inbox.taken == []
        else:
            assert reply.startswith("250") and len(door.inbox.taken) == 1
            content = door.inbox.taken[0][2]
            assert content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n")
        await client.close()


async def test_a_letter_outside_ascii_needs_smtputf8(tmp_path: Path) -> None:
    async with opened(TRUSTED, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO client.test")
        assert (await client.cmd("MAIL FROM:<dürst@council.test>")).startswith("553 5.6.7")
        assert (await client.cmd("MAIL FROM:<a@council.test>")).startswith("250")
        assert (await client.cmd("RCPT TO:<dürst@council.test>")).startswith("553 5.6.7")
        await client.cmd("RSET")
        assert (await client.cmd("MAIL FROM:<dürst@council.test> SMTPUTF8")).startswith("250")
        assert (await client.cmd("RCPT TO:<dürst@council.test>")).startswith("250")
        await client.cmd("DATA")
        await client.cmd(MESSAGE + b".")
        assert door.inbox.taken[0][1] == Envelope("dürst@council.test", ("dürst@council.test",), smtputf8=True)
        await client.close()
