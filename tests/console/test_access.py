from datetime import date, timedelta

import pytest

from gateway.console.access import WAYS, Way
from gateway.flow.exceptions import Exceptions
from gateway.model.account import READERS, REVIEWERS, AccountRole
from gateway.policy.loader import load_policy
from gateway.testing import make_message
from tests.console.house import TEXT, House

TEXT_OF_MESSAGE = make_message(to=["mary@elsewhere.test"], text=TEXT).decode()
FORMS = {
    "/messages/{ref:ref}/decide": [("answer", "send"), ("to", "0")],
    "/messages/{ref:ref}/undo": [],
    "/messages/{ref:ref}/note": [("remark", "Seen.")],
    "/messages/{ref:ref}/wrong": [("reason", "1")],
    "/messages/{ref:ref}/edited": [
        ("to", "mary@elsewhere.test"),
        ("subject", "New"),
        ("text", "New"),
        ("step", "send"),
    ],
    "/messages/{ref:ref}/allowed": [
        ("rule", "personal-data"),
        ("day", "31"),
        ("month", "5"),
        ("year", "2026"),
        ("why", "She asked for it."),
    ],
    "/exceptions/end": [("number", "")],
    "/policy/rules/{name}": [
        ("action", "hold"),
        ("visible", "12"),
        ("outside", "5"),
        ("total", "30"),
        ("reason", "Agreed."),
        ("step", "on"),
        ("seen", "0"),
    ],
    "/policy/settings/{name}": [("phrases", "Please ring me."), ("reason", "Agreed."), ("step", "on"), ("seen", "0")],
    "/policy/versions/{version:version}/restore": [("reason", "Agreed."), ("seen", "")],
    "/try": [("pasted", TEXT_OF_MESSAGE)],
    "/people/say": [("who", "Bob Jones"), ("standing", "contractor")],
    "/people/forget": [("who", "Bob Jones")],
    "/held/decided": [("ref", ""), ("answer", "send"), ("reason", "")],
    "/logout": [],
}


def _path(way: Way, ref: str) -> str:
    path = way.path.replace("{ref:ref}", ref).replace("{token}", "no-such-token").replace("{number:number}", "2")
    path = path.replace("{version:version}", "0").replace("settings/{name}", "settings/texts")
    path = path.replace("{name}", "too-many-recipients")
    return f"{path}?ref={ref}" if way.path == "/held/decide" and way.method == "GET" else path


def _form(way: Way, ref: str) -> list[tuple[str, str]]:
    return [(name, value or (ref if name == "ref" else "")) for name, value in FORMS[way.path]]


async def _prepared(house: House, way: Way, ref: str) -> list[tuple[str, str]]:
    """The form, once there is something that it can be about."""
    deputy = house.accounts[AccountRole.DEPUTY]
    if way.path.endswith("/undo"):
        await house.review.release(ref, deputy, wait=timedelta(minutes=1))
    if way.path == "/exceptions/end":
        exceptions = Exceptions(house.in_force, house.store, house.clock)
        one = await exceptions.allow(ref, "personal-data", deputy, date(2026, 5, 31), "She asked.")
        return [("number", str(one.number))]
    if "/policy/" in way.path:
        seen = str(await house.store.newest_override(house.in_force.council.key))
        typed = {"seen": seen, "phrases": f"Please ring me: {seen}"}  # another each time, or nothing changes
        return [(name, typed.get(name, value)) for name, value in _form(way, ref)]
    return _form(way, ref)


ATTACHED = make_message(
    to=["mary@elsewhere.test", "mayor@council.test"],
    text=TEXT,
    attachments=[("plots.csv", "text/csv", b"name,plot\r\nJones,14\r\n")],
)
SHUT = [way for way in WAYS if way.roles is not None]


@pytest.mark.parametrize("way", SHUT, ids=lambda way: f"{way.method} {way.path}")
async def test_each_role_reaches_what_the_table_says_and_nothing_else(house: House, way: Way) -> None:
    assert way.roles is not None
    for role in AccountRole:
        ref = await house.hold(ATTACHED)
        house.in_force.policy = load_policy({})
        path = _path(way, ref)
        browser = await house.signed_in(role)
        if way.method == "GET":
            status, allowed = (await browser.get(path)).status, 200
        elif way.uploads:
            status, allowed = (await browser.upload("/held", path, dict(FORMS[way.path]))).status, 200
        else:
            fields = await _prepared(house, way, ref)
            status, allowed = (await browser.submit("/held", path, fields)).status, 303
        assert status == (allowed if role in way.roles else 403), role


@pytest.mark.parametrize("way", SHUT, ids=lambda way: f"{way.method} {way.path}")
async def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(house: House, way: Way) -> None:
    ref = await house.hold()
    browser = house.browser()
    path = _path(way, ref)
    answer = await (browser.get(path) if way.method == "GET" else browser.post(path, _form(way, ref)))
    assert answer.status == 303
    assert answer.headers["location"].startswith("/login")
    assert len((await house.record(ref)).decisions) == 1


def test_only_reviewers_decide_and_only_readers_read() -> None:
    for way in SHUT:
        assert way.roles is not None
        if way.path in ("/logout", "/help"):
            assert way.roles == frozenset(AccountRole)
        elif way.method == "POST" or any(word in way.path for word in ("decide", "edit", "allow", "/try")):
            assert way.roles == REVIEWERS
        else:
            assert way.roles == READERS


async def test_what_is_not_in_the_table_is_not_there(house: House) -> None:
    browser = await house.signed_in()
    for path in ("/admin", "/.env", "/messages", "/messages/7K2-4QXM/delete", "/static/../app.py", "//etc/passwd"):
        assert (await browser.get(path)).status == 404
    ref = await house.hold()
    assert (await browser.get(f"/messages/{ref}/decide")).status == 405
    assert (await browser.get("/held", method="TRACE")).status == 405


@pytest.mark.parametrize("ref", ["-1", "0", "9" * 30, "1'", "1%00", "..%2f..%2fetc%2fpasswd", "7K2-4QXMA", "7K2-ZZZZ"])
async def test_an_odd_ref_is_no_page(house: House, ref: str) -> None:
    answer = await (await house.signed_in()).get(f"/messages/{ref}")
    assert answer.status == 404
    assert "Traceback" not in answer.text


async def test_a_ref_may_be_typed_in_lower_case(house: House) -> None:
    ref = await house.hold()
    assert (await (await house.signed_in()).get(f"/held/{ref.lower()}")).status == 200
