"""Questions that wait for an answer: a row a question, and indexes that hold only those that still wait."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal, select, tuple_

from gateway.errors import NotFound
from gateway.model.question import Question, Settled, Unanswered
from gateway.store.changes import Changes
from gateway.store.database import Database, insert_or_replace
from gateway.store.pages import QuestionPage
from gateway.store.tables import IS_OPEN, QUESTIONS, RECORDS, Moment, Words

MOST_OF_ONE = 100  # questions that are looked at for one message: its recipients wrote more than anybody does
SETTLING = ("settled", "settled_at", "settled_by")
_WITH_RECORD = select(QUESTIONS, RECORDS.c.message_id, RECORDS.c.author, RECORDS.c.subject).join_from(
    QUESTIONS, RECORDS, RECORDS.c.ref == QUESTIONS.c.ref
)


def keep(db: Connection, all_changes: Iterable[Changes], councils: dict[str, str]) -> None:
    """Write new questions, and how known ones stand now."""
    rows = [_row(councils[one.ref], one) for changes in all_changes for one in changes.questions]
    if rows:
        db.execute(insert_or_replace(db, QUESTIONS, *SETTLING), rows)


class Questions:
    """The part of the store that knows what was asked."""

    _db: Database

    async def question(self, council: str, ref: str) -> Question | None:
        """What is known of the question in a message."""
        this = _WITH_RECORD.where(QUESTIONS.c.ref == ref, QUESTIONS.c.council == council)
        row = await self._db.read(lambda db: db.execute(this).one_or_none())
        return _question(row) if row else None

    async def asked_by(self, council: str, askers: Sequence[str]) -> Sequence[Question]:
        """Those of these askers that wait, the newest first."""
        if not askers:
            return ()
        theirs = _waiting(council).where(QUESTIONS.c.asker.in_(askers)).order_by(QUESTIONS.c.asked_at.desc())
        return await self._db.read(_questions, theirs.limit(MOST_OF_ONE))

    async def questions(self, council: str, after: str | None = None, limit: int = 50) -> QuestionPage:
        """A page of those that wait, the oldest first. Raises NotFound for a bad `after`."""
        return await self._db.read(_page, council, after, limit)

    async def unanswered(self, council: str, now: datetime) -> Unanswered:
        """How many wait, and how long."""
        return await self._db.read(_unanswered, council, now)


def _waiting(council: str) -> "Select[Any]":
    return _WITH_RECORD.where(QUESTIONS.c.council == council, IS_OPEN)


def _questions(db: Connection, which: "Select[Any]") -> list[Question]:
    return [_question(row) for row in db.execute(which)]


def _page(db: Connection, council: str, after: str | None, limit: int) -> QuestionPage:
    key = (QUESTIONS.c.asked_at, QUESTIONS.c.ref)
    which = _waiting(council).order_by(*key).limit(limit + 1)
    if after is not None:
        last = db.execute(select(*key).where(QUESTIONS.c.ref == after, QUESTIONS.c.council == council)).one_or_none()
        if last is None:
            raise NotFound(f"no question {after}")
        which = which.where(tuple_(*key) > tuple_(literal(last.asked_at, Moment), literal(last.ref, Words)))
    rows = _questions(db, which)
    total = _count(db, council)
    return QuestionPage(tuple(rows[:limit]), rows[limit - 1].ref if len(rows) > limit else None, total)


def _count(db: Connection, council: str) -> int:
    counted = select(func.count()).select_from(QUESTIONS).where(QUESTIONS.c.council == council, IS_OPEN)
    return int(db.execute(counted).scalar_one())


def _unanswered(db: Connection, council: str, now: datetime) -> Unanswered:
    these = (QUESTIONS.c.council == council) & IS_OPEN
    late = select(func.count()).select_from(QUESTIONS).where(these, QUESTIONS.c.due_at < now)
    oldest = select(QUESTIONS.c.asked_at).where(these).order_by(QUESTIONS.c.asked_at).limit(1)
    return Unanswered(_count(db, council), int(db.execute(late).scalar_one()), db.scalar(oldest))


def _row(council: str, one: Question) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "council": council,
        "asker": one.asker,
        "asked_at": one.asked_at,
        "due_at": one.due_at,
        "settled": one.settled,
        "settled_at": one.settled_at,
        "settled_by": one.settled_by,
    }


def _question(row: Row[Any]) -> Question:
    return Question(
        row.ref,
        row.asker,
        row.asked_at,
        row.due_at,
        Settled(row.settled) if row.settled else None,
        row.settled_at,
        row.settled_by,
        row.message_id,
        row.author,
        row.subject,
    )
