"""What reviewers called wrong, and how often each rule was."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, distinct, func, select

from gateway.model.record import Wrong
from gateway.store.changes import Changes
from gateway.store.database import Database, insert_missing
from gateway.store.tables import RECORDS, WRONG


def add(db: Connection, all_changes: Iterable[Changes], councils: dict[str, str]) -> None:
    """Write what was called wrong; what was before stays as it is."""
    rows = [
        {"council": councils[w.ref], "ref": w.ref, "rule": w.rule, "kind": w.kind, "by": w.by, "at": w.at}
        for changes in all_changes
        for w in changes.wrong
    ]
    if rows:
        db.execute(insert_missing(db, WRONG), rows)


class Judgements:
    """The part of the store that knows how right the rules are."""

    _db: Database

    async def wrong(self, council: str, ref: str) -> Sequence[Wrong]:
        """What reviewers called wrong in a message."""
        these = select(WRONG).where(WRONG.c.ref == ref, WRONG.c.council == council).order_by(WRONG.c.at)
        rows = await self._db.read(lambda db: db.execute(these).all())
        return [Wrong(row.ref, row.rule, row.kind, row.by, row.at) for row in rows]

    async def called_wrong(self, council: str, since: datetime) -> Mapping[str, int]:
        """In how many messages each rule was called wrong."""
        return await self._db.read(_called_wrong, council, since)


def _called_wrong(db: Connection, council: str, since: datetime) -> dict[str, int]:
    counted = (
        select(WRONG.c.rule, func.count(distinct(WRONG.c.ref)).label("messages"))
        .join(RECORDS, RECORDS.c.ref == WRONG.c.ref)
        .where(WRONG.c.council == council, WRONG.c.at >= since, RECORDS.c.received_at >= since)
        .group_by(WRONG.c.rule)
        .order_by(WRONG.c.rule)
    )
    return {row.rule: row.messages for row in db.execute(counted)}
