"""Signing in, in one step or two, and out."""

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.visit import Visit, go, home
from gateway.flow.sign_in import TooManyTries
from gateway.metrics import LOGINS
from gateway.model.account import Account, FactorKind, Stage
from gateway.model.record import EventKind

WRONG = "That address and password do not belong together. Check both and try again."
WRONG_CODE = "That code is not right, or was used already. Wait for the next one, then try again."
WRONG_PASSKEY = "That passkey was not accepted. Try again, or sign in with your password."
TOO_MANY = "There were too many wrong passwords. Wait a few minutes, then try again."


async def show(visit: Visit) -> Response:
    """The sign-in form."""
    return await form(visit)


async def sign_in(visit: Visit) -> Response:
    """A right password opens a session, or leads to the second step."""
    address, password = visit.form.text("username"), visit.form.get("password")
    try:
        account = await visit.console.sign_in.verify(address, password, visit.client, visit.now)
    except TooManyTries:
        LOGINS.labels("console", "refused").inc()
        return await form(visit, TOO_MANY, 429, address)
    LOGINS.labels("console", "wrong" if account is None else "right").inc()
    if account is None:
        return await form(visit, WRONG, 401, address)
    stage = await visit.console.second_step.stage(account)
    return await enter(visit, account, stage, "with a password")


async def sign_in_by_passkey(visit: Visit) -> Response:
    """A passkey alone is enough: it is in the person's hand, and knows its owner."""
    try:
        account = await _by_passkey(visit)
    except TooManyTries:
        return await form(visit, TOO_MANY, 429)
    if account is None:
        return await form(visit, WRONG_PASSKEY, 401)
    return await enter(visit, account, Stage.WHOLE, "with a passkey")


async def show_second(visit: Visit) -> Response:
    """The form for the second step."""
    return await _second_form(visit)


async def second(visit: Visit) -> Response:
    """A right code opens the session."""
    account = visit.signed_in
    try:
        right = await visit.console.second_step.by_code(account, visit.form.text("code"), visit.client, visit.now)
    except TooManyTries:
        return await _second_form(visit, TOO_MANY, 429)
    if not right:
        return await _second_form(visit, WRONG_CODE, 401)
    return await enter(visit, account, Stage.WHOLE, "in two steps, with a code")


async def second_by_passkey(visit: Visit) -> Response:
    """A passkey of the same account opens the session."""
    try:
        account = await _by_passkey(visit)
    except TooManyTries:
        return await _second_form(visit, TOO_MANY, 429)
    if account is None or account.address != visit.signed_in.address:
        return await _second_form(visit, WRONG_PASSKEY, 401)
    return await enter(visit, account, Stage.WHOLE, "in two steps, with a passkey")


async def enter(visit: Visit, account: Account, stage: Stage, how: str, ref: str = "") -> Response:
    """Go on as somebody who has just shown who they are: under a new cookie, never the one that was there before."""
    response = go(_next(stage, account, ref or asked_for(visit)))
    await renew(visit, response, account, stage)
    if stage is not Stage.PASSWORD:
        await visit.note(EventKind.SIGNED_IN, how, by=account)
    return response


async def renew(visit: Visit, response: Response, account: Account, stage: Stage) -> None:
    """Give the browser a new session in place of the one that it had."""
    sessions = visit.console.sessions
    if visit.cookie is not None:
        await sessions.close(visit.cookie)
    sessions.give_cookie(response, await sessions.open(account, stage, visit.request, visit.now))
    visit.gives_cookie = False


async def sign_out(visit: Visit) -> Response:
    """End the session in the store and in the browser."""
    if visit.cookie is not None:
        await visit.console.sessions.close(visit.cookie)
    await visit.note(EventKind.SIGNED_OUT)
    response = go("/login")
    visit.console.sessions.take_cookie(response)
    return response


def address_for(visit: Visit, stage: Stage | None = None) -> str:
    """Where to sign in, to come back to the message that was asked for."""
    if stage is Stage.SETUP:
        return "/account/app"
    ref = visit.request.path_params.get("ref")
    path = "/login" if stage is None else "/login/second"
    return f"{path}?message={ref}" if ref else path


def _next(stage: Stage, account: Account, ref: str | None) -> str:
    if stage is Stage.SETUP:
        return "/account/app"
    if stage is Stage.PASSWORD:
        return f"/login/second?message={ref}" if ref else "/login/second"
    return f"/messages/{ref}" if ref else home(account)


async def _by_passkey(visit: Visit) -> Account | None:
    answer, token = visit.form.get("answer"), visit.form.get("token")
    account = await visit.console.second_step.by_passkey(answer, token, visit.browser, visit.client, visit.now)
    LOGINS.labels("console", "wrong" if account is None else "right").inc()
    return account


async def form(visit: Visit, problem: str = "", status: int = 200, address: str = "", ref: str = "") -> Response:
    """The sign-in page."""
    return await visit.page(
        "login.html",
        status,
        problem=problem,
        username=address[:254],
        message=ref or asked_for(visit) or "",
        providers=visit.console.in_force.config.console.oidc,
        question=await visit.console.second_step.ask_passkey(None, visit.browser, visit.now),
    )


async def _second_form(visit: Visit, problem: str = "", status: int = 200) -> Response:
    account, second_step = visit.signed_in, visit.console.second_step
    kinds = {one.kind for one in await visit.console.store.factors(visit.council, account.address)}
    return await visit.page(
        "second.html",
        status,
        problem=problem,
        message=asked_for(visit) or "",
        has_app=FactorKind.TOTP in kinds,
        question=await second_step.ask_passkey(account, visit.browser, visit.now)
        if FactorKind.PASSKEY in kinds
        else None,
    )


def asked_for(visit: Visit) -> str | None:
    """The message to which the sign-in leads."""
    return read_ref(visit.request.query_params.get("message", ""))
