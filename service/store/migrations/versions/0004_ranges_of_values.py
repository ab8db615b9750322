"""Find records by unit and least value in the index alone, without a look at each smaller one"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_records_kind_value_range", "records", ["kind", "unit", "value_low", "key", "value_high"])
    op.drop_index("ix_records_kind_value", "records")
