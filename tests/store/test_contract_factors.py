"""The contract of a store, on every backend: second steps at sign-in."""

import asyncio
from dataclasses import replace

import pytest

from gateway.model.account import Account, AccountRole, Factor, FactorKind
from gateway.store.base import Store
from tests.store.builders import COUNCIL, MINUTE, NOW

CLERK, SAM = "clerk@x", "sam@x"
APP = Factor("totp", FactorKind.TOTP, "Phone", b"sealed", NOW)
KEY = Factor("AbC-_1", FactorKind.PASSKEY, "Laptop", b"\x00public", NOW + MINUTE)


@pytest.fixture(autouse=True)
async def accounts(store: Store) -> None:
    for address in (CLERK, SAM):
        await store.put_account(COUNCIL, Account(address, AccountRole.CLERK, "", NOW))


async def test_second_steps_are_kept_by_account(store: Store) -> None:
    for factor in (KEY, APP):
        await store.put_factor(COUNCIL, CLERK, factor)
    await store.put_factor(COUNCIL, SAM, APP)
    assert await store.factors(COUNCIL, CLERK) == [APP, KEY]
    assert await store.factors("barton", CLERK) == []
    assert await store.factor(COUNCIL, KEY.id) == (CLERK, KEY)
    assert await store.factor(COUNCIL, KEY.id.lower()) is None
    assert await store.factor("barton", KEY.id) is None
    await store.put_factor(COUNCIL, CLERK, replace(APP, name="New phone", secret=b"other"))
    assert [one.name for one in await store.factors(COUNCIL, CLERK)] == ["New phone", "Laptop"]


async def test_a_code_counts_once(store: Store) -> None:
    await store.put_factor(COUNCIL, CLERK, APP)
    answers = await asyncio.gather(*(store.use_factor(COUNCIL, CLERK, "totp", 77, NOW) for _ in range(4)))
    assert sorted(answers) == [False, False, False, True]
    assert not await store.use_factor(COUNCIL, CLERK, "totp", 76, NOW)
    assert not await store.use_factor(COUNCIL, CLERK, "totp", 0, NOW)
    assert not await store.use_factor(COUNCIL, SAM, "totp", 99, NOW)
    assert await store.use_factor(COUNCIL, CLERK, "totp", 78, NOW + MINUTE)
    assert await store.factors(COUNCIL, CLERK) == [replace(APP, counter=78, used_at=NOW + MINUTE)]


async def test_a_passkey_that_does_not_count_is_used_again(store: Store) -> None:
    await store.put_factor(COUNCIL, CLERK, KEY)
    assert await store.use_factor(COUNCIL, CLERK, KEY.id, 0, NOW)
    assert await store.use_factor(COUNCIL, CLERK, KEY.id, 0, NOW)


async def test_recovery_codes_are_used_once_and_replaced_together(store: Store) -> None:
    await store.put_recovery_codes(COUNCIL, CLERK, [b"1", b"2", b"3"])
    await store.put_recovery_codes(COUNCIL, SAM, [b"1"])
    answers = await asyncio.gather(*(store.use_recovery_code(COUNCIL, CLERK, b"1") for _ in range(3)))
    assert sorted(answers) == [False, False, True]
    assert await store.recovery_codes(COUNCIL, CLERK) == 2
    assert await store.recovery_codes(COUNCIL, SAM) == 1
    assert not await store.use_recovery_code("barton", CLERK, b"2")
    await store.put_recovery_codes(COUNCIL, CLERK, [b"9"])
    assert not await store.use_recovery_code(COUNCIL, CLERK, b"2")
    assert await store.recovery_codes(COUNCIL, CLERK) == 1


async def test_with_the_last_second_step_the_recovery_codes_go(store: Store) -> None:
    for factor in (APP, KEY):
        await store.put_factor(COUNCIL, CLERK, factor)
    await store.put_recovery_codes(COUNCIL, CLERK, [b"1"])
    assert await store.remove_factor(COUNCIL, CLERK, APP.id)
    assert not await store.remove_factor(COUNCIL, CLERK, APP.id)
    assert await store.recovery_codes(COUNCIL, CLERK) == 1
    assert await store.remove_factor(COUNCIL, CLERK, KEY.id)
    assert await store.recovery_codes(COUNCIL, CLERK) == 0
