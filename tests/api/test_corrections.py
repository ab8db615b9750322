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


def test_a_cursor_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    for cursor in ("x", "W3RydWVd", "WyJhIl0"):
        assert client.get(f"/api/v1/corrections?cursor={cursor}").status_code == 422, cursor
