"""What analysts and other systems take, opened by readers that we did not write."""

import asyncio
import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import networkx
import openpyxl
import pyarrow.parquet as pq
import pytest
import rdflib
import vobject
from datasette.app import Datasette
from icalendar import Calendar
from iiif_prezi3 import AnnotationPage, Manifest
from lxml import etree

from models.deadline import Recurrence, Relation
from models.outline import Letterhead
from service.preservation import graph, iiif
from service.preservation.calendar import write_calendar
from service.preservation.facts import Entry
from service.preservation.harvest import Harvested, Respond
from service.preservation.metadata import archive_fields, write_edxml
from service.preservation.mets import write_mets
from service.preservation.news import write_atom
from service.preservation.tables import write_parquet, write_sqlite, write_xlsx
from tests.builders import make_deadline, make_document, make_target
from tests.preservation.conftest import DAY, Sample, make_facts

IMAGES = "http://127.0.0.1:8080/api/v1/iiif/x"
BASE = "http://127.0.0.1:8080/api/v1/documents/x"


def of_kind(sample: Sample, kind: str) -> list[Entry]:
    return [entry for entry in sample.entries if entry.kind == kind]


def deadline(written: str, *, issued: date | None = date(2023, 3, 14), subject_year: int | None = 2023, **fields: Any) -> Entry:
    document = make_document(f"Báo cáo {written}.")
    data = json.loads(make_deadline(document, f"Báo cáo {written}", written=written, **fields).model_dump_json())
    facts = make_facts(Letterhead(issued=issued, subject_year=subject_year, number="37", symbol="KH-UBND"))
    return Entry("deadline", data, facts, DAY)


def test_two_calendar_libraries_read_the_feed_alike(sample: Sample) -> None:
    content = write_calendar(of_kind(sample, "deadline"), name="Thời hạn")
    ours = {
        str(event["uid"]): (event.decoded("dtstart"), str(event["summary"]), str(event["description"]))
        for event in Calendar.from_ical(content).walk("VEVENT")
    }
    feed = vobject.readOne(content.decode())
    theirs = {e.uid.value: (e.dtstart.value, e.summary.value, e.description.value) for e in getattr(feed, "vevent_list", [])}
    assert ours == theirs
    dated = [entry for entry in of_kind(sample, "deadline") if entry.data["latest"] or entry.data["every"]]
    assert len(ours) == len(dated)


RECURRING = [  # (written, relation, every, first days)
    ("trước ngày 25 hằng tháng", "before", "month", [date(2023, 3, 24), date(2023, 4, 24), date(2023, 5, 24)]),
    ("ngày 10 hằng tháng", "within", "month", [date(2023, 4, 10), date(2023, 5, 10), date(2023, 6, 10)]),
    ("định kỳ hằng tháng", "within", "month", [date(2023, 3, 31), date(2023, 4, 30), date(2023, 5, 31)]),
    ("định kỳ hằng quý", "within", "quarter", [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30)]),
    ("trước ngày 15 tháng 12 hằng năm", "before", "year", [date(2023, 12, 14)]),
    ("trước ngày 15/12 hằng năm", "before", "year", [date(2023, 12, 14)]),
    ("6 tháng", "within", "half", [date(2023, 6, 30), date(2023, 12, 31)]),
]


@pytest.mark.parametrize(("written", "relation", "every", "days"), RECURRING)
def test_a_deadline_that_comes_again_comes_on_its_day(written: str, relation: str, every: str, days: list[date]) -> None:
    entry = deadline(written, relation=Relation(relation), every=Recurrence(every))
    event = vobject.readOne(write_calendar([entry], name="x").decode()).vevent
    assert [moment.date() for moment in list(event.rruleset)[: len(days)]] == days
    assert max(moment.date() for moment in event.rruleset) <= date(2023, 12, 31)


def test_an_event_keeps_its_uid_and_has_alarms() -> None:
    entry = deadline("trước ngày 30/9/2023", relation=Relation.BEFORE, latest=date(2023, 9, 29))
    first, again = (Calendar.from_ical(write_calendar([entry], name="x")).walk("VEVENT")[0] for _ in range(2))
    assert first["uid"] == again["uid"]
    assert [alarm.decoded("trigger").days for alarm in first.walk("VALARM")] == [-7, -1]


def test_a_deadline_without_a_day_is_not_put_on_one() -> None:
    entry = deadline("trong thời hạn 15 ngày", latest=None)
    assert Calendar.from_ical(write_calendar([entry], name="x")).walk("VEVENT") == []


