"""Questions about records of all documents."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from service.jobs import Desk
from tests.flow.desk import read_text


@pytest.fixture
def papers(desk: Desk) -> list[str]:
    return [
        read_text(desk, "Số: 1/KH-UBND\nPhấn đấu đạt 5 xã\nđạt 80 hộ"),
        read_text(desk, "Số: 2/KH-UBND\nPhấn đấu đạt 12 xã\fGiảm hộ nghèo, tiêu chí xã"),
        read_text(desk, "Một văn bản khác đạt 7 thôn"),
    ]


CASES = (
    ("", [5, 80, 12, 7], "all"),
    ("unit=xã", [5, 12], "the unit as written"),
    ("value_min=6&value_max=13", [12, 7], "a range of values"),
    ("text=so XA dat", [5, 80, 12, 7], "words without marks"),
    ("text=số huyện", [], "a word that is not there"),
    ("place=213&map=old", [5, 80, 12, 7], "the unit itself"),
    ("place=213&as_of=2024-01-01", [5, 80, 12, 7], "a day names the map"),
    ("place=213&map=new", [], "codes of one map do not stand on the other"),
    ("document_kind=Kế hoạch,Quyết định", [5, 80, 12], "one of several kinds"),
    ("document_number=2", [12], "the document's number"),
    ("change=increase", [], "a kind of change"),
    ("change=level,increase&comparator=eq", [5, 80, 12, 7], "lists have commas"),
    ("sort=-value", [80, 12, 7, 5], "largest first"),
    ("sort=due", [], "an order by a value leaves out what has none"),
    ("confidence_min=0.95", [], "only what is sure"),
    ("review_state=accepted", [], "nobody looked yet"),
)


def test_filters(client: FlaskClient, papers: list[str]) -> None:
    for query, values, why in CASES:
        answer = client.get(f"/api/v1/targets?{query}&total=true").json
        assert [record["value"] for record in answer["records"]] == values, why
        if not query.startswith("sort=due"):
            assert answer["total"] == len(values), why


def test_pages_of_any_order_hold_everything_once(client: FlaskClient, papers: list[str]) -> None:
    narrowed = (
        "key&text=so xa",
        "-key&text=so xa",
        "key&place=213&map=old",
        "-key&place=213&map=old",
        "key&text=xa&place=213&map=old",
    )
    for asked in ("key", "-key", "value", "-value", "confidence", *narrowed):
        whole = [r["id"] for r in client.get(f"/api/v1/targets?sort={asked}").json["records"]]
        seen, cursor = [], ""
        while cursor is not None:
            page = client.get(f"/api/v1/targets?sort={asked}&limit=1{cursor and '&cursor=' + cursor}").json
            seen += [r["id"] for r in page["records"]]
            cursor = page["next"]
        assert (seen, len(seen)) == (whole, 4), asked


def test_only_the_fields_that_are_asked_for_are_given(client: FlaskClient, papers: list[str]) -> None:
    record = client.get("/api/v1/targets?fields=value,unit&limit=1").json["records"][0]
    assert set(record) == {"id", "value", "unit"}


def test_facets_count_over_all_that_fits(client: FlaskClient, papers: list[str]) -> None:
    facets = client.get("/api/v1/targets?facets=unit,document_kind&limit=1").json["facets"]
    assert facets == {"unit": [["xã", 2], ["hộ", 1], ["thôn", 1]], "document_kind": [["Kế hoạch", 3]]}


def test_streams_hold_everything_with_its_provenance(client: FlaskClient, papers: list[str]) -> None:
    lines = client.get("/api/v1/targets?format=ndjson").get_data(as_text=True).splitlines()
    assert [json.loads(line)["value"] for line in lines] == [5, 80, 12, 7]
    table = list(csv.DictReader(io.StringIO(client.get("/api/v1/targets?format=csv&unit=xã").get_data(as_text=True)[1:])))
    assert [(row["value"], row["page"], row["quote"]) for row in table] == [("5.0", "1", "đạt 5 xã"), ("12.0", "1", "đạt 12 xã")]
    assert json.loads(table[0]["boxes"])


def test_a_cell_is_never_a_formula() -> None:
    from service.api.feeds import cell

    assert [cell(value) for value in ("=1+1", "@x", "bình thường", 3)] == ["'=1+1", "'@x", "bình thường", 3]


SEARCHES = (
    ("hộ nghèo", 1, "with marks"),
    ("ho ngheo", 1, "without marks"),
    ("hồ nghèo", 0, "other marks are other words"),
    ('"hộ nghèo"', 1, "a phrase"),
    ('"nghèo hộ"', 0, "a phrase in another order"),
    ("tieu chi KẾ", 0, "all words on one page"),
    ("KH-UBND", 2, "numbers of documents"),
    ("zzz", 0, "nothing"),
)


def test_search(client: FlaskClient, papers: list[str]) -> None:
    for asked, count, why in SEARCHES:
        assert len(client.get("/api/v1/search", query_string={"q": asked}).json["hits"]) == count, why


def test_a_hit_shows_where_it_stands(client: FlaskClient, papers: list[str]) -> None:
    hit = client.get("/api/v1/search", query_string={"q": '"hộ nghèo"'}).json["hits"][0]
    start, end = hit["marks"][0]
    assert (hit["page"], hit["snippet"][start:end]) == (2, "hộ nghèo")
    assert hit["boxes"] == [[2, 84.0, 72.0, 106.0, 82.0]]


def test_a_correction_over_http_is_seen_everywhere(client: FlaskClient, papers: list[str]) -> None:
    record = client.get("/api/v1/targets?unit=xã&limit=1").json["records"][0]
    place = f"/api/v1/documents/{record['document_id']}"
    said = {"kind": "field", "record_id": record["id"], "field": "unit", "value": "phường"}
    made = client.post(f"{place}/corrections", json=said)
    assert (made.status_code, made.json["before"], made.json["made_by"]) == (201, {"value": "xã"}, "local")
    assert client.get("/api/v1/targets?unit=phường").json["records"][0]["review_state"] == "corrected"
    assert client.get(f"/api/v1/records/{record['id']}").json["corrections"][0]["id"] == made.json["id"]
    assert client.get(f"{place}/reading").json["targets"][0]["unit"] == "phường"
    assert client.delete(f"/api/v1/corrections/{made.json['id']}").json["status"] == "withdrawn"
    assert client.get("/api/v1/targets?unit=phường").json["records"] == []


def test_changes_tell_the_story_in_order(client: FlaskClient, papers: list[str]) -> None:
    story = client.get("/api/v1/changes?limit=5000").json["changes"]
    assert [change["number"] for change in story] == list(range(1, len(story) + 1))
    records = {c["id"]: c["data"]["value"] for c in story if c["what"] == "record" and c["action"] == "created"}
    assert sorted(records.values()) == [5, 7, 12, 80]
