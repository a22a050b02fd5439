"""Passwords, patience with wrong ones, and that no answer tells who is there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from argon2 import PasswordHasher

from gateway.config import Config
from gateway.errors import TemporaryFault
from gateway.flow.in_force import InForce
from gateway.flow.sign_in import SignIn, TooManyTries, hash_password
from gateway.flow.throttle import Bounded, network_of
from gateway.model.account import Account, AccountRole
from gateway.policy.engine import Policy
from gateway.relay.base import Login, Relay
from gateway.store.base import Store
from gateway.store.open import open_store
from gateway.testing import COUNCIL

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ME, PASSWORD = "cllr.test@council.test", "correct horse"
HOME, STRANGER = "192.0.2.1", "198.51.100.7"
LATER = timedelta(minutes=10)


@cache
def hashed(password: str) -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


@dataclass
class Waits:
    """A sleep that takes no time and is written down, with the seconds that the answer had taken before it."""

    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    begun: float = 0.0

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.worked.append(asyncio.get_running_loop().time() - self.begun)
        await asyncio.sleep(0)


@dataclass
class Desk:
    sign_in: SignIn
    store: Store
    waits: Waits

    async def put(self, **changes: object) -> None:
        account = Account(ME, AccountRole.MEMBER, hashed(PASSWORD), NOW)
        await self.store.put_account(COUNCIL.key, replace(account, **changes))  # type: ignore[arg-type]

    async def guess(self, times: int, client: str, address: str = ME, now: datetime = NOW) -> list[str]:
        answers = []
        for n in range(times):
            self.waits.begun = asyncio.get_running_loop().time()
            try:
                answers.append(str(await self.sign_in.verify(address, f"wrong {n}", client, now)))
            except TooManyTries as refused:
                answers.append(str(refused))
        return answers


@contextlib.asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    store = open_store(f"sqlite:///{folder}/store.db", None)
    await store.start()
    waits = Waits()
    made = Desk(SignIn(InForce(Config(), COUNCIL, Policy(())), store, sleep=waits), store, waits)
    await made.put()
    try:
        yield made
    finally:
        await store.close()


async def test_the_right_password(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        for address in (ME, " CLLR.test@Council.TEST "):
            account = await here.sign_in.verify(address, PASSWORD, HOME, NOW)
            assert account is not None and account.address == ME


@pytest.mark.parametrize("password", ["", "Correct horse", "correct horse ", "x" * 5000, "correct\0horse", "\ud800"])
async def test_a_wrong_password(tmp_path: Path, password: str) -> None:
    async with desk(tmp_path) as here:
        assert await here.sign_in.verify(ME, password, HOME, NOW) is None


async def test_an_address_that_is_none(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        for address in ("", "\0", "\ud800@council.test", "x" * 10_000):
            assert await here.sign_in.verify(address, PASSWORD, HOME, NOW) is None


async def test_an_unknown_or_disabled_user(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        assert await here.sign_in.verify("nobody@council.test", PASSWORD, HOME, NOW) is None
        await here.put(disabled_at=NOW)
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW) is None
        await here.put(password_hash="")
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW) is None


async def test_a_remembered_password_dies_with_the_account_or_its_hash(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW)
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW)
        await here.put(disabled_at=NOW)
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW) is None
        await here.put(password_hash=await hash_password("another"))
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW) is None
        assert await here.sign_in.verify(ME, "another", HOME, NOW)


async def test_guessing_is_slowed_then_refused_and_forgiven_in_time(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        answers = await here.guess(13, STRANGER)
        assert answers == ["None"] * 10 + ["There were too many wrong passwords: wait a few minutes."] * 3
        assert here.waits.seconds[0] == 0 and here.waits.seconds[-1] > 1.5
        with pytest.raises(TooManyTries):
            await here.sign_in.verify(ME, PASSWORD, STRANGER, NOW)
        assert await here.sign_in.verify(ME, PASSWORD, STRANGER, NOW + LATER)


async def test_known_and_unknown_users_get_the_same_answers_and_waits(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        known = await here.guess(13, STRANGER, ME)
        unknown = await here.guess(13, "203.0.113.9", "nobody@council.test")
        assert known == unknown
        waits = list(zip(here.waits.worked, here.waits.seconds, strict=True))
        for (worked, waited), (worked_too, waited_too) in zip(waits[:13], waits[13:], strict=True):
            late = max(worked, worked_too)  # a busy machine answers late, whoever asks
            assert abs(worked + waited - worked_too - waited_too) <= late + 0.05


async def test_many_guesses_at_once_gain_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        tries = (here.sign_in.verify(ME, f"wrong {n}", STRANGER, NOW) for n in range(30))
        answers = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(answer, TooManyTries) for answer in answers) == 20


async def test_a_stranger_locks_nobody_out_elsewhere(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.guess(40, STRANGER)
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW)


async def test_many_strangers_shut_an_account_for_strangers_only(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW)
        for client in range(11):
            await here.guess(10, f"198.51.100.{client}")
        with pytest.raises(TooManyTries):
            await here.sign_in.verify(ME, PASSWORD, "203.0.113.5", NOW)
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW)
        assert await here.sign_in.verify(ME, PASSWORD, "203.0.113.5", NOW + LATER)


async def test_who_was_let_in_before_shares_an_address_with_a_guesser(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW)
        await here.guess(20, HOME, "clerk@council.test")
        assert await here.sign_in.verify(ME, PASSWORD, HOME, NOW)
        assert (await here.guess(1, HOME))[0] == (await here.guess(1, HOME, "clerk@council.test"))[0]


@dataclass
class Upstream:
    """A server that takes one login, and counts how often it is asked."""

    right: Login = field(default_factory=lambda: Login(ME, "upstream"))
    down: bool = False
    asked: int = 0

    async def verify(self, login: Login) -> bool:
        self.asked += 1
        if self.down:
            raise TemporaryFault("down")
        return login == self.right


@pytest.mark.parametrize("by", [("upstream",), ("accounts", "upstream")])
async def test_a_login_that_the_upstream_server_takes(tmp_path: Path, by: tuple[str, ...]) -> None:
    async with desk(tmp_path) as here:
        relay = Upstream()
        sign_in = SignIn(InForce(Config(), COUNCIL, Policy(())), here.store, cast(Relay, relay), sleep=here.waits)
        for _ in range(2):
            account = await sign_in.verify(ME, "upstream", HOME, NOW, by)
            assert account is not None and account.address == ME
        assert relay.asked == 1
        assert await sign_in.verify(ME, "wrong", HOME, NOW, by) is None
        assert bool(await sign_in.verify(ME, PASSWORD, HOME, NOW, by)) == ("accounts" in by)
        relay.down = True
        with pytest.raises(TemporaryFault):
            await sign_in.verify(ME, "other", HOME, NOW, by)
        await here.put(disabled_at=NOW)
        relay.down = False
        assert await sign_in.verify(ME, "upstream", HOME, NOW, by) is None


async def test_the_upstream_server_is_asked_for_the_councils_addresses_only(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        relay = Upstream(right=Login("anyone@elsewhere.test", "upstream"))
        sign_in = SignIn(InForce(Config(), COUNCIL, Policy(())), here.store, cast(Relay, relay), sleep=here.waits)
        assert await sign_in.verify("anyone@elsewhere.test", "upstream", HOME, NOW, ("upstream",)) is None
        assert relay.asked == 0


def test_one_client_is_one_network() -> None:
    assert network_of("192.0.2.1") == network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("") == ""


def test_what_is_remembered_is_bounded() -> None:
    kept: Bounded[int, int] = Bounded(3)
    for n in (1, 2, 3, 1, 4):
        kept[n] = n
    assert list(kept) == [3, 1, 4]
