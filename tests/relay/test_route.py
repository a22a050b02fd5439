from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.config import Config, parse
from gateway.errors import TemporaryFault
from gateway.model.delivery import Outcome
from gateway.relay.base import Login, Transaction
from gateway.relay.route import Relays
from gateway.testing.relay import FakeRelay
from tests.relay.names import name_server


def config(text: str, folder: Path = Path()) -> Config:
    return parse(f'[smtp]\nhostname = "gate.example"\n{text}', folder=folder)[0]


def message(to: str, login: Login | None = None) -> Transaction:
    return Transaction("7K2-4QXM", "a@council.example", (to,), b"Subject: x\r\n\r\nHi\r\n", login=login)


async def outcome(relays: Relays, to: str, login: Login | None = None) -> Outcome:
    return (await relays.send(relays.route(to), message(to, login)))[to].outcome


@pytest.fixture
async def upstream() -> AsyncIterator[FakeRelay]:
    async with FakeRelay() as relay:
        yield relay


async def test_the_first_route_that_fits_is_taken() -> None:
    relays = Relays(
        config("""
        [relay]
        upstream = "smtp://smart.example:587"
        [[relay.routes]]
        domains = ["one.example", ".county.example"]
        upstream = "smtps://[2001:db8::1]:465"
        [[relay.routes]]
        domains = ["one.example", "two.example"]
        upstream = "mx"
        """)
    )
    assert relays.route("a@other.example") == "smart.example:587"
    assert relays.route("a@ONE.example") == "2001:db8::1:465"
    assert relays.route("a@two.example") == "mx:two.example"
    assert relays.route("a@roads.county.example") == "2001:db8::1:465"
    assert relays.route("a@county.example") == "2001:db8::1:465"
    assert relays.route("a@notcounty.example") == "smart.example:587"
    assert relays.route("no-domain") == "smart.example:587"
    await relays.close()


