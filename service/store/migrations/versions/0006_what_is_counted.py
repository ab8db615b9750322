"""Keep how often acts are cited and which quantities are disputed; narrow lists without a look at the records"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASKED = (
    *("kind", "key", "review_state", "unit", "value_high", "value_low", "change", "comparator"),
    *("document_kind", "due_latest", "every"),
)


def upgrade() -> None:
    op.add_column("documents", sa.Column("full_number", sa.String(), nullable=True))
    op.execute("UPDATE documents SET full_number = number || '/' || symbol WHERE number <> '' AND symbol <> ''")
    op.create_index(op.f("ix_documents_full_number"), "documents", ["full_number"])
    op.add_column("records", sa.Column("quantity", BIG, nullable=True))
    op.create_index(op.f("ix_records_quantity"), "records", ["quantity"])
    op.create_index("ix_records_asked", "records", list(ASKED))
    op.drop_index("ix_records_kind_key", "records")
    op.drop_index("ix_records_kind_due", "records")
    op.create_index("ix_records_kind_due", "records", ["kind", "due_latest", "key", "review_state"])
    op.create_table(
        "cited_acts",
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("way", "name", name=op.f("pk_cited_acts")),
    )
    op.create_index("ix_cited_acts_times", "cited_acts", ["way", "times", "name"])
    op.create_index("ix_cited_acts_documents", "cited_acts", ["way", "documents", "name"])
    op.create_table(
        "act_roles",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "role", name=op.f("pk_act_roles")),
    )
    op.create_table(
        "disputed_quantities",
        sa.Column("quantity", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("quantity", name=op.f("pk_disputed_quantities")),
    )
    op.execute("INSERT INTO counters (name, value) VALUES ('derived', 0)")
