"""Lists that people narrow down. What one page costs has an upper limit, however rare the words that are sought."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, or_, select, true

from gateway.errors import NotFound
from gateway.model.record import State
from gateway.store.codec import texts_from_json, texts_to_json
from gateway.store.database import Database
from gateway.store.pages import Order, Page, Search, Total
from gateway.store.records import summary_of
from gateway.store.tables import EPOCH, MICROSECOND, RECORDS, Moment

LOOKED_AT = 10_000  # rows of each state that one page looks through, or counts: more cost more pages, not more time
NEWEST_FIRST = (RECORDS.c.received_at.desc(), RECORDS.c.ref.desc())
WAITS_SINCE: ColumnElement[datetime] = func.coalesce(RECORDS.c.waiting_since, RECORDS.c.received_at, type_=Moment)

Key = tuple[datetime, str]


class Sorted(NamedTuple):
    """What a list is sorted by, with the ref where two are alike; its key stands in a page's address."""

    column: ColumnElement[Any]
    descending: bool = False


SORTED = {
    Order.LONGEST: Sorted(WAITS_SINCE),
    Order.NEWEST: Sorted(WAITS_SINCE, descending=True),
    Order.AUTHOR: Sorted(func.coalesce(RECORDS.c.author, "")),  # no index: that of authors leads through all they wrote
    Order.LARGEST: Sorted(RECORDS.c.size, descending=True),
}


class Searches:
    """The part of the store that finds records for people."""

    _db: Database

    async def search(self, council: str, sought: Search, after: str | None = None, limit: int = 50) -> Page:
        """A page of what is sought, newest first."""
        rows, following = await self._db.read(_search, council, sought, read_key(after), limit)
        return Page(tuple(summary_of(row) for row in rows), written_key(following))

    async def total(self, council: str, sought: Search) -> Total:
        """How many there are of what is sought, as far as one page looks."""
        return await self._db.read(_total, council, sought)

    async def waiting(
        self,
        council: str,
        sought: Search,
        after: str | None = None,
        limit: int = 50,
        order: Order = Order.LONGEST,
    ) -> Page:
        """A page of what waits, in this order."""
        rows, total = await self._db.read(_waiting, council, sought, after, limit + 1, order)
        following = _place(rows[limit - 1], order) if len(rows) > limit else None
        return Page(tuple(summary_of(row) for row in rows[:limit]), following, total)

    async def rules_of(self, council: str, state: State) -> Mapping[str, int]:
        """How many of the records in a state each rule had something to say of."""
        counted = (
            select(RECORDS.c.rules, func.count())
            .where(RECORDS.c.council == council, RECORDS.c.state == state)
            .group_by(RECORDS.c.rules)
        )
        number: Counter[str] = Counter()
        for rules, times in await self._db.read(lambda db: db.execute(counted).all()):
            number.update(dict.fromkeys(texts_from_json(rules), times))
        return number


def _search(
    db: Connection, council: str, sought: Search, after: Key | None, limit: int
) -> tuple[list[Row[Any]], Key | None]:
    """The rows, and the key to go on from: the last row's, or where looking ended."""
    here, matches = and_(RECORDS.c.council == council, *_between(sought, after)), list(_matches(sought))
    rows: list[Row[Any]] = []
    ends: list[Key] = []
    for these in _each_in_order(sought):
        found = select(RECORDS).where(here, these, *matches)
        if matches and (end := _end(db, here & these)):
            ends.append(end)
            found = found.where(_down_to(end))
        rows += db.execute(found.order_by(*NEWEST_FIRST).limit(limit + 1)).all()
    end = max(ends, default=None)
    looked_at = [row for row in rows if end is None or (row.received_at, row.ref) >= end]
    looked_at.sort(key=lambda row: (row.received_at, row.ref), reverse=True)
    if len(looked_at) > limit:
        last = looked_at[limit - 1]
        return looked_at[:limit], (last.received_at, last.ref)
    return looked_at, end


def _total(db: Connection, council: str, sought: Search) -> Total:
    here, matches = and_(RECORDS.c.council == council, *_between(sought, None)), list(_matches(sought))
    number, at_least = 0, False
    for these in _each_in_order(sought):
        counted = select(func.count()).select_from(RECORDS).where(here, these, *matches)
        if end := _end(db, here & these):
            counted, at_least = counted.where(_down_to(end)), True
        number += db.execute(counted).scalar_one()
    return Total(number, at_least)


