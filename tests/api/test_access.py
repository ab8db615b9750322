"""Who may do what."""

import io
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from service.app import create_app
from service.cli import account as commands
from service.errors import NotSignedIn
from service.jobs import Desk
from service.store import people
from tests.flow.desk import open_text, read_text


@pytest.fixture
def guarded(desk: Desk) -> Iterator[FlaskClient]:
    """A service off loopback, with an admin, a reviewer and a reader."""
    settings = desk.settings.model_copy(update={"host": "0.0.0.0"})
    app = create_app(settings, store=desk.store, open_scan=open_text, territory=desk.territory, with_pages=False, testing=True)
    with desk.store.writing() as session:
        for role in people.ROLES:
            people.make_account(session, role, role, f"{role}-mật khẩu dài")
    with app.test_client() as client:
        yield client


def key(desk: Desk, account: str, scope: str) -> dict[str, str]:
    with desk.store.writing() as session:
        _, secret = people.make_key(session, account, scope, "")
    return {"Authorization": f"Bearer {secret}"}


def upload(client: FlaskClient, headers: dict[str, str]) -> int:
    return client.post("/api/v1/documents", data={"file": (io.BytesIO(b"x"), "x.txt")}, headers=headers).status_code


def test_off_loopback_nothing_is_given_to_strangers(guarded: FlaskClient) -> None:
    for path in ("documents", "targets", "search?q=a", "changes", "accounts", "audit"):
        assert guarded.get(f"/api/v1/{path}").status_code == 401, path
    assert guarded.get("/healthz").status_code == 200


SCOPES = (
    ("reader", "reader", (200, 403, 403)),
    ("reviewer", "reviewer", (200, 202, 403)),
    ("admin", "admin", (200, 202, 200)),
    ("admin", "reader", (200, 403, 403)),
    ("reader", "admin", (200, 403, 403)),
)


def test_a_key_may_do_what_both_its_scope_and_its_account_allow(guarded: FlaskClient, desk: Desk) -> None:
    for account, scope, statuses in SCOPES:
        headers = key(desk, account, scope)
        reading = guarded.get("/api/v1/documents", headers=headers).status_code
        governing = guarded.get("/api/v1/audit", headers=headers).status_code
        assert (reading, upload(guarded, headers), governing) == statuses, (account, scope)


def test_a_revoked_key_opens_nothing(guarded: FlaskClient, desk: Desk) -> None:
    headers = key(desk, "admin", "admin")
    listed = guarded.get("/api/v1/keys", headers=headers).json["keys"]
    assert guarded.delete(f"/api/v1/keys/{listed[0]['id']}", headers=headers).status_code == 204
    assert guarded.get("/api/v1/documents", headers=headers).status_code == 401


def test_a_browser_signs_in_and_must_show_its_token_to_change_anything(guarded: FlaskClient) -> None:
    me = guarded.post("/api/v1/session", json={"name": "reviewer", "password": "reviewer-mật khẩu dài"}).json
    assert (me["name"], me["role"]) == ("reviewer", "reviewer")
    assert guarded.get("/api/v1/documents").status_code == 200
    assert upload(guarded, {}) == 403
    assert upload(guarded, {"X-CSRF-Token": "wrong"}) == 403
    assert upload(guarded, {"X-CSRF-Token": me["csrf_token"]}) == 202
    assert upload(guarded, {"X-CSRF-Token": me["csrf_token"], "Origin": "http://elsewhere.example"}) == 403


def test_guessing_a_password_is_slowed_down(guarded: FlaskClient) -> None:
    statuses = [guarded.post("/api/v1/session", json={"name": "admin", "password": "x"}).status_code for _ in range(10)]
    assert statuses == [401] * 8 + [429] * 2


def test_at_this_machine_without_accounts_one_person_may_do_everything(client: FlaskClient) -> None:
    assert client.get("/api/v1/session").json["via"] == "local"
    assert upload(client, {}) == 202


STRANGE = (
    ({"Origin": "http://elsewhere.example"}, "a page of another site"),
    ({"Sec-Fetch-Site": "cross-site"}, "a browser that says so"),
    ({"Host": "elsewhere.example"}, "a name that was made to point here"),
)


def test_no_other_site_can_use_the_browser_of_that_person(client: FlaskClient) -> None:
    for headers, why in STRANGE:
        assert upload(client, headers) == 403, why


def test_from_the_first_account_on_everyone_signs_in(client: FlaskClient) -> None:
    made = {"name": "lan", "role": "admin", "password": "một mật khẩu dài"}
    assert client.post("/api/v1/accounts", json=made).status_code == 201
    assert client.get("/api/v1/documents").status_code == 401


def test_an_account_that_was_shut_is_opened_again_with_its_password(client: FlaskClient) -> None:
    password = "một mật khẩu dài"
    client.post("/api/v1/accounts", json={"name": "lan", "role": "admin", "password": password})
    me = client.post("/api/v1/session", json={"name": "lan", "password": password}).json
    by_lan = {"X-CSRF-Token": me["csrf_token"]}
    client.post("/api/v1/accounts", json={"name": "chi", "role": "reader", "password": password}, headers=by_lan)
    for is_disabled in (True, False):
        answer = client.patch("/api/v1/accounts/chi", json={"is_disabled": is_disabled}, headers=by_lan)
        assert answer.json["is_disabled"] is is_disabled
    assert client.post("/api/v1/session", json={"name": "chi", "password": password}, headers=by_lan).status_code == 200


def test_what_people_do_is_in_the_audit_log_without_the_papers_words(client: FlaskClient, desk: Desk) -> None:
    document_id = read_text(desk, "Ông Nguyễn Văn A đạt 5 xã")
    client.patch(f"/api/v1/documents/{document_id}", json={"review_state": "reviewed"})
    entries = client.get("/api/v1/audit").json["entries"]
    assert entries[0]["action"] == "document.change"
    assert "Nguyễn" not in str(entries)


def test_every_answer_carries_the_headers_that_keep_it_in_its_place(client: FlaskClient) -> None:
    headers = client.get("/api/v1/documents").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_an_account_is_shut_and_let_in_again_from_the_command_line(
    desk: Desk, guarded: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANTHU_DATA_DIRECTORY", str(desk.settings.data_directory))
    if desk.settings.database_url:
        monkeypatch.setenv("VANTHU_DATABASE_URL", desk.settings.database_url)

    def signs_in() -> bool:
        with desk.store.writing() as session:
            try:
                people.sign_in(session, "reader", "reader-mật khẩu dài")
            except NotSignedIn:
                return False
            return True

    assert signs_in()
    for command, may in (("close", False), ("reopen", True)):
        assert CliRunner().invoke(commands.account, [command, "reader"]).exit_code == 0
        assert signs_in() is may, command
    assert CliRunner().invoke(commands.account, ["reopen", "nobody"]).exit_code != 0
