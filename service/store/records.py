"""Records as rows: written from a reading, asked with filters, order and cursor."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_other
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import InvalidInput, NotFound
from service.store import contradictions, derived
from service.store.changes import Change
from service.store.counting import how_many
from service.store.cursors import day_of, read_cursor, write_cursor
from service.store.keys import plain, words_of
from service.store.tables import DocumentRow, RecordPlaceRow, RecordRow, now
from service.store.words import INDEX, has_words, holds_words, in_index

KINDS = ("target", "decision", "citation", "deadline", "assignment", "place")
LIST_OF = {kind: f"{kind}s" for kind in KINDS}

Territory = Callable[[str, date | None], Iterable[tuple[str, str]]]
"""Code of a unit, day of the document → (map, code) of itself and of every unit that holds it; map is "old" (to 30 June 2025)
or "new"."""


OLD_MAP = date(2025, 6, 30)


def no_territory(code: str, as_of: date | None) -> Iterable[tuple[str, str]]:
    """When no gazetteer is at hand, a unit stands for itself, on the map of its day."""
    return [("new" if as_of is not None and as_of > OLD_MAP else "old", code)]


@dataclass(frozen=True)
class Laid:
    """A record as served: the reader's values with corrections over them."""

    kind: str
    data: dict[str, Any]
    review_state: str = "unseen"
    origin: str = "reader"


def replace(
    session: Session,
    document: DocumentRow,
    reading_id: int,
    laid: Sequence[Laid],
    *,
    territory: Territory,
    keep_places: bool = False,
) -> list[Change]:
    """Make `laid` the document's records. Returns what changed; a record that is as it was keeps its row."""
    _hold(session, document.id)
    known = {row.id: row for row in session.scalars(sa.select(RecordRow).where(RecordRow.document_id == document.id))}
    before = derived.traces(session, document.id)
    log: list[Change] = []
    kept: set[str] = set()
    for record in laid:
        record_id = record.data["id"]
        if record_id in kept:
            continue
        kept.add(record_id)
        row = known.get(record_id)
        if row is None:
            row = RecordRow(id=record_id, document_id=document.id)
            action = "created"
        elif _same(row, record, document):
            row.reading = reading_id
            continue
        else:
            action = "revised"
        _fill(row, document, reading_id, record)
        session.add(row)
        session.flush()
        if not keep_places:
            _place(session, row, record.data, document.issued, territory)
        log.append(Change("record", action, record_id, document.id, kind=record.kind, data=_change_data(row)))
    gone = [row for record_id, row in known.items() if record_id not in kept]
    for row in gone:
        session.execute(sa.delete(RecordPlaceRow).where(RecordPlaceRow.record_key == row.key))
        session.delete(row)
        log.append(Change("record", "deleted", row.id, document.id, kind=row.kind))
    session.flush()
    document.record_counts = counts(session, document.id)
    derived.follow(session, document.id, before)
    return log


def _hold(session: Session, document_id: str) -> None:
    """Nobody else writes this document's records meanwhile."""
    session.execute(sa.select(DocumentRow.id).where(DocumentRow.id == document_id).with_for_update())


def drop(session: Session, document_id: str) -> None:
    """Take all records of a document away."""
    _hold(session, document_id)
    before = derived.traces(session, document_id)
    keys = sa.select(RecordRow.key).where(RecordRow.document_id == document_id)
    session.execute(sa.delete(RecordPlaceRow).where(RecordPlaceRow.record_key.in_(keys)))
    session.execute(sa.delete(RecordRow).where(RecordRow.document_id == document_id))
    derived.follow(session, document_id, before)


def counts(session: Session, document_id: str) -> dict[str, Any]:
    found = session.execute(
        sa.select(RecordRow.kind, sa.func.count())
        .where(RecordRow.document_id == document_id, RecordRow.review_state != "rejected")
        .group_by(RecordRow.kind)
    )
    return {LIST_OF[kind]: count for kind, count in found}


