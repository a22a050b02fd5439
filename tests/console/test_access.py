"""Who may do what. The table here is written by hand, apart from the product's: a way in that it lacks fails."""

import json

import pytest
from starlette.routing import Mount, Route

from gateway.console.access import WAYS, Way
from gateway.console.app import create_app
from gateway.model.account import AccountRole
from gateway.model.case import Case, CaseKind, Step, StepKind
from gateway.policy.loader import load_policy
from gateway.store.changes import CaseLine, Changes
from gateway.testing import make_message
from tests.console.house import TEXT, House
from tests.console.test_questions import ask

OPEN = "open"
C, D, M, O, A, S = AccountRole  # noqa: E741 - in the order of the model: clerk, deputy, member, officer, auditor, sysadmin
EVERYONE, READ, DECIDE, KEEP = {*AccountRole}, {C, D, A}, {C, D}, {C, S}
READ_OWN = READ | {M}  # every message here is the member's, and none the officer's

RIGHTS: dict[str, object] = {
    "GET /": READ,
    "GET /held": READ,
    "GET /held.json": READ,
    "GET /held/decide": DECIDE,
    "POST /held/decided": DECIDE,
    "GET /held/{ref}": READ_OWN,
    "GET /messages/{ref}": READ_OWN,
    "GET /messages/{ref}/layout": READ,
    "GET /messages/{ref}/attachments/{number}": READ,
    "GET /messages/{ref}/attachments/{number}/text": READ,
    "POST /messages/{ref}/decide": DECIDE,
    "POST /messages/{ref}/undo": DECIDE,
    "POST /messages/{ref}/note": DECIDE,
    "POST /messages/{ref}/wrong": DECIDE,
    "GET /messages/{ref}/edit": DECIDE,
    "POST /messages/{ref}/edited": DECIDE,
    "GET /messages/{ref}/allow": DECIDE,
    "POST /messages/{ref}/allowed": DECIDE,
    "GET /questions": READ,
    "GET /questions.json": READ,
    "POST /questions/{ref}/close": DECIDE,
    "POST /questions/{ref}/reopen": DECIDE,
    "GET /requests": READ,
    "GET /requests.json": READ,
    "POST /requests/link": DECIDE,
    "GET /requests/{ref}": READ,
    "POST /requests/{ref}/open": DECIDE,
    "POST /requests/{ref}/step": DECIDE,
    "GET /exceptions": READ,
    "GET /exceptions.json": READ,
    "POST /exceptions/end": DECIDE,
    "GET /policy": READ,
    "GET /policy.json": READ,
    "GET /policy/rules/{name}": READ,
    "POST /policy/rules/{name}": DECIDE,
    "GET /policy/settings/{name}": READ,
    "POST /policy/settings/{name}": DECIDE,
    "GET /policy/changes": READ,
    "GET /policy/changes.json": READ,
    "GET /policy/versions/{version}": READ,
    "POST /policy/versions/{version}/restore": DECIDE,
    "GET /try": DECIDE,
    "POST /try": DECIDE,
    "GET /people": READ,
    "GET /people.json": READ,
    "POST /people/say": DECIDE,
    "POST /people/forget": DECIDE,
    "GET /help": EVERYONE,
    "GET /records": READ | {M, O},
    "GET /records.json": READ | {M, O},
    "GET /records.csv": READ | {M, O},
    "GET /trail": READ,
    "GET /trail.json": READ,
    "GET /council": READ,
    "GET /council.json": READ,
    "GET /messages/{ref}/pass-on": DECIDE,
    "POST /messages/{ref}/pass-on": DECIDE,
    "GET /council/person": DECIDE,
    "POST /council/saved": DECIDE,
    "POST /council/remove": DECIDE,
    "POST /council/restore": DECIDE,
    "GET /accounts": KEEP,
    "GET /accounts.json": KEEP,
    "GET /accounts/one": KEEP,
    "POST /accounts/invite": KEEP,
    "POST /accounts/change": KEEP,
    "GET /health": KEEP,
    "GET /health.json": KEEP,
    "GET /account": EVERYONE,
    "POST /account/password": EVERYONE,
    "GET /account/app": EVERYONE,
    "POST /account/app/added": EVERYONE,
    "GET /account/passkey": EVERYONE,
    "POST /account/passkey/added": EVERYONE,
    "POST /account/step": EVERYONE,
    "POST /account/codes": EVERYONE,
    "POST /account/session": EVERYONE,
    "GET /login": OPEN,
    "POST /login": OPEN,
    "POST /login/passkey": OPEN,
    "GET /login/with/{provider}": OPEN,
    "GET /login/with/{provider}/back": OPEN,
    "GET /login/second": EVERYONE,
    "POST /login/second/code": EVERYONE,
    "POST /login/second/passkey": EVERYONE,
    "POST /logout": EVERYONE,
    "GET /welcome/{token}": OPEN,
    "POST /welcome/{token}": OPEN,
    "GET /ask/{token}": OPEN,
    "POST /ask/{token}": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /metrics": OPEN,
}
ATTACHED = make_message(
    to=["mary@elsewhere.test", "mayor@council.test"],
    text=TEXT,
    attachments=[("plots.csv", "text/csv", b"name,plot\r\nJones,14\r\n")],
)
SHUT = sorted((way for way in WAYS if way.roles is not None), key=lambda way: way.path == "/logout")


