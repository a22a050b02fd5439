"""One's own account: the password, second steps, recovery codes, and where one is signed in."""

from datetime import timedelta

import segno
from markupsafe import Markup
from starlette.responses import Response

from gateway.console.login import renew
from gateway.console.visit import Visit, go
from gateway.errors import NotAllowed
from gateway.flow.password import SHORTEST, unfit
from gateway.flow.second_step import APP
from gateway.flow.sign_in import TooManyTries, hash_password
from gateway.model.account import Account, Stage
from gateway.model.record import EventKind

FRESH = timedelta(minutes=10)
WRONG_PASSWORD = "That is not your password now. Check it and try again."  # noqa: S105
TOO_MANY = "There were too many wrong passwords. Wait a few minutes, then try again."
SIGN_IN_AGAIN = "You signed in a while ago. Sign out and in again, then do this within ten minutes."
WRONG_CODE = "That code is not the app’s. Scan the picture again, then type the code that the app shows now."
NO_PASSKEY = "That passkey could not be added. Try again, or use an app instead."
DONE = {
    "password": "Your password is changed. Every other browser is signed out.",
    "step": "That second step is taken away.",
    "session": "That browser is signed out.",
    "sessions": "Every other browser is signed out.",
}


async def show(visit: Visit) -> Response:
    """Everything about one's account."""
    return await _page(visit)


async def change_password(visit: Visit) -> Response:
    """A new password, for the console and for mail programs; every other browser is signed out."""
    account, new = visit.signed_in, visit.form.get("password")
    about = (account.address, visit.console.in_force.council.name)
    if problem := await _unconfirmed(visit):
        return await _page(visit, problem, "now")
    if problem := await unfit(new, visit.form.get("again"), about):
        return await _page(visit, problem, "password")
    await visit.console.accounts.set_password(account, await hash_password(new), visit.cookie)
    await visit.note(EventKind.ACCOUNT, "changed the password")
    return go("/account?done=password")


async def show_app(visit: Visit) -> Response:
    """A picture for the app, and the field for its first code."""
    return await _app_page(visit, *visit.console.second_step.new_seed(visit.signed_in))


async def add_app(visit: Visit) -> Response:
    """Add the app, once it shows the right code."""
    account, form = visit.signed_in, visit.form
    if problem := await _unconfirmed(visit):
        return await _app_page(visit, *visit.console.second_step.new_seed(account), problem, "now")
    name, code = form.text("name"), form.text("code")
    if not await visit.console.second_step.add_app(account, form.get("sealed"), code, name, visit.now):
        return await _app_page(visit, *visit.console.second_step.new_seed(account), WRONG_CODE)
    return await _added(visit, account, "an authenticator app")


async def show_passkey(visit: Visit) -> Response:
    """The button that has the browser make a passkey."""
    return await _passkey_page(visit)


async def add_passkey(visit: Visit) -> Response:
    """Add the passkey that the browser made."""
    account, form = visit.signed_in, visit.form
    if problem := await _unconfirmed(visit):
        return await _passkey_page(visit, problem, "now")
    try:
        added = await visit.console.second_step.add_passkey(
            account, form.get("answer"), form.get("token"), visit.browser, form.text("name"), visit.now
        )
    except NotAllowed as error:
        return await _passkey_page(visit, str(error))
    return await _added(visit, account, "a passkey") if added else await _passkey_page(visit, NO_PASSKEY)


async def take_away(visit: Visit) -> Response:
    """Take a second step away; the last one stays where the role needs one."""
    account, store = visit.signed_in, visit.console.store
    if problem := await _unconfirmed(visit):
        return await _page(visit, problem, "now")
    factors = await store.factors(visit.council, account.address)
    if len(factors) == 1 and account.role in visit.console.in_force.config.console.second_step:
        return await _page(visit, "Your role needs a second step. Add another one first.", "now")
    if await store.remove_factor(visit.council, account.address, visit.form.get("id")):
        await visit.note(EventKind.ACCOUNT, "took away a second step")
    return go("/account?done=step")


