"""The queue: one row a recipient, indexed by when it is due, leased to whoever works on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, case, delete, func, literal, null, or_, select, update

from gateway.errors import NotFound
from gateway.model.delivery import Delivery, DeliveryState
from gateway.model.message import Direction
from gateway.model.record import State
from gateway.store.base import Backlog, Outgoing
from gateway.store.changes import Changes, Lease
from gateway.store.content import content_of, data_of, unpack_aside
from gateway.store.database import Database, insert_missing
from gateway.store.rows import delivery_of, delivery_row, session_of
from gateway.store.tables import CONTENTS, DELIVERIES, IS_FAILED, IS_QUEUED, RECORDS, Moment

CLAIM_BYTES = 32_000_000  # of contents in one claim, though always one message

SETTLED = (  # the columns that an attempt changes
    "state",
    "next_attempt_at",
    "attempts",
    "reply_code",
    "reply_enhanced",
    "reply_text",
    "warned_at",
    "due_at",
    "holder",
)

_SETTLE = (
    update(DELIVERIES)
    # A settled delivery stays settled: a late report of somebody whose lease ran out must not send it again.
    .where(DELIVERIES.c.ref == bindparam("of_ref"), DELIVERIES.c.recipient == bindparam("of_recipient"), IS_QUEUED)
    .values({name: bindparam(f"new_{name}", type_=DELIVERIES.c[name].type) for name in SETTLED})
)
_CLOSE = (
    update(RECORDS)
    .where(
        RECORDS.c.ref.in_(bindparam("refs", expanding=True)),
        RECORDS.c.state == State.QUEUED,
        ~select(DELIVERIES.c.ref).where(DELIVERIES.c.ref == RECORDS.c.ref, IS_QUEUED).exists(),
    )
    .values(
        state=case(
            (select(DELIVERIES.c.ref).where(DELIVERIES.c.ref == RECORDS.c.ref, IS_FAILED).exists(), State.FAILED.value),
            else_=State.RELAYED.value,
        ),
        login=null(),
    )
)


def add(db: Connection, all_changes: Iterable[Changes], councils: dict[str, str]) -> None:
    """Queue new deliveries. A recipient who has the message queued or sent already is passed over."""
    rows = [
        delivery_row(delivery, changes.lease) | {"council": councils[delivery.ref]}
        for changes in all_changes
        for delivery in changes.deliveries
    ]
    if rows:
        db.execute(insert_missing(db, DELIVERIES), rows)


def under_way(db: Connection, refs: Sequence[str]) -> set[str]:
    """Those of the refs that somebody has begun to deliver. Their records are locked, so that nobody begins now."""
    if not refs:
        return set()
    begun = or_(DELIVERIES.c.state != DeliveryState.QUEUED, DELIVERIES.c.attempts > 0, DELIVERIES.c.holder != null())
    return set(db.scalars(select(DELIVERIES.c.ref).where(DELIVERIES.c.ref.in_(refs), begun)))


def recall(db: Connection, refs: Sequence[str]) -> None:
    """Take deliveries back that nobody has begun."""
    if refs:
        db.execute(delete(DELIVERIES).where(DELIVERIES.c.ref.in_(refs)))


def settle(db: Connection, deliveries: Sequence[Delivery]) -> None:
    """Write what became of attempts, and close the records of which nothing is left to be delivered."""
    if not deliveries:
        return
    db.execute(_SETTLE, [_settled(delivery_row(delivery)) for delivery in deliveries])
    if refs := sorted({d.ref for d in deliveries if d.state is not DeliveryState.QUEUED}):
        db.execute(_CLOSE, {"refs": refs})


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    return {"of_ref": row["ref"], "of_recipient": row["recipient"]} | {f"new_{name}": row[name] for name in SETTLED}


class Queue:
    """The part of the store that hands out work."""

    _db: Database

    async def claim(self, lease: Lease, now: datetime, limit: int) -> Sequence[Outgoing]:
        """Take what is due; see Store.claim."""
        due = await self.next_due_at()
        if due is None or due > now:
            return ()
        return [await _outgoing(claimed) for claimed in await self._db.write(_claim, lease, now, limit)]

    async def release_leases(self, holder: str) -> None:
        """End all leases of a holder."""
        await self._db.write(_release, holder)

    async def next_due_at(self) -> datetime | None:
        """When the next delivery is due or its lease runs out."""
        return await self._db.read(lambda db: db.scalar(select(func.min(DELIVERIES.c.due_at)).where(IS_QUEUED)))

    async def queue(self, council: str, limit: int = 1000) -> Sequence[Delivery]:
        """What waits, the next attempt first."""
        return await self._db.read(_queue, council, limit)

    async def backlog(self, council: str, most: int = 1000) -> Backlog:
        """How much waits, and of what was tried the oldest."""
        return await self._db.read(_backlog, council, most)

    async def retry_now(self, council: str, ref: str | None, now: datetime) -> int:
        """Make deliveries due at once. Raises NotFound for an unknown ref."""
        return await self._db.write(_retry_now, council, ref, now)


class Claimed(NamedTuple):
    """A message whose deliveries were claimed: its row, its content still compressed, and the deliveries."""

    record: Row[Any]
    data: list[bytes]
    deliveries: list[Delivery]


def _claim(db: Connection, lease: Lease, now: datetime, limit: int) -> list[Claimed]:
    refs = _due_refs(db, now, limit)
    due = DELIVERIES.c.ref.in_(refs) & IS_QUEUED & (DELIVERIES.c.due_at <= now)
    deliveries: dict[str, list[Delivery]] = {ref: [] for ref in refs}
    for row in db.execute(select(DELIVERIES).where(due).order_by(DELIVERIES.c.number)):
        deliveries[row.ref].append(delivery_of(row))
    refs = [ref for ref in refs if deliveries[ref]]  # another node had the rest, and let them go as these were locked
    db.execute(update(DELIVERIES).where(due).values(due_at=lease.until, holder=lease.holder))
    messages = db.execute(
        select(RECORDS, CONTENTS.c.digest, CONTENTS.c.data)
        .join_from(RECORDS, CONTENTS, content_of(sent=True))
        .where(RECORDS.c.ref.in_(refs))
    )
    found = {row.ref: row for row in messages}
    return [
        Claimed(found[ref], data_of(db, found[ref].council, found[ref].digest, found[ref].data), deliveries[ref])
        for ref in refs
    ]


def _due_refs(db: Connection, now: datetime, limit: int) -> list[str]:
    """The messages due longest, which are locked: several nodes claim side by side, each whole messages."""
    rows = db.execute(
        select(DELIVERIES.c.ref, CONTENTS.c.size)
        .join_from(DELIVERIES, RECORDS, RECORDS.c.ref == DELIVERIES.c.ref)
        .join(CONTENTS, content_of(sent=True))
        .where(IS_QUEUED, DELIVERIES.c.due_at <= now)
        .order_by(DELIVERIES.c.due_at)
        .limit(limit)
        .with_for_update(of=RECORDS, skip_locked=True, key_share=True)
    )
    refs: list[str] = []
    size = 0
    for ref, content_size in dict.fromkeys((row.ref, row.size) for row in rows):
        size += content_size
        if refs and size > CLAIM_BYTES:
            break
        refs.append(ref)
    return refs


async def _outgoing(claimed: Claimed) -> Outgoing:
    row = claimed.record
    return Outgoing(
        ref=row.ref,
        envelope_from=row.mail_from,
        content=await unpack_aside(claimed.data),
        deliveries=tuple(claimed.deliveries),
        author=row.author,
        notice=row.direction == Direction.NOTICE,
        smtputf8=row.smtputf8,
        user=row.user,
        login=row.login,
        session=session_of(row),
        received_at=row.received_at,
    )


def _release(db: Connection, holder: str) -> None:
    db.execute(
        update(DELIVERIES)
        .where(DELIVERIES.c.holder == holder)
        .values(holder=null(), due_at=DELIVERIES.c.next_attempt_at)
    )


def _backlog(db: Connection, council: str, most: int) -> Backlog:
    queued = and_(DELIVERIES.c.council == council, IS_QUEUED)
    number, oldest = db.execute(select(func.count(), func.min(DELIVERIES.c.queued_at)).where(queued)).one()
    order = (DELIVERIES.c.queued_at, DELIVERIES.c.number)
    tried = select(DELIVERIES).where(queued, DELIVERIES.c.attempts > 0).order_by(*order).limit(most)
    return Backlog(number, oldest, tuple(delivery_of(row) for row in db.execute(tried)))


def _queue(db: Connection, council: str, limit: int) -> list[Delivery]:
    rows = db.execute(
        select(DELIVERIES)
        .where(DELIVERIES.c.council == council, IS_QUEUED)
        .order_by(DELIVERIES.c.next_attempt_at)
        .limit(limit)
    )
    return [delivery_of(row) for row in rows]


def _retry_now(db: Connection, council: str, ref: str | None, now: datetime) -> int:
    these = (DELIVERIES.c.council == council) & IS_QUEUED
    if ref is not None:
        known = db.scalar(select(RECORDS.c.ref).where(RECORDS.c.ref == ref, RECORDS.c.council == council))
        if known is None:
            raise NotFound(f"no record {ref}")
        these &= DELIVERIES.c.ref == ref
    under_lease = DELIVERIES.c.holder != null()  # leave it to its holder until the lease ends
    return db.execute(
        update(DELIVERIES)
        .where(these)
        .values(next_attempt_at=now, due_at=case((under_lease, DELIVERIES.c.due_at), else_=literal(now, Moment)))
    ).rowcount
