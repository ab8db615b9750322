"""What analysts and other systems take, opened by readers that we did not write."""

import asyncio
import json
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

from models.deadline import Recurrence, Relation
from models.outline import Letterhead
from service.preservation import graph, iiif
from service.preservation.calendar import write_calendar
from service.preservation.facts import Entry
from service.preservation.metadata import archive_fields, dublin_core
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


def test_names_dates_and_numbers_are_the_same_in_every_form(sample: Sample, tmp_path: Path) -> None:
    head, facts = sample.reading.letterhead, sample.facts
    assert head.issued is not None
    core = dublin_core(facts)
    assert {("creator", head.issuer), ("date", head.issued.isoformat()), ("identifier", facts.number)} <= set(core)
    assert archive_fields(facts)["issuedDate"] == f"{head.issued:%d/%m/%Y}"
    write_sqlite([facts], sample.entries, tmp_path / "vanthu.db")
    (row,) = asyncio.run(datasette_rows(tmp_path / "vanthu.db", "documents"))
    assert (row["number"], row["issued"], row["issuer"]) == (facts.number, head.issued.isoformat(), head.issuer)
    metadata = {
        m["label"]["none"][0]: m["value"]["none"][0]
        for m in iiif.write_manifest(facts, (), base=BASE, image_service=IMAGES)["metadata"]
    }
    assert (metadata["codeNumber"], metadata["codeNotation"]) == (head.number, head.symbol)
    values = [str(entry.data["value"]) for entry in of_kind(sample, "target")]
    write_parquet("target", of_kind(sample, "target"), tmp_path / "t.parquet")
    assert [float(v) for v in values] == pq.read_table(tmp_path / "t.parquet")["value"].to_pylist()
