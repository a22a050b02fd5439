"""The one-time link by which somebody chooses a password: for a first account, a new one, or one that is locked out."""

from starlette.responses import Response

from gateway.console.login import enter
from gateway.console.visit import Visit
from gateway.flow.accounts import Invitation
from gateway.flow.password import SHORTEST, unfit
from gateway.flow.sign_in import hash_password
from gateway.model.record import EventKind


async def show(visit: Visit) -> Response:
    """The form."""
    invitation = await _invited(visit)
    return await _form(visit, invitation) if invitation else await _gone(visit)


async def choose_password(visit: Visit) -> Response:
    """Make the account, or change its password, and sign it in. The link is used up by that."""
    invitation = await _invited(visit)
    if invitation is None:
        return await _gone(visit)
    password, about = visit.form.get("password"), (invitation.address, visit.console.in_force.council.name)
    if problem := await unfit(password, visit.form.get("again"), about):
        return await _form(visit, invitation, problem, 422)
    hashed = await hash_password(password)
    account = await visit.console.accounts.accept(invitation, _token(visit), hashed, visit.now)
    if account is None:
        return await _gone(visit)
    await visit.note(EventKind.ACCOUNT, "chose a password by a link", by=account)
    return await enter(visit, account, await visit.console.second_step.stage(account), "by a link")


async def _form(visit: Visit, invitation: Invitation, problem: str = "", status: int = 200) -> Response:
    return await visit.page("welcome.html", status, invitation=invitation, problem=problem, shortest=SHORTEST)


async def _gone(visit: Visit) -> Response:
    return await visit.page("link_over.html", 404)


async def _invited(visit: Visit) -> Invitation | None:
    return await visit.console.accounts.invited(_token(visit), visit.now)


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])
