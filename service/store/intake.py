"""What is done with whole documents: taken in once, read again, held, put forward, taken out of sight."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import Conflict
from service.store import changes, documents, readings
from service.store.changes import Change
from service.store.keys import plain
from service.store.tables import CorrectionRow, DocumentRow, ReadingRow, RecordRow, now

INTERACTIVE, BULK = 10, 100


@dataclass(frozen=True)
class Added:
    document: DocumentRow
    is_duplicate: bool


def add(
    session: Session,
    *,
    sha256: str,
    filename: str,
    media_type: str,
    size_bytes: int,
    priority: int = INTERACTIVE,
    added_by: str | None = None,
) -> Added:
    """Take a file in and put it in line. The same bytes again are the same document; a deleted one comes back."""
    known = session.get(DocumentRow, sha256)
    if known is not None and known.deleted_at is None:
        return Added(known, is_duplicate=True)
    if known is not None:
        known.deleted_at, known.state, known.filename = None, "queued", filename
        document = known
    else:
        document = DocumentRow(
            id=sha256,
            number_in_line=changes.take_numbers(session, "documents"),
            filename=filename,
            name_key=plain(filename),
            media_type=media_type,
            size_bytes=size_bytes,
            state="queued",
            priority=priority,
            added_by=added_by,
            record_counts={},
        )
        session.add(document)
        session.flush()
    readings.queue(session, document, reason="added", priority=priority, anew=True)
    changes.record(session, [Change("document", "created", sha256, sha256, made_by=added_by, data=documents.summary(document))])
    return Added(document, is_duplicate=False)


def reprocess(
    session: Session, document_id: str, *, anew: bool, by: str, priority: int = INTERACTIVE, reason: str = "reprocess"
) -> ReadingRow:
    """Read a document again; a reading that is still in line or in progress gives way to this one."""
    document = documents.find(session, document_id)
    if document.active_reading is not None:
        active = session.get_one(ReadingRow, document.active_reading)
        anew = anew or active.number == 1 or _pages_missing(session, document, active)
        active.state, active.finished_at = "cancelled", now()
    reading = readings.queue(session, document, reason=reason, priority=priority, anew=anew)
    documents.touch(document)
    changes.record(
        session, [Change("document", "revised", document_id, document_id, made_by=by, data=documents.summary(document))]
    )
    return reading


def _pages_missing(session: Session, document: DocumentRow, reading: ReadingRow) -> bool:
    return len(readings.pages_done(session, document.id, reading.recognition)) != document.page_count


def delete(session: Session, document_id: str, *, by: str) -> None:
    """Take a document and its records out of sight. The original and the corrections stay, for a later return."""
    document = documents.find(session, document_id)
    if document.state == "reading":
        raise Conflict("cancel the reading first")
    gone = session.execute(sa.select(RecordRow.id, RecordRow.kind).where(RecordRow.document_id == document_id)).all()
    readings.drop_served(session, document_id)
    document.deleted_at, document.state = now(), "deleted"
    document.active_reading = document.current_reading = None
    document.record_counts = {}
    documents.touch(document)
    session.execute(
        sa.update(ReadingRow)
        .where(ReadingRow.document_id == document_id, ReadingRow.state.in_(("queued", "paused", "reading")))
        .values(state="cancelled")
    )
    session.execute(sa.update(CorrectionRow).where(CorrectionRow.document_id == document_id).values(status="waiting"))
    log = [Change("record", "deleted", record.id, document_id, kind=record.kind, made_by=by) for record in gone]
    changes.record(session, [*log, Change("document", "deleted", document_id, document_id, made_by=by)])


def hold(session: Session, document_id: str, action: str, *, by: str) -> DocumentRow:
    """`pause`, `resume` or `cancel` the reading in progress; Conflict where that makes no sense."""
    document = documents.find(session, document_id)
    fits = {"pause": ("queued", "reading"), "resume": ("paused",), "cancel": ("queued", "reading", "paused")}
    if document.active_reading is None or document.state not in fits[action]:
        raise Conflict(f"a document that is {document.state} cannot be told to {action}")
    reading = session.get_one(ReadingRow, document.active_reading)
    if action == "resume":
        reading.state, reading.dispatched_at = "queued", None
        reading.workflow += 1
        documents.revise(session, document, state="queued")
    elif action == "pause":
        reading.state = "paused"
        documents.revise(session, document, state="paused")
    else:
        reading.state = "cancelled"
        reading.finished_at = now()
        state = "cancelled" if document.current_reading is None else "done"
        documents.revise(session, document, state=state, active_reading=None)
    changes.record(
        session, [Change("document", "revised", document.id, document.id, made_by=by, data=documents.summary(document))]
    )
    return document


def prioritise(session: Session, document_id: str, priority: int) -> DocumentRow:
    """A smaller number goes first."""
    document = documents.find(session, document_id)
    document.priority = priority
    if document.active_reading is not None:
        session.get_one(ReadingRow, document.active_reading).priority = priority
    return document
