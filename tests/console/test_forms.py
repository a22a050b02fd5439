import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from gateway.console.forms import FORM_BYTES, FORM_FIELDS, is_from_here
from gateway.model.record import State
from tests.console.house import House

FOREIGN = "https://evil.example"


@pytest.mark.parametrize("answer", ["send", "return"])
async def test_a_form_without_our_token_or_from_elsewhere_changes_nothing(house: House, answer: str) -> None:
    ref = await house.hold()
    browser, other = await house.signed_in(), await house.signed_in()
    token = (await browser.get("/held")).token
    stolen = (await other.get("/held")).token
    path, fields = f"/messages/{ref}/decide", {"answer": answer, "reason": "A reason.", "to": "0"}
    assert stolen != token
    for said in (
        await browser.post(path, fields),
        await browser.post(path, fields | {"form": "A" * len(token)}),
        await browser.post(path, fields | {"form": stolen}),
        await browser.post(path, fields | {"form": token}, origin=FOREIGN),
        await browser.post(path, fields | {"form": token}, origin="null"),
        await browser.post(path, fields | {"form": token}, origin=FOREIGN, Referer=f"{house.url}/held"),
    ):
        assert said.status == 403
    assert (await browser.post(path, fields | {"form": token}, Content_Type="text/plain")).status == 415
    assert await house.state(ref) is State.HELD
    assert (await browser.post(path, fields | {"form": token})).status == 303


async def test_the_sign_in_form_is_guarded_too(house: House) -> None:
    browser = house.browser()
    token = (await browser.get("/login")).token
    assert (await browser.post("/login", {"form": token}, origin=FOREIGN)).status == 403
    assert (await house.browser().post("/login", {"form": token})).status == 403
    assert (await browser.post("/login", {"form": token})).status == 401


async def test_too_much_is_refused(house: House) -> None:
    browser = house.browser()
    token = (await browser.get("/login")).token
    assert (await browser.post("/login", {"form": token, "x": "x" * FORM_BYTES})).status == 413
    many = [("form", token), *((f"k{n}", "v") for n in range(FORM_FIELDS))]
    assert (await browser.post("/login", many)).status == 413
    some = [("form", token), *((f"k{n}", "v") for n in range(100))]
    assert (await browser.post("/login", some)).status == 401


def _request(headers: dict[str, str]) -> Request:
    raw = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"Origin": "https://mail.council.test"}, True),
        ({"Origin": "HTTPS://Mail.Council.Test"}, True),
        ({"Origin": "http://127.0.0.1:8080"}, True),
        ({"Referer": "https://mail.council.test/login"}, True),
        ({"Origin": "https://evil.example", "Referer": "https://mail.council.test/login"}, False),
        ({"Origin": "https://mail.council.test.evil.example"}, False),
        ({"Origin": "https://mail.council.test:444"}, False),
        ({"Origin": "https://evil.example/https://mail.council.test"}, False),
        ({"Origin": "https://mail.council.test@evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://["}, False),
        ({}, False),
    ],
)
def test_where_a_form_says_it_comes_from(headers: dict[str, str], is_ours: bool) -> None:
    request = _request({"Host": "127.0.0.1:8080"} | headers)
    assert is_from_here(request, "https://mail.council.test") is is_ours


@given(st.text())
def test_whatever_a_browser_says_it_is_answered(said: str) -> None:
    assert is_from_here(_request({"Host": "127.0.0.1:8080", "Origin": f"x{said}"}), "https://mail.council.test") in (
        True,
        False,
    )
