"""One message with all that is needed to decide about it."""

from dataclasses import dataclass, field
from itertools import groupby

from starlette.responses import Response

from gateway.console import marks
from gateway.console.visit import Visit
from gateway.flow.review import Opened
from gateway.model.account import REVIEWERS
from gateway.model.address import canonical
from gateway.model.record import Event, State


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient. `shown_in` is Cc, To, or empty for a copy that the others do not see."""

    address: str
    shown_in: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody put into a form that could not be taken, and why not."""

    problem: str = ""
    at: str = ""
    reason: str = field(default="", repr=False)
    ticked: frozenset[str] | None = None


async def show(visit: Visit) -> Response:
    """The message. Opening it is an event in the record (invariant 6)."""
    return await show_again(visit, Typed())


async def show_again(visit: Visit, typed: Typed, status: int = 200) -> Response:
    """The message, with what was typed and the reason why that could not be taken."""
    account = visit.signed_in
    opened = await visit.console.review.open(visit.request.path_params["ref"], by=account.address)
    first = opened.record.decisions[0]
    reasons = marks.reasons(first, opened.content)
    return await visit.page(
        "message.html",
        status,
        opened=opened,
        record=opened.record,
        content=opened.content,
        amendments=first.amendments,
        reasons=reasons,
        texts=marks.shown(opened.content, first, reasons),
        recipients=_recipients(opened),
        history=_history(opened.record.events),
        typed=typed,
        may_decide=account.role in REVIEWERS and opened.record.summary.state is State.HELD,
    )


def _recipients(opened: Opened) -> tuple[Recipient, ...]:
    fields = {canonical(box.address): "Cc" for box in opened.content.cc}
    fields |= {canonical(box.address): "To" for box in opened.content.to}
    return tuple(Recipient(to, fields.get(canonical(to), "")) for to in opened.record.envelope.rcpt_tos)


def _history(events: tuple[Event, ...]) -> list[tuple[Event, int]]:
    """What happened; the same thing several times in a row is told once, with the last time."""
    runs = [list(run) for _, run in groupby(events, key=lambda event: (event.kind, event.by, event.detail))]
    return [(run[-1], len(run)) for run in runs]
