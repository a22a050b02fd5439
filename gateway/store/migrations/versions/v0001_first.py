"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("council", "address", name="pk_accounts"),
    )
    op.create_table(
        "contents",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("council", "digest", name="pk_contents"),
    )
    op.create_table(
        "pieces",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("council", "digest", "number", name="pk_pieces"),
    )
    if op.get_bind().dialect.name == "postgresql":  # it need not try to compress what is compressed
        op.execute("ALTER TABLE contents ALTER COLUMN data SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE pieces ALTER COLUMN data SET STORAGE EXTERNAL")
    op.create_table(
        "people",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("known_since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("council", "address", name="pk_people"),
    )
    op.create_table(
        "sessions",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("council", "digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_council_address", "sessions", ["council", "address"], unique=False)
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at"], unique=False)
    op.create_table(
        "spent",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("council", "digest", name="pk_spent"),
    )
    op.create_index("ix_spent_expires_at", "spent", ["expires_at"], unique=False)
    op.create_table(
        "items",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("known_since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "address"], ["people.council", "people.address"], name="fk_items_council_address"
        ),
        sa.PrimaryKeyConstraint("council", "address", "kind", "value", name="pk_items"),
    )
    op.create_table(
        "records",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("listener", sa.Text(), nullable=False),
        sa.Column("client_address", sa.Text(), nullable=False),
        sa.Column("ehlo", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=True),
        sa.Column("tls", sa.Text(), nullable=True),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("mail_from", sa.Text(), nullable=False),
        sa.Column("rcpt_tos", sa.Text(), nullable=False),
        sa.Column("smtputf8", sa.Boolean(), nullable=False),
        sa.Column("eight_bit", sa.Boolean(), nullable=False),
        sa.Column("received", sa.LargeBinary(), nullable=False),
        sa.Column("sent", sa.LargeBinary(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("login", sa.LargeBinary(), nullable=True),
        sa.Column("waiting_since", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("escalated_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["council", "received"], ["contents.council", "contents.digest"], name="fk_records_council_received"
        ),
        sa.ForeignKeyConstraint(
            ["council", "sent"], ["contents.council", "contents.digest"], name="fk_records_council_sent"
        ),
        sa.PrimaryKeyConstraint("ref", name="pk_records"),
    )
    op.create_index(
        "ix_records_council_author_received_at_ref",
        "records",
        ["council", "author", "received_at", "ref"],
        unique=False,
    )
    op.create_index(
        "ix_records_council_state_received_at_ref", "records", ["council", "state", "received_at", "ref"], unique=False
    )
    op.create_table(
        "decisions",
        sa.Column("number", COUNTER, nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["records.ref"], name="fk_decisions_ref"),
        sa.PrimaryKeyConstraint("number", name="pk_decisions"),
    )
    op.create_index("ix_decisions_ref", "decisions", ["ref"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("number", COUNTER, nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reply_code", sa.SmallInteger(), nullable=True),
        sa.Column("reply_enhanced", sa.Text(), nullable=True),
        sa.Column("reply_text", sa.Text(), nullable=True),
        sa.Column("warned_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["records.ref"], name="fk_deliveries_ref"),
        sa.PrimaryKeyConstraint("number", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_deliveries_holder",
        "deliveries",
        ["holder"],
        unique=False,
        sqlite_where=sa.text("holder IS NOT NULL"),
        postgresql_where=sa.text("holder IS NOT NULL"),
    )
    op.create_index(
        "ix_deliveries_next",
        "deliveries",
        ["council", "next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("uq_deliveries_ref_recipient", "deliveries", ["ref", "recipient"], unique=True)
    op.create_table(
        "events",
        sa.Column("number", COUNTER, nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["records.ref"], name="fk_events_ref"),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
    )
    op.create_index("ix_events_ref", "events", ["ref"], unique=False)
    op.create_table(
        "resends",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["records.ref"], name="fk_resends_ref"),
        sa.PrimaryKeyConstraint("key", name="pk_resends"),
    )
    op.create_index("ix_resends_at", "resends", ["at"], unique=False)
