"""Members and officers: as the config file names them, with what was changed here laid over it."""

from dataclasses import asdict, dataclass, field, replace

from starlette.responses import Response

from gateway.config import Change, Override
from gateway.config.override import newest
from gateway.console.forms import number
from gateway.console.slices import Slice, slice_of
from gateway.console.visit import Visit, go, page_as_json
from gateway.errors import AlreadyDecided, ConfigError, NotFound
from gateway.model.council import CouncilPerson, Relation

PEOPLE = ("council", "people")
ROLES = {Relation.CLERK: "Clerk", Relation.DEPUTY: "Deputy to the Clerk", Relation.MEMBER: "Councillor"}
ROLES |= {Relation.OFFICER: "Officer"}
TOO_LATE = "Somebody changed the settings while you were writing. Look at what is in force now, then save again."
NO_REASON = "Write why, such as “elected on 7 May”: it is kept with the change."
NAMES = {
    "name": "Name",
    "role": "Role",
    "address": "Official address",
    "aliases": "Other official addresses",
    "may_send_as": "Addresses that they may send from, too",
    "private_addresses": "Private addresses",
    "phones": "Telephone numbers",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the page. `changed` is the override that they come from; None: they stand so in the file."""

    person: CouncilPerson
    changed: Override | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form. `address` names the person who is changed; empty: a new one."""

    address: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    seen: int = 0
    problems: tuple[tuple[str, str], ...] = ()


async def show(visit: Visit) -> Response:
    """Everybody, and who was taken out here."""
    changes = await _changes(visit)
    gone = [one for one in changes.values() if one.change is Change.REMOVE]
    done = visit.request.query_params.get("done", "")
    return await visit.page(
        "council.html", page=_page(visit, changes), gone=gone, roles=ROLES, seen=_seen(visit), done=done[:254]
    )


async def list_json(visit: Visit) -> Response:
    """The same for programs."""
    page = _page(visit, await _changes(visit))
    rows = [asdict(one.person) | {"changed_by": one.changed.by if one.changed else None} for one in page.rows]
    return page_as_json(rows, page.next, page.total)


async def show_person(visit: Visit) -> Response:
    """The form for one of them, or for a new one."""
    address = visit.request.query_params.get("address", "")
    if not address:
        return await _form(visit, Typed(fields={"role": Relation.MEMBER}, seen=_seen(visit)))
    person = _find(visit, address)
    fields = {name: _typed(value) for name, value in asdict(person).items()}
    return await _form(visit, Typed(person.address, fields, seen=_seen(visit)))


async def save(visit: Visit) -> Response:
    """Keep what was typed, and put it in force."""
    form = visit.form
    typed = Typed(form.text("was"), {name: form.text(name) for name in NAMES}, form.text("reason"), _number(visit))
    if typed.address:
        _find(visit, typed.address)
    value = {name: _value(name, text) for name, text in typed.fields.items()}
    address = str(value["address"])
    if not address or not typed.reason:
        problems = [] if address else [("address", "Write the official address.")]
        problems += [] if typed.reason else [("reason", NO_REASON)]
        return await _form(visit, replace(typed, problems=tuple(problems)), 422)
    if address.casefold() != typed.address.casefold() and visit.console.in_force.council.person(address):
        taken = ("address", "Somebody of the council has that address already.")
        return await _form(visit, replace(typed, problems=(taken,)), 422)
    changes = [Override((*PEOPLE, address), Change.SET, value)]
    if typed.address and typed.address.casefold() != address.casefold():
        changes.insert(0, Override((*PEOPLE, typed.address), Change.REMOVE))
    return await _change(visit, typed, changes, address)


async def remove(visit: Visit) -> Response:
    """Take somebody out: from now on their addresses are an outsider's, or nobody's."""
    person = _find(visit, visit.form.text("was"))
    fields = {name: _typed(value) for name, value in asdict(person).items()}
    typed = Typed(person.address, fields, visit.form.text("reason"), _number(visit))
    if not typed.reason:
        return await _form(visit, replace(typed, problems=(("gone", NO_REASON),)), 422)
    return await _change(visit, typed, [Override((*PEOPLE, person.address), Change.REMOVE)], person.address)


async def restore(visit: Visit) -> Response:
    """Have somebody again as they stand in the file."""
    address = visit.form.text("was")
    if (*PEOPLE, address) not in await _changes(visit):
        raise NotFound("nobody was changed of that address")
    reason = visit.form.text("reason") or "as in the file again"
    typed = Typed(address, reason=reason, seen=_number(visit))
    return await _change(visit, typed, [Override((*PEOPLE, address), Change.FOLLOW)], address)


async def _change(visit: Visit, typed: Typed, changes: list[Override], address: str) -> Response:
    who = visit.signed_in.address
    try:
        await visit.console.overrule.change(changes, who, typed.reason, typed.seen)
    except ConfigError as error:
        problems = tuple(_said(problem) for problem in error.problems)
        return await _form(visit, replace(typed, problems=problems), 422)
    except AlreadyDecided:
        return await _form(visit, replace(typed, seen=_seen(visit), problems=(("name", TOO_LATE),)), 409)
    return go(f"/council?{visit.query(done=address)}")


async def _form(visit: Visit, typed: Typed, status: int = 200) -> Response:
    changed = (await _changes(visit)).get((*PEOPLE, typed.address)) if typed.address else None
    return await visit.page("person.html", status, typed=typed, roles=ROLES, changed=changed)


async def _changes(visit: Visit) -> dict[tuple[str, ...], Override]:
    """Those changes of people that count, by key."""
    counting = newest(await visit.console.overrule.history())
    return {
        key: one for key, one in counting.items() if key[: len(PEOPLE)] == PEOPLE and one.change is not Change.FOLLOW
    }


def _page(visit: Visit, changes: dict[tuple[str, ...], Override]) -> Slice[Person]:
    by_address = {key[-1].casefold(): one for key, one in changes.items()}
    council = visit.console.in_force.council
    people = [Person(person, by_address.get(person.address.casefold())) for person in council.people]
    return slice_of(people, lambda one: one.person.address, visit.after)


def _find(visit: Visit, address: str) -> CouncilPerson:
    for person in visit.console.in_force.council.people:
        if person.address.casefold() == address.casefold():
            return person
    raise NotFound("nobody of the council has that address")


def _seen(visit: Visit) -> int:
    return visit.console.in_force.version or 0


def _number(visit: Visit) -> int:
    return number(visit.form.get("seen")) or 0


def _typed(value: object) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def _value(name: str, text: str) -> object:
    if name in ("aliases", "may_send_as", "private_addresses", "phones"):
        return [line.strip() for line in text.split("\n") if line.strip()]
    return " ".join(text.split())


def _said(problem: str) -> tuple[str, str]:
    """A problem of the config, by the field of the form that it is about."""
    for name, label in NAMES.items():
        _, found, text = problem.partition(f".{name}: ")
        if found:
            return name, f"{label}: {text}."
    return "name", problem.rpartition(": ")[2]
