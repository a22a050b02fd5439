"""A store that cannot be written: everybody is told, nothing is half done, and it goes on once the disk is well."""

import asyncio
import errno
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import AdminShutdown, DeadlockDetected, DiskFull, NumericValueOutOfRange, UniqueViolation
from sqlalchemy import exc, make_url

from gateway.errors import NotFound, StoreFault, StoreFull
from gateway.model.record import State
from gateway.store import database
from gateway.store.base import Store
from gateway.store.changes import Committed
from gateway.store.database import Database
from gateway.store.faults import RowRefused, fault
from gateway.store.open import SqlStore, open_store
from gateway.store.pages import Search
from tests.store.backends import opened, postgres_database, sqlite_url
from tests.store.builders import COUNCIL, accepted, message, new_record, waiting


async def commit_all(
    store: Store, number: int, size: int = 50_000
) -> tuple[list[str], list[Committed | BaseException]]:
    """Commit some messages at once; their refs and what became of each."""
    messages = [message(content=os.urandom(size)) for _ in range(number)]
    answers = await asyncio.gather(
        *(store.commit(accepted(new_record(m, resend_key=m.ref.encode()))) for m in messages), return_exceptions=True
    )
    return [m.ref for m in messages], answers


async def assert_kept(store: Store, refs: list[str]) -> None:
    """These are in the record, once each, and nothing else is."""
    assert sorted(row.ref for row in (await store.search(COUNCIL, Search(), limit=1000)).rows) == sorted(refs)
    assert sorted(d.ref for d in await store.queue(COUNCIL)) == sorted(refs)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let writes beyond this size fail as those of a sick disk do: SQLite sees an I/O error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk(tmp_path: Path) -> None:
    db = Database(make_url(sqlite_url(tmp_path)))
    store = SqlStore(db)
    await store.start()
    before, _ = await commit_all(store, 3)
    await db.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1").all())  # no room for more
    _, answers = await commit_all(store, 10)
    assert {type(answer) for answer in answers} == {StoreFull}
    await assert_kept(store, before)
    after, answers = await commit_all(store, 3)
    assert answers == [Committed()] * 3
    await assert_kept(store, before + after)
    await store.close()


async def test_a_sick_disk(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    async with opened(url) as store:
        before, _ = await commit_all(store, 3)
        with largest_file((tmp_path / "store.db-wal").stat().st_size + 4096):
            failed, answers = await commit_all(store, 5)
        assert {type(answer) for answer in answers} == {StoreFault}
        await assert_kept(store, before)
        after, answers = await commit_all(store, 5)
        assert answers == [Committed()] * 5
        await assert_kept(store, before + after)
    async with opened(url) as store:
        await assert_kept(store, before + after)
        with pytest.raises(NotFound):
            await store.record(COUNCIL, failed[0])


async def test_what_failed_is_accepted_once_when_it_is_sent_again(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path)) as store:
        msg = message(content=os.urandom(50_000))
        changes = accepted(new_record(msg, resend_key=b"key"))
        with largest_file((tmp_path / "store.db-wal").stat().st_size + 4096), pytest.raises(StoreFault):
            await store.commit(changes)
        assert await store.commit(changes) == Committed()
        await assert_kept(store, [msg.ref])


async def test_a_large_message_whose_pieces_were_written_in_part(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path)) as store:
        msg = message(content=os.urandom(5_000_000))
        with largest_file((tmp_path / "store.db-wal").stat().st_size + 3_000_000), pytest.raises(StoreFault):
            await store.commit(accepted(new_record(msg)))
        await assert_kept(store, [])
        await store.commit(accepted(new_record(msg)))
        assert await store.content(COUNCIL, msg.ref) == msg.content


async def test_a_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0)
    async with opened(sqlite_url(tmp_path)) as store:
        other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        _, answers = await commit_all(store, 2)
        assert {type(answer) for answer in answers} == {StoreFault}
        assert await store.count(COUNCIL, State.QUEUED) == 0  # readers do not wait for writers
        other.execute("ROLLBACK")
        other.close()
        refs, _ = await commit_all(store, 2)
        await assert_kept(store, refs)


async def test_a_fault_names_no_data(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path)) as store:
        with largest_file(1), pytest.raises(StoreFault) as caught:
            await store.commit(waiting(new_record(message(), State.HELD, subject="private")))
    assert str(caught.value) == "the store failed: OperationalError SQLITE_IOERR_WRITE: disk I/O error"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("url", "why"),
    [("sqlite:////proc/no/such.db", "'/proc/no'"), ("postgresql://nobody@127.0.0.1:1/none", "onnection refused")],
)
async def test_a_store_that_cannot_be_opened(url: str, why: str) -> None:
    store = open_store(url)
    with pytest.raises(StoreFault, match=why):
        await store.start()
    await store.close()


async def test_a_caller_who_gives_up_does_not_disturb_the_others(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path)) as store:
        messages = [message() for _ in range(10)]
        tasks = [asyncio.create_task(store.commit(accepted(new_record(m)))) for m in messages]
        await asyncio.sleep(0)
        tasks[1].cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(answers[1], asyncio.CancelledError)
        assert answers[:1] + answers[2:] == [Committed()] * 9
        await assert_kept(store, [m.ref for m in messages])


async def test_closing_finishes_what_is_being_written(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    async with opened(url) as store:
        messages = [message() for _ in range(30)]
        tasks = [asyncio.create_task(store.commit(accepted(new_record(m)))) for m in messages]
        await asyncio.sleep(0)
    assert await asyncio.gather(*tasks) == [Committed()] * 30
    async with opened(url) as store:
        await assert_kept(store, [m.ref for m in messages])


async def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path / "data")) as store:
        await commit_all(store, 1)
        assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "data").iterdir()} == {"0o600"}


FULL = (errno.ENOSPC, errno.EDQUOT)


@pytest.mark.parametrize(
    ("error", "means"),
    [
        *((OSError(code, "no room"), StoreFull) for code in FULL),
        (OSError(errno.EIO, "sick"), StoreFault),
        (exc.OperationalError("INSERT", {}, DiskFull("No space left on device")), StoreFull),
        (exc.OperationalError("INSERT", {}, AdminShutdown("terminating connection")), StoreFault),
        (exc.DataError("INSERT", {}, NumericValueOutOfRange("2147483648")), RowRefused),
        (exc.IntegrityError("INSERT", {}, UniqueViolation("Key (ref)=(7K2-4QXM) exists")), RowRefused),
        (exc.OperationalError("INSERT", {}, DeadlockDetected("deadlock detected")), RowRefused),
        (exc.TimeoutError("QueuePool limit"), StoreFault),
    ],
    ids=lambda value: "",
)
def test_what_an_error_means(error: Exception, means: type[StoreFault]) -> None:
    told = fault(error)
    assert type(told) is means
    assert "7K2" not in str(told)


async def test_a_server_that_ended_all_connections(postgres: str) -> None:
    with postgres_database(postgres) as url:
        async with opened(url) as store:
            before, _ = await commit_all(store, 3)
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            with psycopg.connect(url, autocommit=True) as other:
                other.execute(ended + " AND pid <> pg_backend_pid()")
            after, answers = await commit_all(store, 3)
            assert answers == [Committed()] * 3
            await assert_kept(store, before + after)
