"""Acts that documents cite: by number and as instruments, who cites them, and which of them are held here.

How often an act is cited, and what most citations say of it, is kept in a row of its own, and brought up to date when
citations are written.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import InvalidInput, NotFound
from service.store.cursors import read_cursor, write_cursor
from service.store.keys import plain
from service.store.tables import ActRoleRow, CitedActRow, DocumentRow, RecordRow

SAID_OF_AN_ACT = 20
"""So many of the newest citations of an act are asked for its kind, issuer and day; what most of them say counts."""
NUMBER, INSTRUMENT = "number", "instrument"
"""The two ways in which citations are taken for those of one act: by the number they write, by the key that they share."""
COLUMN_OF: Mapping[str, Any] = {NUMBER: RecordRow.cited_number, INSTRUMENT: RecordRow.instrument_key}


def number_of(document: DocumentRow) -> str | None:
    """ "1531" and "KH-BCĐ" → "1531/KH-BCĐ"; None when either is not known."""
    return full_number(document.number, document.symbol)


def full_number(number: str | None, symbol: str | None) -> str | None:
    return f"{number}/{symbol}" if number and symbol else None


def held_as(session: Session, numbers: Sequence[str]) -> Mapping[str, DocumentRow]:
    """The documents of ours that carry these numbers, as "263/QĐ-TTg"."""
    row = DocumentRow
    asked = sa.select(row).where(row.full_number.in_(set(numbers)), row.deleted_at.is_(None)).order_by(row.number_in_line)
    return {str(document.full_number): document for document in session.scalars(asked.limit(5000))}


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
    """Whether a document of ours carries the number of a cited act."""
    row = DocumentRow
    return sa.exists().where(row.full_number == CitedActRow.number, row.deleted_at.is_(None))


def _holds(text: str) -> Any:
    return CitedActRow.words.contains(plain(text), autoescape=True)


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
    row = CitedActRow
    wanted = [row.way == NUMBER, *([_holds(text)] if text else []), *([~_is_held()] if only_missing else [])]
    asked = sa.select(row).where(*wanted).order_by(row.documents.desc(), row.name).limit(limit).offset(offset)
    found = session.scalars(asked).all()
    held = held_as(session, [one.name for one in found])
    return [
        CitedAct(
            number=one.name,
            citations=one.times,
            documents=one.documents,
            held=held.get(one.name),
            kind=one.kind,
            about=one.about,
            issuer=one.issuer,
        )
        for one in found
    ]


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
    """One page of the instruments that are cited, the most cited first; with roles, the most cited so."""
    row, times = CitedActRow, _times(query.role)
    asked = sa.select(row, times).where(*_conditions(query)).order_by(times.desc(), row.name).limit(query.limit + 1)
    if query.cursor is not None:
        count, name = read_cursor(query.cursor, 2)
        if not isinstance(count, int) or not isinstance(name, str):
            raise InvalidInput("cursor: not one of ours")
        asked = asked.where(times <= count, sa.or_(times < count, row.name > name))
    found = session.execute(asked).all()
    has_more, found = len(found) > query.limit, found[: query.limit]
    mark = write_cursor([found[-1][1], found[-1][0].name]) if has_more else None
    return Answer(_described(session, [(act, number) for act, number in found], query.role), mark)


def find(session: Session, key: str) -> CitedInstrument:
    """NotFound when no document cites it."""
    act = session.get(CitedActRow, (INSTRUMENT, key))
    if act is None:
        raise NotFound(key)
    return _described(session, [(act, act.times)], ())[0]


def _times(roles: Sequence[str]) -> Any:
    """How often an act is cited, in these roles where some are asked for."""
    if not roles:
        return CitedActRow.times
    role = ActRoleRow
    counted = sa.select(sa.func.coalesce(sa.func.sum(role.times), 0)).where(role.key == CitedActRow.name, role.role.in_(roles))
    return counted.correlate(CitedActRow).scalar_subquery()


def _conditions(query: Query) -> list[Any]:
    found: list[Any] = [CitedActRow.way == INSTRUMENT]
    if query.text:
        found.append(_holds(query.text))
    if query.role:
        cited_so = sa.select(ActRoleRow.key).where(ActRoleRow.role.in_(query.role))
        found.append(CitedActRow.name.in_(cited_so))
    if query.is_held is not None:
        found.append(_is_held() if query.is_held else ~_is_held())
    return found


def _described(session: Session, found: Sequence[tuple[CitedActRow, int]], asked: Sequence[str]) -> list[CitedInstrument]:
    held = held_as(session, [act.number for act, _ in found if act.number])
    names = [act.name for act, _ in found]
    roles, papers = _roles(session, names), _papers(session, names, asked) if asked else {}
    return [
        CitedInstrument(
            key=act.name,
            number=act.number,
            times_cited=times,
            documents=papers.get(act.name, act.documents),
            roles=roles[act.name],
            kind=act.kind,
            issuer=act.issuer,
            issued=act.issued,
            about=act.about,
            document_id=held[act.number].id if act.number and act.number in held else None,
        )
        for act, times in found
    ]


def _roles(session: Session, keys: Sequence[str]) -> dict[str, dict[str, int]]:
    row = ActRoleRow
    found: dict[str, dict[str, int]] = {key: {} for key in keys}
    for one in session.scalars(sa.select(row).where(row.key.in_(keys)).order_by(row.times.desc(), row.role)):
        found[one.key][one.role] = one.times
    return found


def _papers(session: Session, keys: Sequence[str], roles: Sequence[str]) -> Mapping[str, int]:
    """How many documents cite each of these in one of these roles."""
    row = RecordRow
    wanted = (*_citations(), row.instrument_key.in_(keys), row.role.in_(roles))
    counted = sa.select(row.instrument_key, sa.func.count(row.document_id.distinct())).where(*wanted)
    return {str(key): number for key, number in session.execute(counted.group_by(row.instrument_key))}


# ── how the counts are kept ─────────────────────────────────────────────────────────────────────────────────────────────


class Trace(NamedTuple):
    """What a citation gives to what is kept of the act."""

    number: str | None
    instrument: str | None
    role: str
    kind: str | None
    issuer: str | None
    issued: str | None
    about: str | None


TRACED = (RecordRow.cited_number, RecordRow.instrument_key, RecordRow.role, RecordRow.data)
"""What a trace is made of."""


def _citations() -> tuple[Any, Any]:
    return (RecordRow.kind == "citation", RecordRow.review_state != "rejected")


def _trace(number: str | None, instrument: str | None, role: str | None, data: Mapping[str, Any]) -> Trace:
    said = (data.get(name) or None for name in ("kind", "issuer", "issued", "about"))
    return Trace(number, instrument, str(role), *said)


def cited_in(session: Session, document_id: str) -> Counter[Trace]:
    row = RecordRow
    asked = sa.select(*TRACED)
    found = session.execute(asked.where(*_citations(), row.document_id == document_id))
    return Counter(_trace(*one) for one in found)


def count(session: Session, before: Counter[Trace], after: Counter[Trace]) -> None:
    """Keep what has changed in one document's citations; no other writer may count meanwhile."""
    changed = (before - after) | (after - before)
    for way in (NUMBER, INSTRUMENT):
        old, new = _by_name(way, before), _by_name(way, after)
        for name in sorted({name for trace in changed if (name := getattr(trace, way))}):
            _count_act(session, way, name, old.get(name, Counter()), new.get(name, Counter()))


