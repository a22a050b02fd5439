"""Sign-in by an identity provider: a real one on a real socket, with real keys."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser as Chromium
from structlog.testing import capture_logs

from gateway.flow.aside import Aside
from gateway.model.account import AccountRole, Factor, FactorKind
from gateway.model.record import EventKind
from gateway.testing import COUNCIL, NOW
from tests.console.browser import Answer, Browser
from tests.console.house import ADDRESSES, House, close_house, open_house
from tests.console.identity import LATER, SECRET, Identity, provider
from tests.console.looks import faults

CLERK = ADDRESSES[AccountRole.CLERK]
THERE, BACK = "/login/with/town-sign-in", "/login/with/town-sign-in/back"
TABLE = (
    '\n[[console.oidc]]\nname = "Town sign-in"\nissuer = "{}"\nclient_id = "lychgate"\nclient_secret_file = "secret"\n'
)


@pytest.fixture
def identity() -> Iterator[Identity]:
    with provider() as made:
        made.claims = {"email": CLERK, "email_verified": True}
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, aside: Aside, identity: Identity) -> AsyncIterator[House]:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    made = await open_house(tmp_path, aside, TABLE.format(identity.issuer))
    yield made
    await close_house(made)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


async def come(browser: Browser, identity: Identity, there: str = THERE) -> Answer:
    """The whole way: to the provider, and back."""
    sent = await browser.get(there)
    assert sent.status == 303
    return await browser.get(path_of(identity.authorise(sent.headers["location"])))


async def refused(house: House, identity: Identity, browser: Browser | None = None) -> str:
    """Nobody was let in; the reason that the log gives."""
    with capture_logs() as logs:
        answer = await come(browser or house.browser(), identity)
    assert answer.status == 401
    assert "Town sign-in did not bring you to an account here." in answer.text
    assert (await house.store.trail(COUNCIL.key)).events == ()
    [line] = [one for one in logs if one["event"] == "single sign-on refused"]
    assert "@" not in str(line)
    return str(line["why"])


async def test_the_button_leads_to_the_provider_with_all_that_is_asked(house: House, identity: Identity) -> None:
    browser = house.browser()
    assert f'href="{THERE}"' in (await browser.get("/login")).text
    there = urlsplit((await browser.get(THERE)).headers["location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{identity.issuer}/authorise"
    assert asked["plain"] == "yes"
    assert asked["redirect_uri"] == f"http://127.0.0.1:8080{BACK}"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert "openid" in asked["scope"].split()
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    again = parse_qs(urlsplit((await browser.get(THERE)).headers["location"]).query)
    assert not {again[name][0] for name in ("state", "nonce", "code_challenge")} & set(asked.values())


async def test_whom_the_provider_vouches_for_is_signed_in_as_with_a_password(house: House, identity: Identity) -> None:
    browser = house.browser()
    await browser.get("/login")
    before = dict(browser.cookies)
    identity.claims |= {"email": "Clerk@Council.test"}
    answer = await come(browser, identity)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert browser.cookies != before
    assert (await browser.get("/")).status == 200
    [event] = (await house.store.trail(COUNCIL.key)).events
    assert (event.kind, event.by, event.detail) == (EventKind.SIGNED_IN, CLERK, "with Town sign-in")


async def test_the_button_is_for_everybody(house: House, chromium: Chromium) -> None:
    page = await chromium.new_page()
    await page.goto(f"{house.url}/login")
    await page.get_by_role("link", name="Sign in with Town sign-in").wait_for()
    assert await faults(page, "sign in") == []


async def test_each_role_comes_in_as_what_it_is(house: House, identity: Identity) -> None:
    identity.claims |= {"email": ADDRESSES[AccountRole.SYSADMIN], "role": "clerk", "roles": ["clerk"]}
    browser = house.browser()
    assert (await come(browser, identity)).status == 303
    assert (await browser.get("/held")).status == 403
    assert (await browser.get("/accounts")).status == 200


async def test_it_leads_back_to_the_message_that_was_asked_for(house: House, identity: Identity) -> None:
    ref = await house.hold()
    browser = house.browser()
    login = (await browser.get(f"/messages/{ref}")).headers["location"]
    assert f'href="{THERE}?message={ref}"' in (await browser.get(login)).text
    assert (await come(browser, identity, f"{THERE}?message={ref}")).headers["location"] == f"/messages/{ref}"


async def test_a_provider_may_want_its_secret_in_the_form(house: House, identity: Identity) -> None:
    identity.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]}
    assert (await come(house.browser(), identity)).status == 303


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "wrong nonce"),
        ({"nonce": None}, "wrong nonce"),
        ({"aud": "another"}, "wrong aud"),
        ({"aud": ["lychgate", "another"]}, "wrong aud"),
        ({"aud": None}, "wrong aud"),
        ({"azp": "another"}, "wrong azp"),
        ({"iss": "https://accounts.google.com"}, "wrong iss"),
        ({"exp": LATER - 361}, "wrong exp"),
        ({"exp": None}, "wrong exp"),
        ({"exp": "tomorrow"}, "wrong exp"),
        ({"iat": LATER}, "wrong iat"),
        ({"nbf": LATER}, "wrong nbf"),
        ({"email_verified": False}, "no verified email"),
        ({"email_verified": None}, "no verified email"),
        ({"email_verified": "true"}, "no verified email"),
        ({"email": None, "preferred_username": CLERK, "upn": CLERK}, "no verified email"),
        ({"email": "nobody@council.test"}, "no account that is in use"),
        ({"email": "ann.lee@council.test"}, "no account that is in use"),
        ({"email": f"{CLERK}.evil.test"}, "no account that is in use"),
    ],
    ids=str,
)
async def test_what_lets_nobody_in(house: House, identity: Identity, claims: dict[str, Any], why: str) -> None:
    identity.claims |= claims
    assert await refused(house, identity) == why


@pytest.mark.parametrize("claims", [{"exp": LATER - 359}, {"aud": ["lychgate"]}, {"iat": LATER - 240}], ids=str)
async def test_near_misses_come_in(house: House, identity: Identity, claims: dict[str, Any]) -> None:
    identity.claims |= claims
    assert (await come(house.browser(), identity)).status == 303


async def test_a_disabled_account_stays_outside(house: House, identity: Identity) -> None:
    account = replace(house.accounts[AccountRole.CLERK], disabled_at=NOW)
    await house.store.put_account(COUNCIL.key, account)
    assert await refused(house, identity) == "no account that is in use"


def wrong_key(identity: Identity) -> None:
    identity.signs = "other"


def no_signature(identity: Identity) -> None:
    identity.token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."


def no_token(identity: Identity) -> None:
    identity.token = "hello"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [(wrong_key, "an unknown key"), (no_signature, "no signed token"), (no_token, "no signed token")],
)
async def test_what_is_not_signed_by_the_provider(
    house: House, identity: Identity, spoil: Callable[[Identity], None], why: str
) -> None:
    spoil(identity)
    assert (await refused(house, identity)).startswith(why)


async def test_a_forged_signature_under_the_name_of_a_right_key(house: House, identity: Identity) -> None:
    browser = house.browser()
    back = identity.authorise((await browser.get(THERE)).headers["location"])
    query = next(iter(identity.codes.values()))
    identity.signs = "other"
    _, body, signature = identity.id_token(query["nonce"]).split(".")
    identity.signs = "first"
    head = identity.id_token(query["nonce"]).partition(".")[0]
    identity.token = f"{head}.{body}.{signature}"
    with capture_logs() as logs:
        assert (await browser.get(path_of(back))).status == 401
    assert [one["why"] for one in logs] == ["no signed token: BadSignatureError"]


async def test_a_new_key_is_found_but_not_asked_for_all_the_time(house: House, identity: Identity) -> None:
    assert (await come(house.browser(), identity)).status == 303
    identity.signs, identity.published = "second", ("first", "second")
    assert await refused_later(house, identity) == "an unknown key"
    house.clock.ahead(timedelta(minutes=1))
    assert (await come(house.browser(), identity)).status == 303
    assert identity.asked.count("/keys") == 2


async def refused_later(house: House, identity: Identity) -> str:
    with capture_logs() as logs:
        assert (await come(house.browser(), identity)).status == 401
    return str(logs[-1]["why"])


async def test_a_way_back_counts_once_and_for_the_browser_that_was_sent(house: House, identity: Identity) -> None:
    browser, thief = house.browser(), house.browser()
    back = path_of(identity.authorise((await browser.get(THERE)).headers["location"]))
    await thief.get("/login")
    assert (await thief.get(back)).status == 401
    assert (await house.browser().get(back)).status == 401
    cookies = dict(browser.cookies)
    assert (await browser.get(back)).status == 303
    browser.cookies = cookies
    assert (await browser.get(back)).status == 401
    assert (await browser.get(BACK)).status == 401
    assert identity.asked.count("/token") == 1


async def test_a_way_back_is_over_after_ten_minutes(house: House, identity: Identity) -> None:
    browser = house.browser()
    back = path_of(identity.authorise((await browser.get(THERE)).headers["location"]))
    house.clock.ahead(timedelta(minutes=10))
    assert (await browser.get(back)).status == 401
    assert "/token" not in identity.asked


async def test_an_altered_state_or_another_code_or_another_provider(house: House, identity: Identity) -> None:
    browser = house.browser()
    back = path_of(identity.authorise((await browser.get(THERE)).headers["location"]))
    assert (await browser.get(back.replace("state=", "state=A"))).status == 401
    stolen = path_of(identity.authorise((await house.browser().get(THERE)).headers["location"]))
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    own = parse_qs(urlsplit(back).query)["code"][0]
    with capture_logs() as logs:
        assert (await browser.get(back.replace(own, code))).status == 401
    assert logs[-1]["why"] == "the provider takes no code: invalid_grant"
    back = path_of(identity.authorise((await browser.get(THERE)).headers["location"]))
    assert (await browser.get(f"{back}&iss=https%3A%2F%2Fevil.test")).status == 401
    assert (await browser.get("/login/with/another/back?state=x&code=y")).status == 404
    assert (await browser.get("/login/with/another")).status == 404


async def test_whoever_turns_back_is_told_so(house: House, identity: Identity) -> None:
    ref, browser = await house.hold(), house.browser()
    sent = (await browser.get(f"{THERE}?message={ref}")).headers["location"]
    state = parse_qs(urlsplit(sent).query)["state"][0]
    answer = await browser.get(f"{BACK}?error=access_denied&error_description=%3Cb%3E&state={state}")
    assert answer.status == 200
    assert "You did not finish signing in with Town sign-in." in answer.text
    assert f'href="{THERE}?message={ref}"' in answer.text


async def test_guessing_is_slowed_down(house: House) -> None:
    statuses = [(await house.browser().get(f"{BACK}?state={n}&code=1")).status for n in range(15)]
    assert (statuses[0], statuses[-1]) == (401, 429)


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"issuer": "https://evil.test"}, "calls itself by another name than `issuer`"),
        ({"token_endpoint": "http://evil.test/token"}, "names an address that is missing, or without TLS"),
        ({"jwks_uri": None}, "names an address that is missing, or without TLS"),
    ],
    ids=str,
)
async def test_a_provider_that_is_not_as_it_should_be(
    house: House, identity: Identity, metadata: dict[str, Any], why: str
) -> None:
    identity.metadata = metadata
    with capture_logs() as logs:
        answer = await house.browser().get(THERE)
    assert answer.status == 503
    assert "Town sign-in cannot be reached just now." in answer.text
    assert [one["why"] for one in logs] == [why]


async def test_a_provider_without_keys_lets_nobody_in(house: House, identity: Identity) -> None:
    identity.metadata = {"jwks_uri": f"{identity.issuer}/.well-known/openid-configuration"}
    assert (await come(house.browser(), identity)).status == 503


async def test_without_the_provider_the_password_goes_on(house: House, identity: Identity) -> None:
    identity.metadata = {"token_endpoint": "http://127.0.0.1:1/token"}
    browser = house.browser()
    assert (await come(browser, identity)).status == 503
    assert (await house.signed_in()).cookies


async def test_the_second_step_is_asked_for_as_after_a_password(house: House, identity: Identity) -> None:
    app = Factor("totp", FactorKind.TOTP, "App", house.keys.seal("totp", CLERK, b"JBSWY3DPEHPK3PXP"), NOW)
    await house.store.put_factor(COUNCIL.key, CLERK, app)
    browser = house.browser()
    assert (await come(browser, identity)).headers["location"] == "/login/second"
    assert (await browser.get("/held")).headers["location"] == "/login/second"


async def test_unless_the_provider_asks_for_it(tmp_path: Path, aside: Aside, identity: Identity) -> None:
    (tmp_path / "secret").write_text(SECRET)
    needed = 'second_step = ["clerk"]\n'
    for number, (said, leads_to) in enumerate((("", "/account/app"), ("has_second_step = true\n", "/"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "secret").write_text(SECRET)
        house = await open_house(folder, aside, needed + TABLE.format(identity.issuer) + said)
        try:
            assert (await come(house.browser(), identity)).headers["location"] == leads_to
        finally:
            await close_house(house)
