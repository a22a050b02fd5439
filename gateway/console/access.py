"""Who may do what: every way into the console with the roles that it is open to. What is not in the table is shut."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.console import (
    account,
    accounts,
    ask,
    council,
    decide,
    edit,
    exceptions,
    guide,
    health,
    held,
    home,
    login,
    many,
    message,
    parts,
    pass_on,
    people,
    policy,
    provider,
    questions,
    records,
    requests,
    setting,
    trail,
    try_out,
    versions,
    welcome,
)
from gateway.console.forms import TOKEN, Form, is_from_here, read_form, read_upload
from gateway.console.visit import AUTHORS, KEEPERS, Console, Visit, go
from gateway.console.visit import home as first_page
from gateway.errors import NotFound
from gateway.model.account import READERS, REVIEWERS, AccountRole, Stage

Endpoint = Callable[[Visit], Awaitable[Response]]
Roles = frozenset[AccountRole]
Stages = frozenset[Stage]

ALL: Roles = frozenset(AccountRole)
WHOLE: Stages = frozenset({Stage.WHOLE})
SECOND: Stages = frozenset({Stage.PASSWORD})
SETTING_UP: Stages = frozenset({Stage.SETUP, Stage.WHOLE})
ANY: Stages = frozenset(Stage)


@dataclass(frozen=True, slots=True)
class Way:
    """One method at one address. `roles` None: open to whoever comes, signed in or not.

    `own` are roles that come in only where the message is their own. `stages`: how far the sign-in must have come.
    `uploads`: it takes a file.
    """

    method: str
    path: str
    endpoint: Endpoint
    roles: Roles | None
    own: Roles = frozenset()
    stages: Stages = WHOLE
    uploads: bool = False


WAYS = (
    Way("GET", "/", home.show, READERS),
    Way("GET", "/held", held.show_list, READERS),
    Way("GET", "/held.json", held.list_json, READERS),
    Way("GET", "/held/decide", many.show, REVIEWERS),
    Way("POST", "/held/decided", many.decide, REVIEWERS),
    Way("GET", "/held/{ref:ref}", message.show, READERS, own=AUTHORS),
    Way("GET", "/messages/{ref:ref}", message.show, READERS, own=AUTHORS),
    Way("GET", "/messages/{ref:ref}/layout", parts.layout, READERS),
    Way("GET", "/messages/{ref:ref}/attachments/{number:number}", parts.download, READERS),
    Way("GET", "/messages/{ref:ref}/attachments/{number:number}/text", parts.text, READERS),
    Way("POST", "/messages/{ref:ref}/decide", decide.decide, REVIEWERS),
    Way("POST", "/messages/{ref:ref}/undo", decide.undo, REVIEWERS),
    Way("POST", "/messages/{ref:ref}/note", decide.note, REVIEWERS),
    Way("POST", "/messages/{ref:ref}/wrong", decide.wrong, REVIEWERS),
    Way("GET", "/messages/{ref:ref}/edit", edit.show, REVIEWERS),
    Way("POST", "/messages/{ref:ref}/edited", edit.send, REVIEWERS),
    Way("GET", "/messages/{ref:ref}/allow", exceptions.show_allow, REVIEWERS),
    Way("POST", "/messages/{ref:ref}/allowed", exceptions.allow, REVIEWERS),
    Way("GET", "/questions", questions.show, READERS),
    Way("GET", "/questions.json", questions.list_json, READERS),
    Way("POST", "/questions/{ref:ref}/close", questions.close, REVIEWERS),
    Way("POST", "/questions/{ref:ref}/reopen", questions.reopen, REVIEWERS),
    Way("GET", "/messages/{ref:ref}/pass-on", pass_on.show, REVIEWERS),
    Way("POST", "/messages/{ref:ref}/pass-on", pass_on.send, REVIEWERS),
    Way("GET", "/requests", requests.show_list, READERS),
    Way("GET", "/requests.json", requests.list_json, READERS),
    Way("POST", "/requests/link", requests.link, REVIEWERS),
    Way("GET", "/requests/{ref:ref}", requests.show, READERS),
    Way("POST", "/requests/{ref:ref}/open", requests.open_one, REVIEWERS),
    Way("POST", "/requests/{ref:ref}/step", requests.take, REVIEWERS),
    Way("GET", "/exceptions", exceptions.show, READERS),
    Way("GET", "/exceptions.json", exceptions.list_json, READERS),
    Way("POST", "/exceptions/end", exceptions.end, REVIEWERS),
    Way("GET", "/people", people.show, READERS),
    Way("GET", "/people.json", people.list_json, READERS),
    Way("POST", "/people/say", people.state, REVIEWERS),
    Way("POST", "/people/forget", people.unstate, REVIEWERS),
    Way("GET", "/policy", policy.show, READERS),
    Way("GET", "/policy.json", policy.list_json, READERS),
    Way("GET", "/policy/rules/{name}", setting.show, READERS),
    Way("POST", "/policy/rules/{name}", setting.submit, REVIEWERS),
    Way("GET", "/policy/settings/{name}", setting.show, READERS),
    Way("POST", "/policy/settings/{name}", setting.submit, REVIEWERS),
    Way("GET", "/policy/changes", versions.show_list, READERS),
    Way("GET", "/policy/changes.json", versions.list_json, READERS),
    Way("GET", "/policy/versions/{version:version}", versions.show, READERS),
    Way("POST", "/policy/versions/{version:version}/restore", versions.restore, REVIEWERS),
    Way("GET", "/try", try_out.show, REVIEWERS),
    Way("POST", "/try", try_out.submit, REVIEWERS, uploads=True),
    Way("GET", "/help", guide.show, ALL),
    Way("GET", "/records", records.show, READERS | AUTHORS),
    Way("GET", "/records.json", records.list_json, READERS | AUTHORS),
    Way("GET", "/records.csv", records.list_csv, READERS | AUTHORS),
    Way("GET", "/trail", trail.show, READERS),
    Way("GET", "/trail.json", trail.list_json, READERS),
    Way("GET", "/council", council.show, READERS),
    Way("GET", "/council.json", council.list_json, READERS),
    Way("GET", "/council/person", council.show_person, REVIEWERS),
    Way("POST", "/council/saved", council.save, REVIEWERS),
    Way("POST", "/council/remove", council.remove, REVIEWERS),
    Way("POST", "/council/restore", council.restore, REVIEWERS),
    Way("GET", "/accounts", accounts.show, KEEPERS),
    Way("GET", "/accounts.json", accounts.list_json, KEEPERS),
    Way("GET", "/accounts/one", accounts.show_one, KEEPERS),
    Way("POST", "/accounts/invite", accounts.invite, KEEPERS),
    Way("POST", "/accounts/change", accounts.change, KEEPERS),
    Way("GET", "/health", health.show, KEEPERS),
    Way("GET", "/health.json", health.list_json, KEEPERS),
    Way("GET", "/account", account.show, ALL),
    Way("POST", "/account/password", account.change_password, ALL),
    Way("GET", "/account/app", account.show_app, ALL, stages=SETTING_UP),
    Way("POST", "/account/app/added", account.add_app, ALL, stages=SETTING_UP),
    Way("GET", "/account/passkey", account.show_passkey, ALL, stages=SETTING_UP),
    Way("POST", "/account/passkey/added", account.add_passkey, ALL, stages=SETTING_UP),
    Way("POST", "/account/step", account.take_away, ALL),
    Way("POST", "/account/codes", account.new_codes, ALL),
    Way("POST", "/account/session", account.end_session, ALL),
    Way("GET", "/login", login.show, None),
    Way("POST", "/login", login.sign_in, None),
    Way("POST", "/login/passkey", login.sign_in_by_passkey, None),
    Way("GET", "/login/with/{provider}", provider.go_there, None),
    Way("GET", "/login/with/{provider}/back", provider.come_back, None),
    Way("GET", "/login/second", login.show_second, ALL, stages=SECOND),
    Way("POST", "/login/second/code", login.second, ALL, stages=SECOND),
    Way("POST", "/login/second/passkey", login.second_by_passkey, ALL, stages=SECOND),
    Way("POST", "/logout", login.sign_out, ALL, stages=ANY),
    Way("GET", "/welcome/{token}", welcome.show, None),
    Way("POST", "/welcome/{token}", welcome.choose_password, None),
    Way("GET", "/ask/{token}", ask.show, None),
    Way("POST", "/ask/{token}", ask.answer, None),
    Way("GET", "/healthz", health.alive, None),
    Way("GET", "/readyz", health.ready, None),
    Way("GET", "/metrics", health.numbers, None),
)
UPLOADS = frozenset(way.path for way in WAYS if way.uploads)


def routes(console: Console) -> list[Route]:
    """The table as routes, one an address."""
    by_path: dict[str, dict[str, Way]] = {}
    for way in WAYS:
        by_path.setdefault(way.path, {})[way.method] = way
    return [Route(path, _enter(console, ways), methods=list(ways)) for path, ways in by_path.items()]


def _enter(console: Console, ways: dict[str, Way]) -> Callable[[Request], Awaitable[Response]]:
    async def enter(request: Request) -> Response:
        way = ways.get(request.method) or ways["GET"]  # HEAD is a GET without its body
        visit = Visit(request, console, console.sessions.cookie(request))
        response = await _admit(visit, way) or await way.endpoint(visit)
        if visit.gives_cookie and visit.cookie is not None:
            console.sessions.give_cookie(response, visit.cookie)
        return response

    return enter


async def _admit(visit: Visit, way: Way) -> Response | None:
    """None where the visitor may go in; a page that says why not, where they may not."""
    if way.roles is not None:
        if refusal := await _known(visit, way):
            return refusal
        if not await _may_enter(visit, way):
            return await visit.page("not_yours.html", 403)
    if way.method == "POST":
        await _read_own_form(visit, read_upload if way.uploads else read_form)
    return None


async def _known(visit: Visit, way: Way) -> Response | None:
    """None where it is known who comes, and the sign-in has come as far as it must; else where to go for that."""
    found = None if visit.cookie is None else await visit.console.sessions.find(visit.cookie, visit.now)
    if found is None:
        return go(login.address_for(visit))
    visit.session, visit.account = found
    if visit.session.stage in way.stages:
        return None
    if visit.session.stage is Stage.WHOLE:
        return go(first_page(visit.account))
    return go(login.address_for(visit, visit.session.stage))


async def _may_enter(visit: Visit, way: Way) -> bool:
    role = visit.signed_in.role
    if way.roles is not None and role in way.roles:
        return True
    return role in way.own and await _is_own(visit)


async def _is_own(visit: Visit) -> bool:
    try:
        record = await visit.console.store.record(visit.council, visit.request.path_params["ref"])
    except NotFound:
        return False
    return visit.is_own(record)


async def _read_own_form(visit: Visit, read: Callable[[Request], Awaitable[Form]]) -> None:
    console = visit.console
    if not is_from_here(visit.request, console.in_force.config.console.public_url):
        raise HTTPException(403)
    visit.form = await read(visit.request)
    if visit.cookie is None or not console.sessions.is_form_token(visit.cookie, visit.form.get(TOKEN)):
        raise HTTPException(403)
