"""Words of a column of records, found by each database's own index: SQLite's FTS5, PostgreSQL's tsvector."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

from service.store.keys import plain, words_of
from service.store.tables import RecordRow


class HoldsWords(FunctionElement[Any]):
    """True where a column holds every word, in any order, with or without marks."""

    type = sa.types.NULLTYPE  # as a Boolean it would become "… IN (…) = 1" in SQLite, which then asks each record in turn
    inherit_cache = True
    name = "holds_words"


def holds_words(column: InstrumentedAttribute[str | None], text: str) -> HoldsWords:
    """`column` is RecordRow.subject_key or RecordRow.body_key; `text` holds at least one word."""
    words = plain(words_of(text)).split()
    return HoldsWords(RecordRow.key, column, sa.literal(_match(column, words)), sa.literal(" ".join(words)))


def _match(column: InstrumentedAttribute[str | None], words: Sequence[str]) -> str:
    return f"{{{column.key}}} : (" + " AND ".join(f'"{word}"' for word in words) + ")"


INDEX = sa.table("record_index", sa.column("rowid", sa.Integer()))
"""SQLite's own index, which can be walked in the order of the records' keys."""


def in_index(column: InstrumentedAttribute[str | None], text: str) -> sa.ColumnElement[Any]:
    """The entries of INDEX that hold every word."""
    matches = sa.literal_column("record_index").op("MATCH", return_type=sa.types.NULLTYPE)
    return matches(_match(column, plain(words_of(text)).split()))


def has_words(column: InstrumentedAttribute[str | None], text: str) -> list[sa.ColumnElement[bool]]:
    """The same, looked up in the column itself: for rows that are few already."""
    spaced = " " + column + " "
    return [spaced.contains(f" {word} ", autoescape=True) for word in plain(words_of(text)).split()]


@compiles(HoldsWords, "sqlite")
def _in_sqlite(element: HoldsWords, compiler: Any, **how: Any) -> str:
    key, _, match, _ = (compiler.process(clause, **how) if i in (0, 2) else "" for i, clause in enumerate(element.clauses))
    return f"{key} IN (SELECT rowid FROM record_index WHERE record_index MATCH {match})"


@compiles(HoldsWords, "postgresql")
def _in_postgresql(element: HoldsWords, compiler: Any, **how: Any) -> str:
    _, column, _, words = (compiler.process(clause, **how) if i in (1, 3) else "" for i, clause in enumerate(element.clauses))
    vector = f"to_tsvector('simple'::regconfig, coalesce({column}, ''))"
    return f"{vector} @@ plainto_tsquery('simple'::regconfig, {words})"
