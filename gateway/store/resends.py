"""Messages whose reply the client may not have heard: the same bytes again within the hour are the same message
(RFC 5321 section 4.5.3.2.6).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from gateway.store.changes import NewRecord
from gateway.store.database import insert_or_replace
from gateway.store.tables import RESENDS, Moment

UNHEARD = timedelta(hours=1)

_WITH_KEY = RESENDS.c.key.in_(bindparam("keys", expanding=True))
_FIRST = select(RESENDS.c.key, RESENDS.c.ref, RESENDS.c.at).where(_WITH_KEY)
_FORGET = delete(RESENDS).where(_WITH_KEY)
_FORGET_OLD = delete(RESENDS).where(RESENDS.c.at <= bindparam("oldest", type_=Moment))


class First(NamedTuple):
    """The message that was recorded under a key, and when."""

    ref: str
    at: datetime


def first(db: Connection, keys: Collection[bytes]) -> dict[bytes, First]:
    """What was recorded under these keys."""
    if not keys:
        return {}
    return {row.key: First(row.ref, row.at) for row in db.execute(_FIRST, {"keys": keys})}


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
    rows.sort(key=itemgetter("key"))  # in one order everywhere, so that two nodes never wait for each other
    oldest = min(new.message.received_at for new in records) - UNHEARD
    db.execute(_FORGET_OLD, {"oldest": oldest})
    db.execute(insert_or_replace(db, RESENDS, "council", "ref", "at"), rows)


def forget(db: Connection, confirmed: Collection[bytes]) -> None:
    """Drop the keys whose reply was heard."""
    if confirmed:
        db.execute(_FORGET, {"keys": list(confirmed)})
