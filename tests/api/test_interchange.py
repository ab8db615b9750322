"""Other tools ask our API: a harvester that we did not write, calendars, spreadsheets."""

import io
import json
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import bagit
import networkx
import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import BadResumptionToken, CannotDisseminateFormat, IdDoesNotExist, NoRecordsMatch
from werkzeug.serving import make_server

from service.api import dumping
from service.app import create_app
from service.jobs import Desk
from service.store import intake
from tests.flow.desk import open_text, read_text

MANY = 120  # over two pages of a list


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The service on a port of this machine."""
    app = create_app(
        desk.settings, store=desk.store, open_scan=open_text, territory=desk.territory, with_pages=False, testing=True
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1/oai"
    server.shutdown()
    thread.join()


def test_a_harvester_misses_nothing_while_documents_come_and_go(desk: Desk, address: str) -> None:
    ids = [read_text(desk, f"Số: {number}/KH-UBND\nđạt {number} xã") for number in range(1, MANY + 1)]
    harvested: dict[str, bool] = {}
    for at, record in enumerate(Sickle(address).ListRecords(metadataPrefix="oai_dc")):
        harvested[record.header.identifier] = record.header.deleted
        if at == 20:
            new = read_text(desk, "Số: 999/KH-UBND\nđạt 999 xã")
            with desk.store.writing() as session:
                intake.delete(session, ids[0], by="local")
                intake.delete(session, ids[-1], by="local")
    assert set(harvested) == {f"oai:vanthu:{document_id}" for document_id in [*ids, new]}
    assert {name for name, is_deleted in harvested.items() if is_deleted} == {f"oai:vanthu:{ids[0]}", f"oai:vanthu:{ids[-1]}"}


def test_what_changed_since_a_second_is_harvested(desk: Desk, address: str) -> None:
    document_id = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã")
    sickle = Sickle(address)
    (header,) = sickle.ListIdentifiers(metadataPrefix="oai_dc")
    again = sickle.ListIdentifiers(**{"metadataPrefix": "oai_dc", "from": header.datestamp, "until": header.datestamp})
    assert [h.identifier for h in again] == [f"oai:vanthu:{document_id}"]
    with pytest.raises(NoRecordsMatch):
        sickle.ListIdentifiers(**{"metadataPrefix": "oai_dc", "from": "2999-01-01T00:00:00Z"})


def test_the_six_verbs_answer_a_harvester(desk: Desk, address: str) -> None:
    document_id = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã")
    sickle = Sickle(address)
    assert sickle.Identify().deletedRecord == "persistent"
    assert {form.metadataPrefix for form in sickle.ListMetadataFormats()} == {"oai_dc", "vanthu"}
    record = sickle.GetRecord(identifier=f"oai:vanthu:{document_id}", metadataPrefix="oai_dc")
    assert any(value.startswith("1/KH-UBND") for value in record.metadata["identifier"])
    sets = {found.setSpec for found in sickle.ListSets()}
    for spec in record.header.setSpecs:
        assert spec in sets
        assert [h.identifier for h in sickle.ListIdentifiers(metadataPrefix="oai_dc", set=spec)] == [record.header.identifier]
    with pytest.raises(IdDoesNotExist):
        sickle.GetRecord(identifier="oai:vanthu:none", metadataPrefix="oai_dc")
    with pytest.raises(CannotDisseminateFormat):
        sickle.ListRecords(metadataPrefix="marc21")
    with pytest.raises(BadResumptionToken):
        sickle.ListRecords(resumptionToken="bm9uZQ")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "badVerb"),
        ("verb=Steal", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=ListRecords", "badArgument"),
        ("verb=Identify&colour=red", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-03T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind:none", "noRecordsMatch"),
    ],
)
def test_a_question_that_the_protocol_does_not_know_is_answered_with_its_error(
    client: FlaskClient, asked: str, code: str
) -> None:
    answer = etree.fromstring(client.get(f"/api/v1/oai?{asked}").data)
    assert answer.find("{http://www.openarchives.org/OAI/2.0/}error").get("code") == code


def test_records_leave_as_spreadsheet_and_parquet(desk: Desk, client: FlaskClient) -> None:
    read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã\nđạt 80 hộ")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/targets.xlsx?unit=xã").data))
    assert [row[2] for row in book["Chỉ tiêu"].iter_rows(min_row=2, values_only=True)] == [5]
    table = pq.read_table(io.BytesIO(client.get("/api/v1/targets.parquet").data))
    assert sorted(table["value"].to_pylist()) == [5, 80]


def test_a_bag_leaves_whole(desk: Desk, client: FlaskClient, tmp_path_factory: pytest.TempPathFactory) -> None:
    document_id = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã")
    folder = tmp_path_factory.mktemp("bag")
    zipfile.ZipFile(io.BytesIO(client.get(f"/api/v1/documents/{document_id}/bag.zip").data)).extractall(folder)
    assert bagit.Bag(str(folder / document_id)).is_valid()


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("alto/1.xml", "application/xml"),
        ("mets.xml", "application/xml"),
        ("edxml.xml", "application/xml"),
        ("archive.json", "application/json"),
        ("iiif/manifest.json", "application/json"),
        ("iiif/annotations/1.json", "application/json"),
        ("graph.jsonld", "application/ld+json"),
        ("graph.graphml", "application/xml"),
    ],
)
def test_every_form_of_a_document_is_served(desk: Desk, client: FlaskClient, path: str, media_type: str) -> None:
    document_id = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã")
    answer = client.get(f"/api/v1/documents/{document_id}/{path}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert client.get(f"/api/v1/documents/{'0' * 64}/{path}").status_code == 404


def test_a_plain_text_has_no_searchable_pdf(desk: Desk, client: FlaskClient) -> None:
    document_id = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã")
    assert client.get(f"/api/v1/documents/{document_id}/searchable.pdf").status_code == 415


def test_feeds_are_served_when_there_is_nothing(client: FlaskClient) -> None:
    assert Calendar.from_ical(client.get("/api/v1/deadlines.ics").data).walk("VEVENT") == []
    assert etree.fromstring(client.get("/api/v1/documents.atom").data).tag.endswith("feed")
    assert client.get("/api/v1/export.sqlite").data.startswith(b"SQLite format 3")


def asked(client: FlaskClient, **query: object) -> list[dict[str, object]]:
    answer = client.post("/api/v1/reconcile", data={"queries": json.dumps({"q0": query})})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.get_json()["q0"]["result"]
    return found


def test_places_are_reconciled_as_of_a_day(client: FlaskClient) -> None:
    for day, match in (("2024-05-31", "40@"), ("2026-01-10", "40@")):
        best = asked(client, query="tinh Nghe An", type="place", properties=[{"pid": "as_of", "v": day}])[0]
        assert best["match"]
        assert str(best["id"]).startswith(match)
    gone = asked(client, query="huyện Hải Hậu", type="place", properties=[{"pid": "as_of", "v": "2026-01-10"}])
    assert not any(found["match"] for found in gone)


def test_numbers_are_reconciled_and_a_doubtful_one_is_not_matched(desk: Desk, client: FlaskClient) -> None:
    first = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã")
    assert [(found["id"], found["match"]) for found in asked(client, query="1/KH-UBND", type="document")] == [(first, True)]
    read_text(desk, "Số: 1/KH-UBND\nđạt 7 xã")
    assert [found["match"] for found in asked(client, query="1/KH-UBND", type="document")] == [False, False]


@pytest.mark.parametrize("queries", ["[]", "{", '{"q0": 1}', '{"q0": {"query": "x", "type": "dragon"}}'])
def test_a_query_that_makes_no_sense_is_refused(client: FlaskClient, queries: str) -> None:
    assert client.get("/api/v1/reconcile", query_string={"queries": queries}).status_code in (400, 422)
    assert client.get("/api/v1/reconcile").get_json()["versions"] == ["0.2"]


def test_a_correction_of_the_text_is_in_the_forms_before_the_next_reading(desk: Desk, client: FlaskClient) -> None:
    document_id = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xa")
    client.post(
        f"/api/v1/documents/{document_id}/corrections", json={"kind": "text", "page": 1, "page_span": [20, 22], "text": "xã"}
    )
    written = client.get(f"/api/v1/documents/{document_id}/alto/1.xml").text
    assert 'CONTENT="xã"' in written
    assert "as recognised" in written


def test_a_dump_is_whole_and_can_be_checked_and_fetched(desk: Desk, client: FlaskClient) -> None:
    read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã")
    folder = dumping.directory(desk.settings)
    for day in (1, 2, 3):
        made = dumping.write_dump(desk.store, folder, day=date(2026, 1, day), keep=2, host_url="http://127.0.0.1:8080/")
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=made, check=False).returncode == 0
    listed = client.get("/api/v1/dumps").get_json()["dumps"]
    assert [one["day"] for one in listed] == ["2026-01-03", "2026-01-02"]
    assert set(listed[0]["files"]) == {path.name for path in made.iterdir()} - {"SHA256SUMS"}
    first = client.get("/api/v1/dumps/2026-01-03/targets.parquet", headers={"Range": "bytes=0-9"})
    rest = client.get("/api/v1/dumps/2026-01-03/targets.parquet", headers={"Range": "bytes=10-"})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert pq.read_table(io.BytesIO(first.data + rest.data))["value"].to_pylist() == [5]
    assert client.get("/api/v1/dumps/2026-01-03/..%2F..%2Fvanthu.sqlite").status_code == 404


@pytest.mark.parametrize(("hour", "is_due"), [("01:59", False), ("02:00", True), ("23:00", True)])
def test_a_dump_is_due_once_its_hour_has_come(hour: str, is_due: bool, tmp_path: Path) -> None:
    now = datetime.fromisoformat(f"2026-01-01 {hour}")
    assert dumping.is_due(tmp_path, now, at="02:00") is is_due
    (tmp_path / "2026-01-01").mkdir()
    assert not dumping.is_due(tmp_path, now, at="02:00")


def test_a_selection_of_bags_goes_on_where_it_stopped(desk: Desk, client: FlaskClient) -> None:
    ids = [read_text(desk, f"Số: {number}/KH-UBND\nđạt {number} xã") for number in (1, 2, 3)]
    address: str | None = "/api/v1/bags.zip?limit=2"
    parts = []
    while address:
        answer = client.get(address)
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.testzip() is None
            parts.append([name.removesuffix(".zip") for name in archive.namelist()])
            assert zipfile.ZipFile(io.BytesIO(archive.read(archive.namelist()[0]))).testzip() is None
        following = answer.headers.get("Link")
        address = following and following.partition(">")[0].lstrip("<")
    assert parts == [ids[:2], ids[2:]]


def test_a_neighbourhood_holds_what_is_cited_and_who_cites_it(desk: Desk, client: FlaskClient) -> None:
    cited = read_text(desk, "Số: 7/QĐ-UBND\nđạt 1 xã")
    citing = [read_text(desk, f"Số: {number}/KH-UBND\nthực hiện 7/QĐ-UBND") for number in (1, 2)]
    issued = {"kind": "letterhead", "field": "issued", "value": "2023-03-14"}
    assert client.post(f"/api/v1/documents/{cited}/corrections", json=issued).status_code == 201
    values = {"kind": "Quyết định", "number": "7/QĐ-UBND", "issued": "2023-03-14", "issuer": None, "about": None}
    for document_id in citing:
        added = {**values, "role": "basis", "instrument_key": "7/QĐ-UBND@x@2023-03-14"}
        json_ = {"kind": "add", "record_kind": "citation", "values": added, "text_span": [14, 33]}
        assert client.post(f"/api/v1/documents/{document_id}/corrections", json=json_).status_code == 201
    for asked, edges in (
        ({"document": citing[0]}, 1),
        ({"document": citing[0], "depth": 2}, 2),
        ({"document": cited}, 2),
        ({"instrument": "7/QĐ-UBND@x@2023-03-14"}, 2),
    ):
        drawn = networkx.parse_graphml(client.get("/api/v1/graph.graphml", query_string=asked).text, force_multigraph=True)
        assert drawn.number_of_edges() == edges, asked
        assert f"urn:sha256:{cited}" in drawn, asked
    assert client.get("/api/v1/graph.graphml").status_code == 422