def _by_name(way: str, traces: Counter[Trace]) -> dict[str, Counter[Trace]]:
    found: dict[str, Counter[Trace]] = {}
    for trace, times in traces.items():
        if name := getattr(trace, way):
            found.setdefault(name, Counter())[trace] = times
    return found


def _count_act(session: Session, way: str, name: str, old: Counter[Trace], new: Counter[Trace]) -> None:
    numbers = (trace.number for trace in [*new, *old])
    act = _kept(session, CitedActRow, way=way, name=name) or CitedActRow(**_named(way, name, next(numbers)), times=0, documents=0)
    act.times += new.total() - old.total()
    act.documents += bool(new) - bool(old)
    _keep(session, act)
    if act.times > 0:
        _describe(act, _newest(session, way, name))
    if way == INSTRUMENT:
        for role in sorted({trace.role for trace in [*old, *new]}):
            kept = _kept(session, ActRoleRow, key=name, role=role) or ActRoleRow(key=name, role=role, times=0)
            kept.times += sum(times for trace, times in new.items() if trace.role == role)
            kept.times -= sum(times for trace, times in old.items() if trace.role == role)
            _keep(session, kept)


def _kept(session: Session, row: type[Any], **key: str) -> Any:
    """The row as it is in the database by now, whatever the session knew of it."""
    return session.get(row, key, populate_existing=True)


