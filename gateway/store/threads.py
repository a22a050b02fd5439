"""Finding the message that another one answers: by its Message-ID, else by its subject and those who take part."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, null, select, true

from gateway.mime.thread import bare_subject
from gateway.model.address import canonical
from gateway.model.record import Summary
from gateway.store.codec import texts_from_json
from gateway.store.content import data_of, unpack_aside
from gateway.store.database import Database
from gateway.store.records import summary_of
from gateway.store.tables import CONTENTS, RECORDS

AUTHORS, NEWEST = 10, 20  # authors of whom the newest messages are looked at where no id says which is answered
SAME_ID = 20  # records that are looked at for each id: copies, and mail from outside that claims an id that is taken
MOST_ABOUT = 1000


class Threads:
    """The part of the store that knows which message another one answers."""

    _db: Database

    async def answered(
        self, council: str, message_ids: Sequence[str], largest: int, before: datetime | None = None
    ) -> bytes | None:
        """The received bytes of the first of these messages that is recorded; None where it is larger than this."""
        data = await self._db.read(_answered, council, message_ids, largest, before) if message_ids else []
        return await unpack_aside(data) if data else None

    async def answered_by_subject(
        self, council: str, subject: str, by: str, authors: Sequence[str], largest: int, before: datetime | None = None
    ) -> bytes | None:
        """The received bytes of the newest message of this bare subject that one of the authors sent to `by`; None
        where it is larger than this.
        """
        data = await self._db.read(_by_subject, council, subject, canonical(by), authors, largest, before)
        return await unpack_aside(data) if data else None

    async def thread(self, council: str, message_ids: Sequence[str]) -> Sequence[Summary]:
        """The messages with these Message-IDs, the oldest first."""
        rows = await self._db.read(_thread, council, message_ids) if message_ids else []
        return [summary_of(row) for row in rows]

    async def about(self, council: str, ref: str) -> Sequence[Summary]:
        """The records about a message, in their order."""
        these = (
            select(RECORDS).where(RECORDS.c.council == council, RECORDS.c.about == ref).order_by(RECORDS.c.received_at)
        )
        rows = await self._db.read(lambda db: db.execute(these.limit(MOST_ABOUT)).all())
        return [summary_of(row) for row in rows]


def _in_time(before: datetime | None) -> ColumnElement[bool]:
    return true() if before is None else RECORDS.c.received_at < before


def _thread(db: Connection, council: str, message_ids: Sequence[str]) -> list[Row[Any]]:
    rows = db.execute(
        select(RECORDS)
        .where(RECORDS.c.council == council, RECORDS.c.message_id.in_(message_ids), RECORDS.c.about == null())
        .order_by(RECORDS.c.received_at)
        .limit(SAME_ID * len(message_ids))
    )
    return list(rows)


def _by_subject(
    db: Connection,
    council: str,
    subject: str,
    by: str,
    authors: Sequence[str],
    largest: int,
    before: datetime | None,
) -> list[bytes]:
    rows = [row for author in authors[:AUTHORS] for row in _newest(db, council, author, before)]
    for row in sorted(rows, key=lambda row: row.received_at, reverse=True):
        if bare_subject(row.subject) == subject and by in map(canonical, texts_from_json(row.rcpt_tos)):
            return _content(db, council, row.received, largest)
    return []


def _newest(db: Connection, council: str, author: str, before: datetime | None) -> Sequence[Row[Any, Any, Any, Any]]:
    """The newest messages of one author, by the index of authors: one of several would have to sort them all."""
    return db.execute(
        select(RECORDS.c.received_at, RECORDS.c.subject, RECORDS.c.rcpt_tos, RECORDS.c.received)
        .where(RECORDS.c.council == council, RECORDS.c.author == author, _in_time(before))
        .order_by(RECORDS.c.received_at.desc(), RECORDS.c.ref.desc())
        .limit(NEWEST)
    ).all()


def _answered(
    db: Connection, council: str, message_ids: Sequence[str], largest: int, before: datetime | None
) -> list[bytes]:
    rows = db.execute(
        select(RECORDS.c.message_id, RECORDS.c.received)
        .where(RECORDS.c.council == council, RECORDS.c.message_id.in_(message_ids), _in_time(before))
        .order_by(RECORDS.c.received_at)
        .limit(SAME_ID * len(message_ids))
    )
    digests: dict[str, bytes] = {}
    for message_id, digest in rows:
        digests.setdefault(message_id, digest)  # the oldest: who takes an id that is taken cannot stand in its place
    digest = next((digests[message_id] for message_id in message_ids if message_id in digests), None)
    return _content(db, council, digest, largest) if digest else []


def _content(db: Connection, council: str, digest: bytes, largest: int) -> list[bytes]:
    content = select(CONTENTS.c.data).where(
        CONTENTS.c.council == council, CONTENTS.c.digest == digest, CONTENTS.c.size <= largest
    )
    row = db.execute(content).one_or_none()
    return data_of(db, council, digest, row.data) if row else []