def _name(method: str, path: str) -> str:
    for name in ("ref", "number", "version"):
        path = path.replace(f"{{{name}:{name}}}", f"{{{name}}}")
    return f"{method} {path}"


def _path(way: Way, ref: str) -> str:
    path = way.path.replace("{ref:ref}", ref).replace("{number:number}", "2").replace("{version:version}", "0")
    path = path.replace("settings/{name}", "settings/texts").replace("{name}", "too-many-recipients")
    asks = {"/held/decide": f"?ref={ref}", "/accounts/one": "?address=clerk@council.test"}
    return path + (asks.get(way.path, "") if way.method == "GET" else "")


async def _call_request(house: House, ref: str) -> None:
    step = Step(StepKind.OPENED, house.clock().date(), "clerk@council.test", house.clock())
    await house.store.commit(Changes(cases=(CaseLine(Case(ref, CaseKind.FOI, (step,), (ref,)), None),)))


def test_every_way_into_the_application_has_its_right_here(house: House) -> None:
    app = create_app(house.in_force, house.store, house.review, house.sign_in, house.overrule, house.keys, house.clock)
    ways = set()
    for route in app.routes:
        if isinstance(route, Mount):
            assert route.path == "/static"
            continue
        assert isinstance(route, Route)
        assert route.methods is not None
        ways |= {_name(method, route.path) for method in route.methods - {"HEAD"}}
    assert ways == RIGHTS.keys()


@pytest.mark.parametrize("role", AccountRole)
async def test_each_role_reaches_what_the_table_says_and_nothing_else(house: House, role: AccountRole) -> None:
    house.in_force.policy = load_policy({})
    browser = await house.signed_in(role)
    token = (await browser.get("/account")).token
    wrong = []
    for way in SHUT:
        came_in = way.path.endswith("/pass-on")
        ref = await (ask(house) if came_in else house.hold(ATTACHED))
        path = _path(way, ref)
        if way.path == "/requests/{ref:ref}":
            await _call_request(house, ref)
        answer = await (browser.get(path) if way.method == "GET" else browser.post(path, {"form": token}))
        allowed = RIGHTS[_name(way.method, way.path)]
        assert isinstance(allowed, set)
        if (answer.status == 403) is (role in allowed) or answer.headers.get("location", "").startswith("/login?"):
            wrong.append((way.method, way.path, answer.status))
        if role in allowed and way.method == "GET" and answer.status != (303 if way.path == "/login/second" else 200):
            wrong.append((way.method, way.path, answer.status))
    assert wrong == []


