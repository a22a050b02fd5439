"""Who may send what to whom."""

from pathlib import Path

import pytest

from tests.smtp.door import CLEAR, INCOMING, ME, TRUSTED, Client, opened

AWAY = "someone@elsewhere.test"


async def ready(port: int, sign_in: bool = False) -> Client:
    client = await Client.connect(port)
    await client.cmd("EHLO client.test")
    if sign_in:
        assert (await client.sign_in()).startswith("235")
    return client


@pytest.mark.parametrize(
    ("sender", "reply"),
    [
        (ME, "250 2.1.0 ok"),
        ("Cllr.Test+tag@COUNCIL.test", "250 2.1.0 ok"),
        ("tess.ter@council.test", "250 2.1.0 ok"),
        ("clerk@council.test", f"553 5.7.1 you are signed in as {ME}: send from that address"),
        ("tess@home.test", f"553 5.7.1 you are signed in as {ME}: send from that address"),
        ("", "553 5.7.1 a message from a person needs a sender's address"),
        ("cllr.test%home.test@council.test", "553 5.1.3 an address here has no route in it"),
    ],
)
async def test_a_login_sends_as_itself_and_its_aliases(tmp_path: Path, sender: str, reply: str) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await ready(door.ports[0], sign_in=True)
        assert await client.cmd(f"MAIL FROM:<{sender}>") == reply
        await client.close()


@pytest.mark.parametrize(
    ("sender", "reply"),
    [
        ("anyone@council.test", "250 2.1.0 ok"),
        ("", "250 2.1.0 ok"),
        (AWAY, "553 5.7.1 send from an address of the council"),
        ("anyone@sub.council.test", "553 5.7.1 send from an address of the council"),
    ],
)
async def test_a_trusted_host_sends_for_the_council(tmp_path: Path, sender: str, reply: str) -> None:
    async with opened(TRUSTED, tmp_path) as door:
        client = await ready(door.ports[0])
        assert await client.cmd(f"MAIL FROM:<{sender}>") == reply
        if reply.startswith("250"):
            assert await client.cmd(f"RCPT TO:<{AWAY}>") == "250 2.1.5 ok"
        await client.close()


async def test_a_login_from_a_trusted_network_is_still_only_itself(tmp_path: Path) -> None:
    async with opened(TRUSTED, tmp_path) as door:
        client = await ready(door.ports[0], sign_in=True)
        assert (await client.cmd("MAIL FROM:<clerk@council.test>")).startswith("553 5.7.1")
        await client.close()


async def test_nobody_becomes_somebody_in_the_midst_of_a_message(tmp_path: Path) -> None:
    async with opened(TRUSTED, tmp_path) as door:
        client = await ready(door.ports[0])
        assert (await client.cmd("MAIL FROM:<clerk@council.test>")).startswith("250")
        assert (await client.sign_in()) == "503 5.5.1 not now: a message is under way"
        await client.cmd("RSET")
        assert (await client.sign_in()).startswith("235")
        assert (await client.sign_in()) == "503 5.5.1 not now: you are signed in already"
        await client.close()


async def test_a_stranger_cannot_submit(tmp_path: Path) -> None:
    async with opened(CLEAR, tmp_path) as door:
        client = await ready(door.ports[0])
        for sender in (ME, AWAY, ""):
            assert await client.cmd(f"MAIL FROM:<{sender}>") == "530 5.7.0 sign in first"
        await client.close()


async def test_without_require_auth_a_stranger_reaches_the_council_only(tmp_path: Path) -> None:
    async with opened(CLEAR + "require_auth = false\n", tmp_path) as door:
        client = await ready(door.ports[0])
        assert (await client.cmd("MAIL FROM:<>")).startswith("553")
        assert (await client.cmd(f"MAIL FROM:<{ME}>")).startswith("250")
        assert (await client.cmd(f"RCPT TO:<{AWAY}>")) == "550 5.7.1 only mail for the council is taken here"
        assert (await client.cmd("RCPT TO:<clerk@council.test>")).startswith("250")
        await client.close()


@pytest.mark.parametrize("sender", ["", AWAY, "clerk@council.test"])
@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("<clerk@council.test>", "250"),
        ("<nobody@COUNCIL.test>", "250"),
        ("<victim@elsewhere.test>", "550"),
        ("<victim%elsewhere.test@council.test>", "553"),
        ("<elsewhere.test!victim@council.test>", "553"),
        ('<"victim@elsewhere.test"@council.test>', "553"),
        ("<@council.test:victim@elsewhere.test>", "553"),
        ("<victim@elsewhere.test@council.test>", "553"),
        ("<victim@council.test.elsewhere.test>", "550"),
        ("<victim@xcouncil.test>", "550"),
        ("<victim>", "553"),
        ("<clerk@council.test> <victim@elsewhere.test>", "501"),
        ("<victim@[192.0.2.1]>", "553"),
    ],
)
async def test_incoming_is_no_relay(tmp_path: Path, sender: str, recipient: str, code: str) -> None:
    async with opened(INCOMING + 'trusted_networks = ["127.0.0.0/8"]\n', tmp_path) as door:
        client = await ready(door.ports[0])
        assert (await client.cmd(f"MAIL FROM:<{sender}>")).startswith("250")
        assert (await client.cmd(f"RCPT TO:{recipient}")).startswith(code)
        await client.close()