def _each_in_order(sought: Search) -> list[ColumnElement[bool]]:
    """Each author, else each state, is asked by itself, because its index is in the page's order."""
    if sought.authors is not None:
        any_state = true() if sought.states is None else RECORDS.c.state.in_(sorted(sought.states))
        return [(RECORDS.c.author == author) & any_state for author in sorted(sought.authors)]
    return [RECORDS.c.state == state for state in (sought.states or State)]


def _between(sought: Search, after: Key | None) -> Iterable[ColumnElement[bool]]:
    at = RECORDS.c.received_at
    if sought.since is not None:
        yield at >= sought.since
    if sought.until is not None:
        yield at < sought.until
    if after is not None:
        yield and_(at <= after[0], or_(at < after[0], RECORDS.c.ref < after[1]))


def _matches(sought: Search) -> Iterable[ColumnElement[bool]]:
    for column, texts in (
        (RECORDS.c.author, sought.from_),
        (RECORDS.c.rcpt_tos, [texts_to_json((text,))[2:-2] for text in sought.to]),
        (RECORDS.c.rules, sought.rules),
        (RECORDS.c.subject, sought.words),
    ):
        for text in texts:
            yield from (column.icontains(part, autoescape=True) for part in text.split("*") if part)
    if sought.attached:
        yield RECORDS.c.attachments > 0


def _end(db: Connection, these: ColumnElement[bool]) -> Key | None:
    """Where a page stops looking."""
    keys = select(RECORDS.c.received_at, RECORDS.c.ref).where(these).order_by(*NEWEST_FIRST)
    row = db.execute(keys.offset(LOOKED_AT - 1).limit(1)).one_or_none()
    return None if row is None else (row.received_at, row.ref)


def _down_to(end: Key) -> ColumnElement[bool]:
    at = RECORDS.c.received_at
    return or_(at > end[0], and_(at == end[0], RECORDS.c.ref >= end[1]))


def _waiting(
    db: Connection, council: str, sought: Search, after: str | None, limit: int, order: Order
) -> tuple[list[Row[Any]], int]:
    states = RECORDS.c.state.in_(sorted(sought.states or ()))
    these = and_(RECORDS.c.council == council, states, *_between(sought, None), *_matches(sought))
    column, descending = SORTED[order]
    keys = (column.desc(), RECORDS.c.ref.desc()) if descending else (column, RECORDS.c.ref)
    rows = db.execute(select(RECORDS).where(these, _behind(after, order)).order_by(*keys).limit(limit)).all()
    total = db.execute(select(func.count()).select_from(RECORDS).where(these)).scalar_one()
    return list(rows), total


def _behind(after: str | None, order: Order) -> ColumnElement[bool]:
    """What comes after this place in the order. A place that is none of ours raises NotFound."""
    if after is None:
        return true()
    column, descending = SORTED[order]
    said, _, ref = after.rpartition(".")
    place = literal(_value(said, order), column.type)
    later = column < place if descending else column > place
    further = RECORDS.c.ref < ref if descending else RECORDS.c.ref > ref
    return or_(later, and_(column == place, further))


def _value(said: str, order: Order) -> Any:
    if order is Order.AUTHOR:
        return said
    if not said.isdecimal() or len(said) > 17:
        raise NotFound("no such page")
    return int(said) if order is Order.LARGEST else EPOCH + timedelta(microseconds=int(said))


def _place(row: Row[Any], order: Order) -> str:
    """Where a row stands in the order, as it is written in an address."""
    if order is Order.AUTHOR:
        return f"{row.author}.{row.ref}"
    if order is Order.LARGEST:
        return f"{row.size}.{row.ref}"
    return f"{((row.waiting_since or row.received_at) - EPOCH) // MICROSECOND}.{row.ref}"


def written_key(key: Key | None) -> str | None:
    """Where a page ended, as its `next`."""
    return None if key is None else f"{(key[0] - EPOCH) // MICROSECOND}.{key[1]}"


def read_key(written: str | None) -> Key | None:
    """Where the last page ended. A key that is none of ours raises NotFound."""
    if written is None:
        return None
    moment, _, ref = written.partition(".")
    if not moment.isdecimal() or len(moment) > 17:
        raise NotFound("no such page")
    return EPOCH + timedelta(microseconds=int(moment)), ref
