"""Stores of tests begin with the tables in them: to take every step of the schema takes a tenth of a second."""

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from gateway.store.migrate import upgrade


def lay_tables(file: Path) -> None:
    """Put a new SQLite store there, unless there is one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(_tables())


@cache
def _tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "store.db"
        with create_engine(f"sqlite:///{file}", poolclass=NullPool).begin() as db:
            upgrade(db)
        return file.read_bytes()
