"""One message with all that is needed to decide about it."""

from dataclasses import dataclass, field
from itertools import groupby

from starlette.responses import Response

from gateway.console import marks
from gateway.console.done import done
from gateway.console.forms import Form
from gateway.console.held import next_after
from gateway.console.visit import Visit
from gateway.flow.case import NAMES, hint
from gateway.flow.look import texts_of
from gateway.flow.review import Opened
from gateway.model.account import REVIEWERS
from gateway.model.address import canonical
from gateway.model.council import Council
from gateway.model.decision import Amendment, OneEach
from gateway.model.message import Attachment, Direction, TextKind
from gateway.model.record import Event, Record, State


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient. `shown_in` is Cc, To, or empty for a copy that the others do not see."""

    address: str
    name: str
    shown_in: str


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, its number in the address, and whether words were read in it."""

    attachment: Attachment
    number: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody put into a form that could not be taken, and why not, at which field."""

    problem: str = ""
    at: str = ""
    form: Form = field(default_factory=Form)


async def show(visit: Visit) -> Response:
    """The message. Opening it is an event in the record (invariant 6)."""
    return await show_again(visit, Typed())


async def show_again(visit: Visit, typed: Typed, status: int = 200) -> Response:
    """The message, with what was typed and the reason why that could not be taken."""
    console, account = visit.console, visit.signed_in
    opened = await console.review.open(visit.ref, by=account.address)
    record, content = opened.record, opened.content
    first = record.decisions[0]
    reasons = marks.reasons(first, content)
    waits = record.summary.state in (State.HELD, State.ASKED)
    offered = offered_amendments(record, console.in_force.council, content.signed)
    return await visit.page(
        "message.html",
        status,
        opened=opened,
        record=record,
        content=content,
        amendments=first.amendments,
        offered=offered,
        reasons=reasons,
        wrong={(one.rule, one.kind): one for one in await console.store.wrong(visit.council, visit.ref)},
        texts=marks.shown(content, first, reasons),
        has_layout=any(text.kind is TextKind.HTML for text in content.texts),
        recipients=_recipients(opened),
        files=_files(opened),
        differences=await console.look.amended(record, first.amendments)
        if waits
        else await console.look.changed(record),
        thread=await console.look.thread(record),
        about=await console.store.about(visit.council, visit.ref),
        history=_history(record.events),
        typed=typed,
        done=await done(visit),
        next=await next_after(visit, visit.ref, opened.since) if waits else None,
        case=await console.store.case(visit.council, visit.ref),
        requests=await console.store.cases_with(visit.council, [visit.ref]),
        hint=hint(content) if record.summary.direction is Direction.INCOMING else None,
        case_names=NAMES,
        asked=await console.store.question(visit.council, visit.ref),
        phrases=console.in_force.config.review.phrases,
        may_note=account.role in REVIEWERS,
        may_decide=account.role in REVIEWERS and record.summary.state is State.HELD,
        has_deputy=any(canonical(one) != canonical(account.address) for one in console.review.carry_out.deputies),
    )


def offered_amendments(record: Record, council: Council, signed: bool) -> tuple[Amendment, ...]:
    """What may be ticked: what the policy proposes, and one message each where several people outside get it."""
    proposed = record.decisions[0].amendments
    outside = [one for one in record.envelope.rcpt_tos if not council.is_inside(one)]
    one_each = OneEach()
    more = (one_each,) if len(outside) > 1 and one_each not in proposed and not signed else ()
    return (*proposed, *more)


def _recipients(opened: Opened) -> tuple[Recipient, ...]:
    names = {canonical(box.address): box.name for box in opened.content.visible if box.name}
    fields = {canonical(box.address): "Cc" for box in opened.content.cc}
    fields |= {canonical(box.address): "To" for box in opened.content.to}
    return tuple(
        Recipient(to, names.get(canonical(to), ""), fields.get(canonical(to), ""))
        for to in opened.record.envelope.rcpt_tos
    )


def _files(opened: Opened) -> list[File]:
    attachments = opened.content.attachments
    return [File(one, one.part.rpartition(" ")[2], bool(texts_of(opened.content, one))) for one in attachments]


def _history(events: tuple[Event, ...]) -> list[tuple[Event, int]]:
    """What happened; the same thing several times in a row is told once, with the last time."""
    runs = [list(run) for _, run in groupby(events, key=lambda event: (event.kind, event.by, event.detail))]
    return [(run[-1], len(run)) for run in runs]
