"""Records of all documents over HTTP: asked with filters, counted, streamed; one by one with their history."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, create_model

from service.api.access import needs
from service.api.asked import RecordsQuery, words
from service.api.context import here
from service.api.feeds import feed
from service.api.schemas import CorrectionOut, Out, optional
from service.store import corrections, documents, laying, records

blueprint = APIBlueprint("records", __name__, tag="records")


class Where(Out):
    """The document that a record is of."""

    id: str
    filename: str
    kind: str | None
    number: str | None
    issuer: str | None
    issued: str | None


def record_model(kind: str) -> type[BaseModel]:
    """A record as served; only `id` is always there, since `fields` can leave the others out."""
    name = kind.capitalize()
    return create_model(
        f"{name}Record",
        __base__=optional(laying.MODEL_OF[kind], f"{name}Fields"),
        kind_of_record=(str, kind),
        document_id=(str, ""),
        review_state=(str, ""),
        origin=(str, ""),
    )


RECORD_OF = {kind: record_model(kind) for kind in records.KINDS}


def list_model(kind: str) -> type[BaseModel]:
    item: Any = list[RECORD_OF[kind]]  # type: ignore[valid-type]
    return create_model(
        f"{kind.capitalize()}List",
        __config__=ConfigDict(extra="forbid"),
        records=(item, ...),
        documents=(dict[str, Where], ...),
        next=(str | None, None),
        total=(int | None, None),
        facets=(dict[str, list[tuple[str, int]]] | None, None),
    )


def _add_list(kind: str) -> None:
    name = records.LIST_OF[kind]

    @needs("reader")
    @blueprint.input(RecordsQuery, location="query")
    @blueprint.output(list_model(kind))
    @blueprint.doc(summary=f"Ask for {name}", operation_id=f"list_{name}")
    def ask(query_data: RecordsQuery) -> ResponseReturnValue:
        return answer(kind, query_data)

    ask.__name__ = f"list_{name}"
    blueprint.add_url_rule(f"/{name}", view_func=ask, endpoint=f"list_{name}", methods=["GET"])


def answer(kind: str, asked: RecordsQuery) -> Response:
    question = asked.question(kind)
    store = here().store
    if asked.format != "json":
        return feed(store, question, asked.format)
    with store.reading() as session:
        found = records.ask(session, question)
        counted = records.facets(session, question, words(asked.facets)) if asked.facets else None
    body: dict[str, Any] = {
        "records": [_chosen(records.served_data(row), question.fields) for row in found.rows],
        "documents": {
            row.id: Where(
                id=row.id,
                filename=row.filename,
                kind=row.kind,
                number=row.number,
                issuer=row.issuer,
                issued=row.issued.isoformat() if row.issued else None,
            ).model_dump()
            for row in found.documents.values()
        },
        "next": found.next,
    }
    if found.total is not None:
        body["total"] = found.total
    if counted is not None:
        body["facets"] = counted
    return jsonify(body)


def _chosen(data: dict[str, Any], fields: Any) -> dict[str, Any]:
    return {name: data[name] for name in ("id", *fields) if name in data} if fields else data


for _kind in records.KINDS:
    _add_list(_kind)


class RecordDetail(Out):
    record: dict[str, Any]
    document: Where
    corrections: list[CorrectionOut]


@blueprint.get("/records/<record_id>")
@needs("reader")
@blueprint.output(RecordDetail)
def show_record(record_id: str) -> Response:
    """A record with the document it is of, and what people said of it."""
    with here().store.reading() as session:
        row = records.find(session, record_id)
        document = documents.find(session, row.document_id)
        said = [c for c in corrections.of_document(session, row.document_id) if c.record_id == record_id]
    where = Where(
        id=document.id,
        filename=document.filename,
        kind=document.kind,
        number=document.number,
        issuer=document.issuer,
        issued=document.issued.isoformat() if document.issued else None,
    )
    return jsonify(
        {
            "record": records.served_data(row),
            "document": where.model_dump(),
            "corrections": [corrections.summary(c) for c in said],
        }
    )
