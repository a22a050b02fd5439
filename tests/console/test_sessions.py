from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from gateway.console.sessions import IDLE, LASTS
from gateway.flow.aside import Aside
from gateway.flow.keys import digest
from gateway.model.account import AccountRole, Stage
from gateway.testing import COUNCIL
from tests.console.house import ADDRESSES, PASSWORD, House, close_house, open_house

CLERK = ADDRESSES[AccountRole.CLERK]


async def test_the_cookie_is_new_at_sign_in_and_kept_from_scripts(house: House) -> None:
    browser = house.browser()
    await browser.get("/login")
    before = dict(browser.cookies)
    answer = await browser.sign_in(CLERK, PASSWORD)
    assert answer.headers["location"] == "/"
    assert browser.cookies["lychgate"] != before["lychgate"]
    for line in browser.set_cookies:
        assert "HttpOnly" in line
        assert "SameSite=lax" in line
        assert "Path=/" in line
        assert "Domain" not in line


async def test_a_cookie_of_the_clients_own_making_is_not_taken_over(house: House) -> None:
    browser = house.browser()
    browser.cookies["lychgate"] = planted = "A" * 43
    await browser.sign_in(CLERK, PASSWORD)
    assert browser.cookies["lychgate"] != planted
    attacker = house.browser()
    attacker.cookies["lychgate"] = planted
    assert (await attacker.get("/held")).status == 303


async def test_under_https_the_cookie_is_bound_to_this_host(tmp_path: Path, aside: Aside) -> None:
    house = await open_house(tmp_path, aside, 'public_url = "https://mail.council.test"\n')
    try:
        browser = house.browser()
        answer = await browser.get("/login")
        assert answer.headers["set-cookie"].startswith("__Host-lychgate=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]
    finally:
        await close_house(house)


def _files(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.glob("test.db*")]


async def test_the_store_knows_no_cookie_only_its_digest(house: House, tmp_path: Path) -> None:
    cookie = (await house.signed_in()).cookies["lychgate"].encode()
    assert not [file for file in _files(tmp_path) if cookie in file]
    assert [file for file in _files(tmp_path) if digest(cookie.decode()) in file]


async def test_sign_out_ends_the_session_for_every_copy_of_the_cookie(house: House) -> None:
    browser = await house.signed_in()
    copy = house.browser()
    copy.cookies = dict(browser.cookies)
    assert (await copy.get("/held")).status == 200
    answer = await browser.submit("/held", "/logout", [])
    assert answer.headers["location"] == "/login"
    assert browser.cookies == {}
    assert (await copy.get("/held")).status == 303


async def test_a_session_ends_when_it_is_idle_but_not_while_it_is_used(house: House) -> None:
    browser = await house.signed_in()
    for _ in range(3):
        house.clock.ahead(IDLE - timedelta(minutes=1))
        assert (await browser.get("/held")).status == 200
    house.clock.ahead(IDLE + timedelta(seconds=1))
    assert (await browser.get("/held")).status == 303


async def test_a_session_ends_after_its_whole_time_however_busy(house: House) -> None:
    browser = await house.signed_in()
    for _ in range(LASTS[Stage.WHOLE] // timedelta(minutes=20) - 1):
        house.clock.ahead(timedelta(minutes=20))
        assert (await browser.get("/held")).status == 200
    house.clock.ahead(timedelta(minutes=21))
    assert (await browser.get("/held")).status == 303


async def test_a_disabled_account_is_out_at_once(house: House) -> None:
    browser = await house.signed_in()
    account = replace(house.accounts[AccountRole.CLERK], disabled_at=house.clock())
    await house.store.put_account(COUNCIL.key, account)
    assert (await browser.get("/held")).status == 303
