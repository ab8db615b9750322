"""What the pages ask: a page of a reading without the rest, lists of documents, counts by month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.outline import Letterhead
from models.page import Page
from models.restoration import Restoration
from service.errors import NotFound
from service.store import contradictions
from service.store.counting import how_many
from service.store.documents import words_of_name
from service.store.packing import unpack
from service.store.readings import letterhead, restoration, served_row
from service.store.records import Query, conditions, newest
from service.store.tables import (
    AuditRow,
    CorrectionRow,
    DocumentRow,
    PageRow,
    ReadingRow,
    RecordPlaceRow,
    RecordRow,
    WorkerRow,
)

# ── one document ────────────────────────────────────────────────────────────────────────────────────────────────────────


def restoration_of(session: Session, document: DocumentRow) -> Restoration:
    """The restoration that is served, without its pages; NotReadYet before there is one."""
    return restoration(served_row(session, document))


def letterhead_of(session: Session, document: DocumentRow) -> Letterhead | None:
    """With what people corrected in it; None before the document was read."""
    return letterhead(session, document, served_row(session, document)) if document.current_reading is not None else None


@dataclass(frozen=True)
class PageSize:
    number: int
    width_points: float
    height_points: float
    source: str
    quality: float | None


def page_sizes(session: Session, document: DocumentRow) -> Sequence[PageSize]:
    """Of the pages of the reading that is served."""
    columns = (PageRow.number, PageRow.width_points, PageRow.height_points, PageRow.source, PageRow.quality)
    recognition = served_row(session, document).recognition
    found = session.execute(
        sa.select(*columns).where(PageRow.document_id == document.id, PageRow.recognition == recognition).order_by(PageRow.number)
    )
    return [PageSize(*row) for row in found]


def page_of(session: Session, document: DocumentRow, number: int) -> Page:
    """One page of the reading that is served; NotFound when it has no such page."""
    row = session.get(PageRow, (document.id, served_row(session, document).recognition, number))
    if row is None:
        raise NotFound(f"{document.id} page {number}")
    return unpack(Page, row.content)


def readings_of(session: Session, document_id: str) -> Sequence[ReadingRow]:
    """All readings of a document, newest first."""
    return session.scalars(
        sa.select(ReadingRow).where(ReadingRow.document_id == document_id).order_by(ReadingRow.number.desc())
    ).all()


def corrections_of(session: Session, document_id: str) -> Sequence[CorrectionRow]:
    """What people said of a document and did not take back, oldest first."""
    said = CorrectionRow
    return session.scalars(
        sa.select(said).where(said.document_id == document_id, said.withdrawn_at.is_(None)).order_by(said.id)
    ).all()


# ── lists of documents ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Asked:
    """What is asked of the list of documents; empty means that it does not matter."""

    text: str = ""
    kind: str = ""
    issuer: str = ""
    state: str = ""
    review_state: str = ""
    year: int | None = None


def document_conditions(asked: Asked) -> list[Any]:
    row = DocumentRow
    found: list[Any] = [row.deleted_at.is_(None)]
    for word in words_of_name(asked.text):
        found.append(sa.or_(row.name_key.contains(word, autoescape=True), row.issuer_key.contains(word, autoescape=True)))
    for column, value in (
        (row.kind, asked.kind),
        (row.issuer, asked.issuer),
        (row.state, asked.state),
        (row.review_state, asked.review_state),
    ):
        if value:
            found.append(column == value)
    if asked.year:
        found += [row.issued >= date(asked.year, 1, 1), row.issued <= date(asked.year, 12, 31)]
    return found


def list_documents(session: Session, asked: Asked, *, limit: int, before: int | None = None) -> Sequence[DocumentRow]:
    """The latest arrivals first, from the one before `before` on."""
    wanted = document_conditions(asked)
    if before is not None:
        wanted.append(DocumentRow.number_in_line < before)
    return session.scalars(sa.select(DocumentRow).where(*wanted).order_by(DocumentRow.number_in_line.desc()).limit(limit)).all()


def count_documents(session: Session, asked: Asked | None = None) -> int:
    return how_many(session, DocumentRow, document_conditions(asked or Asked()))


def document_facets(session: Session, asked: Asked, *, limit: int = 12) -> dict[str, list[tuple[str, int]]]:
    """For kind, issuer, state and review state: the commonest values among the documents asked for, with their number."""
    wanted, found = document_conditions(asked), {}
    columns: dict[str, Any] = {
        "kind": DocumentRow.kind,
        "issuer": DocumentRow.issuer,
        "state": DocumentRow.state,
        "review_state": DocumentRow.review_state,
    }
    for name, column in columns.items():
        counted = session.execute(
            sa.select(column, sa.func.count())
            .where(*wanted, column.is_not(None))
            .group_by(column)
            .order_by(sa.func.count().desc(), column)
            .limit(limit)
        )
        found[name] = [(str(value), number) for value, number in counted]
    return found


NEWEST = 2000


def issuers(session: Session, *, limit: int = 100) -> Sequence[str]:
    """Who issued most of the newest documents, by name."""
    row = DocumentRow
    known = sa.select(row.issuer).where(row.deleted_at.is_(None)).order_by(row.number_in_line.desc()).limit(NEWEST)
    return sorted(name for name, _ in Counter(name for name in session.scalars(known) if name).most_common(limit))


def in_line(session: Session, *, limit: int = 40) -> Sequence[DocumentRow]:
    """Documents that are waiting, being read or held, in the order in which they will be done."""
    row = DocumentRow
    return session.scalars(
        sa.select(row)
        .where(row.deleted_at.is_(None), row.state.in_(("queued", "reading", "paused")))
        .order_by(sa.case({"reading": 0, "queued": 1}, value=row.state, else_=2), row.priority, row.number_in_line)
        .limit(limit)
    ).all()


def states(session: Session) -> Mapping[str, int]:
    """How many documents are in each state."""
    counted = session.execute(
        sa.select(DocumentRow.state, sa.func.count()).where(DocumentRow.deleted_at.is_(None)).group_by(DocumentRow.state)
    )
    return {row.state: row[1] for row in counted}


def failed(session: Session, *, limit: int = 100) -> Sequence[tuple[DocumentRow, ReadingRow]]:
    """Documents whose last reading failed, with that reading and its reasons."""
    found = session.execute(
        sa.select(DocumentRow, ReadingRow)
        .join(ReadingRow, ReadingRow.id == DocumentRow.active_reading)
        .where(DocumentRow.deleted_at.is_(None), DocumentRow.state == "failed")
        .order_by(DocumentRow.number_in_line.desc())
        .limit(limit)
    )
    return [(document, reading) for document, reading in found]


# ── targets and deadlines in figures ────────────────────────────────────────────────────────────────────────────────────


SAMPLE = 3_000
"""Of more records than this that fit a question, the facets are counted over the newest so many: a page has to answer at once."""


@dataclass(frozen=True)
class Overview:
    """What stands beside a list of records. `total` and counts are of the newest SAMPLE records when `is_whole` is False."""

    total: int
    is_whole: bool
    facets: Mapping[str, Sequence[tuple[str, int]]]
    years: Sequence[tuple[int, int]]
    places: Sequence[tuple[str, int]]
    disputed: int


def beside(session: Session, query: Query, names: Sequence[str], *, limit: int = 12) -> Overview:
    """The commonest values of some columns, years due and places of the records asked for, in two bounded questions."""
    columns = [getattr(RecordRow, name) for name in names]
    sample = newest(session, query, RecordRow.key, limit=SAMPLE + 1)  # found in an index alone
    asked = sa.select(RecordRow.key, RecordRow.due_latest, RecordRow.quantity, *columns).where(RecordRow.key.in_(sample))
    rows = session.connection().execute(asked.order_by(RecordRow.key.desc())).all()
    keys, due, quantities, *values = zip(*rows[:SAMPLE], strict=True) if rows else ((), (), (), *(() for _ in names))
    disputed = contradictions.disputed_of(session, quantities)
    return Overview(
        total=min(len(rows), SAMPLE),
        is_whole=len(rows) <= SAMPLE,
        facets={name: _commonest(found, limit) for name, found in zip(names, values, strict=True)},
        years=sorted(Counter(day.year for day in due if day is not None).items()),
        places=_places(session, keys, query.map),
        disputed=sum(quantity in disputed for quantity in quantities),
    )


def _commonest(values: Iterable[Any], limit: int) -> list[tuple[str, int]]:
    return [(str(value), number) for value, number in Counter(value for value in values if value).most_common(limit)]


def _places(session: Session, keys: Sequence[int], which: str) -> list[tuple[str, int]]:
    """The commonest units of these records on a map."""
    place = RecordPlaceRow
    # coalesce: SQLite thinks the index by map, which holds half of all places, better than a look at each record
    on_map = sa.func.coalesce(place.map, "") == which
    counted = session.execute(
        sa.select(place.code, sa.func.count())
        .where(place.record_key.in_(keys), on_map)
        .group_by(place.code)
        .order_by(sa.func.count().desc(), place.code)
        .limit(300)
    )
    return [(code, number) for code, number in counted]


def count(session: Session, query: Query) -> int:
    """How many records fit, counted up to SAMPLE."""
    bounded = sa.select(RecordRow.key).where(*conditions(query)).limit(SAMPLE).subquery()
    return session.execute(sa.select(sa.func.count()).select_from(bounded)).scalar_one()


def indicators(session: Session, query: Query, *, limit: int = 30) -> Sequence[tuple[str, str, int]]:
    """The commonest indicators among the newest targets asked for: name, unit, number."""
    row, count = RecordRow, sa.func.count()
    found = session.execute(
        sa.select(sa.func.min(row.subject), row.unit, count)
        .where(row.key.in_(newest(session, query, row.key, limit=SAMPLE)))
        .group_by(row.subject_key, row.unit)
        .order_by(count.desc(), row.subject_key)
        .limit(limit)
    )
    return [(str(subject), unit or "", number) for subject, unit, number in found]


def months(session: Session, query: Query, year: int) -> Mapping[int, int]:
    """How many records fall due in each month of a year."""
    month = sa.extract("month", RecordRow.due_latest)
    found = session.execute(
        sa.select(month, sa.func.count())
        .where(*conditions(query), RecordRow.due_latest >= date(year, 1, 1), RecordRow.due_latest <= date(year, 12, 31))
        .group_by(month)
    )
    return {int(which): number for which, number in found}


def records_with_documents(
    session: Session, query: Query, *, limit: int, order: Sequence[Any] = ()
) -> Sequence[tuple[RecordRow, DocumentRow]]:
    """The first records that fit, each with its document; by key unless another order is given."""
    found = session.execute(
        sa.select(RecordRow, DocumentRow)
        .join(DocumentRow, DocumentRow.id == RecordRow.document_id)
        .where(*conditions(query))
        .order_by(*(order or (RecordRow.key,)))
        .limit(limit)
    )
    return [(record, document) for record, document in found]


# ── the machine room ────────────────────────────────────────────────────────────────────────────────────────────────────


def workers(session: Session) -> Sequence[WorkerRow]:
    return session.scalars(sa.select(WorkerRow).order_by(WorkerRow.started_at.desc()).limit(50)).all()


def documents_named(session: Session, ids: Iterable[str]) -> Mapping[str, DocumentRow]:
    """Those of these that are documents, by id."""
    rows = session.scalars(sa.select(DocumentRow).where(DocumentRow.id.in_(sorted(ids))))
    return {row.id: row for row in rows}


def audit(session: Session, *, limit: int = 50) -> Sequence[AuditRow]:
    """What was done last."""
    return session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)).all()
