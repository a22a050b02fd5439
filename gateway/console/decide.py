"""The Clerk's decisions about one message, the note that goes with each, and undoing them."""

from datetime import timedelta

from starlette.responses import Response

from gateway.console.held import next_after
from gateway.console.marks import reasons
from gateway.console.message import Typed, offered_amendments, show_again
from gateway.console.visit import Visit, go
from gateway.errors import AlreadyDecided, NotAllowed
from gateway.model.decision import Amendment
from gateway.model.record import Record

CHOOSE = "Choose what should happen."
NOBODY = "Tick at least one person, or return the message to its author."
NO_REASON = "Write a reason, or tick one: the author needs to know what to change."
LONGEST_REASON = 4000  # characters
FIELD_OF = {"send": "note", "send-amended": "note", "return": "reason", "question": "question", "pass": "note"}


class NobodyTicked(Exception):
    """Everyone who was to get it is unticked."""


async def decide(visit: Visit) -> Response:
    """Do what was chosen; then open the next message, or go back to the list."""
    answer = visit.form.get("answer")
    if answer == "edit":
        return go(f"/messages/{visit.ref}/edit")
    if answer not in FIELD_OF:
        return await _again(visit, CHOOSE, "answer")
    record = await visit.console.store.record(visit.council, visit.ref)
    try:
        await _do(visit, record, answer)
    except NobodyTicked:
        return await _again(visit, NOBODY, "to-0")
    except NotAllowed as error:
        return await _again(visit, str(error), FIELD_OF[answer])
    except AlreadyDecided:
        now = await visit.console.store.record(visit.council, visit.ref)
        return await visit.page("decided.html", 409, record=now)
    return await go_on(visit, record)


async def _do(visit: Visit, record: Record, answer: str) -> None:
    match answer:
        case "send" | "send-amended":
            await _send(visit, record, _amendments(visit, record) if answer == "send-amended" else ())
        case "return":
            await _give_back(visit)
        case "question":
            await _ask(visit)
        case "pass":
            await visit.console.remark.pass_on(visit.ref, visit.signed_in, _typed(visit, "note"))


async def undo(visit: Visit) -> Response:
    """Let a message wait again that was decided a moment ago."""
    try:
        await visit.console.review.undo(visit.ref, visit.signed_in)
    except (AlreadyDecided, NotAllowed) as error:
        problem = str(error) if isinstance(error, NotAllowed) else "It can no longer be undone: it is on its way."
        return await show_again(visit, Typed(problem, "main-content"), 409)
    return go(f"/messages/{visit.ref}")


async def note(visit: Visit) -> Response:
    """A note for the record, and nothing else."""
    try:
        await visit.console.remark.note(visit.ref, visit.signed_in, visit.form.text("remark"))
    except NotAllowed as error:
        return await _again(visit, str(error), "remark")
    return go(f"/messages/{visit.ref}#history")


async def wrong(visit: Visit) -> Response:
    """Keep that what a rule found here was none."""
    opened = await visit.console.review.open(visit.ref, visit.signed_in.address)
    said = reasons(opened.record.decisions[0], opened.content)
    reason = next((one for one in said if str(one.number) == visit.form.get("reason")), None)
    if reason is None:
        return await _again(visit, "That is not one of the reasons.", "main-content")
    try:
        await visit.console.remark.call_wrong(opened.record, visit.signed_in, reason.rule, reason.kinds)
    except NotAllowed as error:
        return await _again(visit, str(error), "main-content")
    return go(f"/messages/{visit.ref}#reason-{reason.number}")


async def _send(visit: Visit, record: Record, amendments: tuple[Amendment, ...]) -> None:
    chosen = _chosen(visit, record)
    if not chosen:
        raise NobodyTicked
    some = () if len(chosen) == len(record.envelope.rcpt_tos) else chosen
    note = _typed(visit, "note")
    reason = note if visit.is_own(record) else ""
    beside = visit.console.remark.noted(visit.ref, visit.signed_in, note)
    review = visit.console.review
    await review.release(visit.ref, visit.signed_in, reason, some, amendments, _wait(visit), beside)


async def _give_back(visit: Visit) -> None:
    phrases = visit.console.in_force.config.review.phrases
    ticked = [phrases[int(one)] for one in visit.form.all("phrase") if one.isdecimal() and int(one) < len(phrases)]
    reason = "\n".join(filter(None, [*ticked, _typed(visit, "reason")]))
    if not reason:
        raise NotAllowed(NO_REASON)
    beside = visit.console.remark.noted(visit.ref, visit.signed_in, _typed(visit, "note"))
    await visit.console.review.give_back(visit.ref, visit.signed_in, reason, _wait(visit), beside)


async def _ask(visit: Visit) -> None:
    beside = visit.console.remark.noted(visit.ref, visit.signed_in, _typed(visit, "note"))
    question = _typed(visit, "question")
    await visit.console.review.question(visit.ref, visit.signed_in, question, _wait(visit), beside)


async def go_on(visit: Visit, record: Record) -> Response:
    """To the next message, where that was asked for and there is one; else to the list."""
    if visit.form.get("then") == "next":
        since = record.summary.since
        if following := await next_after(visit, visit.ref, since):
            return go(f"/messages/{following}?done={visit.ref}")
    return go(f"/held?done={visit.ref}")


async def _again(visit: Visit, problem: str, at: str) -> Response:
    return await show_again(visit, Typed(problem, at, visit.form), 422)


def _chosen(visit: Visit, record: Record) -> tuple[str, ...]:
    ticked = set(visit.form.all("to"))
    return tuple(one for number, one in enumerate(record.envelope.rcpt_tos) if str(number) in ticked)


def _amendments(visit: Visit, record: Record) -> tuple[Amendment, ...]:
    """Those that are ticked."""
    ticked = set(visit.form.all("amendment"))
    offered = offered_amendments(record, visit.console.in_force.council, signed=False)
    return tuple(one for number, one in enumerate(offered) if str(number) in ticked)


def _typed(visit: Visit, name: str) -> str:
    return visit.form.text(name)[:LONGEST_REASON]


def _wait(visit: Visit) -> timedelta:
    return visit.console.in_force.config.review.undo
