"""Acts that are cited, as instruments."""

from flask.testing import FlaskClient

from service.jobs import Desk
from tests.flow.desk import read_text

PLAN = "Số: 5/QĐ-TTg\nđạt 5 xã"
FIRST = "Số: 1/KH-UBND\nCăn cứ Quyết định số 5/QĐ-TTg\nCăn cứ Quyết định số 9/QĐ-UBND"
SECOND = "Số: 2/KH-UBND\nCăn cứ Quyết định số 5/QĐ-TTg"


def _keys(client: FlaskClient, query: str = "") -> list[str]:
    return [one["key"] for one in client.get(f"/api/v1/instruments{query}").json["instruments"]]


def test_the_most_cited_act_comes_first_with_what_is_said_of_it(client: FlaskClient, desk: Desk) -> None:
    plan = read_text(desk, PLAN)
    read_text(desk, FIRST)
    read_text(desk, SECOND)
    first = client.get("/api/v1/instruments").json["instruments"][0]
    assert (first["key"], first["times_cited"], first["documents"]) == ("5/QĐ-TTg", 2, 2)
    assert (first["kind"], first["roles"], first["document_id"]) == ("Quyết định", {"basis": 2}, plan)
    assert client.get("/api/v1/instruments/5/QĐ-TTg").json == first


def test_acts_that_are_not_held_are_told_from_those_that_are(client: FlaskClient, desk: Desk) -> None:
    for text in (PLAN, FIRST, SECOND):
        read_text(desk, text)
    assert _keys(client, "?held=true") == ["5/QĐ-TTg"]
    assert _keys(client, "?held=false") == ["9/QĐ-UBND"]
    assert _keys(client, "?text=ubnd") == ["9/QĐ-UBND"]
    assert _keys(client, "?role=amends") == []


def test_pages_hold_every_act_once(client: FlaskClient, desk: Desk) -> None:
    for text in (FIRST, SECOND, "Căn cứ Quyết định số 8/QĐ-TTg"):
        read_text(desk, text)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/instruments?limit=1{cursor and '&cursor=' + cursor}").json
        seen += [one["key"] for one in page["instruments"]]
        cursor = page["next"]
    assert seen == _keys(client) == ["5/QĐ-TTg", "8/QĐ-TTg", "9/QĐ-UBND"]


def test_an_act_that_nobody_cites_is_not_found(client: FlaskClient) -> None:
    assert client.get("/api/v1/instruments/7/QĐ-TTg").status_code == 404
