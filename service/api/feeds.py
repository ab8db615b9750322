"""Any query as CSV or NDJSON, written while it is read: memory does not grow with the answer."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response

from service.store import Store
from service.store.records import Query, served_data, stream
from service.store.tables import DocumentRow, RecordRow

PROVENANCE = (
    "document_id",
    "filename",
    "document_kind",
    "document_number",
    "document_issuer",
    "document_issued",
    "page",
    "quote",
    "section",
    "boxes",
    "text_span",
    "raw_span",
    "confidence",
    "review_state",
    "origin",
    "extractor",
)
VALUES = {
    "target": ("indicator", "comparator", "value", "upper", "unit", "change", "of", "due", "places"),
    "decision": ("clause", "act", "matter"),
    "citation": ("kind", "number", "issued", "issuer", "about", "role", "instrument_key"),
    "deadline": ("written", "relation", "earliest", "latest", "every", "after", "task", "bodies"),
    "assignment": ("body", "role", "partners", "task", "deadline"),
    "place": ("name", "type", "code", "parent_code", "as_of", "status", "successors"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def feed(store: Store, query: Query, form: str) -> Response:
    """The answer as a stream, with the place that each record was read from."""
    lines = _csv(store, query) if form == "csv" else _ndjson(store, query)
    mimetype = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
    response = Response(lines, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{query.kind}s.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _rows(store: Store, query: Query) -> Iterator[dict[str, Any]]:
    with store.reading() as session:
        documents: dict[str, DocumentRow] = {}
        for row in stream(session, query):
            if row.document_id not in documents:
                if len(documents) > 1000:
                    documents.clear()
                documents[row.document_id] = session.get_one(DocumentRow, row.document_id)
            yield {**served_data(row), **_of_document(row, documents[row.document_id])}


def _of_document(row: RecordRow, document: DocumentRow) -> dict[str, Any]:
    return {
        "filename": document.filename,
        "document_kind": document.kind,
        "document_number": number_of(document),
        "document_issuer": document.issuer,
        "document_issued": document.issued.isoformat() if document.issued else None,
    }


def number_of(document: DocumentRow) -> str | None:
    """ "37/KH-UBND", as in every other form."""
    return f"{document.number}/{document.symbol}" if document.number and document.symbol else document.number


def _ndjson(store: Store, query: Query) -> Iterable[str]:
    for record in _rows(store, query):
        chosen = {name: record.get(name) for name in ("id", *query.fields)} if query.fields else record
        yield json.dumps(chosen, ensure_ascii=False) + "\n"


def _csv(store: Store, query: Query) -> Iterable[str]:
    """With a byte order mark, so that spreadsheets see UTF-8; a cell is never a formula."""
    columns = ("id", *(query.fields or (*VALUES[query.kind], *PROVENANCE)))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(columns)
    for record in _rows(store, query):
        writer.writerow([cell(record.get(name)) for name in columns])
        if buffer.tell() > 32_768:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def cell(value: Any) -> Any:
    """Lists and objects as JSON; text that a spreadsheet would run is quoted."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
