"""The acts that documents cite, over HTTP: listed as instruments, and one by one."""

from datetime import date
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field

from models.instrument import CitationRole
from service.api.access import needs
from service.api.asked import Said, among, words
from service.api.context import here
from service.api.schemas import Out
from service.store import acts

blueprint = APIBlueprint("acts", __name__, tag="records")


class InstrumentsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: Said | None = Field(None, description="part of the number or of the key")
    role: Annotated[Said | None, among({str(role) for role in CitationRole})] = Field(
        None, description="counts only citations in these roles: basis,amends"
    )
    held: bool | None = Field(None, description="true: only acts that are documents here; false: only those that are not")
    cursor: Said | None = None
    limit: int = Field(50, ge=1, le=500)


class InstrumentOut(Out):
    """`kind`, `issuer`, `issued` and `about` are what most of its citations say; `document_id` is the document that it is."""

    key: str
    number: str | None
    times_cited: int
    documents: int
    roles: dict[str, int]
    kind: str | None
    issuer: str | None
    issued: date | None
    about: str | None
    document_id: str | None


class InstrumentList(Out):
    instruments: list[InstrumentOut]
    next: str | None = None


def _served(one: acts.CitedInstrument) -> dict[str, object]:
    return InstrumentOut.model_validate(one).model_dump(mode="json")


@blueprint.get("/instruments")
@needs("reader")
@blueprint.input(InstrumentsQuery, location="query")
@blueprint.output(InstrumentList)
def list_instruments(query_data: InstrumentsQuery) -> Response:
    """The acts that documents cite, the most cited first; ask /citations?instrument=KEY for where."""
    asked = acts.Query(
        text=query_data.text,
        role=words(query_data.role),
        is_held=query_data.held,
        cursor=query_data.cursor,
        limit=query_data.limit,
    )
    with here().store.reading() as session:
        found = acts.ask(session, asked)
    return jsonify({"instruments": [_served(one) for one in found.instruments], "next": found.next})


@blueprint.get("/instruments/<path:key>")
@needs("reader")
@blueprint.output(InstrumentOut)
def show_instrument(key: str) -> Response:
    """One act by its key, such as 263/QĐ-TTg@thu-tuong-chinh-phu@2022-02-22: what it is, how often and as what it is cited."""
    with here().store.reading() as session:
        found = acts.find(session, key)
    return jsonify(_served(found))
