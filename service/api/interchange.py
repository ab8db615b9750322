"""Documents and records in the forms that other tools open: PDF/A, ALTO, METS, bags, IIIF, tables, calendars, feeds, graphs."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, jsonify, request, send_file, stream_with_context
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.outline import Letterhead
from service import preservation
from service.api.access import needs
from service.api.asked import RecordsQuery
from service.api.context import here
from service.api.schemas import storable
from service.errors import InvalidInput, NotFound
from service.preservation import facts, graph, iiif
from service.preservation.alto import write_alto
from service.preservation.bag import pack_bag
from service.preservation.calendar import stream_calendar
from service.preservation.facts import Entry, Facts
from service.preservation.metadata import archive_fields, write_edxml
from service.preservation.mets import Happening, write_mets
from service.preservation.news import write_atom
from service.preservation.package import pack_files
from service.preservation.searchable import make_searchable
from service.preservation.tables import write_parquet, write_sqlite, write_xlsx
from service.preservation.words import place_words
from service.store import Session, corrections, documents, harvest, laying, readings, records
from service.store.readings import LISTS, Served
from service.store.tables import DocumentRow, ReadingRow, RecordRow

blueprint = APIBlueprint("interchange", __name__, tag="interchange")

EXAMPLES = Path(preservation.__file__).parent / "examples.md"
WRITTEN_FOR = "http://127.0.0.1:8080"
XML = "application/xml; charset=utf-8"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
Described = dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]


def sends(media_type: str, *, is_text: bool = True) -> Described:
    """What the OpenAPI document says of a view that answers in a form of its own."""
    schema: dict[str, Any] = {"schema": {"type": "string"}} if is_text else {}
    return {200: {"description": "Successful response", "content": {media_type.partition(";")[0]: schema}}}


KIND_OF = {name: kind for kind, name in records.LIST_OF.items()}


# ── one document ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Whole:
    """A document with all that the forms are made of."""

    facts: Facts
    served: Served
    entries: tuple[Entry, ...]
    happenings: tuple[Happening, ...]

    @property
    def reading_json(self) -> dict[str, Any]:
        """The Reading with corrections laid over it."""
        written = self.served.reading.model_dump(mode="json")
        written["letterhead"] = self.facts.letterhead.model_dump(mode="json")
        for kind, name in records.LIST_OF.items():
            written[name] = [entry.data for entry in self.entries if entry.kind == kind]
        return written


def facts_of(row: DocumentRow, letterhead: Letterhead | None = None) -> Facts:
    return facts.facts_of(row, host_url=request.host_url, letterhead=letterhead)


def _whole(document_id: str) -> Whole:
    with here().store.reading() as session:
        row = documents.find(session, document_id)
        reading = readings.served_row(session, row)
        served = _as_corrected(session, readings.served(session, row))
        known = facts_of(row, readings.letterhead(session, row, reading))
        found = records.of_document(session, document_id)
        entries = tuple(Entry(KIND_OF[name], r.data, known, r.updated_at) for name in LISTS for r in found[name])
        return Whole(known, served, entries, _happenings(session, row, reading))


def _as_corrected(session: Session, served: Served) -> Served:
    """With the corrections of its text that the next reading will have: the forms of the text do not wait for it."""
    paper = served.document
    waiting = [correction for correction in laying.of_text(session, paper.id) if correction.status == "waiting"]
    if not waiting:
        return served
    restoration = laying.lay_text(paper.restoration, paper.pages, waiting)
    return replace(served, document=paper.model_copy(update={"restoration": restoration}))


def _happenings(session: Session, row: DocumentRow, reading: ReadingRow) -> tuple[Happening, ...]:
    """Handed in, read, and every correction that stands."""
    finished = reading.finished_at or row.updated_at
    said = [
        Happening("ingestion", row.added_at, row.filename, row.added_by or "local", is_person=True),
        Happening("metadata extraction", finished, f"reading {reading.number}", f"vanthu {reading.reader_version}".strip()),
    ]
    for correction in corrections.of_document(session, row.id):
        if correction.withdrawn_at is None:
            detail = json.dumps(
                {"kind": correction.kind, "before": correction.before, "after": correction.after}, ensure_ascii=False
            )
            said.append(Happening("modification", correction.made_at, detail, correction.made_by, is_person=True))
    return tuple(said)


def _base(document_id: str) -> str:
    return f"{request.host_url}api/v1/documents/{document_id}"


def _sent(content: bytes, media_type: str, name: str | None = None) -> Response:
    response = Response(content, content_type=media_type)
    if name is not None:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/documents/<document_id>/searchable.pdf")
@needs("reader")
@blueprint.doc(responses=sends("application/pdf", is_text=False))
def searchable(document_id: str) -> Response:
    """The scan as PDF/A-2b with the restored text under its pages; X-PDF-A says whether it is."""
    whole = _whole(document_id)
    made = make_searchable(here().store.originals.get(document_id), whole.served.document)
    response = _sent(made.content, "application/pdf", f"{document_id[:16]}.pdf")
    response.headers["X-PDF-A"] = "2b" if made.is_archival else "no"
    return response


@blueprint.get("/documents/<document_id>/alto/<int:number>.xml")
@needs("reader")
@blueprint.doc(responses=sends(XML))
def alto(document_id: str, number: int) -> Response:
    whole = _whole(document_id)
    placed = place_words(whole.served.document)
    if not 1 <= number <= len(placed):
        raise NotFound(f"page {number}")
    return _sent(write_alto(placed[number - 1], filename=whole.facts.filename), XML)


@blueprint.get("/documents/<document_id>/mets.xml")
@needs("reader")
@blueprint.doc(responses=sends(XML))
def mets(document_id: str) -> Response:
    """METS with PREMIS for the package that bag.zip holds."""
    whole = _whole(document_id)
    original = here().store.originals.get(document_id)
    files = pack_files(whole.facts, original, whole.served.document, whole.reading_json)
    return _sent(write_mets(whole.facts, files, whole.happenings), XML)


@blueprint.get("/documents/<document_id>/bag.zip")
@needs("reader")
@blueprint.doc(responses=sends("application/zip", is_text=False))
def bag(document_id: str) -> Response:
    return _sent(_bag(document_id), "application/zip", f"{document_id[:16]}.zip")


def _bag(document_id: str) -> bytes:
    whole = _whole(document_id)
    original = here().store.originals.get(document_id)
    files = pack_files(whole.facts, original, whole.served.document, whole.reading_json)
    return pack_bag(whole.facts, files, whole.happenings)


@blueprint.get("/documents/<document_id>/archive.json")
@needs("reader")
@blueprint.doc(responses=sends("application/json", is_text=False))
def archive(document_id: str) -> Response:
    """The fields of Thông tư 02/2019/TT-BNV."""
    return jsonify(archive_fields(_whole(document_id).facts))


@blueprint.get("/documents/<document_id>/edxml.xml")
@needs("reader")
@blueprint.doc(responses=sends(XML))
def edxml(document_id: str) -> Response:
    return _sent(write_edxml(_whole(document_id).facts), XML)


@blueprint.after_request
def _open_to_viewers(response: Response) -> Response:
    return open_to_viewers(response) if "/iiif/" in request.path else response


def open_to_viewers(response: Response) -> Response:
    """Let the pages of the IIIF viewers that the settings name read what is answered."""
    origin = request.headers.get("Origin")
    if origin is not None and origin in here().settings.viewer_origins.replace(",", " ").split():
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Headers"] = "Authorization"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.vary.add("Origin")
    return response


@blueprint.get("/documents/<document_id>/iiif/manifest.json")
@needs("reader")
@blueprint.doc(responses=sends("application/json", is_text=False))
def manifest(document_id: str) -> Response:
    whole = _whole(document_id)
    service = f"{request.host_url}api/v1/iiif/{document_id}"
    return jsonify(iiif.write_manifest(whole.facts, whole.served.document.pages, base=_base(document_id), image_service=service))


@blueprint.get("/documents/<document_id>/iiif/annotations/<int:number>.json")
@needs("reader")
@blueprint.doc(responses=sends("application/json", is_text=False))
def annotations(document_id: str, number: int) -> Response:
    return jsonify(iiif.write_annotations(_whole(document_id).entries, number, base=_base(document_id)))


@blueprint.get("/documents/<document_id>/graph.jsonld")
@needs("reader")
@blueprint.doc(responses=sends("application/ld+json", is_text=False))
def json_ld(document_id: str) -> Response:
    written = json.dumps(graph.write_json_ld(graph.edges_of(_whole(document_id).entries)), ensure_ascii=False)
    return _sent(written.encode(), "application/ld+json")


@blueprint.get("/documents/<document_id>/graph.graphml")
@needs("reader")
@blueprint.doc(responses=sends(XML))
def graphml(document_id: str) -> Response:
    return _sent(graph.write_graphml(graph.edges_of(_whole(document_id).entries)), XML)


@blueprint.get("/examples.md")
@blueprint.doc(responses=sends("text/markdown"), security=[])
def examples() -> Response:
    """Worked examples of each form, with curl and Python."""
    return _sent(
        EXAMPLES.read_text("utf-8").replace(WRITTEN_FOR, request.host_url.rstrip("/")).encode(), "text/markdown; charset=utf-8"
    )


class AroundQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: Annotated[str | None, Field(max_length=64), AfterValidator(storable)] = Field(None, description="id of a document")
    instrument: Annotated[str | None, Field(max_length=300), AfterValidator(storable)] = Field(
        None, description="key of a cited act"
    )
    depth: int = Field(1, ge=1, le=4, description="steps: what it cites and who cites it is one")

    def edges(self) -> tuple[graph.Edge, ...]:
        if (self.document is None) == (self.instrument is None):
            raise InvalidInput("document or instrument")
        with here().store.reading() as session:
            if self.document is not None:
                documents.find(session, self.document)
            found = harvest.neighbourhood(session, document_id=self.document, instrument=self.instrument, depth=self.depth)
            return tuple(
                graph.Edge(facts_of(one.document), _entry(one.citation, one.document), facts_of(one.held) if one.held else None)
                for one in found
            )


def _entry(row: RecordRow, document: DocumentRow) -> Entry:
    return Entry(row.kind, row.data, facts_of(document), row.updated_at)


@blueprint.get("/graph.graphml")
@needs("reader")
@blueprint.input(AroundQuery, location="query")
@blueprint.doc(responses=sends(XML))
def graphml_around(query_data: AroundQuery) -> Response:
    """The neighbourhood of a document or a cited act: who cites what, and as what."""
    return _sent(graph.write_graphml(query_data.edges()), XML)


@blueprint.get("/graph.jsonld")
@needs("reader")
@blueprint.input(AroundQuery, location="query")
@blueprint.doc(responses=sends("application/ld+json", is_text=False))
def json_ld_around(query_data: AroundQuery) -> Response:
    written = json.dumps(graph.write_json_ld(query_data.edges()), ensure_ascii=False)
    return _sent(written.encode(), "application/ld+json")


# ── many documents ───────────────────────────────────────────────────────────────────────────────────────────────────────


class SelectionQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Annotated[str | None, AfterValidator(storable)] = Field(None, description="loại văn bản, as written: Kế hoạch")
    issuer: Annotated[str | None, AfterValidator(storable)] = Field(None, description="words of the issuer's name")
    issued_from: date | None = None
    issued_to: date | None = None
    text: Annotated[str | None, AfterValidator(storable)] = Field(None, description="words of the title or the file name")
    cursor: str | None = Field(None, description="where an earlier answer ended")
    limit: int = Field(20, ge=1, le=100, description="documents in one answer")


@blueprint.get("/bags.zip")
@needs("reader")
@blueprint.input(SelectionQuery, location="query")
@blueprint.doc(responses=sends("application/zip", is_text=False))
def bags(query_data: SelectionQuery) -> Response:
    """The bags of a selection, some at a time, oldest arrivals first, each a zip in the zip, written while they are made.

    `Link: <…>; rel="next"` leads to those that follow; an export that broke off goes on with the last such address.
    """
    asked = documents.Query(**query_data.model_dump(), state="done", sort="added")
    with here().store.reading() as session:
        found = documents.ask(session, asked)
        names = [row.id for row in found.rows if row.current_reading is not None]
    response = Response(stream_with_context(_zipped(names)), content_type="application/zip")
    if found.next is not None:
        following = urlencode({**request.args, "cursor": found.next})
        response.headers["Link"] = f'<{request.base_url}?{following}>; rel="next"'
    return response


def _zipped(names: Sequence[str]) -> Iterator[bytes]:
    """A zip of bags, given out bag by bag."""
    made = Outflow()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(f"{name}.zip"), _bag(name))
            yield made.taken()
    yield made.taken()


class Outflow(io.RawIOBase):
    """A file that can only be written, and is emptied on the way."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(self.pieces[-1])

    def taken(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


# ── many records ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def entries_of(session: Session, question: records.Query, host_url: str) -> Iterator[Entry]:
    """All that fits, a batch in memory at a time."""
    known: dict[str, Facts] = {}
    for row in records.stream(session, question):
        if row.document_id not in known:
            if len(known) > 1000:
                known.clear()
            known[row.document_id] = facts.facts_of(session.get_one(DocumentRow, row.document_id), host_url=host_url)
        yield Entry(row.kind, row.data, known[row.document_id], row.updated_at)


def _file(path: Path, media_type: str) -> Response:
    """A file that is gone once it was sent."""
    stream = path.open("rb")
    path.unlink()
    return send_file(stream, mimetype=media_type, as_attachment=True, download_name=path.name)


def _all_entries(session: Session) -> Iterable[Entry]:
    for kind in records.KINDS:
        yield from entries_of(session, records.Query(kind=kind), request.host_url)


@blueprint.get("/deadlines.ics")
@needs("reader")
@blueprint.input(RecordsQuery, location="query")
@blueprint.doc(responses=sends("text/calendar"))
def calendar(query_data: RecordsQuery) -> Response:
    """Deadlines to subscribe to: `?body=Sở Tài chính`, `?place=25`, or any other question about deadlines."""
    store, name = here().store, ", ".join(part for part in (query_data.body, query_data.text, query_data.issuer) if part)
    question, host_url = query_data.question("deadline"), request.host_url

    def lines() -> Iterator[bytes]:
        with store.reading() as session:
            yield from stream_calendar(entries_of(session, question, host_url), name=f"Thời hạn {name}".strip())

    return Response(lines(), content_type="text/calendar; charset=utf-8")


def _add_tables(kind: str) -> None:
    name = records.LIST_OF[kind]

    @needs("reader")
    @blueprint.input(RecordsQuery, location="query")
    @blueprint.doc(summary=f"{name} as a spreadsheet", operation_id=f"{name}_xlsx", responses=sends(SPREADSHEET, is_text=False))
    def xlsx(query_data: RecordsQuery) -> Response:
        with tempfile.TemporaryDirectory() as folder, here().store.reading() as session:
            path = Path(folder) / f"{name}.xlsx"
            write_xlsx(entries_of(session, query_data.question(kind), request.host_url), path)
            return _file(path, SPREADSHEET)

    @needs("reader")
    @blueprint.input(RecordsQuery, location="query")
    @blueprint.doc(summary=f"{name} as Parquet", operation_id=f"{name}_parquet", responses=sends(PARQUET, is_text=False))
    def parquet(query_data: RecordsQuery) -> Response:
        with tempfile.TemporaryDirectory() as folder, here().store.reading() as session:
            path = Path(folder) / f"{name}.parquet"
            write_parquet(kind, entries_of(session, query_data.question(kind), request.host_url), path)
            return _file(path, PARQUET)

    for view, ending in ((xlsx, "xlsx"), (parquet, "parquet")):
        view.__name__ = f"{name}_{ending}"
        blueprint.add_url_rule(f"/{name}.{ending}", view_func=view, endpoint=f"{name}_{ending}", methods=["GET"])


for _kind in records.KINDS:
    _add_tables(_kind)


@blueprint.get("/export.sqlite")
@needs("reader")
@blueprint.doc(responses=sends("application/vnd.sqlite3", is_text=False))
def sqlite() -> Response:
    """Everything in one file that Datasette opens."""
    with tempfile.TemporaryDirectory() as folder, here().store.reading() as session:
        path = Path(folder) / "vanthu.db"
        rows = (documents.find(session, document_id) for document_id in documents.ids(session))
        write_sqlite(map(facts_of, rows), _all_entries(session), path)
        return _file(path, "application/vnd.sqlite3")


@blueprint.get("/documents.atom")
@needs("reader")
@blueprint.doc(responses=sends("application/atom+xml"))
def atom() -> Response:
    """The newest documents, fifty of them."""
    with here().store.reading() as session:
        found = [facts_of(row) for row in documents.newest(session, state="done")]
    return _sent(write_atom(found, title="vanthu", feed_url=request.base_url), "application/atom+xml; charset=utf-8")
