import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.model.delivery import Outcome
from gateway.relay import tls, wire
from gateway.relay.base import Login, Transaction
from gateway.relay.connect import Host, Unreachable, connect
from gateway.relay.smtp import Connection
from gateway.relay.wire import Lost
from gateway.testing.relay import DROP, HANG, USUAL, FakeRelay, server_tls

CONTENT = b"From: a@council.example\r\nSubject: x\r\n\r\nHello\r\n.dot\r\n..\r\n.\r\nend\r\n"
TO = ("one@out.example", "two@out.example", "three@out.example")


@pytest.fixture
async def upstream() -> AsyncIterator[FakeRelay]:
    async with FakeRelay() as relay:
        yield relay


def message(content: bytes = CONTENT, to: tuple[str, ...] = TO, **more: object) -> Transaction:
    return Transaction("7K2-4QXM", "a@council.example", to, content, **more)  # type: ignore[arg-type]


async def session(upstream: FakeRelay, patience: float = 5.0, login: Login | None = None, **more: object) -> Connection:
    host = Host("127.0.0.1", upstream.port, **more)  # type: ignore[arg-type]
    return await connect(host, login, "gate.example", patience)


@pytest.mark.parametrize("offers", [USUAL, ()], ids=["pipelining", "one by one"])
class TestEitherWay:
    """What must hold with PIPELINING and without."""

    async def test_bytes_arrive_as_they_are(self, offers: tuple[str, ...]) -> None:
        async with FakeRelay(offers) as upstream:
            connection = await session(upstream)
            replies = await connection.send(message())
            assert {a: r.code for a, r in replies.items()} == dict.fromkeys(TO, 250)
            assert upstream.taken[0].content == CONTENT
            assert upstream.taken[0].rcpt_tos == TO
            assert upstream.taken[0].mail_from == "a@council.example"
            connection.close()

    async def test_refused_recipients_get_their_own_reply_and_the_rest_goes(self, offers: tuple[str, ...]) -> None:
        async with FakeRelay(offers) as upstream:
            upstream.refused = {TO[1]: "550 5.1.1 no such user", TO[2]: "451 4.2.1 later"}
            connection = await session(upstream)
            replies = await connection.send(message())
            assert [replies[a].outcome for a in TO] == [Outcome.RELAYED, Outcome.FAILED, Outcome.DELAYED]
            assert replies[TO[1]].enhanced == "5.1.1"
            assert replies[TO[1]].text == "no such user"
            assert upstream.taken[0].rcpt_tos == TO[:1]
            connection.close()

    async def test_everyone_refused_and_the_next_message_on_the_same_connection(self, offers: tuple[str, ...]) -> None:
        async with FakeRelay(offers) as upstream:
            upstream.refused = dict.fromkeys(TO, "550 5.1.1 no such user")
            connection = await session(upstream)
            assert {r.code for r in (await connection.send(message())).values()} == {550}
            replies = await connection.send(message(to=("else@out.example",)))
            assert replies["else@out.example"].code == 250
            assert upstream.connections == 1
            connection.close()

    async def test_a_data_go_ahead_for_nobody_is_ended_empty(self, offers: tuple[str, ...]) -> None:
        async with FakeRelay(offers) as upstream:
            upstream.refused = dict.fromkeys(TO, "550 5.1.1 no such user")
            upstream.answers["DATA"] = ["354 whatever"]
            connection = await session(upstream)
            assert {r.code for r in (await connection.send(message())).values()} == {550}
            assert upstream.taken == []
            upstream.answers["DATA"] = []
            assert (await connection.send(message(to=("e@out.example",))))["e@out.example"].code == 250
            connection.close()

    @pytest.mark.parametrize("verb", ["MAIL", "DATA", "CONTENT"])
    async def test_a_refusal_of_the_whole_goes_to_all(self, offers: tuple[str, ...], verb: str) -> None:
        async with FakeRelay(offers) as upstream:
            upstream.answers[verb] = ["552-5.3.4 too\n552 5.3.4 large"]
            connection = await session(upstream)
            replies = await connection.send(message())
            assert {str(r) for r in replies.values()} == {"552 5.3.4 too large"}
            again = await connection.send(message())
            assert {r.code for r in again.values()} == {250}
            connection.close()

    @pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize("answer", ["421 4.3.2 closing", DROP, "nonsense", "999 what", "250_x"])
    async def test_a_connection_that_fails_before_the_message(
        self, offers: tuple[str, ...], verb: str, answer: str
    ) -> None:
        async with FakeRelay(offers) as upstream:
            upstream.answers[verb] = [answer]
            connection = await session(upstream)
            with pytest.raises(Lost) as lost:
                await connection.send(message())
            assert lost.value.reply.outcome is Outcome.DELAYED
            assert not lost.value.begun
            connection.abort()

    async def test_a_connection_that_fails_after_the_message(self, offers: tuple[str, ...]) -> None:
        async with FakeRelay(offers) as upstream:
            upstream.answers["CONTENT"] = [DROP]
            connection = await session(upstream)
            with pytest.raises(Lost) as lost:
                await connection.send(message())
            assert lost.value.begun
            connection.abort()

    async def test_silence(self, offers: tuple[str, ...]) -> None:
        async with FakeRelay(offers) as upstream:
            upstream.answers["RCPT"] = [HANG]
            connection = await session(upstream, patience=0.2)
            with pytest.raises(Lost) as lost:
                await connection.send(message())
            assert lost.value.silent
            assert not connection.usable