def test_a_spreadsheet_has_typed_cells_and_runs_no_formula(tmp_path: Path) -> None:
    document = make_document('=HYPERLINK("x") đạt 92,5%')
    data = json.loads(make_target(document, '=HYPERLINK("x") đạt 92,5%', value="92.5", due=date(2023, 12, 31)).model_dump_json())
    write_xlsx([Entry("target", data, make_facts(), DAY)], tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Chỉ tiêu"]
    row = dict(zip([c.value for c in sheet[1]], sheet[2], strict=True))
    assert row["value"].value == 92.5
    assert row["due_latest"].value.date() == date(2023, 12, 31)
    assert (row["indicator"].data_type, row["indicator"].value[:10]) == ("s", "=HYPERLINK")
    assert row["link"].value == f'=HYPERLINK("{make_facts().url}/review#r-{data["id"]}")'


def test_spreadsheet_parquet_and_sqlite_say_the_same(sample: Sample, tmp_path: Path) -> None:
    write_xlsx(sample.entries, tmp_path / "x.xlsx")
    write_sqlite([sample.facts], sample.entries, tmp_path / "vanthu.db")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    for kind, title in (("deadline", "Thời hạn"), ("citation", "Viện dẫn"), ("place", "Địa danh")):
        entries = of_kind(sample, kind)
        write_parquet(kind, entries, tmp_path / f"{kind}.parquet")
        table = pq.read_table(tmp_path / f"{kind}.parquet")
        sheet = book[title]
        names = [cell.value for cell in sheet[1]]
        cells = [[plain(value) for value in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert table.column_names == names
        assert [list(row.values()) for row in table.to_pylist()] == cells
        assert len(cells) == len(entries)
        rows = asyncio.run(datasette_rows(tmp_path / "vanthu.db", f"{kind}s"))
        assert [row["id"] for row in rows] == [entry.data["id"] for entry in entries]


def plain(value: Any) -> Any:
    """A cell as the other forms have it: a day without hours, a link without what makes it one."""
    if isinstance(value, str):
        return value.removeprefix('=HYPERLINK("').removesuffix('")')
    return value.date() if hasattr(value, "date") else value


async def datasette_rows(path: Path, table: str, search: str = "") -> list[dict[str, Any]]:
    datasette = Datasette([str(path)])
    answer = await datasette.client.get(f"/{path.stem}/{table}.json?_shape=array&_size=max{search}")
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    return rows


def test_datasette_searches_the_words(sample: Sample, tmp_path: Path) -> None:
    write_sqlite([sample.facts], sample.entries, tmp_path / "vanthu.db")
    found = asyncio.run(datasette_rows(tmp_path / "vanthu.db", "deadlines", "&_search=hoàn+thành"))
    assert found
    assert all("hoàn thành" in row["quote"].lower() or "hoàn thành" in row["task"].lower() for row in found)


def test_a_iiif_library_accepts_manifest_and_annotations(sample: Sample) -> None:
    document = sample.understood.document
    manifest = Manifest(**iiif.write_manifest(sample.facts, document.pages, base=BASE, image_service=IMAGES))
    assert [canvas.type for canvas in manifest.items] == ["Canvas"] * document.page_count
    for number in range(1, document.page_count + 1):
        page = AnnotationPage(**iiif.write_annotations(sample.entries, number, base=BASE))
        assert len(page.items or []) == sum(box[0] == number for entry in sample.entries for box in entry.data["boxes"])


def test_a_feed_reader_reads_the_atom_feed(sample: Sample) -> None:
    feed = feedparser.parse(write_atom([sample.facts], title="vanthu", feed_url="http://127.0.0.1:8080/api/v1/documents.atom"))
    assert not feed.bozo
    (entry,) = feed.entries
    assert (entry.title, entry.link) == (sample.facts.title, sample.facts.url)


def test_graphs_have_an_edge_for_each_citation(sample: Sample) -> None:
    edges = graph.edges_of(sample.entries)
    drawn = networkx.parse_graphml(graph.write_graphml(edges).decode(), force_multigraph=True)
    assert drawn.number_of_edges() == len(of_kind(sample, "citation"))
    triples = rdflib.Graph().parse(data=json.dumps(graph.write_json_ld(edges)), format="json-ld")
    for edge in edges:
        role = rdflib.URIRef(f"urn:vanthu:{edge.citation.data['role']}")
        assert (rdflib.URIRef(edge.source), role, rdflib.URIRef(edge.target)) in triples


def told_of_the_paper(sample: Sample, tables: dict[str, list[dict[str, Any]]]) -> dict[str, tuple[Any, ...]]:
    """Form → number, day and issuer of the paper, as a reader of that form finds them."""
    facts, entries = sample.facts, sample.entries
    fields = archive_fields(facts)
    day, month, year = str(fields["issuedDate"]).split("/")
    shown = iiif.write_manifest(facts, (), base=BASE, image_service=IMAGES)["metadata"]
    metadata = {one["label"]["none"][0]: one["value"]["none"][0] for one in shown}
    edxml = etree.fromstring(write_edxml(facts))
    mets = etree.fromstring(write_mets(facts, (), ()))
    harvested = Respond("http://127.0.0.1:8080/api/v1/oai", DAY, ()).record(Harvested(facts, ()), prefix="oai_dc")
    paper = next(node for node in graph.write_json_ld(graph.edges_of(entries))["@graph"] if node.get("url") == facts.url)
    row = tables["documents"][0]

    def of(tree: Any, name: str) -> str:
        return str(tree.xpath(f"string(//*[local-name()='{name}'])"))

    def core(tree: Any) -> tuple[Any, ...]:
        identifiers = tree.xpath("//*[local-name()='identifier' and namespace-uri()='http://purl.org/dc/elements/1.1/']/text()")
        return identifiers[-1], of(tree.xpath("//*[local-name()='date']")[0], "date"), of(tree, "creator")

    return {
        "TT 02/2019": (f"{fields['codeNumber']}/{fields['codeNotation']}", f"{year}-{month}-{day}", fields["organName"]),
        "IIIF": (
            f"{metadata['codeNumber']}/{metadata['codeNotation']}",
            "-".join(reversed(metadata["issuedDate"].split("/"))),
            metadata["organName"],
        ),
        "edXML": (
            f"{of(edxml, 'CodeNumber')}/{of(edxml, 'CodeNotation')}",
            of(edxml, "PromulgationDate"),
            of(edxml, "OrganName"),
        ),
        "METS": core(mets),
        "OAI-PMH": core(etree.fromstring(harvested)),
        "JSON-LD": (paper["legislationIdentifier"], paper["legislationDate"], paper["legislationPassedBy"]),
        "Datasette": (row["number"], row["issued"], row["issuer"]),
        **{
            form: (one["document_number"], str(one["document_issued"])[:10], one["document_issuer"])
            for form in ("XLSX", "Parquet", "SQLite")
            for one in tables[form][:1]
        },
    }


def in_tables(sample: Sample, kind: str, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Records of a kind as spreadsheet, Parquet and SQLite give them back."""
    entries = of_kind(sample, kind)
    write_xlsx(entries, folder / f"{kind}.xlsx")
    write_parquet(kind, entries, folder / f"{kind}.parquet")
    write_sqlite([sample.facts], entries, folder / f"{kind}.db")
    names, *rows = openpyxl.load_workbook(folder / f"{kind}.xlsx").active.iter_rows(values_only=True)
    with sqlite3.connect(folder / f"{kind}.db") as base:
        base.row_factory = sqlite3.Row
        kept = {table: [dict(row) for row in base.execute(f"SELECT * FROM {table}")] for table in (f"{kind}s", "documents")}
    return {
        "XLSX": [dict(zip(names, row, strict=True)) for row in rows],
        "Parquet": pq.read_table(folder / f"{kind}.parquet").to_pylist(),
        "SQLite": kept[f"{kind}s"],
        "documents": kept["documents"],
    }


def annotated(sample: Sample, label: str) -> list[str]:
    """What the annotations of the first line of each record say, by kind."""
    pages = range(1, sample.understood.document.page_count + 1)
    items = [one for number in pages for one in iiif.write_annotations(sample.entries, number, base=BASE)["items"]]
    said = [one["body"]["value"] for one in items if one["id"].endswith("/0")]
    return [text.removeprefix(f"{label}: ") for text in said if text.startswith(f"{label}: ")]


def test_names_dates_and_numbers_are_the_same_in_every_form(sample: Sample, tmp_path: Path) -> None:
    head = sample.reading.letterhead
    tables = {kind: in_tables(sample, kind, tmp_path) for kind in ("target", "deadline", "citation")}
    told = told_of_the_paper(sample, tables["citation"])
    truth = (f"{head.number}/{head.symbol}", str(head.issued), head.issuer)
    assert told == dict.fromkeys(told, truth)
    values = [float(target.value) for target in sample.reading.targets]
    numbers = [citation.number for citation in sample.reading.citations]
    days = [str(deadline.latest)[:10] if deadline.latest else None for deadline in sample.reading.deadlines]
    for form in ("XLSX", "Parquet", "SQLite"):
        assert [one["value"] for one in tables["target"][form]] == values, form
        assert [one["number"] for one in tables["citation"][form]] == numbers, form
        assert [one["latest"] and str(one["latest"])[:10] for one in tables["deadline"][form]] == days, form
    said = [text.rpartition(": ")[2].split()[0].split("–")[0] for text in annotated(sample, "Chỉ tiêu")]
    assert sorted(map(float, said)) == sorted(values)
    edges = graph.edges_of(sample.entries)
    nodes = {node.get("legislationIdentifier") for node in graph.write_json_ld(edges)["@graph"]} - {None}
    assert nodes == {*numbers, truth[0]} - {None}
    labels = " ".join(label for _, label in networkx.parse_graphml(graph.write_graphml(edges).decode()).nodes(data="label"))
    assert all(number in labels for number in numbers if number)
    events = Calendar.from_ical(write_calendar(of_kind(sample, "deadline"), name="x")).walk("VEVENT")
    once = [str(event.decoded("dtstart")) for event in events if "rrule" not in event]
    assert sorted(once) == sorted(
        str(deadline.latest) for deadline in sample.reading.deadlines if deadline.latest and not deadline.every
    )
    assert all(sample.facts.number in str(event["description"]) for event in events)
    assert sample.facts.number in feedparser.parse(write_atom([sample.facts], title="x", feed_url=BASE)).entries[0].title