def _keep(session: Session, row: CitedActRow | ActRoleRow) -> None:
    """Nothing is kept of an act that nobody cites any more."""
    if row.times > 0:
        session.add(row)
    elif row in session:
        session.delete(row)


def _named(way: str, name: str, number: str | None) -> dict[str, Any]:
    return {"way": way, "name": name, "number": number, "words": plain(f"{name} {number or ''}")}


def _newest(session: Session, way: str, name: str) -> list[Trace]:
    """The newest citations of an act, oldest first."""
    row = RecordRow
    asked = sa.select(*TRACED).where(*_citations(), COLUMN_OF[way] == name)
    found = session.execute(asked.order_by(row.key.desc()).limit(SAID_OF_AN_ACT))
    return [_trace(*one) for one in found][::-1]


def _describe(act: CitedActRow, said: Sequence[Trace]) -> None:
    act.kind, act.issuer, act.about = (_commonest(getattr(one, name) for one in said) for name in ("kind", "issuer", "about"))
    day = _commonest(one.issued for one in said)
    act.issued = date.fromisoformat(day) if day else None


def _commonest(values: Iterable[str | None]) -> str | None:
    known = [value for value in values if value]
    return max(known, key=known.count, default=None)


def commonest(said: Sequence[Mapping[str, Any]], name: str) -> str | None:
    """What most say; None when none says anything."""
    return _commonest(data.get(name) for data in said)


def count_anew(session: Session) -> None:
    """Count every citation that is there."""
    for kept in (CitedActRow, ActRoleRow):
        session.execute(sa.delete(kept))
    row = RecordRow
    for way, column in COLUMN_OF.items():
        said, papers = _all_said(session, way), sa.func.count(row.document_id.distinct())
        counted = sa.select(column, sa.func.min(row.cited_number), sa.func.count(), papers).where(*_citations())
        for name, number, times, documents in session.execute(counted.where(column.is_not(None)).group_by(column)).all():
            act = CitedActRow(**_named(way, name, number), times=times, documents=documents)
            _describe(act, said[name][::-1])
            session.add(act)
    key, times = row.instrument_key, sa.func.count()
    roles = sa.select(key, row.role, times).where(*_citations(), key.is_not(None)).group_by(key, row.role)
    session.add_all(ActRoleRow(key=name, role=str(role), times=number) for name, role, number in session.execute(roles).all())
    session.flush()


def _all_said(session: Session, way: str) -> dict[str, list[Trace]]:
    """The newest citations of every act, newest first."""
    found: dict[str, list[Trace]] = {}
    for trace in _newest_first(session):
        if (name := getattr(trace, way)) and len(said := found.setdefault(name, [])) < SAID_OF_AN_ACT:
            said.append(trace)
    return found


def _newest_first(session: Session) -> Iterator[Trace]:
    row = RecordRow
    asked = sa.select(*TRACED).where(*_citations()).order_by(row.key.desc())
    for one in session.execute(asked.execution_options(yield_per=1000)):
        yield _trace(*one)
