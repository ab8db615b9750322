"""Documents: found, listed, followed, reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.store import changes
from service.store.changes import Change
from service.store.tables import DocumentRow, PageRow, ReadingRow, now


def find(session: Session, document_id: str) -> DocumentRow:
    """NotFound when there is none, or it was deleted."""
    document = session.get(DocumentRow, document_id)
    if document is None or document.deleted_at is not None:
        raise NotFound(document_id)
    return document


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
