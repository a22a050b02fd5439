"""Attachments are counted, records found by what they are about; what reviewers say of findings and of people."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("records", sa.Column("attachments", sa.Integer()))
    op.create_index(
        "ix_records_about",
        "records",
        ["council", "about", "received_at"],
        sqlite_where=sa.text("about IS NOT NULL"),
        postgresql_where=sa.text("about IS NOT NULL"),
    )
    op.create_table(
        "wrong",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["records.ref"], name="fk_wrong_ref"),
        sa.PrimaryKeyConstraint("ref", "rule", "kind", name="pk_wrong"),
    )
    op.create_index("ix_wrong_council_at", "wrong", ["council", "at"])
    op.create_table(
        "statements",
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("same_as", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("council", "key", name="pk_statements"),
    )
