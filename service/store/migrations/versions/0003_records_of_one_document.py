"""Find one document's records of a kind without looking at others"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_records_document_kind_key", "records", ["document_id", "kind", "key"])