async def test_one_server_with_two_logins_is_two_routes(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    relays = Relays(
        config(
            """
        [relay]
        upstream = "smtp://smart.example"
        [[relay.routes]]
        domains = ["one.example"]
        upstream = "smtp://smart.example"
        [[relay.routes]]
        domains = ["two.example"]
        upstream = "smtp://smart.example"
        user = "gateway"
        password_file = "password"
        """,
            tmp_path,
        )
    )
    assert relays.route("a@other.example") == relays.route("a@one.example") == "smart.example:25"
    assert relays.route("a@two.example") == "smart.example:25#2"


async def test_practice_is_the_default(tmp_path: Path) -> None:
    relays = Relays(config("", tmp_path))
    assert relays.route("a@b.example") == "practice"
    assert relays.pause("practice") is None
    assert await outcome(relays, "a@b.example") is Outcome.RELAYED
    assert len(list((tmp_path / "data" / "outbox" / "new").iterdir())) == 1


async def test_a_changed_upstream_applies_to_what_waits_and_a_same_one_keeps_its_connections(
    upstream: FakeRelay,
) -> None:
    async with FakeRelay() as other:
        before = config(f'[relay]\nupstream = "{upstream.url}"')
        relays = Relays(before)
        await outcome(relays, "a@b.example")
        await relays.reload(config(f'[relay]\nupstream = "{upstream.url}"\nretry = ["1s"]'))
        await outcome(relays, "a@b.example")
        assert upstream.connections == 1
        old_route = relays.route("a@b.example")
        await relays.reload(config(f'[relay]\nupstream = "{other.url}"'))
        assert await outcome(relays, "a@b.example") is Outcome.RELAYED
        assert len(upstream.taken) == 2
        assert len(other.taken) == 1
        replies = await relays.send(old_route, message("a@b.example"))
        assert replies["a@b.example"].outcome is Outcome.DELAYED
        await relays.close()


class TestLogins:
    @pytest.fixture
    async def strict(self) -> AsyncIterator[FakeRelay]:
        async with FakeRelay(logins={"gateway": "secret", "ann@council.example": "ann"}) as relay:
            yield relay

    def relays(self, strict: FakeRelay, tmp_path: Path, login: str, password: str = "secret") -> Relays:
        (tmp_path / "password").write_text(f"{password}\n")
        table = f'[relay]\nupstream = "{strict.url}"\nuser = "gateway"\npassword_file = "password"\nlogin = "{login}"'
        return Relays(config(table, tmp_path))

    async def test_the_gateways_own(self, strict: FakeRelay, tmp_path: Path) -> None:
        relays = self.relays(strict, tmp_path, "service")
        await outcome(relays, "a@b.example", Login("ann@council.example", "ann"))
        assert strict.taken[0].user == "gateway"
        await relays.close()

    async def test_the_authors_and_for_notices_the_gateways(self, strict: FakeRelay, tmp_path: Path) -> None:
        relays = self.relays(strict, tmp_path, "author")
        await outcome(relays, "a@b.example", Login("ann@council.example", "ann"))
        await outcome(relays, "a@b.example")
        assert [taken.user for taken in strict.taken] == ["ann@council.example", "gateway"]
        await relays.close()

    async def test_a_refused_login_of_the_author_is_the_messages_end_one_of_ours_is_not(
        self, strict: FakeRelay, tmp_path: Path
    ) -> None:
        relays = self.relays(strict, tmp_path, "author", password="wrong")
        assert await outcome(relays, "a@b.example", Login("ann@council.example", "old")) is Outcome.FAILED
        assert relays.pause(relays.route("a@b.example")) is None
        assert await outcome(relays, "a@b.example") is Outcome.DELAYED
        assert relays.pause(relays.route("a@b.example")) is not None
        await relays.close()

    async def test_verify(self, strict: FakeRelay, tmp_path: Path) -> None:
        relays = self.relays(strict, tmp_path, "author")
        assert await relays.verify(Login("ann@council.example", "ann"))
        assert not await relays.verify(Login("ann@council.example", "wrong"))
        assert not await relays.verify(Login("nobody@council.example", "ann"))
        strict.answers["AUTH"] = ["454 4.7.0 later"]
        with pytest.raises(TemporaryFault):
            await relays.verify(Login("ann@council.example", "ann"))

    async def test_nobody_is_verified_where_there_is_no_server_to_ask(self, tmp_path: Path) -> None:
        assert not await Relays(config("", tmp_path)).verify(Login("ann@council.example", "ann"))


class TestMx:
    TABLE = '[relay]\nupstream = "mx"'

    async def test_the_next_host_where_the_first_is_down(self, upstream: FakeRelay) -> None:
        zone = {
            ("out.example", "MX"): ["10 down.example.", "20 gone.example.", "30 up.example."],
            ("down.example", "A"): ["127.0.0.99"],
            ("up.example", "A"): ["127.0.0.1"],
        }
        async with name_server(zone) as resolver:
            relays = Relays(config(self.TABLE), resolver, upstream.port)
            assert await outcome(relays, "a@out.example") is Outcome.RELAYED
            assert upstream.recipients == ["a@out.example"]
            await relays.close()

    @pytest.mark.parametrize(
        ("domain", "status"),
        [("null.example", "5.1.10"), ("no.example", "5.1.2"), ("broken.example", "4.4.3"), ("bare.example", "5.1.2")],
    )
    async def test_no_host(self, domain: str, status: str) -> None:
        zone = {("null.example", "MX"): ["0 ."], ("bare.example", "TXT"): ["x"]}
        async with name_server(zone) as resolver:
            relays = Relays(config(self.TABLE), resolver)
            to = f"a@{domain}"
            assert (await relays.send(relays.route(to), message(to)))[to].status == status
            assert (relays.pause(relays.route(to)) is not None) == status.startswith("4")
            await relays.close()

    async def test_one_broken_domain_does_not_stop_another(self, upstream: FakeRelay) -> None:
        async with name_server({("up.example", "A"): ["127.0.0.1"]}) as resolver:
            relays = Relays(config(self.TABLE), resolver, upstream.port)
            assert await outcome(relays, "a@broken.example") is Outcome.DELAYED
            assert relays.pause("mx:broken.example") is not None
            assert await outcome(relays, "a@up.example") is Outcome.RELAYED
            await relays.close()

    async def test_an_address_literal(self, upstream: FakeRelay) -> None:
        async with name_server({}) as resolver:
            relays = Relays(config(self.TABLE), resolver, upstream.port)
            assert await outcome(relays, "a@[127.0.0.1]") is Outcome.RELAYED
            await relays.close()