def _change_data(row: RecordRow) -> dict[str, Any]:
    return {**row.data, "review_state": row.review_state, "origin": row.origin}


def _same(row: RecordRow, record: Laid, document: DocumentRow) -> bool:
    return (
        row.data == record.data
        and row.review_state == record.review_state
        and row.document_issued == document.issued
        and row.document_kind == document.kind
        and row.document_number == document.number
        and row.document_issuer_key == document.issuer_key
    )


def _fill(row: RecordRow, document: DocumentRow, reading_id: int, record: Laid) -> None:
    data = record.data
    columns = COLUMNS_OF[record.kind](data)
    for name in (*COLUMN_NAMES,):
        setattr(row, name, columns.get(name))
    row.kind, row.reading, row.data = record.kind, reading_id, data
    row.page, row.position = data["page"], data["text_span"][0]
    row.quote, row.section = data["quote"], data.get("section")
    row.confidence = data["confidence"]["overall"]
    row.review_state, row.origin, row.updated_at = record.review_state, record.origin, now()
    row.subject_key = plain(words_of(row.subject)) if row.subject else None
    row.body_key = plain(words_of(row.body)) if row.body else None
    row.document_kind, row.document_number = document.kind, document.number
    row.document_issuer_key, row.document_issued = document.issuer_key, document.issued
    row.quantity = contradictions.quantity(row) if record.kind == "target" else None


COLUMN_NAMES = (
    "subject",
    "comparator",
    "change",
    "value_low",
    "value_high",
    "unit",
    "due_earliest",
    "due_latest",
    "every",
    "role",
    "body",
    "cited_number",
    "instrument_key",
)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _target(data: Mapping[str, Any]) -> dict[str, Any]:
    value, upper = float(data["value"]), data.get("upper")
    return {
        "subject": data["indicator"],
        "comparator": data["comparator"],
        "change": data["change"],
        "value_low": value,
        "value_high": float(upper) if upper is not None else value,
        "unit": data["unit"],
        "due_earliest": _day(data["due"].get("earliest")),
        "due_latest": _day(data["due"].get("latest")),
    }


def _deadline(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "subject": data["task"],
        "due_earliest": _day(data["earliest"]),
        "due_latest": _day(data["latest"]),
        "every": data.get("every"),
        "role": data["relation"],
        "body": "; ".join(data.get("bodies") or ()) or None,
    }


COLUMNS_OF: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "target": _target,
    "deadline": _deadline,
    "decision": lambda data: {"subject": data["matter"], "role": data["act"]},
    "citation": lambda data: {
        "subject": data.get("about"),
        "role": data["role"],
        "cited_number": data.get("number"),
        "instrument_key": data.get("instrument_key"),
    },
    "assignment": lambda data: {
        "subject": data["task"],
        "role": data["role"],
        "body": "; ".join([data["body"], *data.get("partners", ())]),
    },
    "place": lambda data: {"subject": data["name"], "role": data["status"]},
}


def _place(session: Session, row: RecordRow, data: Mapping[str, Any], issued: date | None, territory: Territory) -> None:
    """Note the units that a record is for, with everything above each, on both maps."""
    session.execute(sa.delete(RecordPlaceRow).where(RecordPlaceRow.record_key == row.key))
    direct = {str(code) for code in data.get("places") or [data.get("code")] if code}
    own = "new" if issued is not None and issued > OLD_MAP else "old"
    above = {(which, code) for unit in direct for which, code in territory(unit, issued)}
    for which, code in sorted(above | {(own, code) for code in direct}):
        session.add(
            RecordPlaceRow(record_key=row.key, map=which, code=code, kind=row.kind, is_direct=which == own and code in direct)
        )


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Query:
    """What is asked of the records of one kind; None means that it does not matter.

    `text` and `body` are words that must all occur, with or without marks. `place` means the unit with everything below it, on
    the map of 63 provinces ("old") or of 34 ("new"). A due window asks that the due day lies in it. `is_disputed` asks for
    targets of quantities that targets contradict each other about. Records that a person rejected are left out unless
    `review_state` asks for them.
    """

    kind: str
    document_id: str | None = None
    text: str | None = None
    change: Sequence[str] = ()
    comparator: Sequence[str] = ()
    unit: str | None = None
    value_min: float | None = None
    value_max: float | None = None
    place: str | None = None
    map: str = "new"
    body: str | None = None
    role: Sequence[str] = ()
    due_from: date | None = None
    due_to: date | None = None
    overdue_on: date | None = None
    every: Sequence[str] = ()
    cited_number: str | None = None
    instrument: str | None = None
    document_kind: Sequence[str] = ()
    document_number: str | None = None
    document_issuer: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    confidence_min: float | None = None
    confidence_max: float | None = None
    review_state: Sequence[str] = ()
    section: str | None = None
    is_disputed: bool = False
    sort: str = "key"
    cursor: str | None = None
    limit: int = 50
    fields: Sequence[str] = ()
    with_total: bool = False


