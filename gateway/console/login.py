"""Signing in and out."""

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.visit import Visit, go, home
from gateway.flow.sign_in import TooManyTries
from gateway.metrics import LOGINS
from gateway.model.account import Account

WRONG = "That address and password do not belong together. Check both and try again."
TOO_MANY = "There were too many wrong passwords. Wait a few minutes, then try again."


async def show(visit: Visit) -> Response:
    """The sign-in form."""
    return await _form(visit)


async def sign_in(visit: Visit) -> Response:
    """Open a session, and go on to what was asked for."""
    address, password = visit.form.text("username"), visit.form.get("password")
    try:
        account = await visit.console.sign_in.verify(address, password, visit.client, visit.now)
    except TooManyTries:
        LOGINS.labels("console", "refused").inc()
        return await _form(visit, TOO_MANY, 429, address)
    LOGINS.labels("console", "wrong" if account is None else "right").inc()
    if account is None:
        return await _form(visit, WRONG, 401, address)
    ref = _asked_for(visit)
    return await enter(visit, account, f"/messages/{ref}" if ref else home(account))


async def enter(visit: Visit, account: Account, path: str) -> Response:
    """Go on as somebody who has just shown who they are: under a new cookie, never the one that was there before."""
    if visit.cookie is not None:
        await visit.console.sessions.close(visit.cookie)
    response = go(path)
    visit.console.sessions.give_cookie(response, await visit.console.sessions.open(account, visit.now))
    visit.gives_cookie = False
    return response


async def sign_out(visit: Visit) -> Response:
    """End the session in the store and in the browser."""
    if visit.cookie is not None:
        await visit.console.sessions.close(visit.cookie)
    response = go("/login")
    visit.console.sessions.take_cookie(response)
    return response


def address_for(visit: Visit) -> str:
    """Where to sign in, to come back to the message that was asked for."""
    ref = visit.request.path_params.get("ref")
    return f"/login?message={ref}" if ref else "/login"


async def _form(visit: Visit, problem: str = "", status: int = 200, address: str = "") -> Response:
    return await visit.page(
        "login.html", status, problem=problem, username=address[:254], message=_asked_for(visit) or ""
    )


def _asked_for(visit: Visit) -> str | None:
    return read_ref(visit.request.query_params.get("message", ""))
