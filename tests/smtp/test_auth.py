"""The AUTH exchange."""

import base64
from pathlib import Path

import pytest

from tests.smtp.door import CLEAR, ME, PASSWORD, Client, opened


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


async def ready(port: int) -> Client:
    client = await Client.connect(port)
    assert "250 AUTH PLAIN LOGIN" in await client.cmd("EHLO client.test")
    return client


async def test_plain_with_and_without_its_first_answer(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        for said in (b64(f"\0{ME}\0{PASSWORD}"), b64(f"{ME}\0{ME}\0{PASSWORD}")):
            client = await ready(door.ports[0])
            assert await client.cmd("auth plain") == "334 "
            assert (await client.cmd(said)).startswith("235 2.7.0")
            await client.close()


async def test_login_with_and_without_its_first_answer(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await ready(door.ports[0])
        assert await client.cmd("AUTH LOGIN") == "334 VXNlcm5hbWU6"
        assert await client.cmd(b64(ME)) == "334 UGFzc3dvcmQ6"
        assert (await client.cmd(b64(PASSWORD))).startswith("235 2.7.0")
        await client.close()
        client = await ready(door.ports[0])
        assert await client.cmd(f"AUTH LOGIN {b64(ME)}") == "334 UGFzc3dvcmQ6"
        assert (await client.cmd(b64(PASSWORD))).startswith("235 2.7.0")
        await client.close()


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("AUTH", "501 5.5.2"),
        ("AUTH CRAM-MD5", "504 5.5.4"),
        ("AUTH PLAIN ****", "501 5.5.2"),
        ("AUTH PLAIN =", "501 5.5.2"),
        ("AUTH PLAIN " + b64("\0user"), "501 5.5.2"),
        ("AUTH PLAIN " + base64.b64encode(b"\0\xff\0x").decode(), "501 5.5.2"),
        ("AUTH PLAIN " + "A" * 20_000, "500 5.5.6"),
        ("AUTH PLAIN " + b64("\0\0"), "535 5.7.8"),
        ("AUTH PLAIN " + b64(f"\0{ME}\0wrong"), "535 5.7.8"),
        ("AUTH PLAIN " + b64(f"\0nobody@council.test\0{PASSWORD}"), "535 5.7.8"),
        ("AUTH PLAIN " + b64(f"clerk@council.test\0{ME}\0{PASSWORD}"), "535 5.7.8"),
    ],
)
async def test_what_fails(tmp_path: Path, line: str, reply: str) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await ready(door.ports[0])
        assert (await client.cmd(line)).startswith(reply)
        assert await client.cmd(f"MAIL FROM:<{ME}>") == "530 5.7.0 sign in first"
        await client.close()


async def test_the_client_may_think_better_of_it(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await ready(door.ports[0])
        await client.cmd("AUTH LOGIN")
        assert await client.cmd("*") == "501 5.7.0 sign-in cancelled"
        assert (await client.sign_in()).startswith("235")
        await client.close()


async def test_only_after_ehlo(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await Client.connect(door.ports[0])
        assert (await client.sign_in()) == "503 5.5.1 EHLO first"
        await client.cmd("HELO client.test")
        assert (await client.sign_in()) == "503 5.5.1 EHLO first"
        await client.close()


async def test_wrong_passwords_are_answered_alike(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await ready(door.ports[0])
        assert (await client.sign_in()).startswith("235")
        await client.close()
        replies = []
        for user in (ME, "nobody@council.test"):
            client = await ready(door.ports[0])
            replies.append([(await client.sign_in("wrong", user))[:9] for _ in range(2)])
            await client.close()
        assert replies == [["535 5.7.8"] * 2] * 2
