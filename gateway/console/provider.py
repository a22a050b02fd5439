"""The way to an identity provider, and the way back."""

import structlog
from starlette.responses import Response

from gateway.console.login import TOO_MANY, asked_for, enter, form
from gateway.console.visit import Visit
from gateway.errors import StoreFault, TemporaryFault
from gateway.flow.sign_in import TooManyTries
from gateway.flow.single_sign_on import Returned
from gateway.metrics import LOGINS
from gateway.model.account import Stage

log = structlog.get_logger()

UNKNOWN = (
    "{} did not bring you to an account here. Your address there must be that of your account here: ask the Clerk or "
    "the sysadmin. Or the page was too old: try again."
)
UNDONE = "You did not finish signing in with {}. Try again, or use your password."
SILENT = "{} cannot be reached just now. Try again in a few minutes, or use your password."


async def go_there(visit: Visit) -> Response:
    """Send the browser to a provider. A link, not a form: no form of ours may lead elsewhere (form-action)."""
    slug, ref = str(visit.request.path_params["provider"]), asked_for(visit) or ""
    try:
        there = await visit.console.single_sign_on.way_there(slug, visit.browser, ref, visit.now)
    except TemporaryFault as fault:
        return await _silent(visit, slug, fault)
    return Response(status_code=303, headers={"Location": there}, media_type="text/plain")


async def come_back(visit: Visit) -> Response:
    """The way back: whom the provider vouches for comes in, as after a password.

    The protocol has it that this is a GET. It counts once, and only at the browser that was sent.
    """
    slug, single_sign_on = str(visit.request.path_params["provider"]), visit.console.single_sign_on
    query = visit.request.query_params
    returned = Returned(query.get("state", ""), query.get("code", ""), query.get("iss", ""))
    name, sent = single_sign_on.table(slug).name, single_sign_on.sent(slug, returned.state, visit.cookie, visit.now)
    if sent is not None and not returned.code:
        return await form(visit, UNDONE.format(name), ref=sent.ref)
    try:
        account = await single_sign_on.way_back(slug, returned, visit.cookie, visit.client, visit.now)
    except TooManyTries:
        LOGINS.labels("console", "refused").inc()
        return await form(visit, TOO_MANY, 429)
    except TemporaryFault as fault:
        return await _silent(visit, slug, fault)
    LOGINS.labels("console", "wrong" if account is None else "right").inc()
    if account is None or sent is None:
        return await form(visit, UNKNOWN.format(name), 401)
    whole = single_sign_on.table(slug).has_second_step
    stage = Stage.WHOLE if whole else await visit.console.second_step.stage(account)
    return await enter(visit, account, stage, f"with {name}", sent.ref)


async def _silent(visit: Visit, slug: str, fault: TemporaryFault) -> Response:
    if isinstance(fault, StoreFault):
        raise fault
    log.warning("provider fault", provider=slug, why=str(fault))
    return await form(visit, SILENT.format(visit.console.single_sign_on.table(slug).name), 503)
