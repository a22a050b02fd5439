"""What one client may ask for, and how long it may take."""

import asyncio
from pathlib import Path

import pytest

from tests.smtp.door import CLEAR, INCOMING, ME, MESSAGE, TRUSTED, Client, Inbox, opened

LIMITS = INCOMING + "[smtp.limits]\n"


async def test_a_message_over_the_limit_is_refused_and_the_session_goes_on(tmp_path: Path) -> None:
    async with opened(LIMITS + "message_bytes = 2000\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert "250-SIZE 2000" in await client.cmd("EHLO client.test")
        assert (await client.cmd("MAIL FROM:<a@b.test> SIZE=2001")).startswith("552 5.3.4")
        assert (await client.message(MESSAGE + b"x" * 1000 + b"\r\n" + b"x" * 1000 + b"\r\n")).startswith("552 5.3.4")
        assert (await client.message(MESSAGE)).startswith("250")
        assert len(door.inbox.taken) == 1
        await client.close()


async def test_a_message_of_the_limit_is_taken(tmp_path: Path) -> None:
    async with opened(LIMITS + "message_bytes = 2000\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        exact = b"Subject: x\r\n\r\n" + b"." * 982 + b"\r\n" + b"y" * 1000 + b"\r\n"
        assert len(exact) == 2000
        assert (await client.message(exact)).startswith("250")
        assert door.inbox.taken[0][2] == exact
        await client.close()


@pytest.mark.parametrize("size", [998, 999, 5000, 200_000])
async def test_long_lines_are_taken(tmp_path: Path, size: int) -> None:
    async with opened(LIMITS + "line_bytes = 200000\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert (await client.message(MESSAGE + b"z" * size + b"\r\n")).startswith("250")
        assert (await client.message(MESSAGE + b"z" * 200_001 + b"\r\n")).startswith("554 5.6.0")
        await client.close()


async def test_recipients_over_the_limit_go_into_another_message(tmp_path: Path) -> None:
    async with opened(LIMITS + "recipients = 100\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO client.test")
        await client.cmd("MAIL FROM:<a@b.test>")
        client.send(b"".join(b"RCPT TO:<u%d@council.test>\r\n" % n for n in range(2000)))
        codes = [(await client.reply())[:9] for _ in range(2000)]
        assert codes == ["250 2.1.5"] * 100 + ["452 4.5.3"] * 1900
        await client.cmd("DATA")
        assert (await client.cmd(MESSAGE + b".")).startswith("250")
        assert len(door.inbox.taken[0][1].rcpt_tos) == 100
        await client.close()


async def test_a_header_without_end_is_refused(tmp_path: Path) -> None:
    async with opened(LIMITS + "header_bytes = 1000\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        for body, reply in (
            (b"Subject: " + b"x" * 989 + b"\r\n\r\nbody\r\n", "250"),
            (b"X: y\r\n" * 200 + b"\r\nbody\r\n", "552 5.3.4"),
            (b"\r\n" + b"no header\r\n" * 200, "250"),
            (b"just text\r\n", "250"),
            (b"", "250"),
        ):
            assert (await client.message(body)).startswith(reply)
        await client.close()


async def test_a_message_that_runs_in_a_loop_is_refused(tmp_path: Path) -> None:
    async with opened(LIMITS + "received_hops = 3\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        hop = b"Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n"
        assert (await client.message(hop * 3 + b"\r\n" + hop * 9)).startswith("250")
        assert (await client.message(hop * 3 + hop.upper() + b"\r\nx\r\n")).startswith("554 5.4.6")
        await client.close()


async def test_rubbish_is_borne_so_often(tmp_path: Path) -> None:
    async with opened(LIMITS + "bad_commands = 3\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert [(await client.cmd("FROB"))[:3] for _ in range(3)] == ["500"] * 3
        assert (await client.reply()).startswith("421 4.7.0 too many errors")
        assert await client.is_closed()


async def test_wrong_recipients_of_somebody_known_are_no_rubbish(tmp_path: Path) -> None:
    async with opened(TRUSTED + "[smtp.limits]\nbad_commands = 3\n", tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.cmd("EHLO client.test")
        await client.cmd(f"MAIL FROM:<{ME}>")
        for _ in range(5):
            assert (await client.cmd("RCPT TO:<a%b@council.test>")).startswith("553")
        assert (await client.cmd("RCPT TO:<a@council.test>")).startswith("250")
        await client.close()


async def test_an_endless_line_is_cut_off(tmp_path: Path) -> None:
    async with opened(LIMITS, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        with pytest.raises(ConnectionError):
            for _ in range(1000):
                client.send(b"y" * 65536)
                await client.writer.drain()
        await client.close()
        other = await Client.connect(door.ports[0])
        await other.close()


async def test_too_many_connections_from_one_client(tmp_path: Path) -> None:
    async with opened(LIMITS + "connections_per_client = 2\n", tmp_path) as door:
        first, second = await Client.connect(door.ports[0]), await Client.connect(door.ports[0])
        third = await Client.connect(door.ports[0], greet=False)
        assert (await third.reply()).startswith("421 4.7.0 too many connections")
        assert await third.is_closed()
        assert (await first.cmd("QUIT")).startswith("221")
        assert await first.is_closed()
        fourth = await Client.connect(door.ports[0])
        await second.close()
        await fourth.close()


async def test_a_silent_client_is_let_go(tmp_path: Path) -> None:
    async with opened(LIMITS + 'idle = "0.2s"\n', tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert (await client.reply()) == "421 4.4.2 you were silent for too long, goodbye"
        assert await client.is_closed()


async def test_a_client_that_drips_a_command_is_silent(tmp_path: Path) -> None:
    async with opened(LIMITS + 'idle = "0.3s"\n', tmp_path) as door:
        client = await Client.connect(door.ports[0])
        said = asyncio.create_task(client.reply())
        while not said.done():
            client.send(b"N")
            await asyncio.sleep(0.05)
        assert (await said).startswith("421 4.4.2")
        await client.close()


async def test_a_message_may_take_so_long_as_a_whole(tmp_path: Path) -> None:
    async with opened(LIMITS + 'transaction = "0.4s"\n', tmp_path) as door:
        client = await Client.connect(door.ports[0])
        await client.envelope()
        said = asyncio.create_task(client.reply())
        while not said.done():
            client.send(b"line\r\n")
            await asyncio.sleep(0.05)
        assert (await said) == "421 4.4.2 this message took too long, goodbye"
        assert door.inbox.taken == []
        await client.close()


async def test_our_own_time_is_not_held_against_the_client(tmp_path: Path) -> None:
    inbox = Inbox(gate=asyncio.Event())
    async with opened(LIMITS + 'idle = "0.2s"\ntransaction = "0.2s"\n', tmp_path, inbox) as door:
        client = await Client.connect(door.ports[0])
        await client.envelope()
        client.send(MESSAGE + b".\r\n")
        await asyncio.sleep(0.5)
        assert inbox.gate is not None
        inbox.gate.set()
        assert (await client.reply()).startswith("250 2.0.0 accepted")
        await client.close()
        assert len(door.inbox.taken) == 1


async def test_stopping_lets_messages_end_and_tells_the_idle(tmp_path: Path) -> None:
    async with opened(LIMITS, tmp_path) as door:
        idle, busy = await Client.connect(door.ports[0]), await Client.connect(door.ports[0])
        await busy.envelope()
        busy.send(MESSAGE)
        await asyncio.sleep(0.05)
        stopping = asyncio.create_task(door.door.stop(5))
        assert (await idle.reply()).startswith("421 4.3.2")
        busy.send(b".\r\n")
        assert (await busy.reply()).startswith("250 2.0.0 accepted")
        assert (await busy.reply()).startswith("421 4.3.2")
        await stopping
        with pytest.raises(OSError, match=r".*"):
            await Client.connect(door.ports[0])
        await idle.close()
        await busy.close()


async def test_reload_opens_and_closes_listeners(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        kept = await Client.connect(door.ports[0])
        door.replace(CLEAR + "[smtp.limits]\nrecipients = 1\n")
        assert await door.door.reload(1) == []
        assert await kept.cmd("NOOP") == "250 2.0.0 ok"
        door.replace('[smtp.submission]\nlisten = ""\n[smtp.incoming]\nlisten = ""\n')
        assert await door.door.reload(1) == []
        assert (await kept.reply()).startswith("421 4.3.2")
        with pytest.raises(OSError, match=r".*"):
            await Client.connect(door.ports[0])
        await kept.close()
