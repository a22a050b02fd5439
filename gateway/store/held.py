"""What waits for people: decisions that end the wait, and being brought up again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Boolean, Connection, LargeBinary, bindparam, case, func, null, update

from gateway.model.record import WAITING, State
from gateway.store.changes import Change, Changes
from gateway.store.content import Packed
from gateway.store.tables import RECORDS, Moment

NEEDS_LOGIN = WAITING | {State.QUEUED}

_CHANGE = (
    update(RECORDS)
    .where(RECORDS.c.ref == bindparam("of_ref"))
    .values(
        state=bindparam("new_state"),
        sent=func.coalesce(bindparam("new_sent", type_=LargeBinary), RECORDS.c.sent),
        login=case((bindparam("needs_login", type_=Boolean), RECORDS.c.login), else_=null()),
        waiting_since=case(
            (
                bindparam("waits", type_=Boolean),
                func.coalesce(bindparam("since", type_=Moment), RECORDS.c.waiting_since),
            ),
            else_=null(),
        ),
        reminded_at=null(),
        escalated_at=null(),
    )
)


def change(db: Connection, changes: Sequence[tuple[Change, Packed | None]]) -> None:
    """Take records to their new states. A login is kept only while it may still be needed."""
    if not changes:
        return
    db.execute(
        _CHANGE,
        [
            {
                "of_ref": change.ref,
                "new_state": change.state,
                "new_sent": packed.digest if packed else None,
                "needs_login": change.state in NEEDS_LOGIN,
                "waits": change.state in WAITING,
                "since": change.decision.decided_at if change.decision else None,
            }
            for change, packed in changes
        ],
    )


def brought_up(db: Connection, all_changes: Iterable[Changes]) -> None:
    """Remember when people were reminded or the deputies told: the time of the ref's event beside it."""
    for column in ("reminded", "escalated"):
        rows = [
            {"of_ref": ref, "at": _at(ref, changes)}
            for changes in all_changes
            for ref in (changes.reminded if column == "reminded" else changes.escalated)
        ]
        if rows:
            db.execute(
                update(RECORDS)
                .where(RECORDS.c.ref == bindparam("of_ref"))
                .values({f"{column}_at": bindparam("at", type_=Moment)}),
                rows,
            )


def _at(ref: str, changes: Changes) -> datetime:
    return max(event.at for event in changes.events if event.ref == ref)