async def test_a_server_that_wants_a_login_we_do_not_have_returns_no_mail(upstream: FakeRelay) -> None:
    upstream.answers["MAIL"] = ["530 5.7.0 authentication required"]
    connection = await session(upstream)
    assert {r.outcome for r in (await connection.send(message())).values()} == {Outcome.DELAYED}
    connection.close()


async def test_an_answer_before_the_end_of_the_message_is_taken_and_the_rest_not_sent() -> None:
    gone = asyncio.Event()

    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (b"220 x\r\n", b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n"):
            writer.write(answer)
            await reader.readline()
        writer.write(b"552 5.3.4 enough\r\n")
        with suppress(ConnectionError):
            while await reader.read(65536):
                pass
        writer.transport.abort()
        await asyncio.sleep(0)
        gone.set()

    server = await asyncio.start_server(early, "127.0.0.1", 0)
    connection = await connect(Host("127.0.0.1", server.sockets[0].getsockname()[1]), None, "gate.example", 5.0)
    replies = await connection.send(message(b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 400_000, to=TO[:1]))
    assert str(replies[TO[0]]) == "552 5.3.4 enough"
    assert not connection.usable
    await gone.wait()
    server.close()


class TestExtensions:
    async def test_8_bit_content_is_announced(self, upstream: FakeRelay) -> None:
        connection = await session(upstream)
        await connection.send(message("Subject: x\r\n\r\ncafé\r\n".encode()))
        assert "BODY=8BITMIME" in upstream.taken[0].options
        await connection.send(message(b"Subject: x\r\n\r\ncafe\r\n"))
        assert "BODY=8BITMIME" not in upstream.taken[1].options
        connection.close()

    async def test_8_bit_content_for_a_host_without_8bitmime(self) -> None:
        async with FakeRelay(["SMTPUTF8"]) as upstream:
            connection = await session(upstream)
            replies = await connection.send(message("Subject: x\r\n\r\ncafé\r\n".encode()))
            assert {r.status for r in replies.values()} == {"5.6.3"}
            assert {r.code for r in (await connection.send(message())).values()} == {250}
            connection.close()

    async def test_utf8_only_where_the_host_knows_it(self) -> None:
        to = ("grün@out.example", "plain@out.example")
        async with FakeRelay(["8BITMIME"]) as upstream:
            connection = await session(upstream)
            replies = await connection.send(message(to=to))
            assert replies[to[0]].status == "5.6.7"
            assert replies[to[1]].code == 250
            header = message("Subject: café\r\n\r\nx\r\n".encode(), to=to[1:], smtputf8=True)
            assert (await connection.send(header))[to[1]].status == "5.6.7"
            declared_only = message(to=to[1:], smtputf8=True)
            assert (await connection.send(declared_only))[to[1]].code == 250
            connection.close()
        async with FakeRelay() as upstream:
            connection = await session(upstream)
            assert (await connection.send(message(to=to)))[to[0]].code == 250
            assert "SMTPUTF8" in upstream.taken[0].options
            assert upstream.taken[0].rcpt_tos == to
            connection.close()

    async def test_a_message_above_the_hosts_size(self) -> None:
        async with FakeRelay(["SIZE 100"]) as upstream:
            connection = await session(upstream)
            replies = await connection.send(message(b"Subject: x\r\n\r\n" + b"x" * 100))
            assert {r.status for r in replies.values()} == {"5.3.4"}
            connection.close()

    async def test_control_characters_never_reach_the_wire(self, upstream: FakeRelay) -> None:
        connection = await session(upstream)
        bad = "x@out.example>\r\nRCPT TO:<victim@out.example"
        replies = await connection.send(message(to=(bad, TO[0])))
        assert replies[bad].status == "5.1.3"
        assert upstream.recipients == [TO[0]]
        connection.close()


class TestOpening:
    @pytest.mark.parametrize("answer", ["554 5.3.2 go away", "421 busy", "nonsense", DROP])
    @pytest.mark.parametrize("verb", ["CONNECT", "EHLO"])
    async def test_a_session_that_cannot_be_opened_is_never_the_messages_fault(
        self, upstream: FakeRelay, verb: str, answer: str
    ) -> None:
        upstream.answers[verb] = [answer]
        upstream.answers["HELO"] = ["554 no"]
        with pytest.raises(Unreachable) as failed:
            await session(upstream)
        assert failed.value.reply.outcome is Outcome.DELAYED
        assert failed.value.host_is_down

    async def test_nobody_listens(self, upstream: FakeRelay) -> None:
        await upstream.__aexit__(None, None, None)
        with pytest.raises(Unreachable) as failed:
            await session(upstream)
        assert failed.value.reply.status == "4.4.1"

    async def test_nobody_answers(self, upstream: FakeRelay) -> None:
        upstream.answers["CONNECT"] = [HANG]
        with pytest.raises(Unreachable) as failed:
            await session(upstream, patience=0.2)
        assert failed.value.reply.status == "4.4.1"

    async def test_a_host_that_knows_only_helo(self, upstream: FakeRelay) -> None:
        upstream.answers["EHLO"] = ["502 5.5.1 what?"]
        connection = await session(upstream)
        assert {r.code for r in (await connection.send(message())).values()} == {250}
        connection.close()


class TestTls:
    @pytest.fixture
    def trusted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.context, chain = server_tls(tmp_path, "localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        tls.context.cache_clear()

    @pytest.mark.parametrize("mode", ["opportunistic", "required"])
    async def test_starttls_with_any_certificate(self, tmp_path: Path, mode: str) -> None:
        context, _ = server_tls(tmp_path)
        async with FakeRelay(tls=context) as upstream:
            connection = await session(upstream, tls=mode)
            await connection.send(message())
            assert upstream.taken[0].tls
            connection.close()

    @pytest.mark.parametrize("mode", ["required", "verified"])
    async def test_no_encryption_where_it_must_be(self, upstream: FakeRelay, mode: str) -> None:
        with pytest.raises(Unreachable) as failed:
            await session(upstream, tls=mode)
        assert failed.value.reply.status == "4.7.4"

    async def test_a_certificate_that_proves_nothing(self, tmp_path: Path) -> None:
        tls.context.cache_clear()
        context, _ = server_tls(tmp_path)
        async with FakeRelay(tls=context) as upstream:
            with pytest.raises(Unreachable) as failed:
                await session(upstream, tls="verified")
            assert failed.value.reply.status == "4.7.5"
            assert "certificate" in failed.value.reply.text

    @pytest.mark.usefixtures("trusted")
    @pytest.mark.parametrize("implicit", [False, True])
    async def test_a_certificate_that_proves_the_name(self, implicit: bool) -> None:
        async with FakeRelay(tls=self.context, implicit=implicit) as upstream:
            host = Host("localhost", upstream.port, implicit=implicit, tls="verified")
            connection = await connect(host, None, "gate.example", 5.0)
            await connection.send(message())
            assert upstream.taken[0].tls
            connection.close()
        tls.context.cache_clear()

    @pytest.mark.usefixtures("trusted")
    async def test_a_certificate_of_another_name(self) -> None:
        async with FakeRelay(tls=self.context) as upstream:
            host = Host("elsewhere.example", upstream.port, address="127.0.0.1", tls="verified")
            with pytest.raises(Unreachable) as failed:
                await connect(host, None, "gate.example", 5.0)
            assert failed.value.reply.status == "4.7.5"
        tls.context.cache_clear()

    async def test_opportunistic_goes_without_where_the_handshake_fails(self, tmp_path: Path) -> None:
        context, _ = server_tls(tmp_path)
        context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
        context.maximum_version = context.minimum_version  # TLS 1.2, and no cipher for our ECDSA certificate
        async with FakeRelay(tls=context) as upstream:
            connection = await session(upstream)
            await connection.send(message())
            assert not upstream.taken[0].tls
            connection.close()


class TestLogin:
    RIGHT = Login("gateway", "pässword")

    async def test_over_tls_or_to_this_machine(self, tmp_path: Path) -> None:
        context, _ = server_tls(tmp_path)
        async with FakeRelay(tls=context, logins={"gateway": "pässword"}) as upstream:
            connection = await session(upstream, login=self.RIGHT, tls="required")
            await connection.send(message())
            assert upstream.taken[0].user == "gateway"
            connection.close()
        async with FakeRelay(logins={"gateway": "pässword"}) as upstream:
            connection = await session(upstream, login=self.RIGHT)
            await connection.send(message())
            assert upstream.taken[0].user == "gateway"
            connection.close()

    async def test_never_in_the_clear_to_another_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gateway.relay.connect.is_loopback", lambda address: False)
        async with FakeRelay(logins={"gateway": "pässword"}) as upstream:
            with pytest.raises(Unreachable) as failed:
                await session(upstream, login=self.RIGHT)
            assert failed.value.reply.status == "4.7.4"
            assert not any(line.startswith("AUTH") for line in upstream.commands)

    async def test_refused(self) -> None:
        async with FakeRelay(logins={"gateway": "other"}) as upstream:
            with pytest.raises(Unreachable) as failed:
                await session(upstream, login=self.RIGHT)
            assert failed.value.reply.status == "5.7.8"
            assert not failed.value.host_is_down
            assert sum(line.startswith("AUTH") for line in upstream.commands) == 1

    async def test_not_answered_just_now(self) -> None:
        async with FakeRelay(logins={"gateway": "pässword"}) as upstream:
            upstream.answers["AUTH"] = ["454 4.7.0 later"]
            with pytest.raises(Unreachable) as failed:
                await session(upstream, login=self.RIGHT)
            assert failed.value.reply.outcome is Outcome.DELAYED


def test_loopback() -> None:
    assert tls.is_loopback("127.0.0.1")
    assert tls.is_loopback("::1")
    assert tls.is_loopback("localhost")
    assert not tls.is_loopback("192.0.2.1")
    assert not tls.is_loopback("localhost.evil.example")


async def test_a_large_message_does_not_hold_the_loop_up(upstream: FakeRelay) -> None:
    content = b"Subject: x\r\n\r\n" + (b"." + b"y" * 70 + b"\r\n") * 150_000
    connection = await session(upstream)
    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    ticking = asyncio.create_task(tick())
    await connection.send(message(content, to=TO[:1]))
    ticking.cancel()
    assert turns > len(content) / (4 * wire.CHUNK)
    assert upstream.taken[0].content == content
    connection.close()
