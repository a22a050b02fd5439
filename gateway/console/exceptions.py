"""From a decision, an exception: this author may send this kind to these people until a day. Listed, and taken back."""

from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from gateway.console.forms import number
from gateway.console.slices import Slice, slice_of
from gateway.console.visit import Visit, go, page_as_json
from gateway.errors import NotAllowed, NotFound
from gateway.flow.exceptions import Exceptions
from gateway.model.exception import RecordedException
from gateway.model.record import Record
from gateway.policy import words
from gateway.policy.exceptions import table_of

USUALLY = timedelta(days=90)  # what the form proposes
LONGEST_WHY = 500  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """One exception in words. `stands` says whether it still applies."""

    one: RecordedException
    says: str
    in_force: bool
    stands: str


async def show(visit: Visit) -> Response:
    """What the policy gives way to, the newest first; also what has ended."""
    return await visit.page("exceptions.html", page=await _page(visit))


async def list_json(visit: Visit) -> Response:
    """The same list for programs."""
    page = await _page(visit)
    return page_as_json([_plain(line) for line in page.rows], page.next, page.total)


async def show_allow(visit: Visit) -> Response:
    """What an exception from this message would allow, to be confirmed with a last day and a reason."""
    return await _form(visit, rule=visit.asked("rule"), until=_flow(visit).today() + USUALLY)


async def allow(visit: Visit) -> Response:
    """Record it. It releases nothing by itself."""
    form = visit.form
    rule, why, until = form.get("rule"), form.text("why")[:LONGEST_WHY], _day(visit)
    problem, at = "", ""
    if until is None:
        problem, at = "Write the last day as numbers, such as 31 3 2027.", "day"
    elif not why:
        problem, at = "Write why the council allows it.", "why"
    else:
        try:
            await _flow(visit).allow(visit.ref, rule, visit.signed_in, until, why)
        except NotAllowed as error:
            problem, at = str(error), "day" if "day" in str(error) else "why"
    if problem:
        return await _form(visit, rule, until, why, problem, at)
    return go(f"/messages/{visit.ref}")


async def end(visit: Visit) -> Response:
    """Take one back: the rule is asked again."""
    named = number(visit.form.get("number"))
    if named is None:
        raise NotFound("no such exception")
    await _flow(visit).end(named, visit.signed_in)
    return go("/exceptions")


async def _form(
    visit: Visit, rule: str, until: date | None, why: str = "", problem: str = "", at: str = ""
) -> Response:
    record = await visit.console.store.record(visit.council, visit.ref)
    rules = _flow(visit).rules_of(record)
    typed = {name: visit.form.text(name) for name in ("day", "month", "year")}
    if until is not None:
        typed = {"day": str(until.day), "month": str(until.month), "year": str(until.year)}
    return await visit.page(
        "allow.html",
        422 if problem else 200,
        record=record,
        choices={name: _conditions(visit, record, name) for name in rules},
        rule=rule if rule in rules else rules[0] if len(rules) == 1 else "",
        typed=typed,
        why=why,
        problem=problem,
        at=at,
    )


def _conditions(visit: Visit, record: Record, rule: str) -> list[tuple[str, str]]:
    """What must hold, each with its name in the words of the page."""
    said = _flow(visit).proposed(record, rule)
    names = {"from": "From", "kind": "Only", "partner": "To the partner", "to": "To"}
    return [(name, ", ".join(said[key])) for key, name in names.items() if said.get(key)]


async def _page(visit: Visit) -> Slice[Line]:
    flow = _flow(visit)
    lines = [_line(one, flow.today()) for one in reversed(await flow.all())]
    return slice_of(lines, lambda line: str(line.one.number), visit.after)


def _line(one: RecordedException, today: date) -> Line:
    stands = "in force" if one.is_in_force(today) else "taken back" if one.ended_at else "ended"
    return Line(one, words.exception(table_of(one)), one.is_in_force(today), stands)


def _plain(line: Line) -> dict[str, object]:
    one = line.one
    return {
        "number": one.number,
        "rule": one.rule,
        "says": line.says,
        "until": one.until.isoformat(),
        "stands": line.stands,
        "added_by": one.added_by,
        "added_at": one.added_at,
        "about": one.about,
    }


def _day(visit: Visit) -> date | None:
    try:
        return date(*(int(visit.form.text(name)) for name in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None


def _flow(visit: Visit) -> Exceptions:
    return visit.console.exceptions
