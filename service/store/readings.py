"""Readings: queued, begun, kept page by page, finished; the last finished one is served."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.orm import Session

from models.document import PAGE_BREAK, Document
from models.outline import Letterhead, Outline
from models.page import Page, PageSource
from models.problem import Problem
from models.reading import Reading
from models.restoration import Restoration
from service.errors import NotReadYet
from service.store import acts, changes, documents, laying, records, search
from service.store.changes import Change
from service.store.keys import plain
from service.store.packing import pack, unpack
from service.store.tables import DocumentRow, PageRow, PageTextRow, ReadingRow, now

LISTS = ("targets", "decisions", "citations", "deadlines", "assignments", "places")


TEXT_CORRECTED = "text corrected"
"""Why a reading is made to which only corrections of the text were added since the one that is served."""


def queue(session: Session, document: DocumentRow, *, reason: str, priority: int, anew: bool) -> ReadingRow:
    """Put a reading in line: `anew` recognises the pages again, else the pages that are there are understood again."""
    last = session.scalars(
        sa.select(ReadingRow).where(ReadingRow.document_id == document.id).order_by(ReadingRow.number.desc()).limit(1)
    ).first()
    recognition = (last.recognition if last else 0) + (1 if anew or last is None else 0)
    reading = ReadingRow(
        document_id=document.id,
        number=(last.number if last else 0) + 1,
        recognition=recognition,
        state="queued",
        priority=priority,
        reason=reason,
        problems=[],
    )
    session.add(reading)
    session.flush()
    document.active_reading = reading.id
    document.state = "queued"
    return reading


def waiting(session: Session) -> int:
    """How many readings are in line."""
    return session.execute(sa.select(sa.func.count()).where(ReadingRow.state == "queued")).scalar_one()


def pages_done(session: Session, document_id: str, recognition: int) -> set[int]:
    return set(
        session.scalars(sa.select(PageRow.number).where(PageRow.document_id == document_id, PageRow.recognition == recognition))
    )


def keep_page(session: Session, reading: ReadingRow, page: Page, problems: Sequence[Problem], *, seconds: float, by: str) -> bool:
    """Keep a page, once: False when another process had kept it already."""
    if session.get(PageRow, (reading.document_id, reading.recognition, page.number)) is not None:
        return False
    session.add(
        PageRow(
            document_id=reading.document_id,
            recognition=reading.recognition,
            number=page.number,
            width_points=page.width_points,
            height_points=page.height_points,
            source=str(page.source),
            source_reason=page.source_reason,
            quality=page.quality,
            word_count=len(page.words),
            problems=[problem.model_dump(mode="json") for problem in problems],
            content=pack(page),
            seconds=seconds,
            done_by=by,
        )
    )
    reading.attempts = 0
    return True


def page_rows(session: Session, document_id: str, recognition: int) -> Sequence[PageRow]:
    return session.scalars(
        sa.select(PageRow).where(PageRow.document_id == document_id, PageRow.recognition == recognition).order_by(PageRow.number)
    ).all()


def fail(session: Session, reading: ReadingRow, problem: Problem) -> None:
    """Give a reading up, and say why; what an earlier reading found is still served."""
    reading.state, reading.finished_at = "failed", now()
    reading.problems = [problem.model_dump(mode="json")]
    document = session.get_one(DocumentRow, reading.document_id)
    if document.active_reading == reading.id:
        state = "failed" if document.current_reading is None else "done"
        documents.revise(session, document, state=state, active_reading=None)
        if document.current_reading is None:
            document.active_reading = reading.id  # so that its problems are shown
        log = Change("document", "revised", document.id, document.id, data=documents.summary(document))
        changes.record(session, [log])


def finish(
    session: Session,
    reading: ReadingRow,
    document: Document,
    outline: Outline,
    read: Reading,
    *,
    territory: records.Territory = records.no_territory,
) -> None:
    """Serve this reading from now on: its records with all corrections laid over them, its text for searching."""
    row = session.get_one(DocumentRow, reading.document_id)
    reading.state, reading.stage, reading.finished_at = "done", "done", now()
    reading.problems = [problem.model_dump(mode="json") for problem in read.problems]
    reading.content, reading.restoration, reading.outline = pack(read), pack(document.restoration), pack(outline)
    documents.revise(
        session,
        row,
        current_reading=reading.id,
        active_reading=None,
        state="done",
        source=document.source,
        page_count=document.page_count,
    )
    show_letterhead(session, row, laying.lay_letterhead(session, row.id, read.letterhead))
    laid = laying.lay_over(session, row.id, read, lambda: document)
    search.index(session, document)
    log = records.replace(session, row, reading.id, laid, territory=territory)
    log.append(Change("document", "revised", row.id, row.id, data=documents.summary(row)))
    changes.record(session, log)


def show_letterhead(session: Session, row: DocumentRow, letterhead: Letterhead) -> None:
    """Put the letterhead into the document's columns."""
    documents.revise(
        session,
        row,
        kind=letterhead.kind,
        number=letterhead.number,
        symbol=letterhead.symbol,
        full_number=acts.full_number(letterhead.number, letterhead.symbol),
        issuer=letterhead.issuer,
        issuer_key=plain(letterhead.issuer) if letterhead.issuer else None,
        issued=letterhead.issued,
        title=letterhead.title,
        name_key=plain(" ".join(filter(None, (row.filename, letterhead.number, letterhead.symbol, letterhead.title)))),
        subject_year=letterhead.subject_year,
        doubtful_fields=laying.doubtful_fields(session, row.id, letterhead),
    )


