"""Documents over HTTP: handed in, listed, followed, given back as text, records, images and the original."""

import hashlib
import mimetypes
import unicodedata
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import PurePath
from typing import Any, Literal

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, jsonify, request, send_file
from pydantic import BaseModel, ConfigDict, Field, field_validator
from werkzeug.datastructures import FileStorage

from models.document import PAGE_BREAK
from models.outline import Letterhead
from models.reading import Reading
from service.api.access import actor, audit, needs
from service.api.context import here
from service.api.idempotency import Answered, once
from service.api.images import DOTS_PER_INCH
from service.api.problems import problem_body
from service.api.schemas import (
    DocumentDetail,
    DocumentList,
    TextOut,
    Upload,
    detail_of,
    document_out,
)
from service.errors import BadRequest, Busy, InvalidInput, NoRoom, NotFound, TooLarge, VanthuError
from service.store import Session, documents, intake, readings, records
from service.store.packing import unpack
from service.store.readings import LISTS
from service.store.tables import DocumentRow, ReadingRow

blueprint = APIBlueprint("documents", __name__, tag="documents")

PRIORITIES = {"interactive": intake.INTERACTIVE, "bulk": intake.BULK}


class UploadQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    priority: Literal["interactive", "bulk"] = Field("interactive", description="bulk waits until nothing interactive does")


@blueprint.post("/documents")
@needs("reviewer")
@blueprint.input(UploadQuery, location="query")
@blueprint.doc(summary="Hand in one file or many")
@blueprint.output(Upload, status_code=202, description="Taken; follow Location")
def hand_in(query_data: UploadQuery) -> Response:
    """Answers at once with 202; a file whose bytes are known already is said to be so and is not read again.

    Send the files as multipart/form-data, each in a part called `file`.
    """
    files = [file for file in request.files.getlist("file") + request.files.getlist("files") if file.filename]
    if not files:
        raise BadRequest("send at least one file in a part called `file`")
    contents = [(file_name(file), file.read()) for file in files]
    fingerprint = " ".join(hashlib.sha256(content).hexdigest() for _, content in contents)
    return once(f"{query_data.priority} {fingerprint}", lambda: _take(contents, PRIORITIES[query_data.priority]))