async def new_codes(visit: Visit) -> Response:
    """A new set of recovery codes; the old ones end."""
    if problem := await _unconfirmed(visit):
        return await _page(visit, problem, "now")
    codes = await visit.console.second_step.new_recovery_codes(visit.signed_in)
    await visit.note(EventKind.ACCOUNT, "made new recovery codes")
    return await visit.page("codes.html", codes=codes, new="")


async def end_session(visit: Visit) -> Response:
    """Sign another browser out, or all others."""
    account, sessions = visit.signed_in, visit.console.sessions
    if not visit.form.get("session"):
        await sessions.close_others(account, visit.browser)
        await visit.note(EventKind.ACCOUNT, "signed every other browser out")
        return go("/account?done=sessions")
    for session in await sessions.all(account, visit.now):
        if session.digest.hex() == visit.form.get("session"):
            await visit.console.store.close_sessions(visit.council, digest=session.digest, address=account.address)
            await visit.note(EventKind.ACCOUNT, "signed another browser out")
    return go("/account?done=session")


async def _unconfirmed(visit: Visit) -> str:
    """Why somebody at this browser may not change how the account is signed in to; empty where they may.

    Whoever finds a browser that was left alone does not know the password.
    """
    account, session = visit.signed_in, visit.session
    if session is None or session.stage is Stage.SETUP:
        return ""  # the password was right a moment ago
    if not account.password_hash:
        return "" if visit.now - session.opened_at < FRESH else SIGN_IN_AGAIN
    try:
        right = await visit.console.sign_in.verify(account.address, visit.form.get("now"), visit.client, visit.now)
    except TooManyTries:
        return TOO_MANY
    return "" if right else WRONG_PASSWORD


async def _added(visit: Visit, account: Account, what: str) -> Response:
    """Whoever had no second step gets recovery codes, and is signed in anew."""
    await visit.note(EventKind.ACCOUNT, f"added {what}")
    codes: tuple[str, ...] = ()
    if not await visit.console.store.recovery_codes(visit.council, account.address):
        codes = await visit.console.second_step.new_recovery_codes(account)
    was_setup = visit.session is not None and visit.session.stage is Stage.SETUP
    response = await visit.page("codes.html", codes=codes, new=what)
    await renew(visit, response, account, Stage.WHOLE)
    if was_setup:
        await visit.note(EventKind.SIGNED_IN, f"in two steps, with {what}")
    return response


async def _page(visit: Visit, problem: str = "", at: str = "") -> Response:
    account, store = visit.signed_in, visit.console.store
    return await visit.page(
        "account.html",
        422 if problem else 200,
        problem=problem,
        at=at,
        done=DONE.get(visit.request.query_params.get("done", ""), ""),
        factors=await store.factors(visit.council, account.address),
        codes=await store.recovery_codes(visit.council, account.address),
        sessions=await visit.console.sessions.all(account, visit.now),
        shortest=SHORTEST,
        needed=account.role in visit.console.in_force.config.console.second_step,
    )


async def _app_page(visit: Visit, uri: str, sealed: str, problem: str = "", at: str = "code") -> Response:
    picture = segno.make(uri, micro=False).svg_inline(scale=5, border=3, omitsize=True, title="The code for the app")
    factors = await visit.console.store.factors(visit.council, visit.signed_in.address)
    return await visit.page(
        "app.html",
        422 if problem else 200,
        picture=Markup(picture),  # noqa: S704 - made of numbers by segno
        secret=uri.partition("secret=")[2].partition("&")[0],
        sealed=sealed,
        problem=problem,
        at=at,
        setup=_is_setup(visit),
        replaces=any(one.id == APP for one in factors),
    )


async def _passkey_page(visit: Visit, problem: str = "", at: str = "name") -> Response:
    question = await visit.console.second_step.ask_new_passkey(visit.signed_in, visit.browser, visit.now)
    return await visit.page(
        "passkey.html", 422 if problem else 200, question=question, problem=problem, at=at, setup=_is_setup(visit)
    )


def _is_setup(visit: Visit) -> bool:
    return visit.session is not None and visit.session.stage is Stage.SETUP