SORTS: dict[str, Any] = {
    "key": RecordRow.key,
    "due": RecordRow.due_latest,
    "value": RecordRow.value_low,
    "issued": RecordRow.document_issued,
    "confidence": RecordRow.confidence,
}


@dataclass(frozen=True)
class Answer:
    rows: Sequence[RecordRow]
    next: str | None = None
    total: int | None = None
    documents: Mapping[str, DocumentRow] = field(default_factory=dict)


def ask(session: Session, query: Query) -> Answer:
    """One page of the records that fit, in the asked order, with the cursor of the next page."""
    wanted = conditions(query)
    total = how_many(session, RecordRow, wanted) if query.with_total else None
    name, descending = query.sort.removeprefix("-"), query.sort.startswith("-")
    if name not in SORTS:
        raise InvalidInput(f"sort: one of {', '.join(SORTS)}, with - before it for the other direction")
    column = SORTS[name]
    if name != "key":  # an order by a value leaves out what has none: there is no place for it in the line
        wanted.append(column.is_not(None))
    if query.cursor is not None:
        wanted.append(_beyond(query, name, column, descending))
    order = [column.desc() if descending else column.asc()]
    if name != "key":
        order.append(RecordRow.key.desc() if descending else RecordRow.key.asc())
    chosen = sa.select(RecordRow).order_by(*order).limit(query.limit + 1)
    rows = _near(session, query, chosen) if name == "key" else ()
    if len(rows) <= query.limit:
        rows = session.scalars(_in_order_of_key(session, query) if name == "key" else chosen.where(*wanted)).all()
    has_more = len(rows) > query.limit
    rows = rows[: query.limit]
    return Answer(
        rows=rows,
        next=_cursor(query, name, rows[-1]) if has_more else None,
        total=total,
        documents=_documents_of(session, rows),
    )


NEAR = 2000
"""So many records are looked through one by one before all that hold a word are gathered: a word that is everywhere is near."""


def _near(session: Session, query: Query, chosen: "sa.Select[RecordRow]") -> Sequence[RecordRow]:
    """Those of the next NEAR records of the kind that fit; a full page of them is the answer, fewer say nothing."""
    asked = [(RecordRow.subject_key, query.text), (RecordRow.body_key, query.body)]
    words = [holds for column, text in asked if text for holds in has_words(column, text)]
    if not words or query.document_id is not None or _has_walk_of_words(session, query):
        return ()
    near = sa.select(RecordRow.key).where(RecordRow.kind == query.kind)
    descending = query.sort.startswith("-")
    if query.cursor is not None:
        near = near.where(_beyond(query, "key", RecordRow.key, descending))
    near = near.order_by(RecordRow.key.desc() if descending else RecordRow.key).limit(NEAR)
    others = conditions(with_other(query, text=None, body=None))
    return session.scalars(chosen.where(RecordRow.key.in_(near), *words, *others)).all()


def newest(session: Session, query: Query, *columns: Any, limit: int) -> "sa.Select[Any]":
    """Asks for columns of the newest records that fit."""
    walked, key = _walked(session, query, *columns)
    return walked.order_by(key.desc()).limit(limit)


