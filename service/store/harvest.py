"""What others take from the whole store: documents in the order of their last change, issuers, numbers, who cites whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.store.tables import DocumentRow, RecordRow

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Walk:
    """Which documents: those changed from a second to a second (both included), of an issuer, of a kind.

    `after` is the last change and id that was walked by.
    """

    changed_from: datetime | None = None
    changed_until: datetime | None = None
    issuer_key: str | None = None
    kind: str | None = None
    after: tuple[datetime, str] | None = None


def walk(session: Session, asked: Walk, limit: int) -> Sequence[DocumentRow]:
    """The next documents that were read, or read once and then deleted."""
    row = DocumentRow
    wanted = [sa.or_(row.current_reading.is_not(None), row.deleted_at.is_not(None))]
    if asked.changed_from is not None:
        wanted.append(row.updated_at >= asked.changed_from)
    if asked.changed_until is not None:
        wanted.append(row.updated_at < asked.changed_until + SECOND)
    if asked.issuer_key is not None:
        wanted.append(row.issuer_key == asked.issuer_key)
    if asked.kind is not None:
        wanted.append(row.kind == asked.kind)
    if asked.after is not None:
        at, document_id = asked.after
        wanted.append(sa.or_(row.updated_at > at, sa.and_(row.updated_at == at, row.id > document_id)))
    return session.scalars(sa.select(row).where(*wanted).order_by(row.updated_at, row.id).limit(limit)).all()


def earliest(session: Session) -> datetime | None:
    """The first change that a harvester can see."""
    found: datetime | None = session.execute(sa.select(sa.func.min(DocumentRow.added_at))).scalar_one()
    return found


def issuers(session: Session) -> Sequence[tuple[str, str]]:
    """Key and name of every issuer, in order."""
    row = DocumentRow
    asked = sa.select(row.issuer_key, sa.func.min(row.issuer)).where(row.issuer_key.is_not(None)).group_by(row.issuer_key)
    return [(str(key), str(name)) for key, name in session.execute(asked.order_by(row.issuer_key))]


def kinds(session: Session) -> Sequence[str]:
    found = session.scalars(
        sa.select(DocumentRow.kind).where(DocumentRow.kind.is_not(None)).distinct().order_by(DocumentRow.kind)
    )
    return [str(kind) for kind in found]


def with_number(session: Session, number: str, limit: int = 5) -> Sequence[DocumentRow]:
    """Documents whose "37/KH-UBND" is this, or whose number before the slash is."""
    row = DocumentRow
    alone, _, symbol = number.partition("/")
    wanted = [row.deleted_at.is_(None), row.number == alone.strip()]
    if symbol:
        wanted.append(row.symbol == symbol.strip())
    return session.scalars(sa.select(row).where(*wanted).order_by(row.issued, row.id).limit(limit)).all()


MOST_CITATIONS = 5000
"""Of one neighbourhood: more can be neither drawn nor looked at."""


@dataclass(frozen=True)
class Cited:
    """A citation, the document it stands in, and the document of ours that it cites, where number and day say so."""

    citation: RecordRow
    document: DocumentRow
    held: DocumentRow | None


def neighbourhood(session: Session, *, document_id: str | None, instrument: str | None, depth: int) -> Sequence[Cited]:
    """The citations within `depth` steps of a document or a cited act: what it cites and who cites it is one step."""
    papers, acts = ({one} if one else set() for one in (document_id, instrument))
    found: dict[int, Cited] = {}
    for _ in range(depth):
        for cited in _citations_around(session, papers, acts):
            found[cited.citation.key] = cited
        papers = {one.document.id for one in found.values()} | {one.held.id for one in found.values() if one.held}
        acts = {one.citation.instrument_key for one in found.values() if one.citation.instrument_key}
    return [found[key] for key in sorted(found)]


def _citations_around(session: Session, papers: Iterable[str], acts: Iterable[str]) -> Sequence[Cited]:
    row, paper = RecordRow, DocumentRow
    numbers = [_number(one) for one in session.scalars(sa.select(paper).where(paper.id.in_(papers)))]
    asked = (
        sa.select(row, paper)
        .join(paper, paper.id == row.document_id)
        .where(row.kind == "citation", row.review_state != "rejected", paper.deleted_at.is_(None))
        .where(sa.or_(row.document_id.in_(papers), row.instrument_key.in_(acts), row.cited_number.in_([n for n in numbers if n])))
        .order_by(row.key)
        .limit(MOST_CITATIONS)
    )
    rows = [(citation, document) for citation, document in session.execute(asked)]
    heads = {str(citation.cited_number).partition("/")[0] for citation, _ in rows}
    held = session.scalars(sa.select(paper).where(paper.number.in_(heads), paper.issued.is_not(None), paper.deleted_at.is_(None)))
    known: dict[tuple[Any, Any], DocumentRow] = {(_number(one), str(one.issued)): one for one in held}
    return [Cited(one, document, known.get((one.cited_number, one.data.get("issued")))) for one, document in rows]


def _number(document: DocumentRow) -> str | None:
    return f"{document.number}/{document.symbol}" if document.number and document.symbol else None
