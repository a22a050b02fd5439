"""Second steps at sign-in, sessions that people can tell apart, and events that are about no message."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

IN_TRAIL = sa.text("kind NOT IN ('attempted', 'decided', 'received')")


def upgrade() -> None:
    with op.batch_alter_table("events") as events:
        events.alter_column("ref", existing_type=sa.Text(), nullable=True)
    op.create_index(
        "ix_events_trail", "events", ["council", "number"], sqlite_where=IN_TRAIL, postgresql_where=IN_TRAIL
    )
    op.drop_table("sessions")  # who is signed in just now signs in once more
    op.create_table(
        "sessions",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("council", "digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_council_address", "sessions", ["council", "address"])
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at"])
    op.create_table(
        "factors",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["council", "address"], ["accounts.council", "accounts.address"], name="fk_factors_council_address"
        ),
        sa.PrimaryKeyConstraint("council", "address", "id", name="pk_factors"),
    )
    op.create_index("ix_factors_council_id", "factors", ["council", "id"])
    op.create_table(
        "recovery_codes",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "address"], ["accounts.council", "accounts.address"], name="fk_recovery_codes_council_address"
        ),
        sa.PrimaryKeyConstraint("council", "address", "digest", name="pk_recovery_codes"),
    )
