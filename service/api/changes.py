"""What changed, over HTTP: the log in order, and the progress of a document as it happens."""

import json
import time
from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field

from service.api.access import needs
from service.api.context import here
from service.api.schemas import Out
from service.store import Store, changes, documents

blueprint = APIBlueprint("changes", __name__, tag="changes")

LONGEST_STREAM_SECONDS = 600.0
LOOK_SECONDS = 0.5


class ChangesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    since: int = Field(0, ge=0, le=2**53, description="number of the last change you have; 0 for all")
    limit: int = Field(500, ge=1, le=5000)


class ChangeOut(Out):
    """`data` is the thing as it is from then on; null for what was deleted."""

    number: int
    at: str
    what: str
    action: str
    id: str
    document_id: str
    kind: str | None
    made_by: str | None
    data: dict[str, Any] | None


class ChangeList(Out):
    changes: list[ChangeOut]
    next: int = Field(description="ask with since=next")
    has_more: bool


@blueprint.get("/changes")
@needs("reader")
@blueprint.input(ChangesQuery, location="query")
@blueprint.output(ChangeList)
def list_changes(query_data: ChangesQuery) -> Response:
    """Every creation, revision and deletion in the order in which it became visible, numbered without a gap."""
    with here().store.reading() as session:
        found = changes.since(session, query_data.since, query_data.limit)
    listed = [
        {
            "number": row.number,
            "at": row.at.isoformat(),
            "what": row.what,
            "action": row.action,
            "id": row.id,
            "document_id": row.document_id,
            "kind": row.kind,
            "made_by": row.made_by,
            "data": row.data,
        }
        for row in found
    ]
    last = found[-1].number if found else query_data.since
    return jsonify({"changes": listed, "next": last, "has_more": len(found) == query_data.limit})


@blueprint.get("/documents/<document_id>/events")
@needs("reader")
@blueprint.output(FileSchema(), content_type="text/event-stream", description="`progress` events until the reading ends")
def follow(document_id: str) -> Response:
    """Progress as server-sent events, one whenever it moves, until the reading ends."""
    store = here().store
    with store.reading() as session:
        documents.find(session, document_id)
    response = Response(_events(store, document_id), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _events(store: Store, document_id: str) -> Iterator[str]:
    until, last, spoke = time.monotonic() + LONGEST_STREAM_SECONDS, "", time.monotonic()
    while time.monotonic() < until:
        with store.reading() as session:
            row = documents.find(session, document_id)
            progress = documents.progress(session, row)
        said = json.dumps(
            {
                "state": row.state,
                "stage": progress.stage,
                "pages_done": progress.pages_done,
                "page_count": progress.page_count,
                "revision": row.revision,
            }
        )
        if said != last:
            last, spoke = said, time.monotonic()
            yield f"event: progress\nid: {row.revision}\ndata: {said}\n\n"
        elif time.monotonic() - spoke > 15:
            spoke = time.monotonic()
            yield ": still here\n\n"
        if row.state not in ("queued", "reading"):
            return
        time.sleep(LOOK_SECONDS)
