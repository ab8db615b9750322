"""What people say against or beside the reader: made, listed, withdrawn; each kept with who, when and what stood before."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from models.document import PAGE_BREAK, Document
from models.frozen import Text
from models.outline import Letterhead
from models.page import Box
from models.provenance import record_id as make_record_id
from models.reading import Reading
from models.restoration import Restoration
from models.spans import Span
from service.errors import Conflict, InvalidInput, NotFound
from service.store import changes, clashes, documents, intake, laying, readings, records
from service.store.changes import Change
from service.store.cursors import read_cursor, write_cursor
from service.store.packing import unpack
from service.store.tables import CorrectionRow, DocumentRow, ReadingRow, RecordRow, now

SURE = {"ocr": 1.0, "restoration": 1.0, "extraction": 1.0, "overall": 1.0}
NOT_SAID: Any = object()
NOT_TO_CORRECT = {"id", "confidence", "extractor", "also_at", *laying.PROVENANCE}


def text(
    session: Session,
    document_id: str,
    *,
    after: Text,
    by: str,
    page: int | None = None,
    page_span: Span | None = None,
    text_span: Span | None = None,
    expected: str | None = None,
    note: str = "",
) -> CorrectionRow:
    """Say what stands on the paper: at a span of a page's raw text, or at a span of the restored text.

    An edit is replaced as a whole. `expected` is what the person saw there; Conflict when it reads otherwise by now. The
    document is understood again at once, from the text that is there; not when it reads so already.
    """
    document = documents.find(session, document_id)
    served = readings.served_row(session, document)
    restoration = readings.restoration(served)
    pages = restoration.raw_text.split(PAGE_BREAK)
    starts = [0, *accumulate(len(text) + len(PAGE_BREAK) for text in pages)][:-1]
    if text_span is None:
        if page is None or page_span is None or not 1 <= page <= len(pages):
            raise InvalidInput("page and page_span, or text_span")
        if page_span.end > len(pages[page - 1]):
            raise InvalidInput("page_span: beyond the page")
        text_span = restoration.text_span(page_span.shifted(starts[page - 1]))
    elif text_span.end > len(restoration.text):
        raise InvalidInput("text_span: beyond the text")
    raw_span = restoration.raw_span(text_span)
    before = restoration.text_span(raw_span).of(restoration.text)
    if "\f" in before or "\f" in after:
        raise InvalidInput("a correction may not touch a page break")
    _check(NOT_SAID if expected is None else expected, before)
    number = max(1, bisect_right(starts, raw_span.start))
    on_page, start = readings.one_page(session, served, number), starts[number - 1]
    correction = _keep(
        session,
        document_id,
        kind="text",
        anchor=laying.anchor_on(on_page, Span(start=raw_span.start - start, end=min(raw_span.end - start, len(on_page.text)))),
        before={"text": before},
        after={"text": after},
        by=by,
        note=note,
    )
    if after != before:
        correction.status = "waiting"
        _understand_again(session, document, by, reason=readings.TEXT_CORRECTED)
    _log(session, document, correction, "created", [])
    return correction


def _understand_again(session: Session, document: DocumentRow, by: str, *, reason: str = "reprocess") -> None:
    """Once, however many corrections come before it begins."""
    if document.active_reading is not None:
        active = session.get_one(ReadingRow, document.active_reading)
        reason = reason if active.reason == reason else "reprocess"
        if active.state == "queued" and active.dispatched_at is None:
            active.reason = reason
            return
    intake.reprocess(session, document.id, anew=False, by=by, reason=reason)


def record_field(
    session: Session,
    record_id: str,
    field: str,
    value: Any,
    *,
    by: str,
    expected: Any = NOT_SAID,
    note: str = "",
    territory: records.Territory,
) -> CorrectionRow:
    """Correct one value of a record; InvalidInput when the record cannot have it, Conflict when it is not `expected` by now."""
    row = records.find(session, record_id)
    if field not in laying.MODEL_OF[row.kind].model_fields or field in NOT_TO_CORRECT:
        raise InvalidInput(f"field: a {row.kind} has no {field} that can be corrected")
    _check(expected, row.data.get(field))
    after = _valid(row.kind, {**row.data, field: value})[field]
    return _on_record(
        session, row, kind="field", field=field, before={"value": row.data.get(field)}, after={"value": after}, by=by,
        note=note, territory=territory,
    )  # fmt: skip


def boxes(
    session: Session, record_id: str, after: Sequence[Box], *, by: str, note: str = "", territory: records.Territory
) -> CorrectionRow:
    """Correct where a record stands on the page."""
    row = records.find(session, record_id)
    data = {"boxes": [box.model_dump(mode="json") for box in after]}
    return _on_record(
        session, row, kind="box", before={"boxes": row.data["boxes"]}, after=data, by=by, note=note, territory=territory
    )


def judge(
    session: Session, record_id: str, state: str, *, by: str, note: str = "", territory: records.Territory
) -> CorrectionRow | None:
    """Set a record's review state: accepted, rejected, or unseen, which takes an earlier judgement back."""
    row = records.find(session, record_id)
    if state not in ("accepted", "rejected", "unseen"):
        raise InvalidInput("review_state: accepted, rejected or unseen")
    document = documents.find(session, row.document_id)
    for earlier in _judgements(session, row):
        earlier.withdrawn_at, earlier.withdrawn_by = now(), by
    if state == "unseen":
        log = _lay_again(session, document, territory)
        changes.record(session, log)
        return None
    kind = "accept" if state == "accepted" else "reject"
    before = {"review_state": row.review_state}
    return _on_record(
        session, row, kind=kind, before=before, after={"review_state": state}, by=by, note=note, territory=territory
    )


