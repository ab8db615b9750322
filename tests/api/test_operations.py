"""Webhooks and metrics: the world outside hears of changes, and nobody else does."""

import hashlib
import hmac
import io
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from service import jobs
from service.app import create_app
from service.jobs import Desk
from service.store import hooks, sending, workers
from service.store.tables import DeliveryRow, WorkerRow, now
from tests.flow.desk import open_text, read_text


@dataclass
class Receiver:
    """A listener on this machine; `answers` are the statuses it gives, the last again and again."""

    answers: list[int]
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    rang: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver([200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.heard.append((dict(self.headers), body))
            made.rang.set()
            self.send_response(made.answers.pop(0) if len(made.answers) > 1 else made.answers[0])
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()


def listen(desk: Desk, receiver: Receiver, *events: str) -> Any:
    with desk.store.writing() as session:
        return hooks.make(session, f"http://127.0.0.1:{receiver.port}/hook", events, by="a")


def make_due(desk: Desk) -> None:
    """As though the waits were over."""
    with desk.store.writing() as session:
        session.execute(sa.update(DeliveryRow).values(next_at=now()))


def test_a_change_is_sent_once_and_signed(desk: Desk, receiver: Receiver) -> None:
    hook = listen(desk, receiver, "record.created")
    read_text(desk, "đạt 5 xã, đạt 7 hộ")
    assert sending.send_due(desk.store, allow_private=True) == 2
    assert sending.send_due(desk.store, allow_private=True) == 0
    headers, body = receiver.heard[0]
    expected = hmac.new(hook.secret.encode(), f"{headers['X-Vanthu-Timestamp']}.".encode() + body, hashlib.sha256)
    assert headers["X-Vanthu-Signature"] == f"sha256={expected.hexdigest()}"
    assert [json.loads(b)["data"]["value"] for _, b in receiver.heard] == [5, 7]


def test_what_fails_is_tried_again_with_the_same_key_then_given_up_then_replayed(desk: Desk, receiver: Receiver) -> None:
    hook = listen(desk, receiver, "record.created")
    receiver.answers = [500]
    read_text(desk, "đạt 5 xã")
    for _ in range(len(hooks.WAITS) + 3):
        sending.send_due(desk.store, allow_private=True)
        make_due(desk)
    assert len(receiver.heard) == len(hooks.WAITS) + 1
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.heard}) == 1
    with desk.store.writing() as session:
        assert hooks.replay(session, hook.id) == 1
    receiver.answers = [204]
    sending.send_due(desk.store, allow_private=True)
    with desk.store.reading() as session:
        assert [row.state for row in hooks.deliveries(session, hook.id)] == ["delivered"]


def test_a_redirect_is_not_followed(desk: Desk, receiver: Receiver) -> None:
    hook = listen(desk, receiver, "record.created")
    receiver.answers = [302]
    read_text(desk, "đạt 5 xã")
    sending.send_due(desk.store, allow_private=True)
    with desk.store.reading() as session:
        row = hooks.deliveries(session, hook.id)[0]
    assert (row.state, row.last_status) == ("waiting", 302)


def test_a_receiver_that_does_not_answer_keeps_no_other_waiting(desk: Desk, receiver: Receiver) -> None:
    listen(desk, receiver, "record.created")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with desk.store.writing() as session:
            hooks.make(session, f"http://127.0.0.1:{silent.getsockname()[1]}/", (), by="a")
        read_text(desk, "đạt 5 xã")
        postman = sending.Postman(desk.store, allow_private=True)
        postman.look()
        assert receiver.rang.wait(60)
    postman._threads.shutdown()  # before the database goes


def test_an_address_that_nobody_can_post_to_is_a_failed_try_and_the_rest_waits(desk: Desk) -> None:
    with desk.store.writing() as session:
        hook = hooks.make(session, "http://127.0.0.1:0/ế", ("record.created",), by="a")
    read_text(desk, "đạt 5 xã, đạt 7 hộ")
    assert sending.send_due(desk.store, allow_private=True) == 1
    with desk.store.reading() as session:
        found = hooks.deliveries(session, hook.id)
    assert sorted(row.attempts for row in found) == [0, 1]
    assert all(row.state == "waiting" and row.next_at > now() for row in found)


