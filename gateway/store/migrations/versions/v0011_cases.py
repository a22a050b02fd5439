"""Requests for information, their steps, and the messages that belong to them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN, CLOSED = sa.text("closed_at IS NULL"), sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["records.ref"], name="fk_cases_ref"),
        sa.PrimaryKeyConstraint("ref", name="pk_cases"),
    )
    op.create_index("ix_cases_open", "cases", ["council", "due_on", "ref"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        "ix_cases_closed", "cases", ["council", "closed_at", "ref"], sqlite_where=CLOSED, postgresql_where=CLOSED
    )
    op.create_table(
        "case_steps",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name="fk_case_steps_ref"),
        sa.PrimaryKeyConstraint("ref", "number", name="pk_case_steps"),
    )
    op.create_table(
        "case_messages",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name="fk_case_messages_ref"),
        sa.ForeignKeyConstraint(["message"], ["records.ref"], name="fk_case_messages_message"),
        sa.PrimaryKeyConstraint("ref", "message", name="pk_case_messages"),
    )
    op.create_index("ix_case_messages_message", "case_messages", ["message"])
