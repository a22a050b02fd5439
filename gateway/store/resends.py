"""Messages whose reply the client may not have heard: the same bytes again within the hour are the same message
(RFC 5321 section 4.5.3.2.6).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from gateway.store.base import NewRecord
from gateway.store.database import insert
from gateway.store.tables import RESENDS

UNHEARD = timedelta(hours=1)


class First(NamedTuple):
    """The message that was recorded under a key, and when."""

    ref: str
    at: datetime


def first(db: Connection, keys: Collection[bytes]) -> dict[bytes, First]:
    """What was recorded under these keys."""
    if not keys:
        return {}
    rows = db.execute(select(RESENDS.c.key, RESENDS.c.ref, RESENDS.c.at).where(RESENDS.c.key.in_(keys)))
    return {row.key: First(row.ref, row.at) for row in rows}


def still_unheard(known: Mapping[bytes, First], new: NewRecord) -> str | None:
    """The ref under which this message is recorded already, while its hour lasts."""
    before = known.get(new.resend_key) if new.resend_key else None
    return before.ref if before and new.message.received_at - before.at < UNHEARD else None


def remember(db: Connection, records: Sequence[NewRecord]) -> None:
    """Write the keys of new records, and drop those whose hour is over."""
    rows = [
        {"key": new.resend_key, "council": m.council, "ref": m.ref, "at": m.received_at}
        for new in records
        if new.resend_key
        for m in (new.message,)
    ]
    if not rows:
        return
    oldest = min(new.message.received_at for new in records) - UNHEARD
    db.execute(delete(RESENDS).where(RESENDS.c.at <= oldest))
    add = insert(db, RESENDS)
    db.execute(
        add.on_conflict_do_update(index_elements=["key"], set_={"ref": add.excluded.ref, "at": add.excluded.at}), rows
    )


def forget(db: Connection, confirmed: Collection[bytes]) -> None:
    """Drop the keys whose reply was heard."""
    if confirmed:
        db.execute(delete(RESENDS).where(RESENDS.c.key.in_(confirmed)))