def file_name(file: FileStorage) -> str:
    """The name as sent, without folders and control characters, in NFC."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    return unicodedata.normalize("NFC", "".join(c for c in name if c.isprintable()))[:255] or "scan"


def _take(contents: Sequence[tuple[str, bytes]], priority: int) -> Answered:
    _refuse_when_full()
    taken = [_take_one(name, content, priority) for name, content in contents]
    if len(taken) == 1 and (error := taken[0].pop("raised", None)) is not None:
        raise error
    for entry in taken:
        if error := entry.pop("raised", None):
            entry["error"] = problem_body(error)
    location = next((entry["location"] for entry in taken if entry.get("location")), None)
    headers = {"Retry-After": "1", **({"Location": location} if location else {})}
    return {"documents": taken}, 202, headers


def _refuse_when_full() -> None:
    context = here()
    with context.store.reading() as session:
        waiting = readings.waiting(session)
    if waiting >= context.settings.max_waiting:
        raise Busy(f"{waiting} documents are waiting")
    if context.store.free_mb() < context.settings.least_free_mb:
        raise NoRoom


def _take_one(name: str, content: bytes, priority: int) -> dict[str, Any]:
    context = here()
    error: VanthuError | None = None
    if not content:
        error = InvalidInput(f"{name} is empty")
    elif len(content) > context.settings.max_file_mb * 1024 * 1024:
        error = TooLarge(f"{name} is larger than {context.settings.max_file_mb} MB")
    if error is not None:
        return {"filename": name, "id": None, "raised": error}
    sha256 = context.store.originals.put(content)
    with context.store.writing() as session:
        added = intake.add(
            session,
            sha256=sha256,
            filename=name,
            media_type=media_type(name, content),
            size_bytes=len(content),
            priority=priority,
            added_by=actor().name,
        )
        if not added.is_duplicate:
            audit(session, "document.add", sha256, filename=name)
    return {
        "filename": name,
        "id": sha256,
        "state": added.document.state,
        "is_duplicate": added.is_duplicate,
        "location": f"/api/v1/documents/{sha256}",
    }


SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def media_type(name: str, content: bytes) -> str:
    """By the first bytes, and by the name where those say nothing."""
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return kind
    guess = mimetypes.guess_type(name)[0]
    return guess if guess == "text/plain" else "application/octet-stream"


class ListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    state: Literal["queued", "reading", "done", "failed", "paused", "cancelled"] | None = None
    review_state: Literal["unseen", "in_review", "reviewed"] | None = None
    kind: str | None = Field(None, description="loại văn bản, as written: Kế hoạch")
    issuer: str | None = Field(None, description="words of the issuer's name, with or without marks")
    number: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    text: str | None = Field(None, description="words of the title or the file name, with or without marks")
    sort: Literal["added", "-added", "issued", "-issued"] = "-added"
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=500)
    total: bool = False


@blueprint.get("/documents")
@needs("reader")
@blueprint.input(ListQuery, location="query")
@blueprint.output(DocumentList)
def list_documents(query_data: ListQuery) -> DocumentList:
    """Documents, the latest first unless asked otherwise, a page at a time."""
    with here().store.reading() as session:
        found = documents.ask(session, documents.Query(**query_data.model_dump(exclude={"total"}), with_total=query_data.total))
    return DocumentList(documents=[document_out(row) for row in found.rows], next=found.next, total=found.total)


@blueprint.get("/documents/<document_id>")
@needs("reader")
@blueprint.output(DocumentDetail)
def show_document(document_id: str) -> Response:
    """State, progress page by page, problems, letterhead."""
    with here().store.reading() as session:
        row = documents.find(session, document_id)
        answer = detail_of(row, documents.progress(session, row), _letterhead(session, row))
    response = jsonify(answer.model_dump(mode="json"))
    if row.state in ("queued", "reading"):
        response.headers["Retry-After"] = "1"
    return response


def _letterhead(session: Session, row: DocumentRow) -> Letterhead | None:
    if row.current_reading is None:
        return None
    return readings.letterhead(session, row, readings.served_row(session, row))


class TextQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    which: Literal["restored", "raw"] = "restored"
    page: int | None = Field(None, ge=1)


@blueprint.get("/documents/<document_id>/text")
@needs("reader")
@blueprint.input(TextQuery, location="query")
@blueprint.output(TextOut)
def show_text(document_id: str, query_data: TextQuery) -> Response:
    """The text as restored, or as recognised; plain text when `Accept: text/plain` asks for it."""
    with here().store.reading() as session:
        reading = unpack(Reading, _content(readings.served_row(session, documents.find(session, document_id))))
    text = reading.document.text if query_data.which == "restored" else reading.document.raw_text
    pages = text.split(PAGE_BREAK)
    if query_data.page is not None:
        if query_data.page > len(pages):
            raise NotFound(f"page {query_data.page}")
        text = pages[query_data.page - 1]
        pages = [text]
    if request.accept_mimetypes.best_match(["application/json", "text/plain"]) == "text/plain":
        return Response(text, content_type="text/plain; charset=utf-8")
    starts = [sum(len(page) + 1 for page in pages[:index]) for index in range(len(pages))]
    out = TextOut(document_id=document_id, which=query_data.which, text=text, page_starts=starts)
    return jsonify(out.model_dump(mode="json"))


def _content(row: ReadingRow) -> bytes:
    if row.content is None:
        raise NotFound("reading")
    return row.content


@blueprint.get("/documents/<document_id>/reading")
@needs("reader")
@blueprint.output(Reading)
def show_reading(document_id: str) -> Response:
    """The whole Reading of the contract, with corrections laid over it: what `vanthu read --json` prints."""
    with here().store.reading() as session:
        row = documents.find(session, document_id)
        content = unpack(Reading, _content(readings.served_row(session, row)))
        found = records.of_document(session, document_id)
        letterhead = _letterhead(session, row)
    body = content.model_dump(mode="json")
    body["letterhead"] = letterhead.model_dump(mode="json") if letterhead else None
    body |= {name: [record.data for record in found[name]] for name in LISTS}
    return jsonify(body)


class RecordsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rejected: bool = Field(False, description="with those that a person rejected")


@blueprint.get("/documents/<document_id>/records")
@needs("reader")
@blueprint.input(RecordsQuery, location="query")
def show_records(document_id: str, query_data: RecordsQuery) -> Response:
    """All records of a document in reading order, by kind."""
    with here().store.reading() as session:
        row = documents.find(session, document_id)
        readings.served_row(session, row)
        found = records.of_document(session, document_id, with_rejected=query_data.rejected)
    return jsonify({name: [records.served_data(record) for record in rows] for name, rows in found.items()})


@blueprint.get("/documents/<document_id>/words")
@needs("reader")
@blueprint.input(TextQuery, location="query")
def show_words(document_id: str, query_data: TextQuery) -> Response:
    """Words as recognised, with their boxes in points, page by page; all pages unless one is asked for."""
    with here().store.reading() as session:
        row = documents.find(session, document_id)
        reading = readings.served_row(session, row)
        pages = readings.pages(session, row.id, reading.recognition, only=query_data.page)
    if not pages:
        raise NotFound(f"page {query_data.page}")
    return jsonify({"document_id": document_id, "pages": [page.model_dump(mode="json") for page in pages]})


class ImageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    dpi: int = Field(150, json_schema_extra={"enum": list(DOTS_PER_INCH)})

    @field_validator("dpi")
    @classmethod
    def _is_kept(cls, dpi: int) -> int:
        if dpi not in DOTS_PER_INCH:
            raise ValueError(f"one of {', '.join(map(str, DOTS_PER_INCH))}")
        return dpi


@blueprint.get("/documents/<document_id>/pages/<int(max=100000):number>/image")
@needs("reader")
@blueprint.input(ImageQuery, location="query")
@blueprint.output(FileSchema(), content_type="image/jpeg", description="The page as scanned")
def show_image(document_id: str, number: int, query_data: ImageQuery) -> Response:
    """The page as scanned, as JPEG: points times `dpi`/72 are its pixels."""
    with here().store.reading() as session:
        row = documents.find(session, document_id)
    picture = here().images.page(row, number, query_data.dpi)
    etag = f"{document_id[:16]}-{number}-{query_data.dpi}"
    response = send_file(BytesIO(picture), mimetype="image/jpeg", conditional=True, etag=etag)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@blueprint.get("/documents/<document_id>/original")
@needs("reader")
@blueprint.output(FileSchema(), content_type="application/octet-stream", description="The file as handed in")
def show_original(document_id: str) -> Response:
    """The file, byte for byte as it was handed in."""
    with here().store.reading() as session:
        row = documents.find(session, document_id)
    content = here().store.originals.get(document_id)
    return send_file(
        BytesIO(content),
        mimetype=row.media_type,
        download_name=row.filename,
        as_attachment=request.args.get("inline") is None,
        etag=document_id,
    )
