"""Say of every document which fields of its letterhead are doubtful"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("documents", sa.Column("doubtful_fields", kind, nullable=False, server_default="[]"))
