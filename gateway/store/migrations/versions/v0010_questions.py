"""Questions that wait for an answer. Those that came in before are not looked for: nobody knows which were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["records.ref"], name="fk_questions_ref"),
        sa.PrimaryKeyConstraint("ref", name="pk_questions"),
    )
    for name, columns in (("open", ["asked_at", "ref"]), ("asker", ["asker"]), ("due", ["due_at"])):
        op.create_index(
            f"ix_questions_{name}", "questions", ["council", *columns], sqlite_where=OPEN, postgresql_where=OPEN
        )
