"""Full text: words and phrases, with or without their marks, found on pages, with the boxes where they stand."""

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.document import PAGE_BREAK, Document
from models.page import Box, hull
from models.spans import Span
from service.errors import InvalidInput
from service.store.keys import WORD, folded, plain, words_of
from service.store.tables import DocumentRow, PageTextRow

ASKED = re.compile(r'"([^"]*)"|(\S+)')


def index(session: Session, document: Document) -> None:
    """Make a document's pages searchable, in place of what was there."""
    forget(session, document.id)
    start = 0
    for number, text in enumerate(document.text.split(PAGE_BREAK), start=1):
        session.add(
            PageTextRow(
                document_id=document.id,
                page=number,
                start=start,
                text=text,
                folded=folded(words_of(text)),
                plain=plain(words_of(text)),
                places=zlib.compress(json.dumps(_places(document, text, start)).encode()),
            )
        )
        start += len(text) + len(PAGE_BREAK)
    session.flush()


def _places(document: Document, text: str, start: int) -> list[list[Any]]:
    found = []
    for word in WORD.finditer(text):
        boxes = document.passage(Span(start=word.start() + start, end=word.end() + start)).boxes
        found.append([word.start(), word.end(), *(boxes[0].model_dump(mode="json") if boxes else ())])
    return found


def forget(session: Session, document_id: str) -> None:
    session.execute(sa.delete(PageTextRow).where(PageTextRow.document_id == document_id))


@dataclass(frozen=True)
class Term:
    """Words that stand one after another; one word is a phrase of one."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A page that holds all that was asked. `marks` are spans in `snippet`; `boxes` those of every occurrence on the page."""

    document: DocumentRow
    page: int
    snippet: str
    marks: tuple[tuple[int, int], ...]
    boxes: tuple[Box, ...]
    rank: float


@dataclass(frozen=True)
class Hits:
    hits: Sequence[Hit]
    next_offset: int | None


def terms_of(asked: str, *, with_marks: bool) -> list[Term]:
    """'hộ nghèo "tiêu chí xã"' → hộ, nghèo, and the phrase tiêu chí xã."""
    fold = folded if with_marks else plain
    found = []
    for phrase, word in ASKED.findall(asked):
        words = tuple(fold(words_of(phrase or word)).split())
        if words:
            found.append(Term(words))
    if not found:
        raise InvalidInput("q: no word to look for")
    return found


def has_marks(asked: str) -> bool:
    return plain(asked) != folded(asked)


def search(
    session: Session,
    asked: str,
    *,
    marks: str = "auto",
    limit: int = 20,
    offset: int = 0,
    document_id: str | None = None,
) -> Hits:
    """Pages that hold every word and phrase asked, best first. `marks`: "auto" minds marks when the words have some."""
    with_marks = has_marks(asked) if marks == "auto" else marks == "strict"
    terms = terms_of(asked, with_marks=with_marks)
    column = "folded" if with_marks else "plain"
    find = _find_in_sqlite if session.get_bind().dialect.name == "sqlite" else _find_in_postgresql
    found = find(session, terms, column=column, limit=limit + 1, offset=offset, document_id=document_id)
    rows = {row.key: row for row in session.scalars(sa.select(PageTextRow).where(PageTextRow.key.in_([k for k, _ in found])))}
    ids = {row.document_id for row in rows.values()}
    documents = {row.id: row for row in session.scalars(sa.select(DocumentRow).where(DocumentRow.id.in_(ids)))}
    hits = [_hit(rows[key], documents[rows[key].document_id], terms, rank, with_marks=with_marks) for key, rank in found[:limit]]
    return Hits(hits, offset + limit if len(found) > limit else None)


def _find_in_sqlite(
    session: Session, terms: Sequence[Term], *, column: str, limit: int, offset: int, document_id: str | None
) -> list[tuple[int, float]]:
    match = f"{{{column}}} : (" + " AND ".join('"' + " ".join(term.words) + '"' for term in terms) + ")"
    within = "AND page_texts.document_id = :document" if document_id else ""
    found = session.execute(
        sa.text(
            "SELECT page_texts.key, page_index.rank FROM page_index JOIN page_texts ON page_texts.key = page_index.rowid "
            f"WHERE page_index MATCH :match {within} ORDER BY page_index.rank, page_texts.key LIMIT :limit OFFSET :offset"
        ),
        {"match": match, "limit": limit, "offset": offset, **({"document": document_id} if document_id else {})},
    )
    return [(key, -rank) for key, rank in found]


def _find_in_postgresql(
    session: Session, terms: Sequence[Term], *, column: str, limit: int, offset: int, document_id: str | None
) -> list[tuple[int, float]]:
    vector = sa.func.to_tsvector(sa.literal_column("'simple'::regconfig"), getattr(PageTextRow, column))
    query: Any = None
    for term in terms:
        phrase = sa.func.phraseto_tsquery(sa.literal_column("'simple'::regconfig"), " ".join(term.words))
        query = phrase if query is None else query.op("&&")(phrase)
    rank = sa.func.ts_rank(vector, query)
    asked = sa.select(PageTextRow.key, rank).where(vector.op("@@")(query))
    if document_id:
        asked = asked.where(PageTextRow.document_id == document_id)
    found = session.execute(asked.order_by(rank.desc(), PageTextRow.key).limit(limit).offset(offset))
    return [(key, float(score)) for key, score in found]


def _hit(row: PageTextRow, document: DocumentRow, terms: Sequence[Term], rank: float, *, with_marks: bool) -> Hit:
    places = json.loads(zlib.decompress(row.places))
    fold = folded if with_marks else plain
    keys = [fold(row.text[place[0] : place[1]]) for place in places]
    found = sorted({at for term in terms for at in _occurrences(keys, term.words)})
    spans = [(places[first][0], places[last][1]) for first, last in found]
    boxes = [box for first, last in found for box in _lines(places[first : last + 1])]
    snippet, marks = _snippet(row.text, spans)
    return Hit(document, row.page, snippet, tuple(marks), tuple(boxes), rank)


def _occurrences(keys: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """First and last index of each place where the words stand in a row."""
    length = len(words)
    return [(i, i + length - 1) for i in range(len(keys) - length + 1) if tuple(keys[i : i + length]) == tuple(words)]


def _lines(places: Sequence[Sequence[Any]]) -> list[Box]:
    """One box for each line that the words stand on: words whose boxes share height are on one line."""
    lines: list[list[Box]] = []
    for place in places:
        if len(place) < 7:
            continue
        box = Box(page=place[2], x0=place[3], top=place[4], x1=place[5], bottom=place[6])
        if lines and box.top < lines[-1][-1].bottom and box.x0 >= lines[-1][-1].x0:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [hull(line) for line in lines]


def _snippet(text: str, spans: Sequence[tuple[int, int]], around: int = 80) -> tuple[str, list[tuple[int, int]]]:
    """The text around the first occurrence, line breaks made spaces, and the occurrences in it."""
    if not spans:
        return " ".join(text[: 2 * around].split()), []
    start, end = max(0, spans[0][0] - around), min(len(text), spans[0][1] + around)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    piece = "".join(" " if c.isspace() else c for c in text[start:end])
    return piece, [(a - start, b - start) for a, b in spans if a >= start and b <= end]
