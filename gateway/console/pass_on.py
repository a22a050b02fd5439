"""Pass a message that came in on, for information or action: first what the policy says of it, then send it."""

import secrets
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from gateway.console import marks
from gateway.console.edit import own_text
from gateway.console.forms import Form
from gateway.console.recipients import addresses, each_once
from gateway.console.visit import Visit, go
from gateway.errors import NotAllowed, NotFound
from gateway.flow.pass_on import PassOn
from gateway.mime.pass_on import Passing
from gateway.model.address import canonical
from gateway.model.message import Direction
from gateway.model.record import Record

LONGEST_NOTE = 5000  # characters
MOST = 50  # recipients
DAY = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent in."""

    ticked: frozenset[str] = frozenset()
    others: str = ""
    note: str = ""
    why: str = "information"
    day: tuple[str, ...] = ("", "", "")
    once: str = ""  # the same in the same form, however often it is sent in

    @classmethod
    def of(cls, form: Form) -> "Typed":
        """What somebody typed."""
        why = "action" if form.get("why") == "action" else "information"
        ticked = frozenset(form.all("to"))
        day, once = tuple(form.text(name) for name in DAY), form.text("once") or secrets.token_hex(16)
        return cls(ticked, form.text("others"), form.text("note"), why, day, once)

    @property
    def to(self) -> tuple[str, ...]:
        """Everyone, each once. Raises ValueError."""
        return each_once((*sorted(self.ticked), *addresses(self.others)))

    @property
    def act_by(self) -> date | None:
        """The day by which to act. Raises ValueError where it is none."""
        if self.why != "action" or not any(self.day):
            return None
        day, month, year = map(int, self.day)
        return date(year, month, day)

    def problem(self, today: date) -> tuple[str, str]:
        """What has to be mended first, and where; empty where nothing has."""
        try:
            number = len(self.to)
        except ValueError as error:
            return str(error), "others"
        if not 0 < number <= MOST:
            return (f"Choose at most {MOST} people." if number else "Choose at least one person."), "others"
        if len(self.note) > LONGEST_NOTE:
            return f"Write at most {LONGEST_NOTE} characters.", "note"
        try:
            past = self.act_by is not None and self.act_by < today
        except (ValueError, OverflowError):
            return "Write the day as numbers, such as 31 3 2027.", "day"
        return ("Choose a day that is not past.", "day") if past else ("", "")


async def show(visit: Visit) -> Response:
    """To whom, why, and with which words."""
    return await _form(visit, await _record(visit), Typed())


async def send(visit: Visit) -> Response:
    """What the policy says of it; once that was seen, send it."""
    record, typed = await _record(visit), Typed.of(visit.form)
    problem, at = typed.problem(visit.console.in_force.council.day(visit.now))
    if problem or visit.form.get("step") == "again":
        return await _form(visit, record, typed, problem, at)
    passing, flow = Passing(typed.to, typed.note, typed.why == "action", typed.act_by), PassOn(visit.console.review)
    try:
        if visit.form.get("step") == "send":
            return go(f"/messages/{await flow(record, visit.signed_in, passing, typed.once)}")
        message, checked = await flow.tried(record, visit.signed_in, passing)
    except NotAllowed as error:
        return await _form(visit, record, typed, str(error), "others")
    content = await visit.console.review.aside.read(message.content)
    return await visit.page(
        "passing.html",
        record=record,
        typed=typed,
        passing=passing,
        text=own_text(content),
        by_service=visit.console.in_force.config.relay.login == "author",
        decision=checked.decision,
        reasons=marks.reasons(checked.decision, content),
    )


async def _record(visit: Visit) -> Record:
    record = await visit.console.store.record(visit.council, visit.ref)
    if record.summary.direction is not Direction.INCOMING:
        raise NotFound("only what came in is passed on")
    return record


async def _form(visit: Visit, record: Record, typed: Typed, problem: str = "", at: str = "") -> Response:
    council, own = visit.console.in_force.council, visit.own_addresses
    return await visit.page(
        "pass_on.html",
        422 if problem else 200,
        record=record,
        typed=typed,
        problem=problem,
        at=at,
        people=[person for person in council.people if canonical(person.address) not in own],
        partners=[partner for partner in council.partners if partner.addresses],
    )