def drop_served(session: Session, document_id: str) -> None:
    """Take a document's records and searchable text away."""
    records.drop(session, document_id)
    search.forget(session, document_id)
    session.execute(sa.delete(PageTextRow).where(PageTextRow.document_id == document_id))


@dataclass(frozen=True)
class Served:
    """The reading of a document that is served, as models."""

    reading_id: int
    document: Document
    outline: Outline
    reading: Reading


def served_row(session: Session, document: DocumentRow) -> ReadingRow:
    """NotReadYet when no reading has been finished."""
    if document.current_reading is None:
        raise NotReadYet(document.id)
    return session.get_one(ReadingRow, document.current_reading)


def served(session: Session, document: DocumentRow) -> Served:
    """The served reading with pages, restoration and outline; its records are asked from `records`."""
    return _unpacked(session, served_row(session, document))


def _unpacked(session: Session, row: ReadingRow) -> Served:
    if row.content is None or row.restoration is None or row.outline is None:
        raise NotReadYet(row.document_id)
    pages = tuple(unpack(Page, page.content) for page in page_rows(session, row.document_id, row.recognition))
    read = unpack(Reading, row.content)
    restored = unpack(Restoration, row.restoration)
    head = read.document
    document = Document(
        id=head.id, filename=head.filename, sha256=head.sha256, source=head.source, pages=pages, restoration=restored
    )
    return Served(row.id, document, unpack(Outline, row.outline), read)


def restoration(row: ReadingRow) -> Restoration:
    """NotReadYet when the reading has not come so far."""
    if row.restoration is None:
        raise NotReadYet(row.document_id)
    return _restoration(row.restoration)


@lru_cache(maxsize=4)
def _restoration(content: bytes) -> Restoration:
    """Whoever turns the pages of a document asks for the same one at each."""
    return unpack(Restoration, content)


def one_page(session: Session, row: ReadingRow, number: int) -> Page:
    """One page of a reading, the others left packed."""
    return unpack(Page, session.get_one(PageRow, (row.document_id, row.recognition, number)).content)


def document_with(
    session: Session, document: DocumentRow, row: ReadingRow, restoration: Restoration, numbers: Collection[int]
) -> Document:
    """The document as read, in which only the pages of these numbers hold their words: the others are left packed."""
    sizes = session.execute(
        sa.select(PageRow.number, PageRow.width_points, PageRow.height_points, PageRow.source)
        .where(PageRow.document_id == document.id, PageRow.recognition == row.recognition)
        .order_by(PageRow.number)
    )
    pages = tuple(
        one_page(session, row, number)
        if number in numbers
        else Page(number=number, width_points=width, height_points=height, text=text, source=PageSource(source))
        for (number, width, height, source), text in zip(sizes, restoration.raw_text.split(PAGE_BREAK), strict=True)
    )
    return Document(
        id=document.id,
        filename=document.filename,
        sha256=document.id,
        source=document.source or "",
        pages=pages,
        restoration=restoration,
    )


def restored_before(session: Session, reading: ReadingRow) -> Restoration | None:
    """What this version of the reader made of the same pages, where nothing but corrections came to it since; else None."""
    document = session.get_one(DocumentRow, reading.document_id)
    if reading.reason != TEXT_CORRECTED or document.current_reading is None:
        return None
    last = session.get_one(ReadingRow, document.current_reading)
    is_same = (last.recognition, last.reader_version) == (reading.recognition, reading.reader_version)
    return unpack(Restoration, last.restoration) if is_same and last.restoration is not None else None


def letterhead(session: Session, document: DocumentRow, reading: ReadingRow) -> Letterhead:
    """As read, with what people corrected in it."""
    if reading.content is None:
        raise NotReadYet(document.id)
    return laying.lay_letterhead(session, document.id, unpack(_Head, reading.content).letterhead)


class _Head(BaseModel):
    """Of a Reading nothing but its letterhead: the thousands of records of a long paper are passed over."""

    letterhead: Letterhead


def pages(session: Session, document_id: str, recognition: int, *, only: int | None = None) -> list[Page]:
    """The pages of a recognition, or one of them."""
    rows = page_rows(session, document_id, recognition)
    return [unpack(Page, row.content) for row in rows if only is None or row.number == only]
