"""The page behind the link in a notice, where an author says what becomes of a message that was asked about.

Whoever holds the link is its author, so nobody signs in; that is also why the page shows nothing of the message itself.
"""

from starlette.responses import Response

from gateway.console import marks
from gateway.console.visit import Visit, go
from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.flow.review import Opened
from gateway.model.record import WAITING


async def show(visit: Visit) -> Response:
    """Why the message waits, and the two answers."""
    return await _page(visit)


async def answer(visit: Visit) -> Response:
    """Send it with a reason, or take it back."""
    send, reason = visit.form.get("answer") == "send", visit.form.text("reason")
    if not send and visit.form.get("answer") != "withdraw":
        return await _page(visit, "Choose Send or Withdraw.", reason, 422)
    try:
        await visit.console.review.answer(_token(visit), send, reason)
    except NotAllowed as error:
        return await _page(visit, str(error), reason, 422)
    except NotFound:
        return await _gone(visit)
    except AlreadyDecided:
        return await _page(visit, status=409)
    return go(f"/ask/{_token(visit)}")


async def _page(visit: Visit, problem: str = "", reason: str = "", status: int = 200) -> Response:
    opened = await visit.console.review.asked(_token(visit))
    if opened is None:
        return await _gone(visit)
    if opened.record.summary.state not in WAITING:
        return await visit.page("answered.html", status, record=opened.record)
    return await visit.page("ask.html", status, opened=opened, whys=_whys(opened), problem=problem, reason=reason)


async def _gone(visit: Visit) -> Response:
    return await visit.page("link_over.html", 404)


def _whys(opened: Opened) -> tuple[str, ...]:
    reasons = marks.reasons(opened.record.decisions[0], opened.content)
    return tuple(reason.why for reason in reasons if reason.waits)


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])
