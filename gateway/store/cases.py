"""Requests for information: a row a request with the day when it is due, its steps, and its messages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select, tuple_

from gateway.errors import NotFound
from gateway.model.case import Case, CaseKind, Outcome, Step, StepKind
from gateway.store.changes import CaseLine, Changes
from gateway.store.database import Database, insert_missing, insert_or_replace
from gateway.store.pages import CasePage
from gateway.store.tables import (
    CASE_IS_CLOSED,
    CASE_IS_OPEN,
    CASE_MESSAGES,
    CASE_STEPS,
    CASES,
    RECORDS,
    Moment,
    Words,
)

STANDS_STILL = date.max.isoformat()  # the day of a request whose clock stands still: it sorts behind all others
_CASE = select(CASES, RECORDS.c.author, RECORDS.c.subject).join_from(CASES, RECORDS, RECORDS.c.ref == CASES.c.ref)


def keep(db: Connection, all_changes: Iterable[Changes], councils: dict[str, str]) -> None:
    """Write what is new of requests: the rest of each is there already, and never changes."""
    for changes in all_changes:
        for line in changes.cases:
            _keep(db, line, councils[line.case.ref])


def _keep(db: Connection, line: CaseLine, council: str) -> None:
    case, ref = line.case, line.case.ref
    known = db.scalar(select(func.count()).select_from(CASE_STEPS).where(CASE_STEPS.c.ref == ref)) or 0
    if len(case.steps) > known:
        db.execute(insert_or_replace(db, CASES, "due_on", "closed_at"), [_row(line, council)])
        db.execute(CASE_STEPS.insert(), [_step_row(ref, n, s) for n, s in enumerate(case.steps) if n >= known])
    if case.messages:
        db.execute(insert_missing(db, CASE_MESSAGES), [{"ref": ref, "message": one} for one in case.messages])


def steps_of(db: Connection, refs: Collection[str]) -> dict[str, tuple[Step, ...]]:
    """The steps of these requests, in their order."""
    if not refs:
        return {}
    steps: dict[str, list[Step]] = defaultdict(list)
    in_order = select(CASE_STEPS).where(CASE_STEPS.c.ref.in_(refs)).order_by(CASE_STEPS.c.ref, CASE_STEPS.c.number)
    for row in db.execute(in_order):
        steps[row.ref].append(_step(row))
    return {ref: tuple(them) for ref, them in steps.items()}


class Cases:
    """The part of the store that keeps requests."""

    _db: Database

    async def case(self, council: str, ref: str) -> Case | None:
        """One request with all that is known of it."""
        return await self._db.read(_one, council, ref)

    async def cases(self, council: str, closed: bool = False, after: str | None = None, limit: int = 50) -> CasePage:
        """A page of requests: open ones by the day when they are due, closed ones the newest first."""
        return await self._db.read(_page, council, closed, after, limit)

    async def cases_with(
        self, council: str, refs: Sequence[str] = (), message_ids: Sequence[str] = ()
    ) -> Sequence[str]:
        """The refs of the requests to which any of these messages belongs, by ref or by Message-ID."""
        return await self._db.read(_with, council, refs, message_ids) if refs or message_ids else ()


def _one(db: Connection, council: str, ref: str) -> Case | None:
    row = db.execute(_CASE.where(CASES.c.ref == ref, CASES.c.council == council)).one_or_none()
    return _cases(db, [row])[0].case if row else None


def _page(db: Connection, council: str, closed: bool, after: str | None, limit: int) -> CasePage:
    these = (CASES.c.council == council) & (CASE_IS_CLOSED if closed else CASE_IS_OPEN)
    key = (CASES.c.closed_at, CASES.c.ref) if closed else (CASES.c.due_on, CASES.c.ref)
    which = _CASE.where(these).order_by(*(column.desc() if closed else column for column in key)).limit(limit + 1)
    if after is not None:
        last = db.execute(select(*key).where(CASES.c.ref == after, CASES.c.council == council)).one_or_none()
        if last is None or last[0] is None:
            raise NotFound(f"no request {after}")
        place = tuple_(literal(last[0], Moment if closed else Words), literal(last[1], Words))
        which = which.where(tuple_(*key) < place if closed else tuple_(*key) > place)
    rows = db.execute(which).all()
    total = db.execute(select(func.count()).select_from(CASES).where(these)).scalar_one()
    return CasePage(tuple(_cases(db, rows[:limit])), rows[limit - 1].ref if len(rows) > limit else None, int(total))


def _cases(db: Connection, rows: Sequence[Row[Any]]) -> list[CaseLine]:
    if not rows:
        return []
    refs = [row.ref for row in rows]
    steps = steps_of(db, refs)
    messages: dict[str, list[str]] = defaultdict(list)
    joined = select(CASE_MESSAGES).join_from(CASE_MESSAGES, RECORDS, RECORDS.c.ref == CASE_MESSAGES.c.message)
    for row in db.execute(joined.where(CASE_MESSAGES.c.ref.in_(refs)).order_by(RECORDS.c.received_at)):
        messages[row.ref].append(row.message)
    return [
        CaseLine(
            Case(row.ref, CaseKind(row.kind), steps[row.ref], tuple(messages[row.ref]), row.author, row.subject),
            None if row.due_on == STANDS_STILL else date.fromisoformat(row.due_on),
        )
        for row in rows
    ]


def _with(db: Connection, council: str, refs: Sequence[str], message_ids: Sequence[str]) -> list[str]:
    theirs = select(CASE_MESSAGES.c.ref).join_from(CASE_MESSAGES, RECORDS, RECORDS.c.ref == CASE_MESSAGES.c.message)
    theirs = theirs.where(RECORDS.c.council == council).distinct()
    found: set[str] = set()
    if refs:
        found |= set(db.scalars(theirs.where(CASE_MESSAGES.c.message.in_(refs))))
    if message_ids:
        found |= set(db.scalars(theirs.where(RECORDS.c.message_id.in_(message_ids))))
    return sorted(found)


def _row(line: CaseLine, council: str) -> dict[str, Any]:
    case = line.case
    return {
        "ref": case.ref,
        "council": council,
        "kind": case.kind,
        "due_on": line.due_on.isoformat() if line.due_on else STANDS_STILL,
        "closed_at": case.closed.at if case.closed else None,
    }


def _step_row(ref: str, number: int, step: Step) -> dict[str, Any]:
    return {
        "ref": ref,
        "number": number,
        "kind": step.kind,
        "on": step.on.isoformat(),
        "by": step.by,
        "at": step.at,
        "why": step.why,
        "until": step.until.isoformat() if step.until else None,
        "outcome": step.outcome,
    }


def _step(row: Row[Any]) -> Step:
    return Step(
        StepKind(row.kind),
        date.fromisoformat(row.on),
        row.by,
        row.at,
        row.why,
        date.fromisoformat(row.until) if row.until else None,
        Outcome(row.outcome) if row.outcome else None,
    )
