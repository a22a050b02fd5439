"""One's own account, and those of others."""

from datetime import timedelta

import pyotp
import pytest

from gateway.flow.accounts import LAST_CLERK, OWN
from gateway.flow.second_step import SecondStep
from gateway.model.account import AccountRole, Stage
from gateway.model.record import EventKind
from gateway.testing import COUNCIL
from tests.console.browser import Browser
from tests.console.house import ADDRESSES, PASSWORD, House

CLERK, MEMBER = ADDRESSES[AccountRole.CLERK], ADDRESSES[AccountRole.MEMBER]
NEW = "four plain long words"


async def _send(browser: Browser, path: str, **fields: str) -> tuple[int, str]:
    answer = await browser.submit("/account", path, list(fields.items()))
    return answer.status, answer.headers.get("location", "") or answer.text


async def test_a_new_password_needs_the_old_one_and_ends_every_other_session(house: House) -> None:
    browser, other = await house.signed_in(), await house.signed_in()
    status, _ = await _send(browser, "/account/password", now="wrong", password=NEW, again=NEW)
    assert status == 422
    status, text = await _send(
        browser, "/account/password", now=PASSWORD, password="password1234", again="password1234"
    )
    assert status == 422
    assert "first that would be tried" in text
    assert (await other.get("/held")).status == 200
    assert await _send(browser, "/account/password", now=PASSWORD, password=NEW, again=NEW) == (
        303,
        "/account?done=password",
    )
    assert (await browser.get("/held")).status == 200
    assert (await other.get("/held")).status == 303
    assert (await house.browser().sign_in(CLERK, PASSWORD)).status == 401
    assert (await house.browser().sign_in(CLERK, NEW)).status == 303


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/account/codes", {}), ("/account/step", {"id": "totp"}), ("/account/app/added", {"code": "123456"})],
)
async def test_whoever_finds_a_browser_left_alone_changes_nothing(
    house: House, path: str, fields: dict[str, str]
) -> None:
    browser = await house.signed_in()
    status, text = await _send(browser, path, now="a guess", **fields)
    assert status == 422
    assert "not your password now" in text
    kinds = [event.kind for event in (await house.store.trail(COUNCIL.key)).events]
    assert kinds == [EventKind.SIGNED_IN]


def _steps(house: House) -> SecondStep:
    return SecondStep(house.in_force, house.store, house.keys, house.sign_in)


async def test_a_seed_is_sealed_for_its_account_and_never_kept_in_the_clear(house: House) -> None:
    steps, clerk = _steps(house), house.accounts[AccountRole.CLERK]
    uri, sealed = steps.new_seed(clerk)
    seed = uri.partition("secret=")[2].partition("&")[0]
    code = pyotp.TOTP(seed).at(house.clock())
    assert not await steps.add_app(house.accounts[AccountRole.DEPUTY], sealed, code, "", house.clock())
    assert not await steps.add_app(clerk, "zz", code, "", house.clock())
    assert not await steps.add_app(clerk, sealed, "12345x", "", house.clock())
    assert await steps.add_app(clerk, sealed, code, "", house.clock())
    [factor] = await house.store.factors(COUNCIL.key, CLERK)
    assert seed.encode() not in factor.secret
    assert await steps.stage(clerk) is Stage.PASSWORD


async def test_codes_of_clocks_that_differ_a_little_count_and_no_others(house: House) -> None:
    steps, clerk = _steps(house), house.accounts[AccountRole.CLERK]
    uri, sealed = steps.new_seed(clerk)
    app = pyotp.TOTP(uri.partition("secret=")[2].partition("&")[0])
    assert await steps.add_app(clerk, sealed, app.at(house.clock()), "", house.clock())
    for off, right in ((-60, False), (60, False), (30, True), (0, False)):
        code = app.at(house.clock() + timedelta(seconds=off))
        assert await steps.by_code(clerk, code, "192.0.2.1", house.clock()) is right, off


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": "x"}', "\x00", "{" * 2000, '{"id": 5, "rawId": []}']
)
async def test_an_answer_that_is_no_passkeys_signs_nobody_in(house: House, answer: str) -> None:
    browser = house.browser()
    page = await browser.get("/login")
    token = page.text.partition('name="token" value="')[2].partition('"')[0]
    fields = {"form": page.token, "token": token, "answer": answer}
    assert (await browser.post("/login/passkey", fields)).status == 401
    assert (await browser.get("/held")).status == 303


async def test_nobody_changes_their_own_role_and_a_clerk_stays(house: House) -> None:
    clerk, sysadmin = await house.signed_in(), await house.signed_in(AccountRole.SYSADMIN)
    status, text = await _send(clerk, "/accounts/change", address=CLERK, do="role", role="sysadmin")
    assert status == 422
    assert OWN in text
    for do in ("disable", "role"):
        status, text = await _send(sysadmin, "/accounts/change", address=CLERK, do=do, role="member")
        assert status == 422
        assert LAST_CLERK in text
    assert (await _send(sysadmin, "/accounts/change", address=CLERK, do="link"))[0] == 200
    assert (await _send(clerk, "/accounts/change", address=MEMBER, do="burn"))[0] == 400
    assert (await _send(clerk, "/accounts/change", address="no@council.test", do="disable"))[0] == 404


async def test_a_disabled_account_is_out_until_it_is_enabled(house: House) -> None:
    clerk, member = await house.signed_in(), await house.signed_in(AccountRole.MEMBER)
    await _send(clerk, "/accounts/change", address=MEMBER, do="disable")
    assert (await member.get("/records")).status == 303
    assert (await house.browser().sign_in(MEMBER, PASSWORD)).status == 401
    await _send(clerk, "/accounts/change", address=MEMBER, do="enable")
    assert (await house.browser().sign_in(MEMBER, PASSWORD)).status == 303
    details = [one.detail for one in (await house.store.trail(COUNCIL.key, by=CLERK)).events]
    assert details[:2] == [f"enabled {MEMBER}", f"disabled {MEMBER}"]


async def test_a_link_for_a_new_password_ends_with_the_password_that_it_was_made_for(house: House) -> None:
    clerk = await house.signed_in()
    links = []
    for _ in range(2):
        _, text = await _send(clerk, "/accounts/change", address=MEMBER, do="link")
        links.append("/welcome/" + text.partition("/welcome/")[2].partition("<")[0])
    browser = house.browser()
    assert (await browser.submit(links[0], links[0], [("password", NEW), ("again", NEW)])).status == 303
    assert (await house.browser().get(links[1])).status == 404
    account = await house.store.account(COUNCIL.key, MEMBER)
    assert account is not None
    assert account.role is AccountRole.MEMBER
