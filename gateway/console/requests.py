"""Requests for information with their clocks: the list, one request with its steps, and how a message becomes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.visit import Visit, go, page_as_json
from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.flow.case import NAMES, NEAR, CaseWork, due_of, plain
from gateway.model.account import REVIEWERS
from gateway.model.case import Case, CaseKind, Outcome, StepKind, said
from gateway.model.record import Record, Summary
from gateway.store.changes import CaseLine

E = TypeVar("E", bound=StrEnum)
MEANWHILE = "Somebody else has just taken a step: look at the steps below, then say what is still to be said."
LINES = 40  # of a page, which then has less than 100 KB
OUTCOMES = {
    Outcome.DISCLOSED: "All of it was disclosed",
    Outcome.PART: "Part of it was disclosed",
    Outcome.REFUSED: "It was refused",
    Outcome.NOT_HELD: "The council does not hold it",
    Outcome.WITHDRAWN: "Whoever asked withdrew it",
}
STEPS = {
    StepKind.OPENED: "Called a request",
    StepKind.UNCLEAR: "Asked what is meant, or who asks",
    StepKind.CLEAR: "That was answered",
    StepKind.EXTENDED: "Extended",
    StepKind.CLOSED: "Closed",
    StepKind.REOPENED: "Opened again",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `left` is in days: below zero it is overdue, None while the clock stands still or it is closed."""

    case: Case
    due_on: date | None
    left: int | None

    @property
    def is_near(self) -> bool:
        """Whether it is due soon, or overdue."""
        return self.left is not None and self.left <= NEAR.days


async def show_list(visit: Visit) -> Response:
    """Open requests, the first due first; or the closed ones."""
    closed = visit.asked("closed") == "1"
    page = await visit.console.store.cases(visit.council, closed, visit.after, LINES)
    rows = rows_of(visit, page.rows)
    return await visit.page(
        "requests.html",
        rows=rows,
        page=page,
        closed=closed,
        names=NAMES,
        outcomes=OUTCOMES,
        said=said,
    )


async def list_json(visit: Visit) -> Response:
    """The same page for programs."""
    page = await visit.console.store.cases(visit.council, visit.asked("closed") == "1", visit.after, LINES)
    return page_as_json([plain(one) for one in page.rows], page.next, page.total)


def rows_of(visit: Visit, lines: Sequence[CaseLine]) -> list[Row]:
    """The lines of a list, each with the days that are left."""
    today = visit.console.in_force.council.day(visit.now)
    return [Row(one.case, one.due_on, _left(one, today)) for one in lines]


def _left(line: CaseLine, today: date) -> int | None:
    return None if line.due_on is None or line.case.closed else (line.due_on - today) // timedelta(days=1)


async def show(visit: Visit) -> Response:
    """One request."""
    return await _show(visit)


async def _show(visit: Visit, problem: str = "", form: str = "") -> Response:
    case = await _flow(visit).case(visit.ref)
    due = due_of(case)
    row = rows_of(visit, [CaseLine(case, due.on)])[0]
    return await visit.page(
        "request.html",
        422 if problem else 200,
        case=case,
        due=due,
        row=row,
        messages=await _messages(visit, case.messages),
        names=NAMES,
        outcomes=OUTCOMES,
        steps=STEPS,
        said=said,
        problem=problem,
        form=form,
        typed=visit.form,
        may_decide=visit.signed_in.role in REVIEWERS,
    )


async def _messages(visit: Visit, refs: Sequence[str]) -> list[Summary]:
    return [(await visit.console.store.record(visit.council, ref)).summary for ref in refs[:LINES]]


async def open_one(visit: Visit) -> Response:
    """A message is a request from now on."""
    kind = _one_of(CaseKind, visit.form.get("kind"))
    if kind is None:
        return go(f"/messages/{visit.ref}#request")
    record = await visit.console.store.record(visit.council, visit.ref)
    try:
        await _flow(visit).open(visit.ref, kind, visit.signed_in, await _thread(visit, record))
    except AlreadyDecided:
        return go(f"/requests/{visit.ref}")
    except NotAllowed:
        return go(f"/messages/{visit.ref}")
    return go(f"/requests/{visit.ref}")


async def _thread(visit: Visit, record: Record) -> list[str]:
    return [one.ref for one in await visit.console.look.thread(record)]


async def take(visit: Visit) -> Response:
    """Take a step; where it cannot be taken, say why."""
    kind, form = _one_of(StepKind, visit.form.get("step")), visit.form
    if kind is None or kind is StepKind.OPENED:
        return await _show(visit, "Choose what was done.", "step")
    try:
        on, until = _day(visit, "on"), _day(visit, "until") if kind is StepKind.EXTENDED else None
    except ValueError:
        return await _show(visit, "Write the day as numbers, such as 31 3 2027.", kind)
    outcome = _one_of(Outcome, form.get("outcome")) if kind is StepKind.CLOSED else None
    try:
        await _flow(visit).take(visit.ref, kind, visit.signed_in, form.text("why"), on, until, outcome)
    except NotAllowed as error:
        return await _show(visit, str(error), kind)
    except AlreadyDecided:
        return await _show(visit, MEANWHILE, kind)
    return go(f"/requests/{visit.ref}")


async def link(visit: Visit) -> Response:
    """A message belongs to a request, as said on the page of either."""
    request, message = (read_ref(visit.form.text(name).strip()) for name in ("request", "message"))
    here = request if visit.form.get("back") == "request" else None
    if request is None or message is None:
        raise NotFound("no such message or request")
    await _flow(visit).link(request, message, visit.signed_in)
    return go(f"/requests/{here}" if here else f"/messages/{message}#request")


def _one_of(kinds: type[E], value: str) -> E | None:
    return next((one for one in kinds if one == value), None)


def _day(visit: Visit, name: str) -> date | None:
    """The day of three fields; None where all are empty. Raises ValueError for what is none."""
    typed = [visit.form.text(f"{name}-{part}").strip() for part in ("year", "month", "day")]
    if not any(typed):
        return None
    try:
        year, month, day = map(int, typed)
        return date(year, month, day)
    except OverflowError:
        raise ValueError from None


def _flow(visit: Visit) -> CaseWork:
    return CaseWork(visit.console.in_force, visit.console.store, visit.console.now)
