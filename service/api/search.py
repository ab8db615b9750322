"""Full-text search over HTTP."""

from typing import Literal

from apiflask import APIBlueprint
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field

from models.page import Box
from service.api.access import needs
from service.api.asked import Said
from service.api.context import here
from service.api.schemas import Out
from service.store import search

blueprint = APIBlueprint("search", __name__, tag="search")


class SearchQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    q: Said = Field(description='words that must all stand on a page; a phrase in double quotes: "hộ nghèo" giảm')
    marks: Literal["auto", "strict", "loose"] = Field(
        "auto", description="strict minds Vietnamese marks, loose does not, auto does when the words have some"
    )
    document: Said | None = None
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=10_000)


class HitOut(Out):
    """`marks` are spans of `snippet`; `boxes` are all places on the page, `[page, x0, top, x1, bottom]` in points."""

    document_id: str
    filename: str
    title: str | None
    number: str | None
    issued: str | None
    page: int
    snippet: str
    marks: list[tuple[int, int]]
    boxes: list[Box]
    rank: float


class HitList(Out):
    hits: list[HitOut]
    next_offset: int | None


@blueprint.get("/search")
@needs("reader")
@blueprint.input(SearchQuery, location="query")
@blueprint.output(HitList)
def find(query_data: SearchQuery) -> Response:
    """Pages that hold all that is asked, best first, with the boxes where it stands."""
    asked = query_data
    with here().store.reading() as session:
        found = search.search(
            session, asked.q, marks=asked.marks, limit=asked.limit, offset=asked.offset, document_id=asked.document
        )
    hits = [
        HitOut(
            document_id=hit.document.id,
            filename=hit.document.filename,
            title=hit.document.title,
            number=hit.document.number,
            issued=hit.document.issued.isoformat() if hit.document.issued else None,
            page=hit.page,
            snippet=hit.snippet,
            marks=list(hit.marks),
            boxes=list(hit.boxes),
            rank=hit.rank,
        )
        for hit in found.hits
    ]
    return jsonify(HitList(hits=hits, next_offset=found.next_offset).model_dump(mode="json"))
