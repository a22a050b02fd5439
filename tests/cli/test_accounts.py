import asyncio
import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from gateway.cli.reading import kept_store, read_file
from gateway.model.account import Account
from tests.cli.conftest import Lychgate


@pytest.fixture
def password(home: Path) -> str:
    (home / "password").write_text("a long password\n")
    return "password"


def account(address: str) -> Account | None:
    async def ask() -> Account | None:
        async with kept_store(read_file(None)[0]) as store:
            return await store.account("council.test", address)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("clerk@council.test", "clerk"),
        ("deputy@council.test", "deputy"),
        ("cllr.test@council.test", "member"),
        ("stranger@council.test", "member"),
    ],
)
def test_the_role_is_that_of_the_config_else_member(lychgate: Lychgate, password: str, address: str, role: str) -> None:
    answer = lychgate("accounts", "add", address, "--password-file", password)
    assert (answer.code, answer.out, answer.err) == (0, f"{address} may sign in as {role}\n", "")
    made = account(address)
    assert made is not None
    assert made.role == role
    assert PasswordHasher().verify(made.password_hash, "a long password")


def test_adding_again_replaces_password_and_role_and_brings_a_disabled_one_back(
    lychgate: Lychgate, password: str, home: Path
) -> None:
    lychgate("accounts", "add", "a@council.test", "--password-file", password)
    assert lychgate("accounts", "disable", "a@council.test").code == 0
    disabled = account("a@council.test")
    assert disabled is not None
    assert disabled.disabled_at is not None
    (home / "other").write_text("another password")
    lychgate("accounts", "add", "A@council.test", "--password-file", "other", "--role", "auditor")
    made = account("a@council.test")
    assert made is not None
    assert (made.role, made.disabled_at) == ("auditor", None)
    assert PasswordHasher().verify(made.password_hash, "another password")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("plot of rye\n", "at least 12 characters"),
        ("Password1234\n", "among the first"),
        ("b@council.test\n", "among the first"),
    ],
)
def test_a_password_that_is_soon_guessed_is_taken_with_a_warning(
    lychgate: Lychgate, home: Path, typed: str, said: str
) -> None:
    (home / "poor").write_text(typed)
    answer = lychgate("accounts", "add", "b@council.test", "--password-file", "poor")
    assert (answer.code, answer.err.startswith("warning: the console would refuse this password: ")) == (0, True)
    assert said in answer.err


def test_an_empty_password_is_refused(lychgate: Lychgate, home: Path) -> None:
    (home / "empty").write_text("\n")
    assert lychgate("accounts", "add", "b@council.test", "--password-file", "empty").code == 64
    assert not (home / "data").exists()


def test_what_is_no_address_is_refused(lychgate: Lychgate, password: str, home: Path) -> None:
    assert lychgate("accounts", "add", "terry", "--password-file", password).code == 64
    assert lychgate("accounts", "add", "a@council.test", "--password-file", password, "--role", "mayor").code == 64
    assert not (home / "data").exists()


def test_the_list_does_not_hold_the_hash(lychgate: Lychgate, password: str) -> None:
    lychgate("accounts", "add", "b@council.test", "--password-file", password, "--role", "sysadmin")
    lychgate("accounts", "add", "a@council.test", "--password-file", password)
    listed = [json.loads(line) for line in lychgate("accounts", "list", "--json").out.splitlines()]
    assert [(one["address"], one["role"], one["disabled_at"]) for one in listed] == [
        ("a@council.test", "member", None),
        ("b@council.test", "sysadmin", None),
    ]
    shown = lychgate("accounts", "list").out
    assert "argon2" not in shown + str(listed)


def test_disabling_whom_nobody_knows(lychgate: Lychgate) -> None:
    lychgate("db", "upgrade")
    answer = lychgate("accounts", "disable", "nobody@council.test")
    assert (answer.code, answer.err) == (1, "no account nobody@council.test\n")
