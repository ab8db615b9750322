"""Acts that documents cite: by number and as instruments, who cites them, and which of them are held here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import InvalidInput, NotFound
from service.store.cursors import read_cursor, write_cursor
from service.store.tables import DocumentRow, RecordRow

SAID_OF_AN_ACT = 20
"""So many of the newest citations of an act are asked for its kind, issuer and day; what most of them say counts."""


def number_of(document: DocumentRow) -> str | None:
    """ "1531" and "KH-BCĐ" → "1531/KH-BCĐ"; None when either is not known."""
    return f"{document.number}/{document.symbol}" if document.number and document.symbol else None


def held_as(session: Session, numbers: Sequence[str]) -> Mapping[str, DocumentRow]:
    """The documents of ours that carry these numbers, as "263/QĐ-TTg"."""
    wanted = {tuple(number.split("/", 1)) for number in numbers if "/" in number}
    if not wanted:
        return {}
    heads = {number for number, _ in wanted}
    rows = session.scalars(
        sa.select(DocumentRow).where(DocumentRow.deleted_at.is_(None), DocumentRow.number.in_(heads)).limit(5000)
    )
    return {f"{row.number}/{row.symbol}": row for row in rows if (row.number, row.symbol) in wanted}


def citations_to(session: Session, number: str, *, limit: int = 300) -> Sequence[tuple[RecordRow, DocumentRow]]:
    """Who cites an act, newest document first."""
    found = session.execute(
        sa.select(RecordRow, DocumentRow)
        .join(DocumentRow, DocumentRow.id == RecordRow.document_id)
        .where(RecordRow.kind == "citation", RecordRow.cited_number == number, RecordRow.review_state != "rejected")
        .order_by(DocumentRow.issued.desc(), RecordRow.key)
        .limit(limit)
    )
    return [(record, document) for record, document in found]


def _is_held() -> Any:
    """Whether the number of a citation is that of a document of ours."""
    row = DocumentRow
    numbers = sa.select(row.number + "/" + row.symbol).where(
        row.deleted_at.is_(None), row.number.is_not(None), row.symbol.is_not(None)
    )
    return RecordRow.cited_number.in_(numbers)


# ── by number, as the pages list them ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class CitedAct:
    number: str
    citations: int
    documents: int
    held: DocumentRow | None
    kind: str | None
    about: str | None
    issuer: str | None


def cited_acts(
    session: Session, *, text: str = "", only_missing: bool = False, limit: int = 100, offset: int = 0
) -> Sequence[CitedAct]:
    """Acts by how many documents cite them, each with the document of ours that it is, if we hold it."""
    row = RecordRow
    papers = sa.func.count(sa.distinct(row.document_id))
    wanted = [row.kind == "citation", row.cited_number.is_not(None), row.review_state != "rejected"]
    if text:
        wanted.append(_holds(row.cited_number, text))
    if only_missing:
        wanted.append(~_is_held())
    found = session.execute(
        sa.select(row.cited_number, sa.func.count(), papers)
        .where(*wanted)
        .group_by(row.cited_number)
        .order_by(papers.desc(), row.cited_number)
        .limit(limit)
        .offset(offset)
    ).all()
    numbers = [str(number) for number, _, _ in found]
    held, said = held_as(session, numbers), _said(session, row.cited_number, numbers)
    return [
        CitedAct(
            number=number,
            citations=citations,
            documents=documents,
            held=held.get(number),
            kind=commonest(said[number], "kind"),
            about=commonest(said[number], "about"),
            issuer=commonest(said[number], "issuer"),
        )
        for number, (_, citations, documents) in zip(numbers, found, strict=True)
    ]


def _holds(column: Any, text: str) -> Any:
    return sa.func.lower(column).contains(text.lower(), autoescape=True)


# ── as instruments, which share a key however they are cited ────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Query:
    """What is asked of the instruments; None means that it does not matter. `text` is part of a number or of a name."""

    text: str | None = None
    role: Sequence[str] = ()
    is_held: bool | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class CitedInstrument:
    """`document_id` is the document of ours that it is. Kind, issuer, day and subject are what most citations say."""

    key: str
    number: str | None
    times_cited: int
    documents: int
    roles: Mapping[str, int]
    kind: str | None
    issuer: str | None
    issued: date | None
    about: str | None
    document_id: str | None


@dataclass(frozen=True)
class Answer:
    instruments: Sequence[CitedInstrument]
    next: str | None


def ask(session: Session, query: Query) -> Answer:
    """One page of the instruments that are cited, the most cited first."""
    row, times = RecordRow, sa.func.count()
    asked = _counted().where(*_conditions(query)).order_by(times.desc(), row.instrument_key).limit(query.limit + 1)
    if query.cursor is not None:
        count, key = read_cursor(query.cursor, 2)
        if not isinstance(count, int) or not isinstance(key, str):
            raise InvalidInput("cursor: not one of ours")
        asked = asked.having(sa.or_(times < count, sa.and_(times == count, row.instrument_key > key)))
    counted = session.execute(asked).all()
    has_more, counted = len(counted) > query.limit, counted[: query.limit]
    mark = write_cursor([counted[-1][2], counted[-1][0]]) if has_more else None
    return Answer(_described(session, counted), mark)


def find(session: Session, key: str) -> CitedInstrument:
    """NotFound when no document cites it."""
    counted = session.execute(_counted().where(*_conditions(Query()), RecordRow.instrument_key == key)).all()
    if not counted:
        raise NotFound(key)
    return _described(session, counted)[0]


def _counted() -> "sa.Select[str | None, str | None, int, int]":
    """Key, number, citations and documents of each instrument."""
    row = RecordRow
    return sa.select(
        row.instrument_key, sa.func.min(row.cited_number), sa.func.count(), sa.func.count(row.document_id.distinct())
    ).group_by(row.instrument_key)


def _conditions(query: Query) -> list[Any]:
    row = RecordRow
    found: list[Any] = [row.kind == "citation", row.review_state != "rejected", row.instrument_key.is_not(None)]
    if query.text:
        found.append(sa.or_(_holds(row.cited_number, query.text), _holds(row.instrument_key, query.text)))
    if query.role:
        found.append(row.role.in_(query.role))
    if query.is_held is not None:
        found.append(_is_held() if query.is_held else sa.or_(row.cited_number.is_(None), ~_is_held()))
    return found


def _described(session: Session, counted: Sequence[Any]) -> list[CitedInstrument]:
    keys = [key for key, *_ in counted]
    held = held_as(session, [number for _, number, *_ in counted if number])
    roles, said = _roles(session, keys), _said(session, RecordRow.instrument_key, keys)
    return [
        CitedInstrument(
            key=key,
            number=number,
            times_cited=times,
            documents=papers,
            roles=roles[key],
            kind=commonest(said[key], "kind"),
            issuer=commonest(said[key], "issuer"),
            issued=date.fromisoformat(day) if (day := commonest(said[key], "issued")) else None,
            about=commonest(said[key], "about"),
            document_id=held[number].id if number in held else None,
        )
        for key, number, times, papers in counted
    ]


def _roles(session: Session, keys: Sequence[str]) -> dict[str, dict[str, int]]:
    row = RecordRow
    found: dict[str, dict[str, int]] = {key: {} for key in keys}
    counted = session.execute(
        sa.select(row.instrument_key, row.role, sa.func.count())
        .where(row.instrument_key.in_(keys), *_conditions(Query()))
        .group_by(row.instrument_key, row.role)
        .order_by(sa.func.count().desc(), row.role)
    )
    for key, role, times in counted:
        found[str(key)][str(role)] = times
    return found


def _said(session: Session, column: Any, values: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """What the newest citations of each act hold; `column` is what tells acts apart, `values` theirs there."""
    row = RecordRow
    place = sa.func.row_number().over(partition_by=column, order_by=row.key.desc()).label("place")
    wanted = (row.kind == "citation", row.review_state != "rejected", column.in_(values))
    newest = sa.select(row.key, place).where(*wanted).subquery()
    chosen = sa.select(column, row.data).join(newest, newest.c.key == row.key).where(newest.c.place <= SAID_OF_AN_ACT)
    found: dict[str, list[Mapping[str, Any]]] = {value: [] for value in values}
    for value, data in session.execute(chosen.order_by(row.key)):
        found[str(value)].append(data)
    return found


def commonest(said: Sequence[Mapping[str, Any]], name: str) -> str | None:
    """What most say; None when none says anything."""
    known = [data[name] for data in said if data.get(name)]
    return max(known, key=known.count, default=None)
