"""What there was is counted by the day. What is in the record already is counted here, by days in UTC."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = ("council", "day", "what", "name", "kind")


def upgrade() -> None:
    counts = op.create_table(
        "daily_counts",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("council", "day", "what", "name", "kind", "shard", name="pk_daily_counts"),
        sqlite_with_rowid=False,
    )
    numbers = Counter(_recorded(op.get_bind()))
    if numbers:
        rows = [dict(zip(KEY, key, strict=True)) | {"shard": 0, "number": n} for key, n in sorted(numbers.items())]
        op.bulk_insert(counts, rows)


def _recorded(db: sa.Connection) -> Iterator[tuple[str, ...]]:
    """Each message that somebody sent, and each rule that found something in it, once. Notices do not count."""
    recorded = sa.text(
        "SELECT r.council, r.direction, r.received_at, d.decision FROM records r JOIN decisions d ON d.number ="
        " (SELECT min(number) FROM decisions WHERE decisions.ref = r.ref)"
        " WHERE r.listener <> 'gateway' AND r.state <> 'answer'"
    )
    for council, direction, received_at, decision in db.execute(recorded.execution_options(yield_per=1000)):
        day = datetime.fromtimestamp(received_at / 1_000_000, UTC).date().isoformat()
        yield council, day, "received", direction, ""
        for verdict in json.loads(decision)[0]["verdicts"]:
            if verdict.get("findings") or verdict.get("fault"):
                yield council, day, "found", verdict["rule"], verdict["action"]