async def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(house: House) -> None:
    ref = await house.hold()
    for way in SHUT:
        browser = house.browser()
        token = (await browser.get("/login")).token
        path = _path(way, ref)
        answer = await (browser.get(path) if way.method == "GET" else browser.post(path, {"form": token}))
        assert (answer.status, answer.headers["location"][:6]) == (303, "/login"), path
    assert len((await house.record(ref)).decisions) == 1


POSTS = [way for way in WAYS if way.method == "POST" and not way.uploads and not way.path.startswith("/login/second")]


@pytest.mark.parametrize("way", POSTS, ids=lambda way: way.path)
async def test_no_form_is_taken_from_elsewhere_or_without_its_token(house: House, way: Way) -> None:
    ref = await house.hold()
    browser = await house.signed_in()
    token = (await browser.get("/account")).token
    path = _path(way, ref).replace("{token}", house.keys.sign("ask", ref, house.clock()))
    assert (await browser.post(path, {"form": token}, origin="https://evil.test")).status == 403
    assert (await browser.post(path, {"form": "0" * 64})).status == 403
    assert (await browser.post(path, {})).status == 403
    assert (await browser.get("/account")).status == 200


async def test_no_file_is_taken_from_elsewhere_or_without_its_token(house: House) -> None:
    browser = await house.signed_in()
    assert (await browser.upload("/try", "/try", {}, origin="https://evil.test")).status == 403
    assert (await browser.upload("/try", "/try", {"form": "0" * 64})).status == 403
    assert (await browser.upload("/try", "/try", {"form": ""})).status == 403


async def test_a_member_opens_no_message_but_their_own_and_finds_no_other(house: House) -> None:
    own, other = await house.hold(), await house.hold(author="mayor@council.test", subject="Secret")
    member = await house.signed_in(M)
    assert (await member.get(f"/messages/{own}")).status == 200
    assert (await member.get(f"/messages/{other}")).status == 403
    assert (await member.get("/messages/ZZZ-ZZZZ")).status == 403
    listed = (await member.get("/records")).text
    assert own in listed
    assert other not in listed
    for asked in ("?q=Secret", "?q=from:mayor", "?state=held"):
        assert other not in (await member.get(f"/records{asked}")).text
        assert other not in (await member.get(f"/records.json{asked}")).text
        assert other not in (await member.get(f"/records.csv{asked}")).text


@pytest.mark.parametrize("author", ["tess.ter@council.test", "Cllr.Test@Council.test"])
async def test_a_member_finds_their_own_messages_however_their_address_is_written(house: House, author: str) -> None:
    ref = await house.hold(author=author)
    member, other = await house.signed_in(M), await house.signed_in(O)
    assert (await member.get(f"/messages/{ref}")).status == 200
    assert ref in (await member.get("/records")).text
    assert (await other.get(f"/messages/{ref}")).status == 403
    assert ref not in (await other.get("/records")).text


LISTS = [way.path for way in WAYS if way.path.endswith(".json") and way.path not in ("/policy.json", "/health.json")]


@pytest.mark.parametrize("path", LISTS)
async def test_each_list_has_pages_and_a_count_and_so_has_its_twin(house: House, path: str) -> None:
    await house.hold()
    browser = await house.signed_in()
    twin = json.loads((await browser.get(path)).text)
    assert set(twin) == {"rows", "next", "total", "at_least"}
    assert twin["total"] >= len(twin["rows"])
    assert (await browser.get(path.removesuffix(".json"))).status == 200
    for one in (path, path.removesuffix(".json")):
        assert (await browser.get(f"{one}?after=x")).status == 404


async def test_a_member_is_told_the_number_of_their_own_messages(house: House) -> None:
    await house.hold()
    await house.hold(author="mayor@council.test")
    member = await house.signed_in(M)
    assert json.loads((await member.get("/records.json")).text)["total"] == 1
    assert "1 message, the newest first" in (await member.get("/records")).text


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
