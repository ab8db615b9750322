"""Find records by words: an index over their subjects and bodies"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = ("subject_key", "body_key")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _in_sqlite()
    else:
        for column in COLUMNS:
            vector = f"to_tsvector('simple'::regconfig, coalesce({column}, ''))"
            op.execute(f"CREATE INDEX records_words_{column} ON records USING gin ({vector})")


def _in_sqlite() -> None:
    names, new, old = (", ".join(f"{prefix}{column}" for column in COLUMNS) for prefix in ("", "new.", "old."))
    op.execute(
        f"CREATE VIRTUAL TABLE record_index USING fts5({names}, content='records', content_rowid='key', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    insert = f"INSERT INTO record_index(rowid, {names}) VALUES (new.key, {new});"
    delete = f"INSERT INTO record_index(record_index, rowid, {names}) VALUES ('delete', old.key, {old});"
    op.execute(f"CREATE TRIGGER records_added AFTER INSERT ON records BEGIN {insert} END")
    op.execute(f"CREATE TRIGGER records_gone AFTER DELETE ON records BEGIN {delete} END")
    op.execute(f"CREATE TRIGGER records_revised AFTER UPDATE OF {names} ON records BEGIN {delete} {insert} END")
    op.execute("INSERT INTO record_index(record_index) VALUES ('rebuild')")
