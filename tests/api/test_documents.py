"""Documents over HTTP: what a person with curl sees."""

import io
from typing import Any

from flask.testing import FlaskClient

from service.jobs import Desk
from service.store import overview
from tests.flow.desk import read_line, read_text

TEXT = "Số: 12/KH-UBND\nPhấn đấu đạt 5 xã ngheo\fTrang hai đạt 3 hộ"


def send(client: FlaskClient, *texts: str, **headers: str) -> Any:
    files = [(io.BytesIO(text.encode()), f"{number}.txt") for number, text in enumerate(texts)]
    return client.post("/api/v1/documents", data={"file": files}, headers=headers)


def test_a_file_is_taken_at_once_and_followed_at_its_location(client: FlaskClient, desk: Desk) -> None:
    answer = send(client, TEXT)
    assert answer.status_code == 202
    assert answer.headers["Retry-After"]
    place = answer.headers["Location"]
    assert client.get(place).json["state"] == "queued"
    assert client.get(f"{place}/text").json["code"] == "not_read_yet"
    read_line(desk)
    shown = client.get(place).json
    assert (shown["state"], shown["progress"]["pages_done"], [p["is_done"] for p in shown["pages"]]) == ("done", 2, [True, True])
    assert client.get(f"{place}/text").json["text"] == TEXT.replace("ngheo", "nghèo")
    assert client.get(f"{place}/text?which=raw&page=2").json["text"] == "Trang hai đạt 3 hộ"
    assert [t["value"] for t in client.get(f"{place}/records").json["targets"]] == [5, 3]
    assert client.get(f"{place}/original").data.decode() == TEXT


def test_the_same_file_twice_is_one_document_and_said_so(client: FlaskClient) -> None:
    first, second = send(client, TEXT).json["documents"][0], send(client, TEXT).json["documents"][0]
    assert (first["is_duplicate"], second["is_duplicate"], first["id"] == second["id"]) == (False, True, True)


def test_one_bad_file_among_several_does_not_hold_up_the_others(client: FlaskClient) -> None:
    taken = send(client, TEXT, "").json["documents"]
    assert taken[0]["state"] == "queued"
    assert taken[1]["error"]["code"] == "invalid_input"


def test_a_file_that_is_no_document_ends_as_failed_with_advice(client: FlaskClient, desk: Desk) -> None:
    place = send(client, "\0x").headers["Location"]
    read_line(desk)
    shown = client.get(place).json
    assert (shown["state"], shown["problems"][0]["code"]) == ("failed", "not_a_document")
    assert shown["problems"][0]["advice_vi"]


def test_a_repeated_upload_with_its_key_gets_the_same_answer(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "k1"}
    first, again = send(client, TEXT, **key), send(client, TEXT, **key)
    assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")
    assert send(client, "khác", **key).status_code == 409


def test_what_did_not_change_is_not_sent_again(client: FlaskClient, desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    for path in ("", "/text", "/records", "/reading", "/words"):
        first = client.get(f"/api/v1/documents/{document_id}{path}")
        again = client.get(f"/api/v1/documents/{document_id}{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path


def test_problems_speak_the_language_that_is_asked_for(client: FlaskClient) -> None:
    for language, title in (("vi", "Không có tài nguyên này."), ("en", "There is no such thing here.")):
        answer = client.get("/api/v1/documents/none", headers={"Accept-Language": language})
        assert answer.content_type == "application/problem+json"
        assert (answer.json["title"], answer.json["code"], answer.json["status"]) == (title, "not_found", 404)


def test_the_list_pages_through_everything_once(client: FlaskClient, desk: Desk) -> None:
    sent = [read_text(desk, f"Số: {n}/KH-UBND") for n in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        listed = client.get(f"/api/v1/documents?limit=2{cursor and '&cursor=' + cursor}&total=true").json
        seen += [document["id"] for document in listed["documents"]]
        cursor = listed["next"]
    assert seen == sent[::-1]
    assert listed["total"] == 5


def test_a_full_line_pushes_back(client: FlaskClient, desk: Desk) -> None:
    for n in range(3):
        send(client, f"văn bản {n}")
    object.__setattr__(desk.settings, "max_waiting", 3)
    answer = send(client, "một nữa")
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert answer.headers["Retry-After"]


def test_a_reading_can_be_paused_resumed_and_cancelled(client: FlaskClient, desk: Desk) -> None:
    place = send(client, TEXT).headers["Location"]
    assert client.patch(place, json={"action": "pause"}).json["state"] == "paused"
    read_line(desk)
    assert client.get(place).json["state"] == "paused"
    assert client.patch(place, json={"action": "resume"}).json["state"] == "queued"
    read_line(desk)
    assert client.get(place).json["state"] == "done"
    assert client.patch(place, json={"action": "cancel"}).status_code == 409


def test_a_deleted_document_is_gone_until_it_is_handed_in_again(client: FlaskClient, desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    assert client.delete(f"/api/v1/documents/{document_id}").status_code == 204
    assert client.get(f"/api/v1/documents/{document_id}").status_code == 404
    assert client.get("/api/v1/targets").json["records"] == []
    assert send(client, TEXT).json["documents"][0]["is_duplicate"] is False
    read_line(desk)
    assert len(client.get("/api/v1/targets").json["records"]) == 2


def test_progress_is_told_as_events_until_the_end(client: FlaskClient, desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    events = client.get(f"/api/v1/documents/{document_id}/events").get_data(as_text=True)
    assert events.startswith("event: progress\n")
    assert '"state": "done"' in events


def test_people_find_a_document_by_its_name_without_marks_and_by_its_number(client: FlaskClient, desk: Desk) -> None:
    read_text(desk, TEXT, "Kế hoạch giảm nghèo.txt")
    read_text(desk, "Văn bản khác", "b.txt")
    for words, count in (("ke hoach GIAM", 1), ("kế hoạch", 1), ("12/KH-UBND", 1), ("13/KH-UBND", 0), ("100%", 0)):
        with desk.store.reading() as session:
            assert overview.count_documents(session, overview.Asked(text=words)) == count, words
        assert len(client.get("/api/v1/documents", query_string={"text": words}).json["documents"]) == count, words
