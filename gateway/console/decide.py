"""The Clerk's decisions: send it, send it to some, return it to its author."""

from collections.abc import Awaitable

from starlette.responses import Response

from gateway.console.message import Typed, show_again
from gateway.console.visit import Visit, go
from gateway.errors import AlreadyDecided, NotAllowed

NOBODY = "Tick at least one person, or return the message to its author."


async def release(visit: Visit) -> Response:
    """Send it to everyone who is ticked."""
    ref = visit.request.path_params["ref"]
    record = await visit.console.store.record(visit.council, ref)
    everyone = record.envelope.rcpt_tos
    ticked = frozenset(visit.form.all("to"))
    chosen = tuple(address for number, address in enumerate(everyone) if str(number) in ticked)
    typed = Typed(at="release-reason", reason=visit.form.text("reason"), ticked=ticked)
    if not chosen:
        return await show_again(visit, Typed(NOBODY, "to-0", typed.reason, ticked), 422)
    some = () if len(chosen) == len(everyone) else chosen
    return await _decide(visit, typed, visit.console.review.release(ref, visit.signed_in, typed.reason, some))


async def give_back(visit: Visit) -> Response:
    """Return it, unsent, with a reason that its author gets to read."""
    typed = Typed(at="return-reason", reason=visit.form.text("reason"))
    ref = visit.request.path_params["ref"]
    return await _decide(visit, typed, visit.console.review.give_back(ref, visit.signed_in, typed.reason))


async def _decide(visit: Visit, typed: Typed, decision: Awaitable[None]) -> Response:
    ref = visit.request.path_params["ref"]
    try:
        await decision
    except NotAllowed as error:
        return await show_again(visit, Typed(str(error), typed.at, typed.reason, typed.ticked), 422)
    except AlreadyDecided:
        record = await visit.console.store.record(visit.council, ref)
        return await visit.page("decided.html", 409, record=record)
    return go(f"/held?done={ref}")
