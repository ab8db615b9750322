"""Corrections over HTTP, and what is done with whole documents: read again, held, reviewed, taken out of sight."""

from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response, jsonify
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.page import Box
from models.spans import Span
from service.api.access import actor, audit, needs
from service.api.asked import Said
from service.api.context import here
from service.api.schemas import CorrectionOut, DocumentOut, Out, document_out, storable
from service.errors import InvalidInput
from service.store import corrections, documents, intake, records

blueprint = APIBlueprint("corrections", __name__, tag="corrections")

Plain = Annotated[str, AfterValidator(storable)]


class CorrectionIn(BaseModel):
    """One of: text (`text`, with page and page_span or text_span), field or letterhead (`field`, `value`), box (`boxes`),
    accept, reject or unseen (a judgement of `record_id`), add (`record_kind`, `values`, `text_span`)."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["text", "field", "box", "accept", "reject", "unseen", "add", "letterhead"]
    record_id: Plain | None = None
    record_kind: Literal["target", "decision", "citation", "deadline", "assignment", "place"] | None = None
    field: Plain | None = None
    value: Any = None
    values: dict[str, Any] | None = None
    text: Plain | None = Field(None, max_length=2000)
    expected: Annotated[Any, AfterValidator(storable)] = Field(
        None, description="the text or the value that you saw there; 409 when it reads otherwise by now"
    )
    page: int | None = Field(None, ge=1, le=1_000_000)
    page_span: Span | None = Field(None, description="code points of the page's raw text")
    text_span: Span | None = Field(None, description="code points of the document's restored text")
    boxes: list[Box] | None = Field(None, max_length=200)
    note: Annotated[Plain, Field(max_length=2000)] = ""


class CorrectionList(Out):
    corrections: list[CorrectionOut]
    next: str | None = None


class CorrectionsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    status: Literal["applied", "conflict", "waiting"] | None = None


class AllCorrectionsQuery(CorrectionsQuery):
    made_by: Said | None = Field(None, description="name of the account")
    kind: Literal["text", "field", "box", "accept", "reject", "add", "letterhead"] | None = None
    cursor: Said | None = None
    limit: int = Field(50, ge=1, le=500)


@blueprint.get("/corrections")
@needs("reader")
@blueprint.input(AllCorrectionsQuery, location="query")
@blueprint.output(CorrectionList)
def list_all_corrections(query_data: AllCorrectionsQuery) -> Response:
    """What people said of all documents, newest first; `status=conflict` is what no longer fits and waits for somebody."""
    asked = corrections.Query(**query_data.model_dump())
    with here().store.reading() as session:
        found, following = corrections.ask(session, asked)
        said = [corrections.summary(c) for c in found]
    return jsonify({"corrections": said, "next": following})


@blueprint.get("/documents/<document_id>/corrections")
@needs("reader")
@blueprint.input(CorrectionsQuery, location="query")
@blueprint.output(CorrectionList)
def list_corrections(document_id: str, query_data: CorrectionsQuery) -> Response:
    """What people said of a document, newest first, with what stood there before."""
    with here().store.reading() as session:
        found = corrections.of_document(session, document_id, status=query_data.status)
    return jsonify({"corrections": [corrections.summary(c) for c in found]})


@blueprint.post("/documents/<document_id>/corrections")
@needs("reviewer")
@blueprint.input(CorrectionIn)
@blueprint.output(CorrectionOut, status_code=201)
def correct(document_id: str, json_data: CorrectionIn) -> tuple[dict[str, Any], int]:
    """Correct a syllable, a value, a box; add, accept or reject a record. It is laid over every later reading too."""
    said = json_data
    storable(said.value)
    storable(said.values)
    with here().store.writing() as session:
        documents.find(session, document_id)
        if said.record_id is not None and records.find(session, said.record_id).document_id != document_id:
            raise InvalidInput("record_id: a record of another document")
        made = MAKE[said.kind](session, document_id, said)
        audit(session, f"correction.{said.kind}", document_id, correction=made.id if made is not None else None)
        if made is None:
            row = records.find(session, said.record_id or "")
            return _taken_back(row, said), 201
        return corrections.summary(made), 201


def _taken_back(row: Any, said: CorrectionIn) -> dict[str, Any]:
    from service.store.tables import now

    return {
        "id": 0,
        "document_id": row.document_id,
        "kind": "unseen",
        "record_kind": row.kind,
        "record_id": row.id,
        "field": None,
        "page": row.page,
        "anchor": {},
        "before": {},
        "after": {"review_state": row.review_state},
        "note": said.note,
        "made_by": actor().name,
        "made_at": now().isoformat(),
        "withdrawn_at": None,
        "withdrawn_by": None,
        "status": "applied",
        "conflict": "",
    }


def _record_of(said: CorrectionIn) -> str:
    if said.record_id is None:
        raise InvalidInput("record_id: needed for this kind of correction")
    return said.record_id


def _how(said: CorrectionIn) -> dict[str, Any]:
    return {"by": actor().name, "note": said.note}


def _expected(said: CorrectionIn) -> dict[str, Any]:
    """What was seen, where it was said: a field that was seen empty is null."""
    return {"expected": said.expected} if "expected" in said.model_fields_set else {}


def _text(session: Any, document_id: str, said: CorrectionIn) -> Any:
    if said.text is None:
        raise InvalidInput("text: needed")
    if not isinstance(said.expected, str | None):
        raise InvalidInput("expected: a text")
    return corrections.text(
        session,
        document_id,
        after=said.text,
        page=said.page,
        page_span=said.page_span,
        text_span=said.text_span,
        expected=said.expected,
        **_how(said),
    )


def _field(session: Any, document_id: str, said: CorrectionIn) -> Any:
    if said.field is None:
        raise InvalidInput("field: needed")
    how = {**_how(said), **_expected(said)}
    return corrections.record_field(session, _record_of(said), said.field, said.value, territory=here().territory, **how)


def _letterhead(session: Any, document_id: str, said: CorrectionIn) -> Any:
    if said.field is None:
        raise InvalidInput("field: needed")
    return corrections.letterhead(session, document_id, said.field, said.value, **_how(said), **_expected(said))


def _boxes(session: Any, document_id: str, said: CorrectionIn) -> Any:
    if not said.boxes:
        raise InvalidInput("boxes: needed")
    return corrections.boxes(session, _record_of(said), said.boxes, territory=here().territory, **_how(said))


def _judge(session: Any, document_id: str, said: CorrectionIn) -> Any:
    state = {"accept": "accepted", "reject": "rejected", "unseen": "unseen"}[said.kind]
    return corrections.judge(session, _record_of(said), state, territory=here().territory, **_how(said))


def _add(session: Any, document_id: str, said: CorrectionIn) -> Any:
    if said.record_kind is None or said.text_span is None:
        raise InvalidInput("record_kind, values and text_span: needed")
    return corrections.add_record(
        session,
        document_id,
        said.record_kind,
        said.values or {},
        text_span=said.text_span,
        territory=here().territory,
        **_how(said),
    )


MAKE = {
    "text": _text,
    "field": _field,
    "letterhead": _letterhead,
    "box": _boxes,
    "accept": _judge,
    "reject": _judge,
    "unseen": _judge,
    "add": _add,
}


@blueprint.delete("/corrections/<int(max=9007199254740991):correction_id>")
@needs("reviewer")
@blueprint.output(CorrectionOut)
def withdraw(correction_id: int) -> dict[str, Any]:
    """Take a correction back; it stays in the history."""
    with here().store.writing() as session:
        taken = corrections.withdraw(session, correction_id, by=actor().name, territory=here().territory)
        audit(session, "correction.withdraw", taken.document_id, correction=correction_id)
        return corrections.summary(taken)


class GoldOut(BaseModel):
    model_config = ConfigDict(extra="allow")
    source: str


@blueprint.get("/documents/<document_id>/gold")
@needs("reader")
@blueprint.output(GoldOut)
def show_gold(document_id: str) -> Response:
    """The document as it was corrected, in the form of a gold file."""
    with here().store.reading() as session:
        return jsonify(corrections.gold(session, document_id))


class ReprocessIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pages: bool = Field(False, description="recognise the pages again too; else the pages that are there are understood again")


@blueprint.post("/documents/<document_id>/reprocess")
@needs("reviewer")
@blueprint.input(ReprocessIn)
@blueprint.output(DocumentOut, status_code=202)
def reprocess(document_id: str, json_data: ReprocessIn) -> tuple[DocumentOut, int, dict[str, str]]:
    """Read a document again; what people corrected is laid over the new reading."""
    with here().store.writing() as session:
        intake.reprocess(session, document_id, anew=json_data.pages, by=actor().name)
        audit(session, "document.reprocess", document_id, pages=json_data.pages)
        row = documents.find(session, document_id)
    return document_out(row), 202, {"Location": f"/api/v1/documents/{document_id}", "Retry-After": "1"}


class DocumentChange(BaseModel):
    """What is to be changed; `action` holds, goes on with or gives up the reading in progress."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["pause", "resume", "cancel"] | None = None
    priority: int | None = Field(None, ge=1, le=1000, description="a smaller number goes first")
    review_state: Literal["unseen", "in_review", "reviewed"] | None = None


@blueprint.patch("/documents/<document_id>")
@needs("reviewer")
@blueprint.input(DocumentChange)
@blueprint.output(DocumentOut)
def change_document(document_id: str, json_data: DocumentChange) -> DocumentOut:
    """Pause, resume or cancel a reading, change its priority, or set the document's review state."""
    with here().store.writing() as session:
        row = documents.find(session, document_id)
        if json_data.priority is not None:
            row = intake.prioritise(session, document_id, json_data.priority)
        if json_data.action is not None:
            row = intake.hold(session, document_id, json_data.action, by=actor().name)
        if json_data.review_state is not None:
            row = documents.review(session, document_id, json_data.review_state, by=actor().name)
        audit(session, "document.change", document_id, asked=json_data.model_dump(exclude_none=True))
    return document_out(row)


@blueprint.delete("/documents/<document_id>")
@needs("admin")
@blueprint.output({}, status_code=204)
def delete_document(document_id: str) -> tuple[str, int]:
    """Take a document and its records out of sight; its original and its corrections are kept."""
    with here().store.writing() as session:
        intake.delete(session, document_id, by=actor().name)
        audit(session, "document.delete", document_id)
    return "", 204
