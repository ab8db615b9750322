"""What the API takes and gives, as models; the OpenAPI document is made from them."""

import unicodedata
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from models.outline import Letterhead
from models.problem import Problem as ReadingProblem
from service.errors import InvalidInput
from service.store.documents import PageProgress, Progress
from service.store.tables import DocumentRow


class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")


class ProblemOut(BaseModel):
    """RFC 9457, with a stable `code` and `advice` in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    advice: str
    instance: str
    detail: str | None = None
    errors: Any = None
    request_id: str | None = None


class DocumentOut(Out):
    id: str = Field(description="SHA-256 of the file")
    filename: str
    media_type: str
    size_bytes: int
    source: str | None
    page_count: int | None
    state: str = Field(description="queued, reading, done, failed, paused or cancelled")
    review_state: str
    priority: int
    revision: int
    added_by: str | None
    added_at: datetime
    updated_at: datetime
    kind: str | None
    number: str | None
    symbol: str | None
    issuer: str | None
    issued: date | None
    title: str | None
    subject_year: int | None
    doubtful_fields: list[str] = Field(description="the fields of the letterhead, named as in it, that were read in doubt")
    record_counts: dict[str, int]


class PageOut(Out):
    number: int
    is_done: bool
    source: str | None
    source_reason: str | None
    quality: float | None
    seconds: float | None
    problems: list[ReadingProblem]
    width_points: float | None
    height_points: float | None


class ProgressOut(Out):
    stage: str
    pages_done: int
    page_count: int | None


class DocumentDetail(DocumentOut):
    """A document with its progress page by page, its letterhead and its problems."""

    progress: ProgressOut
    pages: list[PageOut]
    problems: list[ReadingProblem]
    letterhead: Letterhead | None
    links: dict[str, str]


class Taken(Out):
    """One file of an upload: `is_duplicate` when the same bytes are known already, `error` when it was refused."""

    filename: str
    id: str | None = None
    state: str | None = None
    is_duplicate: bool = False
    location: str | None = None
    error: ProblemOut | None = None


class Upload(Out):
    documents: list[Taken]


class DocumentList(Out):
    documents: list[DocumentOut]
    next: str | None = None
    total: int | None = None


class TextOut(Out):
    """Pages are joined with a form feed; `page_starts` are offsets of the pages in `text`."""

    document_id: str
    which: str
    text: str
    page_starts: list[int]


def document_out(row: DocumentRow) -> DocumentOut:
    return DocumentOut.model_validate(row)


def page_out(page: PageProgress) -> PageOut:
    return PageOut.model_validate(page)


def links_of(document_id: str) -> dict[str, str]:
    base = f"/api/v1/documents/{document_id}"
    return {
        "self": base,
        "text": f"{base}/text",
        "words": f"{base}/words",
        "records": f"{base}/records",
        "reading": f"{base}/reading",
        "corrections": f"{base}/corrections",
        "original": f"{base}/original",
        "events": f"{base}/events",
    }


def detail_of(row: DocumentRow, progress: Progress, letterhead: Letterhead | None) -> DocumentDetail:
    return DocumentDetail(
        **document_out(row).model_dump(),
        progress=ProgressOut(stage=progress.stage, pages_done=progress.pages_done, page_count=progress.page_count),
        pages=[page_out(page) for page in progress.pages],
        problems=[ReadingProblem.model_validate(problem) for problem in progress.problems],
        letterhead=letterhead,
        links=links_of(row.id),
    )


class CorrectionOut(Out):
    """`status` is applied, conflict (no longer fits; `conflict` says why), waiting (for a reading) or withdrawn."""

    id: int
    document_id: str
    kind: str
    record_kind: str | None
    record_id: str | None
    field: str | None
    page: int | None
    anchor: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    made_by: str
    made_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    status: str
    conflict: str
    conflict_vi: str


def optional(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The model with every field but `id` optional, for answers from which fields may be left out."""
    fields: dict[str, Any] = {
        field: (info.annotation, ... if field == "id" else None) for field, info in model.model_fields.items()
    }
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def storable(value: Any) -> Any:
    """The value, when a database can keep it: NFC, without null characters and lone surrogates; ValueError otherwise."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise InvalidInput("text holds a null character or a lone surrogate")
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        for key, inner in value.items():
            storable(key)
            storable(inner)
    elif isinstance(value, list):
        for inner in value:
            storable(inner)
    return value