def _judgements(session: Session, row: RecordRow) -> Sequence[CorrectionRow]:
    c = CorrectionRow
    return session.scalars(
        sa.select(c).where(
            c.document_id == row.document_id,
            c.record_id == row.id,
            c.kind.in_(("accept", "reject")),
            c.withdrawn_at.is_(None),
        )
    ).all()


def add_record(
    session: Session,
    document_id: str,
    kind: str,
    values: Mapping[str, Any],
    *,
    text_span: Span,
    by: str,
    note: str = "",
    territory: records.Territory,
) -> CorrectionRow:
    """Add a record that the reader did not find, with the words of the restored text that state it."""
    if kind not in laying.MODEL_OF:
        raise InvalidInput(f"kind: one of {', '.join(laying.MODEL_OF)}")
    document = documents.find(session, document_id)
    served = readings.served_row(session, document)
    restoration = readings.restoration(served)
    if text_span.end > len(restoration.text) or len(text_span) == 0:
        raise InvalidInput("text_span: not a stretch of the text")
    raw_span = restoration.raw_span(text_span)
    stated_on = range(_page_at(restoration, raw_span.start), _page_at(restoration, raw_span.end - 1) + 1)
    stated_in = readings.document_with(session, document, served, restoration, stated_on)
    number = sa.select(sa.func.count()).select_from(CorrectionRow).where(CorrectionRow.document_id == document_id)
    new_id = make_record_id(document_id, kind, "person", session.execute(number).scalar_one())
    data = {
        "section": None,
        **{name: value for name, value in values.items() if name not in NOT_TO_CORRECT},
        **laying.provenance_at(stated_in, raw_span),
        "id": new_id,
        "confidence": SURE,
        "extractor": {"name": "person", "version": "1"},
    }
    correction = _keep(
        session,
        document_id,
        kind="add",
        record_kind=kind,
        record_id=new_id,
        anchor=laying.anchor_at(stated_in, raw_span),
        before={},
        after={"data": _valid(kind, data)},
        by=by,
        note=note,
    )
    log = _lay_again(session, document, territory, restoration=restoration)
    _log(session, document, correction, "created", log)
    return correction


