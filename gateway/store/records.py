"""The record: a row a message, with its decisions and events; only ever added to."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from gateway.errors import NotFound
from gateway.model.decision import Decision
from gateway.model.message import Direction
from gateway.model.record import WAITING, Event, EventKind, Record, State, Summary
from gateway.store.changes import Changes, NewRecord
from gateway.store.codec import decision_from_json, decision_to_json, texts_from_json, texts_to_json
from gateway.store.content import Packed
from gateway.store.database import Database
from gateway.store.rows import delivery_of, envelope_of, session_of
from gateway.store.tables import DECISIONS, DELIVERIES, EVENTS, MESSAGE_ID, RECORDS


def add(db: Connection, new: Sequence[tuple[NewRecord, Packed, Packed | None]]) -> None:
    """Write new records."""
    if new:
        db.execute(RECORDS.insert(), [_row(*each) for each in new])


def add_decisions(db: Connection, all_changes: Iterable[Changes], councils: dict[str, str]) -> None:
    """Write the decisions of new records and of changes."""
    decided = [
        (ref, decision)
        for changes in all_changes
        for ref, decision in (
            *((new.message.ref, new.decision) for new in changes.records),
            *((change.ref, change.decision) for change in changes.changes),
        )
        if decision is not None
    ]
    if decided:
        db.execute(
            DECISIONS.insert(),
            [{"council": councils[ref], "ref": ref, "decision": decision_to_json(d)} for ref, d in decided],
        )


def add_events(db: Connection, all_changes: Iterable[Changes], councils: dict[str, str]) -> None:
    """Write events, numbered in their order."""
    rows = [event_row(councils[e.ref], e) for changes in all_changes for e in changes.events]
    if rows:
        db.execute(EVENTS.insert(), rows)


def event_row(council: str, event: Event) -> dict[str, Any]:
    """An event as it is kept."""
    return {"council": council, "ref": event.ref or None} | {
        "at": event.at,
        "kind": event.kind,
        "by": event.by,
        "detail": event.detail,
    }


def _row(new: NewRecord, received: Packed, sent: Packed | None) -> dict[str, Any]:
    message, session, envelope = new.message, new.message.session, new.message.envelope
    return {
        "ref": message.ref,
        "council": message.council,
        "direction": message.direction,
        "state": new.state,
        "received_at": message.received_at,
        "author": new.author.lower(),  # looked for by its index
        "subject": new.subject,
        "message_id": new.message_id[:MESSAGE_ID],
        "size": received.size,
        "rules": texts_to_json(_rules(new.decision)),
        "attachments": new.attachments,
        "listener": session.listener,
        "client_address": session.client_address,
        "ehlo": session.ehlo,
        "user": session.user,
        "tls": session.tls,
        "trusted": session.trusted,
        "mail_from": envelope.mail_from,
        "rcpt_tos": texts_to_json(envelope.rcpt_tos),
        "smtputf8": envelope.smtputf8,
        "eight_bit": envelope.eight_bit,
        "received": received.digest,
        "sent": sent.digest if sent else None,
        "about": new.about,
        "login": new.login,
        "waiting_since": message.received_at if new.state in WAITING else None,
    }


def _rules(decision: Decision) -> tuple[str, ...]:
    """The rules that had something to say, the strictest first."""
    said = [v for v in decision.verdicts if v.findings or v.amendments or v.fault]
    return tuple(v.rule for v in sorted(said, key=lambda v: -v.action.severity))


class Records:
    """The part of the store that is read by people."""

    _db: Database

    async def record(self, council: str, ref: str) -> Record:
        """One record. Raises NotFound."""
        return await self._db.read(_record, council, ref)

    async def count(self, council: str, state: State) -> int:
        """How many stand in a state."""
        counted = (
            select(func.count()).select_from(RECORDS).where(RECORDS.c.council == council, RECORDS.c.state == state)
        )
        return await self._db.read(lambda db: db.execute(counted).scalar_one())


def _record(db: Connection, council: str, ref: str) -> Record:
    row = db.execute(select(RECORDS).where(RECORDS.c.ref == ref, RECORDS.c.council == council)).one_or_none()
    if row is None:
        raise NotFound(f"no record {ref}")
    decisions = select(DECISIONS.c.decision).where(DECISIONS.c.ref == ref).order_by(DECISIONS.c.number)
    deliveries = select(DELIVERIES).where(DELIVERIES.c.ref == ref).order_by(DELIVERIES.c.number)
    events = select(EVENTS).where(EVENTS.c.ref == ref).order_by(EVENTS.c.number)
    return Record(
        summary=summary_of(row),
        council=council,
        session=session_of(row),
        envelope=envelope_of(row),
        decisions=tuple(decision_from_json(text) for text in db.scalars(decisions)),
        deliveries=tuple(delivery_of(d) for d in db.execute(deliveries)),
        events=tuple(Event(e.ref, e.at, EventKind(e.kind), e.by, e.detail) for e in db.execute(events)),
        message_id=row.message_id,
        sent_differs=row.sent is not None,
        about=row.about,
        login=row.login,
    )


def summary_of(row: Row[Any]) -> Summary:
    """The line of a list."""
    rcpt_tos = texts_from_json(row.rcpt_tos)
    return Summary(
        ref=row.ref,
        direction=Direction(row.direction),
        state=State(row.state),
        received_at=row.received_at,
        author=row.author,
        subject=row.subject,
        size=row.size,
        recipients=len(rcpt_tos),
        rules=texts_from_json(row.rules),
        rcpt_tos=rcpt_tos,
        attachments=row.attachments,
        waiting_since=row.waiting_since,
        reminded_at=row.reminded_at,
        escalated_at=row.escalated_at,
    )
