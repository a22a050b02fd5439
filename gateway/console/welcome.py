"""The one-time link by which the first Clerk account chooses its password."""

from datetime import datetime, timedelta

from starlette.responses import Response

from gateway.console.login import enter
from gateway.console.visit import Visit, home
from gateway.flow.in_force import InForce
from gateway.flow.keys import Keys, digest
from gateway.flow.sign_in import LONGEST_PASSWORD, hash_password
from gateway.model.account import Account, AccountRole

PURPOSE = "welcome"
LASTS = timedelta(days=7)
SHORTEST = 12


def link(in_force: InForce, keys: Keys, now: datetime) -> str:
    """A link for the council's Clerk. It works once, for a week, and only while the Clerk has no account."""
    token = keys.sign(PURPOSE, in_force.council.clerk.lower(), now + LASTS)
    return f"{in_force.config.console.public_url.rstrip('/')}/welcome/{token}"


async def show(visit: Visit) -> Response:
    """The form."""
    return await _form(visit)


async def choose_password(visit: Visit) -> Response:
    """Make the account, and sign it in. The link is used up by that."""
    address = await _invited(visit)
    if address is None:
        return await _gone(visit)
    password = visit.form.get("password")
    if problem := _unfit(password, visit.form.get("again")):
        return await _form(visit, problem, 422)
    if not await visit.console.store.spend(visit.council, digest(_token(visit)), visit.now, visit.now + LASTS):
        return await _gone(visit)
    account = Account(address, AccountRole.CLERK, await hash_password(password), visit.now)
    await visit.console.store.put_account(visit.council, account)
    return await enter(visit, account, home(account))


async def _form(visit: Visit, problem: str = "", status: int = 200) -> Response:
    address = await _invited(visit)
    if address is None:
        return await _gone(visit)
    return await visit.page("welcome.html", status, address=address, problem=problem, shortest=SHORTEST)


async def _gone(visit: Visit) -> Response:
    return await visit.page("link_over.html", 404)


async def _invited(visit: Visit) -> str | None:
    """Whom the link is for; None where it is not ours, too old, or the account exists already."""
    address = visit.console.keys.read(PURPOSE, _token(visit), visit.now)
    if address is None or await visit.console.store.account(visit.council, address) is not None:
        return None
    return address


def _unfit(password: str, again: str) -> str:
    if len(password) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} characters."
    if len(password.encode(errors="replace")) > LONGEST_PASSWORD:
        return "Choose a shorter password."
    return "" if password == again else "The two passwords differ. Type the same one twice."


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])
