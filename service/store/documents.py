"""Documents: found, listed, followed, reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import InvalidInput, NotFound
from service.store import changes
from service.store.changes import Change
from service.store.counting import how_many
from service.store.cursors import day_of, read_cursor, write_cursor
from service.store.keys import plain
from service.store.tables import DocumentRow, PageRow, ReadingRow, now


def find(session: Session, document_id: str) -> DocumentRow:
    """NotFound when there is none, or it was deleted."""
    document = session.get(DocumentRow, document_id)
    if document is None or document.deleted_at is not None:
        raise NotFound(document_id)
    return document


@dataclass(frozen=True)
class Query:
    """What is asked of the list of documents; None means that it does not matter. Words match with or without marks."""

    state: str | None = None
    review_state: str | None = None
    kind: str | None = None
    issuer: str | None = None
    number: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    text: str | None = None
    sort: str = "-added"
    cursor: str | None = None
    limit: int = 50
    with_total: bool = False


@dataclass(frozen=True)
class Answer:
    rows: Sequence[DocumentRow]
    next: str | None
    total: int | None


def ask(session: Session, query: Query) -> Answer:
    """One page of the documents that fit, with the cursor of the next page."""
    wanted = _conditions(query)
    total = how_many(session, DocumentRow, wanted) if query.with_total else None
    descending, by_issue = query.sort.startswith("-"), query.sort.endswith("issued")
    line = DocumentRow.number_in_line
    if by_issue:
        wanted.append(DocumentRow.issued.is_not(None))
    if query.cursor is not None:
        sort, mark, number = read_cursor(query.cursor, 3)
        if sort != query.sort or not isinstance(number, int):
            raise InvalidInput("cursor: it belongs to another order")
        if by_issue:
            here = sa.tuple_(DocumentRow.issued, line)
            there = sa.tuple_(sa.literal(day_of(mark)), sa.literal(number))
            wanted.append(here < there if descending else here > there)
        else:
            wanted.append(line < number if descending else line > number)
    columns = [DocumentRow.issued, line] if by_issue else [line]
    order = [column.desc() if descending else column.asc() for column in columns]
    rows = session.scalars(sa.select(DocumentRow).where(*wanted).order_by(*order).limit(query.limit + 1)).all()
    has_more, rows = len(rows) > query.limit, rows[: query.limit]
    last = rows[-1] if has_more else None
    mark = last.issued.isoformat() if last is not None and by_issue and last.issued else None
    return Answer(rows, write_cursor([query.sort, mark, last.number_in_line]) if last is not None else None, total)


def _conditions(query: Query) -> list[Any]:
    row = DocumentRow
    found: list[Any] = [row.deleted_at.is_(None)]
    for column, value in (
        (row.state, query.state),
        (row.review_state, query.review_state),
        (row.kind, query.kind),
        (row.number, query.number),
    ):
        if value is not None:
            found.append(column == value)
    if query.issued_from is not None:
        found.append(row.issued >= query.issued_from)
    if query.issued_to is not None:
        found.append(row.issued <= query.issued_to)
    found += [row.issuer_key.contains(word, autoescape=True) for word in plain(query.issuer or "").split()]
    found += [row.name_key.contains(word, autoescape=True) for word in words_of_name(query.text)]
    return found


def words_of_name(text: str | None) -> list[str]:
    """ "1531/KH-BCĐ nông thôn" → 1531, kh-bcd, nong, thon: each stands in the `name_key` of a document that is meant."""
    return plain((text or "").replace("/", " ")).split()


def newest(session: Session, *, limit: int = 50, state: str | None = None) -> Sequence[DocumentRow]:
    """The latest arrivals first."""
    asked = sa.select(DocumentRow).where(DocumentRow.deleted_at.is_(None))
    if state is not None:
        asked = asked.where(DocumentRow.state == state)
    return session.scalars(asked.order_by(DocumentRow.number_in_line.desc()).limit(limit)).all()


@dataclass(frozen=True)
class PageProgress:
    number: int
    is_done: bool
    source: str | None
    source_reason: str | None
    quality: float | None
    seconds: float | None
    problems: list[Any]
    width_points: float | None
    height_points: float | None


@dataclass(frozen=True)
class Progress:
    """How far the reading of a document is: the stage it is at, and its pages."""

    stage: str
    pages_done: int
    page_count: int | None
    pages: tuple[PageProgress, ...]
    problems: list[Any]


def progress(session: Session, document: DocumentRow) -> Progress:
    """Of the reading in progress, or else of the one that is served."""
    reading = session.get(ReadingRow, document.active_reading or document.current_reading or 0)
    if reading is None:
        return Progress("queued", 0, document.page_count, (), [])
    columns = (
        PageRow.number,
        PageRow.source,
        PageRow.source_reason,
        PageRow.quality,
        PageRow.seconds,
        PageRow.problems,
        PageRow.width_points,
        PageRow.height_points,
    )
    done = {
        row.number: row
        for row in session.execute(
            sa.select(*columns).where(PageRow.document_id == document.id, PageRow.recognition == reading.recognition)
        )
    }
    pages = tuple(
        PageProgress(
            n,
            True,
            done[n].source,
            done[n].source_reason,
            done[n].quality,
            done[n].seconds,
            done[n].problems,
            done[n].width_points,
            done[n].height_points,
        )
        if n in done
        else PageProgress(n, False, None, None, None, None, [], None, None)
        for n in range(1, (document.page_count or 0) + 1)
    )
    return Progress(reading.stage, len(done), document.page_count, pages, reading.problems)


def summary(document: DocumentRow) -> dict[str, Any]:
    """What lists and the log of changes say of a document."""
    return {
        "id": document.id,
        "filename": document.filename,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
        "source": document.source,
        "page_count": document.page_count,
        "state": document.state,
        "review_state": document.review_state,
        "priority": document.priority,
        "revision": document.revision,
        "added_by": document.added_by,
        "added_at": document.added_at.isoformat() if document.added_at else None,
        "kind": document.kind,
        "number": document.number,
        "symbol": document.symbol,
        "issuer": document.issuer,
        "issued": document.issued.isoformat() if document.issued else None,
        "title": document.title,
        "doubtful_fields": document.doubtful_fields or [],
        "record_counts": document.record_counts or {},
    }


def revise(session: Session, document: DocumentRow, **values: Any) -> None:
    """Set columns, count the revision up and log it, when anything differs."""
    if all(getattr(document, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(document, name, value)
    touch(document)


def touch(document: DocumentRow) -> None:
    document.revision += 1
    document.updated_at = now()


def review(session: Session, document_id: str, state: str, *, by: str) -> DocumentRow:
    """Set the review state of the document as a whole."""
    document = find(session, document_id)
    revise(session, document, review_state=state)
    changes.record(session, [Change("document", "revised", document.id, document.id, made_by=by, data=summary(document))])
    return document


def ids(session: Session, *, beginnings: Sequence[str] = ()) -> Sequence[str]:
    """All documents, or those whose ids begin with one of these, in the order of their arrival."""
    asked = sa.select(DocumentRow.id).where(DocumentRow.deleted_at.is_(None))
    if beginnings:
        asked = asked.where(sa.or_(*(DocumentRow.id.startswith(name, autoescape=True) for name in beginnings)))
    return session.scalars(asked.order_by(DocumentRow.number_in_line)).all()
