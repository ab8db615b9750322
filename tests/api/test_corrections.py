"""What people said, over all documents."""

from flask.testing import FlaskClient

from service.jobs import Desk
from tests.flow.desk import read_line, read_text


def _correct(client: FlaskClient, document_id: str, text: str) -> int:
    said = {"kind": "text", "page": 1, "page_span": [0, 3], "text": text}
    made = client.post(f"/api/v1/documents/{document_id}/corrections", json=said)
    assert made.status_code == 201, made.json
    return int(made.json["id"])


def test_corrections_of_all_documents_come_newest_first_page_by_page(client: FlaskClient, desk: Desk) -> None:
    papers = [read_text(desk, f"dat {number} xa, nay đạt {number} xã") for number in (5, 7, 9)]
    made = [_correct(client, paper, "đạt") for paper in papers]
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/corrections?limit=2{cursor and '&cursor=' + cursor}").json
        seen += [(one["id"], one["document_id"]) for one in page["corrections"]]
        cursor = page["next"]
    assert seen == list(zip(made[::-1], papers[::-1], strict=True))


def test_they_are_narrowed_by_kind_state_and_who_made_them(client: FlaskClient, desk: Desk) -> None:
    _correct(client, read_text(desk, "dat 5 xa"), "đạt")
    read_line(desk)
    cases = (
        ("kind=text", 1),
        ("kind=box", 0),
        ("status=applied", 1),
        ("status=conflict", 0),
        ("made_by=local", 1),
        ("made_by=x", 0),
    )
    for query, number in cases:
        assert len(client.get(f"/api/v1/corrections?{query}").json["corrections"]) == number, query


def test_who_says_what_they_saw_does_not_overwrite_another(client: FlaskClient, desk: Desk) -> None:
    paper = read_text(desk, "Số: 12/KH-UBND\nPhấn đấu đạt 5 xã")
    target = client.get(f"/api/v1/targets?document={paper}").json["records"][0]["id"]
    ways = (
        ({"kind": "letterhead", "field": "issued"}, None, "2026-01-05", "2026-01-06"),
        ({"kind": "field", "record_id": target, "field": "value"}, 5, 6, 7),
    )
    for what, seen, first, second in ways:
        address = f"/api/v1/documents/{paper}/corrections"
        assert client.post(address, json={**what, "value": first, "expected": seen}).status_code == 201, what
        late = client.post(address, json={**what, "value": second, "expected": seen})
        assert late.status_code == 409, what
        assert client.post(address, json={**what, "value": second, "expected": first}).status_code == 201, what
        assert client.post(address, json={**what, "value": first}).status_code == 201, what  # who saw nothing decides


def test_a_cursor_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    for cursor in ("x", "W3RydWVd", "WyJhIl0"):
        assert client.get(f"/api/v1/corrections?cursor={cursor}").status_code == 422, cursor