def _in_order_of_key(session: Session, query: Query) -> "sa.Select[Any]":
    walked, key = _walked(session, query, RecordRow)
    descending = query.sort.startswith("-")
    if query.cursor is not None:
        walked = walked.where(_beyond(query, "key", key, descending))
    return walked.order_by(key.desc() if descending else key).limit(query.limit + 1)


def _walked(session: Session, query: Query, *columns: Any) -> tuple["sa.Select[Any]", Any]:
    """Columns of the records that fit, and the key by whose order the narrowest index is walked until a page is full."""
    place, chosen = RecordPlaceRow, sa.select(*columns)
    if query.place:
        of_place = (place.map == query.map, place.code == query.place, place.kind == query.kind)
        chosen = chosen.join_from(place, RecordRow, place.record_key == RecordRow.key).where(*of_place)
        return chosen.where(*conditions(with_other(query, place=None))), place.record_key
    if query.text and _has_walk_of_words(session, query):
        chosen = chosen.join_from(INDEX, RecordRow, INDEX.c.rowid == RecordRow.key)
        of_words = in_index(RecordRow.subject_key, query.text)
        return chosen.where(of_words, *conditions(with_other(query, text=None))), INDEX.c.rowid
    return chosen.where(*conditions(query)), RecordRow.key


def _has_walk_of_words(session: Session, query: Query) -> bool:
    asks_words = bool(words_of(query.text or "")) and query.place is None and query.document_id is None
    return asks_words and session.get_bind().dialect.name == "sqlite"


def _documents_of(session: Session, rows: Sequence[RecordRow]) -> Mapping[str, DocumentRow]:
    ids = {row.document_id for row in rows}
    return {row.id: row for row in session.scalars(sa.select(DocumentRow).where(DocumentRow.id.in_(ids)))}


def _cursor(query: Query, name: str, row: RecordRow) -> str:
    value = {"key": row.key, "due": row.due_latest, "value": row.value_low, "issued": row.document_issued}.get(
        name, row.confidence
    )
    mark = value.isoformat() if isinstance(value, date) else value
    return write_cursor([query.sort, mark, row.key])


def _beyond(query: Query, name: str, column: Any, descending: bool) -> Any:
    sort, mark, key = read_cursor(query.cursor or "", 3)
    if sort != query.sort or not isinstance(key, int):
        raise InvalidInput("cursor: it belongs to another order")
    if name == "key":
        return column < key if descending else column > key
    if name in ("due", "issued"):
        mark = day_of(mark)
    elif not isinstance(mark, (int, float)):
        raise InvalidInput("cursor: not one of ours")
    if descending:
        return sa.and_(column <= mark, sa.or_(column < mark, RecordRow.key < key))
    return sa.and_(column >= mark, sa.or_(column > mark, RecordRow.key > key))


def conditions(query: Query) -> list[Any]:
    """The WHERE of a query, without order and cursor."""
    row = RecordRow
    found: list[Any] = [row.kind == query.kind]
    if query.document_id is not None:
        found.append(row.document_id == query.document_id)
    found += [holds_words(row.subject_key, query.text)] if query.text and words_of(query.text) else []
    found += [holds_words(row.body_key, query.body)] if query.body and words_of(query.body) else []
    found += [row.document_issuer_key.contains(word, autoescape=True) for word in plain(query.document_issuer or "").split()]
    for column, values in (
        (row.change, query.change),
        (row.comparator, query.comparator),
        (row.role, query.role),
        (row.every, query.every),
        (row.document_kind, query.document_kind),
    ):
        if values:
            found.append(column.in_(values))
    for column, value in (
        (row.unit, query.unit),
        (row.cited_number, query.cited_number),
        (row.instrument_key, query.instrument),
        (row.document_number, query.document_number),
        (row.section, query.section),
    ):
        if value is not None:
            found.append(column == value)
    if query.is_disputed:
        found.append(contradictions.is_disputed())
    return [*found, *_ranges(query), *_review(query), *_in_place(query)]


