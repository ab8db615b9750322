"""Saved searches, and feeds for readers that cannot sign in."""

import feedparser
import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from service.jobs import Desk
from service.store import people
from tests.api.test_access import guarded, key
from tests.flow.desk import read_text

__all__ = ["guarded"]


def saved(client: FlaskClient, headers: dict[str, str] | None = None, **asked: object) -> dict[str, object]:
    made = client.post("/api/v1/searches", json={"name": "Xã đạt chuẩn", "kind": "target", **asked}, headers=headers)
    assert made.status_code == 201, made.text
    search: dict[str, object] = made.get_json()
    return search


def feed_of(search: dict[str, object], form: str = "atom") -> str:
    feeds = search["feeds"]
    assert isinstance(feeds, dict)
    return str(feeds[form])


def test_a_feed_reader_sees_what_is_new_for_a_saved_search(desk: Desk, client: FlaskClient) -> None:
    search = saved(client, asked={"unit": "xã"})
    assert feedparser.parse(client.get(feed_of(search)).data).entries == []
    document_id = read_text(desk, "Số: 1/KH-UBND\nđạt 5 xã\nđạt 80 hộ")
    (entry,) = feedparser.parse(client.get(feed_of(search)).data).entries
    assert entry.title == "đạt 5 xã"
    assert f"/documents/{document_id}/review#r-target-" in entry.link


def test_a_calendar_is_given_for_deadlines_alone(client: FlaskClient) -> None:
    deadlines = saved(client, kind="deadline", asked={"body": "Sở Tài chính"})
    assert Calendar.from_ical(client.get(feed_of(deadlines, "calendar")).data)["name"] == "Xã đạt chuẩn"
    targets = saved(client)
    assert "calendar" not in str(targets["feeds"])
    assert client.get(feed_of(targets).replace(".atom", ".ics")).status_code == 404


def test_a_token_opens_one_feed_to_strangers_and_nothing_else(guarded: FlaskClient, desk: Desk) -> None:
    headers = key(desk, "reader", "reader")
    feed = feed_of(saved(guarded, headers))
    assert guarded.get(feed).status_code == 200
    assert guarded.get(feed[:-1] + ("a" if feed[-1] != "a" else "b")).status_code == 404
    assert guarded.get("/api/v1/targets?" + feed.partition("?")[2]).status_code == 401
    assert guarded.get("/api/v1/searches", headers=key(desk, "admin", "admin")).get_json() == {"searches": []}


@pytest.mark.parametrize("end", ["removed", "renewed", "owner gone"])
def test_a_feed_ends_with_its_search_its_token_or_its_owner(guarded: FlaskClient, desk: Desk, end: str) -> None:
    headers = key(desk, "reader", "reader")
    search = saved(guarded, headers)
    if end == "removed":
        assert guarded.delete(f"/api/v1/searches/{search['id']}", headers=headers).status_code == 204
    elif end == "renewed":
        renewed = guarded.post(f"/api/v1/searches/{search['id']}/token", headers=headers).get_json()
        assert guarded.get(feed_of(renewed)).status_code == 200
    else:
        with desk.store.writing() as session:
            people.disable(session, "reader")
    assert guarded.get(feed_of(search)).status_code == 404


@pytest.mark.parametrize("asked", [{"colour": "red"}, {"place": "Hà Nội"}, {"cursor": "x"}])
def test_a_question_that_could_not_be_asked_is_not_saved(client: FlaskClient, asked: dict[str, str]) -> None:
    made = client.post("/api/v1/searches", json={"name": "x", "kind": "target", "asked": asked})
    assert made.status_code == 422
