"""Documents in the order of their last change, deleted ones among them: what a harvester walks through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.store.tables import DocumentRow

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
