from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from gateway.flow.accounts import LINK_LASTS, Accounts
from gateway.model.account import AccountRole
from gateway.testing import COUNCIL
from tests.console.house import House

NEW = "four plain long words"


@pytest.fixture
def path(house: House) -> str:
    """The link, in a council whose Clerk has no account yet."""
    house.in_force.council = replace(COUNCIL, clerk="First.Clerk@council.test")
    return link(house)


def link(house: House) -> str:
    accounts = Accounts(house.in_force, house.store, house.keys)
    return urlsplit(accounts.invite(house.in_force.council.clerk, AccountRole.CLERK, None, house.clock())).path


async def test_the_first_clerk_chooses_a_password_and_is_signed_in(house: House, path: str) -> None:
    browser = house.browser()
    answer = await browser.submit(path, path, [("password", NEW), ("again", NEW)])
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert (await browser.get("/held")).status == 200
    account = await house.store.account(COUNCIL.key, "first.clerk@council.test")
    assert account is not None
    assert account.role is AccountRole.CLERK
    assert NEW not in account.password_hash
    assert (await house.browser().sign_in("First.Clerk@council.test", NEW)).status == 303


async def test_the_link_works_once(house: House, path: str) -> None:
    browser, late = house.browser(), house.browser()
    token = (await late.get(path)).token
    await browser.submit(path, path, [("password", NEW), ("again", NEW)])
    assert (await late.get(path)).status == 404
    assert (await late.post(path, {"form": token, "password": "another long password", "again": NEW})).status == 404
    assert (await house.browser().sign_in("first.clerk@council.test", NEW)).status == 303


UNFIT = [("short",) * 2, (NEW, NEW + "!"), ("",) * 2, ("x" * 2000,) * 2, ("password1234",) * 2, ("council.test",) * 2]


@pytest.mark.parametrize(("password", "again"), UNFIT)
async def test_an_unfit_password_is_not_taken(house: House, path: str, password: str, again: str) -> None:
    browser = house.browser()
    answer = await browser.submit(path, path, [("password", password), ("again", again)])
    assert answer.status == 422
    assert await house.store.account(COUNCIL.key, "first.clerk@council.test") is None
    assert (await browser.submit(path, path, [("password", NEW), ("again", NEW)])).status == 303


async def test_looking_at_the_link_does_not_use_it_up(house: House, path: str) -> None:
    for _ in range(2):
        assert (await house.browser().get(path)).status == 200
    assert await house.store.account(COUNCIL.key, "first.clerk@council.test") is None


async def test_links_that_are_foreign_or_too_old(house: House, path: str) -> None:
    foreign = f"/welcome/{house.keys.sign('ask', 'x@council.test', house.clock() + timedelta(days=1))}"
    assert (await house.browser().get(foreign)).status == 404
    house.clock.ahead(LINK_LASTS)
    assert (await house.browser().get(path)).status == 404


async def test_where_the_clerk_has_an_account_no_link_changes_it(house: House) -> None:
    path = link(house)
    assert (await house.browser().get(path)).status == 404


async def test_a_link_is_over_when_the_role_of_its_account_has_changed(house: House) -> None:
    accounts = Accounts(house.in_force, house.store, house.keys)
    clerk, known = house.accounts[AccountRole.CLERK], house.accounts[AccountRole.AUDITOR]
    path = urlsplit(accounts.invite(known.address, known.role, known, house.clock())).path
    assert (await house.browser().get(path)).status == 200
    await accounts.change(known.address, AccountRole.MEMBER, clerk)
    assert (await house.browser().get(path)).status == 404
