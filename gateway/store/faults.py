"""What a database's error means to us: the one place where drivers' errors become our faults.

A driver's message may quote the row that it choked on, so neither it nor its chain goes further than this.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from gateway.errors import StoreFault, StoreFull

POSTGRES_DISK_FULL = "53100"
POSTGRES_DEADLOCK = "40P01"
PRIMARY_CODE = 0xFF  # SQLite's extended codes carry the primary one in their low byte


class RowRefused(StoreFault):
    """The database is well, but refused some row of the transaction, or ended it for another's sake: each caller's
    changes may pass by themselves.
    """


@contextmanager
def as_store_faults() -> Iterator[None]:
    """Raise StoreFull or StoreFault in the place of whatever the database raises."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise fault(error) from None


def fault(error: BaseException) -> StoreFault:
    """The fault of ours that a database's error is."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    words = f"{type(cause).__name__} {_code(cause)}".strip()
    if _is_full(cause):
        return StoreFull(f"the store has no room left: {words}")
    if isinstance(error, IntegrityError | DataError) or type(error) is StatementError or _is_deadlock(cause):
        return RowRefused(f"the store refused a row: {words}")
    if isinstance(error, OSError) or (isinstance(error, DBAPIError) and error.statement is None):
        said = " ".join(str(cause).split())  # no statement, so nothing of a row is in it
        return StoreFault(f"the store failed: {words}: {said}")
    return StoreFault(f"the store failed: {words}")


def _is_deadlock(cause: BaseException) -> bool:
    return getattr(cause, "sqlstate", None) == POSTGRES_DEADLOCK


def _code(cause: BaseException) -> str:
    name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if name is None and isinstance(cause, OSError):
        name = errno.errorcode.get(cause.errno or 0)
    return str(name or "")


def _is_full(cause: BaseException) -> bool:
    if isinstance(cause, OSError):
        return cause.errno in {errno.ENOSPC, errno.EDQUOT}
    if getattr(cause, "sqlstate", None) == POSTGRES_DISK_FULL:
        return True
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & PRIMARY_CODE == sqlite3.SQLITE_FULL
