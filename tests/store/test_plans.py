"""Cost grows with the mail, not with the record: no statement scans a table."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event, make_url

from gateway.model.case import Case, CaseKind, Step, StepKind
from gateway.model.delivery import DeliveryState
from gateway.model.exception import RecordedException
from gateway.model.message import Direction
from gateway.model.person import Correspondent, PeopleList, Standing, Statement
from gateway.model.question import Question
from gateway.model.record import WAITING, Event, EventKind, State, Wrong
from gateway.store.changes import CaseLine, Change, Changes
from gateway.store.database import Database
from gateway.store.open import SqlStore
from gateway.store.pages import Order, Search
from tests.store.builders import COUNCIL, MINUTE, NOW, accepted, lease, message, new_record, released, waiting


@pytest.fixture
async def db(url: str) -> Database:
    return Database(make_url(url))


@pytest.fixture
async def store(db: Database) -> AsyncIterator[SqlStore]:
    store = SqlStore(db)
    await store.start()
    yield store
    await store.close()


Statements = dict[str, Any]


@contextmanager
def statements(db: Database) -> Iterator[Statements]:
    """All that is said to the database meanwhile, each statement with the parameters of its first use."""
    said: Statements = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not statement.startswith(("BEGIN", "EXPLAIN", "SELECT 1")):
            said.setdefault(statement, parameters[0] if many else parameters)

    for engine in {db.writer, db.reader}:
        event.listen(engine, "before_cursor_execute", note)
    yield said
    for engine in {db.writer, db.reader}:
        event.remove(engine, "before_cursor_execute", note)


async def scans(db: Database, said: Statements) -> list[tuple[str, str]]:
    """The steps that read a whole table, with their statements."""

    def plans(connection: Connection) -> list[tuple[str, str]]:
        if connection.dialect.name == "sqlite":
            explain, step, scan = "EXPLAIN QUERY PLAN", 3, "SCAN"
        else:
            explain, step, scan = "EXPLAIN", 0, "Seq Scan"
            # Small tables are quicker to scan: forbidden, it is done only where there is no index.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        steps = [
            (row[step], statement)
            for statement, parameters in said.items()
            for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]
        return [(step, statement) for step, statement in steps if scan in step]

    return await db.read(plans)


async def use(store: SqlStore) -> None:
    """Everything that happens to mail, and every list that people look at."""
    relayed, delayed, held = (message(rcpt_tos=("a@x", "b@x")) for _ in range(3))
    for msg in (relayed, delayed):
        await store.commit(accepted(new_record(msg, sent=b"amended", resend_key=msg.ref.encode()), lease()))
    pat = Correspondent(COUNCIL, "pat@x", "Pat", NOW)
    await store.commit(waiting(new_record(held, State.HELD)) + Changes(met=(pat,)))
    told = Event(held.ref, NOW, EventKind.REMINDED)
    await store.commit(Changes(events=(told,), reminded=(held.ref,), escalated=(held.ref,)))
    store.confirm(relayed.ref.encode())
    await store.commit(released(held.ref))
    await store.release_leases("node-1")
    for outgoing in await store.claim(lease(), NOW, 10):
        ends = (replace(d, state=DeliveryState.RELAYED) for d in outgoing.deliveries)
        await store.commit(Changes(settled=tuple(ends)))
    await store.retry_now(COUNCIL, held.ref, NOW)
    await store.learn(COUNCIL, {"pat@x": frozenset({("name", "Pat")})}, NOW)
    await store.people_known(COUNCIL, ["pat@x", "sam@x"])
    await store.learnt(COUNCIL)
    await store.learnt(COUNCIL, NOW, after="a@x")
    await store.people_known(COUNCIL, ["pat@x", "sam@x"], NOW)
    await store.learnt(COUNCIL, NOW, "a@x", before=NOW + MINUTE)
    await store.put_list(COUNCIL, PeopleList("roll", 1, NOW), b"hashes")
    await store.lists(COUNCIL)
    await store.list_data(COUNCIL, "roll")
    await store.register_version(COUNCIL)
    await store.forget_list(COUNCIL, "roll")
    await store.forget_person(COUNCIL, "pat@x")
    await store.answered(COUNCIL, ["<1@laptop.example>", "<2@laptop.example>"], 1000)
    await store.answered_by_subject(COUNCIL, "bins", "cllr@ashford.example", ["pat@x", "sam@x"], 1000, NOW)
    await store.correspondents(COUNCIL, ["pat@x", "sam@x"], NOW)
    await store.exceptions_in_force(COUNCIL, NOW.date(), NOW)
    await store.alike(COUNCIL, ["sam@x"])
    await store.named(COUNCIL, ["pat"])
    one = await store.add_exception(COUNCIL, RecordedException("reply-all", "{}", NOW.date(), "clerk@x", NOW))
    await store.exceptions_in_force(COUNCIL, NOW.date())
    await store.exceptions(COUNCIL)
    await store.end_exception(COUNCIL, one.number, "clerk@x", NOW)
    await store.answered(COUNCIL, ["<1@laptop.example>", "<2@laptop.example>"], 1000, NOW)
    oldest = await store.received(COUNCIL, limit=1)
    await store.received(COUNCIL, NOW, Direction.OUTGOING, oldest.next)
    await store.count_received(COUNCIL, NOW)
    await store.record(COUNCIL, held.ref)
    await store.content(COUNCIL, held.ref, sent=True)
    await store.count(COUNCIL, State.HELD)
    page = await store.search(COUNCIL, Search(), limit=1)
    await store.search(COUNCIL, Search(WAITING), page.next)
    await store.search(COUNCIL, Search(WAITING, frozenset({"cllr@ashford.example"})), page.next)
    await store.search(COUNCIL, Search(words=("plot",), rules=("reply-all",)), page.next)
    await store.search(COUNCIL, Search(authors=frozenset({"cllr@ashford.example"}), words=("plot",), since=NOW))
    await store.waiting(COUNCIL, Search(WAITING, words=("plot",)), page.next)
    await store.total(COUNCIL, Search())
    await store.total(COUNCIL, Search(authors=frozenset({"cllr@ashford.example"}), words=("plot",), since=NOW))
    await store.rules_of(COUNCIL, State.HELD)
    for order in Order:
        await store.waiting(COUNCIL, Search(WAITING, attached=True), order=order)
    await store.about(COUNCIL, held.ref)
    await store.thread(COUNCIL, ["<1@laptop.example>"])
    await store.commit(Changes(questions=(Question(held.ref, "pat@x", NOW, NOW),)))
    await store.question(COUNCIL, held.ref)
    await store.asked_by(COUNCIL, ["pat@x", "sam@x"])
    await store.questions(COUNCIL, held.ref)
    await store.unanswered(COUNCIL, NOW)
    step = Step(StepKind.OPENED, NOW.date(), "clerk@x", NOW)
    case = Case(held.ref, CaseKind.FOI, (step,), (held.ref,))
    await store.commit(Changes(cases=(CaseLine(case, NOW.date()),)))
    await store.case(COUNCIL, held.ref)
    await store.cases_with(COUNCIL, [held.ref], ["<1@laptop.example>"])
    await store.cases(COUNCIL, after=held.ref)
    ended = Step(StepKind.CLOSED, NOW.date(), "clerk@x", NOW)
    await store.commit(Changes(cases=(CaseLine(replace(case, steps=(step, ended)), NOW.date()),)))
    await store.cases(COUNCIL, closed=True, after=held.ref)
    await store.commit(Changes(wrong=(Wrong(held.ref, "reply-all", "all", "clerk@x", NOW),)))
    await store.wrong(COUNCIL, held.ref)
    await store.state(COUNCIL, Statement("Pat", Standing.OFFICIAL, "clerk@x", NOW))
    await store.statements(COUNCIL)
    await store.unstate(COUNCIL, "Pat")
    again = message(rcpt_tos=("a@x",))
    await store.commit(accepted(new_record(again)))
    change = Change(again.ref, frozenset({State.QUEUED}), State.HELD)
    await store.commit(Changes(changes=(change,), recalled=(again.ref,)))
    await store.queue(COUNCIL)
    await store.called_wrong(COUNCIL, NOW)
    await store.daily_counts(COUNCIL, NOW.date())
    await store.people(COUNCIL)


async def test_no_statement_scans_a_table(db: Database, store: SqlStore) -> None:
    with statements(db) as said:
        await use(store)
    assert len(said) > 25
    assert await scans(db, said) == []


async def test_a_scan_would_be_seen(db: Database, store: SqlStore) -> None:
    with statements(db) as said:
        await db.read(lambda connection: connection.exec_driver_sql("SELECT * FROM events WHERE detail = 'x'").all())
    ((step, _),) = await scans(db, said)
    assert "events" in step
