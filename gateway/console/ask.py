"""The page behind the link in a notice, where an author says what becomes of a message that was asked about.

Whoever holds the link is its author, so nobody signs in. That is also why the page shows nothing of the message but
whom it goes to, and of them only those whom every recipient would see.
"""

from dataclasses import dataclass, field

from starlette.responses import Response

from gateway.console import marks
from gateway.console.visit import Visit, go
from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.flow.answer import Answer, Choice, is_question, needs_reason, offered
from gateway.flow.review import Opened
from gateway.model.address import canonical
from gateway.model.record import State

SHOWN = "recipients"  # the field that says that the recipients stood on the page
TICKED = "to"  # each by its number in the list


@dataclass(frozen=True, slots=True)
class Typed:
    """What the author put into the form and could not be taken, and why not."""

    problem: str = ""
    reason: str = field(default="", repr=False)
    without: tuple[str, ...] = ()


async def show(visit: Visit) -> Response:
    """Why the message waits, and what its author may choose."""
    return await _page(visit, Typed())


async def answer(visit: Visit) -> Response:
    """Do what the author chose."""
    opened = await visit.console.review.asked(_token(visit))
    if opened is None:
        return await _gone(visit)
    said, reason, without = visit.form.get("answer"), visit.form.text("reason"), _without(visit, opened)
    if said not in set(Choice):
        return await _page(visit, Typed("Choose what should happen.", reason, without), 422)
    try:
        await visit.console.review.answer(_token(visit), Answer(Choice(said), reason, without))
    except NotAllowed as error:
        return await _page(visit, Typed(str(error), reason, without), 422)
    except NotFound:
        return await _gone(visit)
    except AlreadyDecided:
        return await _page(visit, Typed(), 409)
    return go(f"/ask/{_token(visit)}")


async def _page(visit: Visit, typed: Typed, status: int = 200) -> Response:
    opened = await visit.console.review.asked(_token(visit))
    if opened is None:
        return await _gone(visit)
    if opened.record.summary.state is not State.ASKED:
        return await visit.page("answered.html", status, record=opened.record)
    if is_question(opened.record):
        return await visit.page("question.html", status, opened=opened, whys=_whys(opened), typed=typed)
    first = opened.record.decisions[0]
    changes = offered(first)
    return await visit.page(
        "ask.html",
        status,
        opened=opened,
        whys=_whys(opened),
        offered=changes,
        due=[amendment for amendment in first.amendments if amendment not in changes],
        needs_reason=needs_reason(first),
        seen=_seen(opened),
        unseen=len(opened.record.envelope.rcpt_tos) - len(_seen(opened)),
        typed=typed,
    )


async def _gone(visit: Visit) -> Response:
    return await visit.page("link_over.html", 404)


def _whys(opened: Opened) -> tuple[str, ...]:
    reasons = marks.reasons(opened.record.decisions[0], opened.content)
    return tuple(reason.why for reason in reasons if reason.waits)


def _seen(opened: Opened) -> tuple[str, ...]:
    """The recipients in To and Cc. Blind copies are not shown, and stay as they are."""
    visible = {canonical(box.address) for box in opened.content.visible}
    return tuple(address for address in opened.record.envelope.rcpt_tos if canonical(address) in visible)


def _without(visit: Visit, opened: Opened) -> tuple[str, ...]:
    """Whom the author unticked."""
    if not visit.form.get(SHOWN):
        return ()
    ticked = set(visit.form.all(TICKED))
    return tuple(address for number, address in enumerate(_seen(opened)) if str(number) not in ticked)


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])
