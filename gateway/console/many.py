"""Several messages decided at once: only those that are held for the same reason, with the same remedy."""

from urllib.parse import urlencode

from starlette.responses import Response

from gateway.console.refs import read_ref
from gateway.console.visit import Visit, go
from gateway.errors import AlreadyDecided, NotAllowed, NotFound
from gateway.model.decision import Action
from gateway.model.record import Record, State

MOST = 50
NOBODY_TICKED = "Tick at least one message in the list."
DIFFERENT = "These messages are held for different reasons. Decide together only those that are held for the same one."
NO_REASON = "Write a reason: the authors need to know what to change."


async def show(visit: Visit) -> Response:
    """What is ticked, to be confirmed: nothing is decided yet."""
    return await _page(visit, await _held(visit, visit.request.query_params.getlist("ref")))


async def decide(visit: Visit) -> Response:
    """Send or return each of them. One that could not be decided stays, and the reader is told why."""
    records, reason = await _held(visit, visit.form.all("ref")), visit.form.text("reason")
    send = visit.form.get("answer") == "send"
    if not send and visit.form.get("answer") != "return":
        return await _page(visit, records, "Choose Send or Return.", reason)
    if _problem(records):
        return await _page(visit, records, reason=reason)
    if not send and not reason:
        return await _page(visit, records, NO_REASON)
    refused: list[Record] = []
    why = ""
    for record in records:
        try:
            await _decide(visit, record, send, reason)
        except AlreadyDecided:
            continue  # the list tells who was quicker, and how
        except NotAllowed as error:
            refused, why = [*refused, record], str(error)
    if refused:
        return await _page(visit, refused, f"Not all are decided. {why}", reason)
    return go(f"/held?{urlencode([('done', record.summary.ref) for record in records])}")


async def _decide(visit: Visit, record: Record, send: bool, reason: str) -> None:
    review, ref, wait = visit.console.review, record.summary.ref, visit.console.in_force.config.review.undo
    if send:
        beside = visit.console.remark.noted(ref, visit.signed_in, reason)
        await review.release(ref, visit.signed_in, reason if visit.is_own(record) else "", wait=wait, beside=beside)
    else:
        await review.give_back(ref, visit.signed_in, reason, wait)


async def _page(visit: Visit, records: list[Record], problem: str = "", reason: str = "") -> Response:
    unfit = _problem(records)
    return await visit.page(
        "many.html",
        422 if problem or unfit else 200,
        records=records,
        fit=not unfit,
        problem=problem or unfit,
        reason=reason,
    )


async def _held(visit: Visit, said: list[str] | tuple[str, ...]) -> list[Record]:
    """Those of the refs that are held still, each once."""
    refs = dict.fromkeys(ref for one in said[:MOST] if (ref := read_ref(one)))
    records = []
    for ref in refs:
        try:
            record = await visit.console.store.record(visit.council, ref)
        except NotFound:
            continue
        if record.summary.state is State.HELD:
            records.append(record)
    return records


def _problem(records: list[Record]) -> str:
    if not records:
        return NOBODY_TICKED
    return "" if len({(_reason(record), _remedy(record)) for record in records}) == 1 else DIFFERENT


def _reason(record: Record) -> frozenset[str]:
    """The rules for which it waits."""
    verdicts = record.decisions[0].verdicts
    return frozenset(
        verdict.rule
        for verdict in verdicts
        if verdict.fault
        or any((finding.action or verdict.action).severity >= Action.ASK.severity for finding in verdict.findings)
    )


def _remedy(record: Record) -> frozenset[str]:
    return frozenset(type(amendment).__name__ for amendment in record.decisions[0].amendments)
