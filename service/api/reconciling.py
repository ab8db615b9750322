"""OpenRefine's Reconciliation API 0.2 at /api/v1/reconcile: places as of a day, issuing bodies, document numbers."""

import json
from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from service.api.access import needs
from service.api.context import here
from service.api.interchange import sends
from service.errors import InvalidInput
from service.store import harvest
from service.store.keys import plain

blueprint = APIBlueprint("reconciling", __name__, tag="interchange")

TYPES = {"place": "Đơn vị hành chính", "issuer": "Cơ quan ban hành", "document": "Văn bản"}
MOST = 50
"""Queries of one request."""


@blueprint.get("/reconcile")
@blueprint.post("/reconcile", endpoint="reconcile_post")
@needs("reader")
@blueprint.doc(responses=sends("application/json", is_text=False))
def reconcile() -> Response:
    """The manifest, or answers to `queries`. A place is asked for as of the property `as_of`, else of today."""
    asked = request.values.get("queries")
    if asked is None:
        return jsonify(_manifest())
    try:
        queries = json.loads(asked)
    except ValueError as error:
        raise InvalidInput("queries: not JSON") from error
    if not isinstance(queries, dict) or len(queries) > MOST or not all(isinstance(query, dict) for query in queries.values()):
        raise InvalidInput(f"queries: an object of at most {MOST} queries")
    return jsonify({name: {"result": _answer(query)} for name, query in queries.items()})


def _manifest() -> dict[str, Any]:
    return {
        "versions": ["0.2"],
        "name": "vanthu",
        "identifierSpace": "urn:vanthu:id",
        "schemaSpace": "urn:vanthu:type",
        "defaultTypes": [_type(name) for name in TYPES],
        "view": {"url": f"{request.host_url}documents/{{{{id}}}}"},
    }


def _type(name: str) -> dict[str, str]:
    return {"id": name, "name": TYPES[name]}


def _answer(query: dict[str, Any]) -> list[dict[str, Any]]:
    text, limit = str(query.get("query", "")), query.get("limit", 5)
    kind = query.get("type") or "place"
    kind = kind[0] if isinstance(kind, list) else kind
    if kind not in TYPES or not isinstance(limit, int) or not 1 <= limit <= MOST:
        raise InvalidInput(f"type: one of {', '.join(TYPES)}; limit: 1 to {MOST}")
    if not text.strip():
        return []
    found = {"place": _places, "issuer": _issuers, "document": _documents}[kind](text, query)
    return [{**candidate, "type": [_type(kind)]} for candidate in found[:limit]]


def _places(text: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    """ "xa Tan Thanh, huyen Lang Giang": matched only when a single unit of that day fits."""
    from service.bootstrap import build_gazetteer
    from service.gazetteer import ask

    resolution = ask(build_gazetteer(), text, _day(query))
    scored = [
        (place, score) for place, score in resolution.candidates if resolution.place is None or place.id != resolution.place.id
    ]
    if resolution.place is not None:
        scored.insert(0, (resolution.place, 1.0))
    return [
        {"id": place.id, "name": f"{place.type} {place.name}", "score": round(100 * score, 1), "match": place == resolution.place}
        for place, score in scored
    ]


def _day(query: dict[str, Any]) -> date:
    for said in query.get("properties") or ():
        if isinstance(said, dict) and said.get("pid") == "as_of":
            try:
                return date.fromisoformat(str(said.get("v")))
            except ValueError as error:
                raise InvalidInput("as_of: a day such as 2024-05-31") from error
    return date.today()


def _issuers(text: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    """Bodies whose name has all the words, with or without marks; matched when it is the whole name."""
    words = plain(text).split()
    with here().store.reading() as session:
        known = [(key, name) for key, name in harvest.issuers(session) if set(words) <= set(key.split())]
    scored = [(100 * len(words) / len(key.split()), key, name) for key, name in known]
    return [
        {"id": key, "name": name, "score": round(min(score, 100.0), 1), "match": key == " ".join(words)}
        for score, key, name in sorted(scored, reverse=True)
    ]


def _documents(text: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    """ "37/KH-UBND": numbers start anew each year, so one is matched only when it is the only one."""
    with here().store.reading() as session:
        rows = harvest.with_number(session, text.strip(), MOST)
    is_whole = "/" in text
    return [
        {
            "id": row.id,
            "name": " ".join(part for part in (row.kind, f"{row.number}/{row.symbol}", row.title) if part),
            "score": 100.0 if is_whole else 60.0,
            "match": is_whole and len(rows) == 1,
        }
        for row in rows
    ]