def _ranges(query: Query) -> list[Any]:
    row = RecordRow
    found: list[Any] = []
    for ranged, low, high in (
        (row.due_latest, query.due_from, query.due_to),
        (row.document_issued, query.issued_from, query.issued_to),
        (row.confidence, query.confidence_min, query.confidence_max),
    ):
        if low is not None:
            found.append(ranged >= low)
        if high is not None:
            found.append(ranged <= high)
    if query.value_min is not None:
        found.append(row.value_high >= query.value_min)
    if query.value_max is not None:
        found.append(row.value_low <= query.value_max)
    if query.overdue_on is not None:
        found.append(row.due_latest < query.overdue_on)
    return found


def _review(query: Query) -> list[Any]:
    state = RecordRow.review_state
    return [state.in_(query.review_state) if query.review_state else state != "rejected"]


def _in_place(query: Query) -> list[Any]:
    if query.place is None:
        return []
    place = RecordPlaceRow
    found = sa.select(place.record_key).where(place.map == query.map, place.code == query.place, place.kind == query.kind)
    return [RecordRow.key.in_(found)]


FACETS: dict[str, Any] = {
    "unit": RecordRow.unit,
    "change": RecordRow.change,
    "comparator": RecordRow.comparator,
    "role": RecordRow.role,
    "every": RecordRow.every,
    "document_kind": RecordRow.document_kind,
    "review_state": RecordRow.review_state,
    "body": RecordRow.body,
}


def facets(session: Session, query: Query, names: Sequence[str], *, limit: int = 20) -> dict[str, list[tuple[str, int]]]:
    """For each named column, its commonest values among the records that fit, with their number."""
    unknown = set(names) - set(FACETS)
    if unknown:
        raise InvalidInput(f"facets: one of {', '.join(FACETS)}")
    wanted = conditions(query)
    found = {}
    for name in names:
        column, count = FACETS[name], sa.func.count()
        counted = session.execute(
            sa.select(column, count)
            .where(*wanted, column.is_not(None))
            .group_by(column)
            .order_by(count.desc(), column)
            .limit(limit)
        )
        found[name] = [(str(value), number) for value, number in counted]
    return found


def find(session: Session, record_id: str) -> RecordRow:
    """NotFound when no served record has this id."""
    row = session.scalars(sa.select(RecordRow).where(RecordRow.id == record_id).limit(1)).first()
    if row is None:
        raise NotFound(record_id)
    return row


def of_document(session: Session, document_id: str, *, with_rejected: bool = False) -> dict[str, list[RecordRow]]:
    """All records of a document in reading order, by list name (targets, decisions, …)."""
    asked = sa.select(RecordRow).where(RecordRow.document_id == document_id)
    if not with_rejected:
        asked = asked.where(RecordRow.review_state != "rejected")
    found: dict[str, list[RecordRow]] = {LIST_OF[kind]: [] for kind in KINDS}
    for row in session.scalars(asked.order_by(RecordRow.position, RecordRow.key)):
        found[LIST_OF[row.kind]].append(row)
    return found


def served_data(row: RecordRow) -> dict[str, Any]:
    """A record as the API gives it: the contract's fields, with where it belongs and how far it was reviewed."""
    return {
        **row.data,
        "kind_of_record": row.kind,
        "document_id": row.document_id,
        "review_state": row.review_state,
        "origin": row.origin,
    }


def stream(session: Session, query: Query, *, batch: int = 1000) -> Iterable[RecordRow]:
    """All records that fit, in the order of their keys, a batch in memory at a time."""
    last = 0
    wanted = conditions(query)
    while True:
        rows = session.scalars(
            sa.select(RecordRow).where(*wanted, RecordRow.key > last).order_by(RecordRow.key).limit(batch)
        ).all()
        yield from rows
        if len(rows) < batch:
            return
        last = rows[-1].key
        session.expunge_all()
