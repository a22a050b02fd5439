"""Authors in lower case, so that whoever looks for their own messages finds them however From was written."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE records SET author = lower(author) WHERE author <> lower(author)")
