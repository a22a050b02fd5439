"""Who may do what: every way into the console with the roles that it is open to. What is not in the table is shut."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.console import (
    ask,
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
    people,
    policy,
    setting,
    try_out,
    versions,
    welcome,
)
from gateway.console.forms import TOKEN, Form, is_from_here, read_form, read_upload
from gateway.console.visit import Console, Visit, go
from gateway.model.account import READERS, REVIEWERS, Account, AccountRole

Endpoint = Callable[[Visit], Awaitable[Response]]
Roles = frozenset[AccountRole]

ALL: Roles = frozenset(AccountRole)


@dataclass(frozen=True, slots=True)
class Way:
    """One method at one address. `roles` None: open to whoever comes, signed in or not. `uploads`: it takes a file."""

    method: str
    path: str
    endpoint: Endpoint
    roles: Roles | None
    uploads: bool = False


WAYS = (
    Way("GET", "/", home.show, READERS),
    Way("GET", "/held", held.show_list, READERS),
    Way("GET", "/held.json", held.list_json, READERS),
    Way("GET", "/held/decide", many.show, REVIEWERS),
    Way("POST", "/held/decided", many.decide, REVIEWERS),
    Way("GET", "/held/{ref:ref}", message.show, READERS),
    Way("GET", "/messages/{ref:ref}", message.show, READERS),
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
    Way("GET", "/login", login.show, None),
    Way("POST", "/login", login.sign_in, None),
    Way("POST", "/logout", login.sign_out, ALL),
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
        visit.account = await _signed_in(visit)
        if visit.account is None:
            return go(login.address_for(visit))
        if visit.account.role not in way.roles:
            return await visit.page("not_yours.html", 403)
    if way.method == "POST":
        await _read_own_form(visit, read_upload if way.uploads else read_form)
    return None


async def _signed_in(visit: Visit) -> Account | None:
    if visit.cookie is None:
        return None
    return await visit.console.sessions.account(visit.cookie, visit.now)


async def _read_own_form(visit: Visit, read: Callable[[Request], Awaitable[Form]]) -> None:
    console = visit.console
    if not is_from_here(visit.request, console.in_force.config.console.public_url):
        raise HTTPException(403)
    visit.form = await read(visit.request)
    if visit.cookie is None or not console.sessions.is_form_token(visit.cookie, visit.form.get(TOKEN)):
        raise HTTPException(403)