def letterhead(
    session: Session, document_id: str, field: str, value: Any, *, by: str, expected: Any = NOT_SAID, note: str = ""
) -> CorrectionRow:
    """Correct a field of the letterhead; Conflict when it is not `expected` by now."""
    document = documents.find(session, document_id)
    if field not in Letterhead.model_fields or field == "evidence":
        raise InvalidInput(f"field: the letterhead has no {field}")
    shown = readings.letterhead(session, document, readings.served_row(session, document))
    _check(expected, shown.model_dump(mode="json")[field])
    try:
        after = laying.checked_letterhead(shown, {field: value})
    except ValidationError as error:
        raise InvalidInput(_said(error)) from error
    correction = _keep(
        session,
        document_id,
        kind="letterhead",
        field=field,
        anchor={},
        before={"value": shown.model_dump(mode="json")[field]},
        after={"value": after.model_dump(mode="json")[field]},
        by=by,
        note=note,
    )
    readings.show_letterhead(session, document, after)
    documents.touch(document)
    _log(session, document, correction, "created", _lay_again(session, document, records.no_territory, keep_places=True))
    return correction


def _check(expected: Any, stands: Any) -> None:
    """Two people do not overwrite each other: whoever says what they saw is told when it reads otherwise by now."""
    if expected is not NOT_SAID and expected != stands:
        raise Conflict(f"it reads {stands!r} by now")


def withdraw(session: Session, correction_id: int, *, by: str, territory: records.Territory) -> CorrectionRow:
    """Take a correction back; it stays in the history."""
    correction = find(session, correction_id)
    if correction.withdrawn_at is not None:
        raise Conflict("it was withdrawn before")
    correction.withdrawn_at, correction.withdrawn_by = now(), by
    document = documents.find(session, correction.document_id)
    session.flush()
    log: list[Change] = []
    if correction.kind == "text":
        _understand_again(session, document, by)
    else:
        if correction.kind == "letterhead":
            row = readings.served_row(session, document)
            readings.show_letterhead(session, document, readings.letterhead(session, document, row))
        log = _lay_again(session, document, territory)
    _log(session, document, correction, "revised", log)
    return correction


def find(session: Session, correction_id: int) -> CorrectionRow:
    row = session.get(CorrectionRow, correction_id)
    if row is None:
        raise NotFound(str(correction_id))
    return row


def of_document(session: Session, document_id: str, *, status: str | None = None) -> Sequence[CorrectionRow]:
    """A document's corrections, newest first, those withdrawn as well."""
    documents.find(session, document_id)
    asked = sa.select(CorrectionRow).where(CorrectionRow.document_id == document_id)
    if status is not None:
        asked = asked.where(CorrectionRow.status == status, CorrectionRow.withdrawn_at.is_(None))
    return session.scalars(asked.order_by(CorrectionRow.id.desc())).all()


@dataclass(frozen=True)
class Query:
    """What is asked of the corrections of all documents; None means that it does not matter."""

    status: str | None = None
    kind: str | None = None
    made_by: str | None = None
    cursor: str | None = None
    limit: int = 50


def ask(session: Session, query: Query) -> tuple[Sequence[CorrectionRow], str | None]:
    """One page of the corrections that fit, newest first, and the cursor of the next page."""
    row = CorrectionRow
    there = sa.select(DocumentRow.id).where(DocumentRow.deleted_at.is_(None))
    asked = sa.select(row).where(row.document_id.in_(there))
    if query.status is not None:
        asked = asked.where(row.status == query.status, row.withdrawn_at.is_(None))
    for column, value in ((row.kind, query.kind), (row.made_by, query.made_by)):
        if value is not None:
            asked = asked.where(column == value)
    if query.cursor is not None:
        (mark,) = read_cursor(query.cursor, 1)
        if not isinstance(mark, int):
            raise InvalidInput("cursor: not one of ours")
        asked = asked.where(row.id < mark)
    rows = session.scalars(asked.order_by(row.id.desc()).limit(query.limit + 1)).all()
    has_more, rows = len(rows) > query.limit, rows[: query.limit]
    return rows, write_cursor([rows[-1].id]) if has_more else None


