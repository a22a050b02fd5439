"""Records are found by their Message-ID, which is kept as far as an index takes it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE records SET message_id = substr(message_id, 1, 500) WHERE length(message_id) > 500")
    op.create_index("ix_records_council_message_id", "records", ["council", "message_id"], unique=False)
