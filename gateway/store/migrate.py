"""Bringing the tables up to date: each version of the schema is a step under migrations/versions."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
POSTGRES_LOCK = 0x4C594348  # any number, the same in every node
_ONE_AT_A_TIME = Lock()  # alembic's environment is one for the whole process


def upgrade(db: Connection, to: str = "head") -> None:
    """Take every missing step, or those up to one, in the caller's transaction. Several nodes may start at once."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": POSTGRES_LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = db
    with _ONE_AT_A_TIME:
        command.upgrade(config, to)
