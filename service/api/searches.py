"""Saved searches over HTTP, and their feeds: an Atom feed of what is new, a calendar where they ask for deadlines.

A calendar or feed reader cannot sign in. So each search has feed addresses with a token of their own: they open this search and
nothing else, and stop when the search is removed, its token renewed, or its owner's account closed.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from service.api.access import actor, audit, needs, needs_accounts
from service.api.asked import RecordsQuery
from service.api.context import here
from service.api.interchange import entries_of, facts_of, sends
from service.api.schemas import Out, storable
from service.errors import InvalidInput, NotFound
from service.preservation.calendar import stream_calendar
from service.preservation.facts import Entry
from service.preservation.news import write_records_atom
from service.store import Session, records, searches
from service.store.tables import SavedSearchRow

blueprint = APIBlueprint("searches", __name__, tag="searches")

NEWEST = 50
ONE_PAGE = {"cursor", "limit", "fields", "total", "facets", "format", "sort"}
"""Parameters of one answer, not of the question."""
Kind = Literal["target", "decision", "citation", "deadline", "assignment", "place"]


class SearchIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(storable)]
    kind: Kind
    asked: Annotated[dict[str, str], AfterValidator(storable)] = Field(
        {}, max_length=30, description='parameters of the list of these records: {"body": "Sở Tài chính", "place": "24"}'
    )


class SearchOut(Out):
    """`feeds` are addresses for readers that cannot sign in: `atom`, and `calendar` for deadlines. Keep them to yourself."""

    id: str
    name: str
    kind: str
    asked: dict[str, str]
    feeds: dict[str, str]


class SearchList(Out):
    searches: list[SearchOut]


@blueprint.get("/searches")
@needs("reader")
@blueprint.output(SearchList)
def list_searches() -> dict[str, Any]:
    """Your saved searches."""
    with here().store.reading() as session:
        return {"searches": [_out(row) for row in searches.of_account(session, actor().name)]}


@blueprint.post("/searches")
@needs("reader")
@blueprint.input(SearchIn)
@blueprint.output(SearchOut, status_code=201)
def save_search(json_data: SearchIn) -> tuple[dict[str, Any], int]:
    """Keep a question, to be told what is new."""
    _question(json_data.kind, json_data.asked)
    with here().store.writing() as session:
        row = searches.make(session, actor().name, json_data.name, json_data.kind, json_data.asked)
        audit(session, "search.save", row.id)
        return _out(row), 201


@blueprint.post("/searches/<search_id>/token")
@needs("reader")
@blueprint.output(SearchOut)
def renew_token(search_id: str) -> dict[str, Any]:
    """Give the feeds new addresses; the old ones stop at once."""
    with here().store.writing() as session:
        row = searches.renew_token(session, actor().name, search_id)
        audit(session, "search.renew", row.id)
        return _out(row)


@blueprint.delete("/searches/<search_id>")
@needs("reader")
@blueprint.output({}, status_code=204)
def remove_search(search_id: str) -> tuple[str, int]:
    with here().store.writing() as session:
        searches.remove(session, actor().name, search_id)
        audit(session, "search.remove", search_id)
    return "", 204


@blueprint.get("/feeds/<search_id>.atom")
@blueprint.doc(responses=sends("application/atom+xml"), security=[])
def atom_feed(search_id: str) -> Response:
    """The newest records that fit a saved search; `?token=` is part of the address that the search gives."""
    with here().store.reading() as session:
        row = _by_token(session, search_id)
        found = records.ask(session, replace(_question(row.kind, row.asked), sort="-key", limit=NEWEST))
        newest = [Entry(one.kind, one.data, facts_of(found.documents[one.document_id]), one.updated_at) for one in found.rows]
    content = write_records_atom(newest, title=row.name, feed_url=request.base_url)
    return Response(content, content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/feeds/<search_id>.ics")
@blueprint.doc(responses=sends("text/calendar"), security=[])
def calendar_feed(search_id: str) -> Response:
    """The deadlines that fit a saved search, to subscribe to."""
    store, host_url = here().store, request.host_url
    with store.reading() as session:
        row = _by_token(session, search_id)
    if row.kind != "deadline":
        raise NotFound("only deadlines have a calendar")
    question = _question(row.kind, row.asked)

    def lines() -> Iterator[bytes]:
        with store.reading() as session:
            yield from stream_calendar(entries_of(session, question, host_url), name=row.name)

    return Response(lines(), content_type="text/calendar; charset=utf-8")


def _by_token(session: Session, search_id: str) -> SavedSearchRow:
    return searches.by_token(session, search_id, request.args.get("token", ""), needs_accounts=needs_accounts())


def _question(kind: str, asked: dict[str, Any]) -> records.Query:
    if unfit := ONE_PAGE & set(asked):
        raise InvalidInput(f"asked: {', '.join(sorted(unfit))} belongs to one answer, not to the question")
    try:
        return RecordsQuery.model_validate(asked).question(kind)
    except ValidationError as error:
        raise InvalidInput("; ".join(f"asked.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:5])) from error


def _out(row: SavedSearchRow) -> dict[str, Any]:
    base = f"{request.host_url}api/v1/feeds/{row.id}"
    forms = {"atom": "atom"} | ({"calendar": "ics"} if row.kind == "deadline" else {})
    feeds = {name: f"{base}.{ending}?{urlencode({'token': row.token})}" for name, ending in forms.items()}
    return {"id": row.id, "name": row.name, "kind": row.kind, "asked": row.asked, "feeds": feeds}