def test_what_nobody_needs_any_more_is_forgotten(desk: Desk) -> None:
    with desk.store.writing() as session:
        for name, state, days in (("old", "dead", 9), ("new", "dead", 0), ("lost", "left", 9)):
            workers.register(session, name, "1")
            session.flush()
            worker = session.get_one(WorkerRow, name)
            worker.state, worker.beat_at = state, now() - timedelta(days=days)
    jobs.tidy(desk)
    with desk.store.reading() as session:
        assert set(session.scalars(sa.select(WorkerRow.id))) == {"new", "lost"}


PRIVATE = (
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest",
    "http://[::ffff:10.0.0.1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "ftp://example.org/",
    "http://[::1",
    "http://example.org:x/",
    "http://a:b@example.org/",
    "file:///etc/passwd",
)


def test_private_addresses_are_refused(client: FlaskClient) -> None:
    for url in PRIVATE:
        answer = client.post("/api/v1/webhooks", json={"url": url})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_input"), url


def test_the_service_is_ready_when_what_is_handed_in_would_be_kept_and_read(desk: Desk) -> None:
    def asked(**settings: int) -> tuple[int, str]:
        app = create_app(
            desk.settings.model_copy(update=settings), store=desk.store, open_scan=open_text, with_pages=False, testing=True
        )
        answer = app.test_client().get("/readyz")
        return answer.status_code, answer.json["status"]

    status, said = asked()
    assert (status, "no worker" in said) == (503, True)
    with desk.store.writing() as session:
        workers.register(session, "w", "1")
    assert asked() == (200, "ok")
    assert asked(least_free_mb=10**9) == (503, "the disk is nearly full")


def test_nothing_is_taken_in_that_the_disk_could_not_keep(desk: Desk) -> None:
    full = desk.settings.model_copy(update={"least_free_mb": 10**9})
    app = create_app(full, store=desk.store, open_scan=open_text, with_pages=False, testing=True)
    answer = app.test_client().post("/api/v1/documents", data={"file": (io.BytesIO(b"a"), "a.txt")})
    assert (answer.status_code, answer.json["code"], "Retry-After" in answer.headers) == (503, "no_room", True)


def test_metrics_tell_of_documents_pages_and_requests(client: FlaskClient, desk: Desk) -> None:
    read_text(desk, "một\fhai")
    client.get("/api/v1/documents")
    told = client.get("/metrics").get_data(as_text=True)
    for line in (
        'vanthu_documents{state="done"} 1.0',
        'vanthu_pages{source="plain_text"} 2.0',
        "vanthu_queue_length 0.0",
    ):
        assert line in told
    assert 'vanthu_requests_total{endpoint="documents.list_documents",status="200"}' in told


def test_other_systems_may_ask_what_a_line_means(client: FlaskClient) -> None:
    asked = (
        ("quantity", {"text": "tối thiểu 25-30 sản phẩm"}, ("value", 25)),
        ("period", {"text": "trong Quý II/2022"}, ("latest", "2022-06-30")),
        ("citation", {"text": "Quyết định số 263/QDP-TTg"}, ("number", "263/QĐ-TTg")),
    )
    for what, body, (name, value) in asked:
        found = client.post(f"/api/v1/parse/{what}", json=body).json["found"]
        assert found[0][name] == value, what


def test_a_worker_that_was_told_to_stop_is_told_from_one_that_was_lost(desk: Desk) -> None:
    with desk.store.writing() as session:
        for name in ("stops", "dies"):
            workers.register(session, name, "1")
        session.flush()
        workers.leave(session, "stops")
        session.get_one(WorkerRow, "dies").beat_at = now() - timedelta(days=1)
        workers.settle(session, workers.bury(session))
    with desk.store.reading() as session:
        assert {name: session.get_one(WorkerRow, name).state for name in ("stops", "dies")} == {
            "stops": "stopped",
            "dies": "dead",
        }