def summary(correction: CorrectionRow) -> dict[str, Any]:
    """A correction as the API and the log of changes give it."""
    in_vietnamese, in_english = clashes.said(correction.conflict)
    return {
        "id": correction.id,
        "document_id": correction.document_id,
        "kind": correction.kind,
        "record_kind": correction.record_kind,
        "record_id": correction.record_id,
        "field": correction.field,
        "page": correction.anchor.get("page") or correction.anchor.get("data", {}).get("page"),
        "anchor": {name: value for name, value in correction.anchor.items() if name != "data"},
        "before": correction.before,
        "after": correction.after,
        "note": correction.note,
        "made_by": correction.made_by,
        "made_at": correction.made_at.isoformat(),
        "withdrawn_at": correction.withdrawn_at.isoformat() if correction.withdrawn_at else None,
        "withdrawn_by": correction.withdrawn_by,
        "status": "withdrawn" if correction.withdrawn_at else correction.status,
        "conflict": in_english,
        "conflict_vi": in_vietnamese,
    }


def gold(session: Session, document_id: str) -> dict[str, Any]:
    """The document as its readers corrected it, in the form of a gold file: records that were rejected are left out."""
    document = documents.find(session, document_id)
    row = readings.served_row(session, document)
    head = readings.letterhead(session, document, row).model_dump(mode="json", exclude={"evidence"})
    found = records.of_document(session, document_id)
    unscored = NOT_TO_CORRECT - {"id", "quote"} | {"section", "doubts"}
    return {
        "source": document.id,
        "letterhead": head,
        **{
            name: [{k: v for k, v in record.data.items() if k not in unscored} for record in rows] for name, rows in found.items()
        },
        "reviewed": {
            name: sum(record.review_state in ("accepted", "corrected") for record in rows) for name, rows in found.items()
        },
    }


def _page_at(restoration: Restoration, raw_offset: int) -> int:
    return restoration.raw_text.count(PAGE_BREAK, 0, raw_offset) + 1


# ── how a correction is kept ────────────────────────────────────────────────────────────────────────────────────────────


def _on_record(session: Session, row: RecordRow, *, territory: records.Territory, **how: Any) -> CorrectionRow:
    document = documents.find(session, row.document_id)
    correction = _keep(session, row.document_id, record_kind=row.kind, record_id=row.id, anchor={"data": row.data}, **how)
    _log(session, document, correction, "created", _lay_again(session, document, territory))
    return correction


def _keep(session: Session, document_id: str, *, kind: str, by: str, **values: Any) -> CorrectionRow:
    correction = CorrectionRow(document_id=document_id, kind=kind, made_by=by, made_at=now(), **values)
    session.add(correction)
    session.flush()
    return correction


def _lay_again(
    session: Session,
    document: DocumentRow,
    territory: records.Territory,
    *,
    restoration: Restoration | None = None,
    keep_places: bool = False,
) -> list[Change]:
    """The served reading's records with the corrections that hold now."""
    row = readings.served_row(session, document)
    if row.content is None:
        return []
    read = unpack(Reading, row.content)
    located_on = {int(said.anchor["page"]) for said in laying.holding(session, document.id) if "page" in said.anchor}

    def located_in() -> Document:
        return readings.document_with(session, document, row, restoration or readings.restoration(row), located_on)

    laid = laying.lay_over(session, document.id, read, located_in)
    return records.replace(session, document, row.id, laid, territory=territory, keep_places=keep_places)


def _log(session: Session, document: DocumentRow, correction: CorrectionRow, action: str, log: Sequence[Change]) -> None:
    if document.review_state == "unseen":
        document.review_state = "in_review"
    if log:
        documents.touch(document)
    said = summary(correction)
    kept = Change("correction", action, str(correction.id), document.id, kind=correction.kind, made_by=said["made_by"], data=said)
    shown = Change("document", "revised", document.id, document.id, made_by=said["made_by"], data=documents.summary(document))
    changes.record(session, [*log, kept, shown])


def _valid(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return laying.checked(kind, data)
    except ValidationError as error:
        raise InvalidInput(_said(error)) from error


def _said(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()[:5])
