"""What reviewers said of people. There are few, and each check may need any: they are kept in memory."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from gateway.model.person import Standing, Statement, person_key
from gateway.store.database import Database, insert_or_replace
from gateway.store.lists import register_changed
from gateway.store.tables import STATEMENTS

KEPT_SECONDS = 60.0  # how long another node's statement may go unseen


class Statements:
    """The part of the store that keeps what was said of people."""

    _db: Database
    _said: dict[str, tuple[float, Sequence[Statement]]]

    async def state(self, council: str, statement: Statement) -> None:
        """Keep what a reviewer says of a person."""
        await self._db.write(_state, council, statement)
        self._said.pop(council, None)

    async def unstate(self, council: str, who: str) -> bool:
        """Take back what was said of a person."""
        taken = await self._db.write(_unstate, council, who)
        self._said.pop(council, None)
        return taken

    async def statements(self, council: str) -> Sequence[Statement]:
        """All that was said, the newest first."""
        until, said = self._said.get(council, (0.0, ()))
        if until <= time.monotonic():
            said = await self._db.read(_statements, council)
            self._said[council] = (time.monotonic() + KEPT_SECONDS, said)
        return said


def _state(db: Connection, council: str, statement: Statement) -> None:
    row = {
        "council": council,
        "key": person_key(statement.who),
        "who": statement.who,
        "standing": statement.standing,
        "same_as": statement.same_as,
        "by": statement.by,
        "at": statement.at,
    }
    db.execute(insert_or_replace(db, STATEMENTS, "who", "standing", "same_as", "by", "at"), [row])
    register_changed(db, council)


def _unstate(db: Connection, council: str, who: str) -> bool:
    this = (STATEMENTS.c.council == council) & (STATEMENTS.c.key == person_key(who))
    taken = db.execute(delete(STATEMENTS).where(this)).rowcount > 0
    if taken:
        register_changed(db, council)
    return taken


def _statements(db: Connection, council: str) -> tuple[Statement, ...]:
    rows = db.execute(select(STATEMENTS).where(STATEMENTS.c.council == council).order_by(STATEMENTS.c.at.desc()))
    return tuple(Statement(row.who, Standing(row.standing), row.by, row.at, row.same_as) for row in rows)
