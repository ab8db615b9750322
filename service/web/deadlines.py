"""The register of deadlines: what is late and what comes, by month and year, by body and place; a feed for calendars."""

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.preservation.calendar import write_calendar
from service.preservation.facts import Entry, facts_of
from service.store import overview, records, searches
from service.store.records import Query
from service.store.tables import SavedSearchRow
from service.web import formats, places, seam
from service.web.address import with_values
from service.web.papers import name_of
from service.web.seam import needs
from service.web.targets import asked, shown_beside

A_PAGE = 60
WINDOWS = ("late", "coming", "all", "every")
EVERY = ("week", "month", "quarter", "half", "year")
SOON = timedelta(days=30)
ASKED = ("document", "text", "body", "place", "map", "document_kind", "issuer", "review_state")
"""What of a view's address a calendar keeps to."""


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/deadlines", "deadlines", deadlines)
    web.add_url_rule("/deadlines/timeline", "timeline", timeline)
    web.add_url_rule("/deadlines/calendar", "calendars", calendars)
    web.add_url_rule("/deadlines/calendar", "subscribe", subscribe, methods=["POST"])
    web.add_url_rule("/deadlines/calendar/remove", "unsubscribe", unsubscribe, methods=["POST"])
    web.add_url_rule("/deadlines.ics", "calendar_feed", calendar_feed)


def today() -> date:
    return datetime.now(formats.HANOI).date()


def _window(query: Query, window: str) -> Query:
    if window == "late":
        return replace(query, overdue_on=today(), sort="-due")
    if window == "coming":
        return replace(query, due_from=today(), sort="due")
    if window == "every":
        return replace(query, every=EVERY, sort="-key")
    return replace(query, sort="-due" if request.args.get("sort") is None else query.sort)


def _shown(session: Any, query: Query) -> dict[str, Any]:
    return {
        **shown_beside(session, query, ["body", "document_kind", "review_state"]),
        "is_filtered": bool(set(request.args) - {"window", "at"}),
    }


@needs("reader")
def deadlines() -> ResponseReturnValue:
    base = replace(asked("deadline"), limit=A_PAGE)
    window = request.args.get("window", "")
    with seam.store().reading() as session:
        numbers = {name: overview.count(session, _window(base, name)) for name in WINDOWS}
        if window not in WINDOWS:
            window = "coming" if numbers["coming"] else "all"
        query = _window(base, window)
        answer = records.ask(session, query)
        shown = _shown(session, query)
    return render_template(
        "deadlines.html",
        section="deadlines",
        tab="list",
        rows=[(row, answer.documents[row.document_id], name_of(answer.documents[row.document_id])) for row in answer.rows],
        numbers=numbers,
        most=overview.SAMPLE,
        window=window,
        windows=WINDOWS,
        soon=today() + SOON,
        next_url=with_values(cursor=answer.next) if answer.next else None,
        **shown,
    )


@needs("reader")
def timeline() -> ResponseReturnValue:
    """A year as twelve columns and one month as days."""
    at = _month(request.args.get("at", ""))
    query = replace(asked("deadline"), due_from=None, due_to=None)
    first, last = at, date(at.year, at.month, calendar.monthrange(at.year, at.month)[1])
    with seam.store().reading() as session:
        by_month = overview.months(session, query, at.year)
        found = overview.records_with_documents(session, replace(query, due_from=first, due_to=last), limit=500)
        shown = _shown(session, query)
    by_day: dict[int, list[Any]] = {}
    for record, document in found:
        if record.due_latest is not None:
            by_day.setdefault(record.due_latest.day, []).append((record, document, name_of(document)))
    return render_template(
        "timeline.html",
        section="deadlines",
        tab="timeline",
        at=at,
        by_month=by_month,
        most=max(by_month.values(), default=1),
        earlier=_months_from(at, -1),
        later=_months_from(at, 1),
        weeks=calendar.Calendar().monthdatescalendar(at.year, at.month),
        by_day=by_day,
        **shown,
    )


def _months_from(at: date, by: int) -> str:
    """ "2025-12" and 1 → "2026-01"; an end of time stays where it is."""
    months = min(max(at.year * 12 + at.month - 1 + by, 12), 9999 * 12 + 11)
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _month(written: str) -> date:
    """ "2025-11" → 1 Nov 2025; this month for anything else."""
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return today().replace(day=1)


@needs("reader")
def calendars() -> ResponseReturnValue:
    """The calendars that this person subscribed to. A calendar cannot sign in, so each address carries a token of its own."""
    with seam.store().reading() as session:
        mine = [row for row in searches.of_account(session, seam.name()) if row.kind == "deadline"]
    feeds = [{"id": row.id, "name": row.name, **_addresses(row)} for row in reversed(mine)]
    return render_template("calendar.html", section="deadlines", feeds=feeds, shown=request.args.get("shown"))


def _addresses(row: SavedSearchRow) -> dict[str, str]:
    address = f"{request.host_url}api/v1/feeds/{row.id}.ics?{urlencode({'token': row.token})}"
    return {"address": address, "webcal": f"webcal://{address.split('://', 1)[1]}"}


@needs("reader")
def subscribe() -> ResponseReturnValue:
    """A calendar of the deadlines that the view shows; the one that is there already where it was asked for before."""
    question = {name: ",".join(request.form.getlist(name)) for name in ASKED if request.form.get(name)}
    with seam.store().writing() as session:
        known = [row for row in searches.of_account(session, seam.name()) if (row.kind, row.asked) == ("deadline", question)]
        row = known[0] if known else searches.make(session, seam.name(), _name_of_calendar(question), "deadline", question)
        if not known:
            seam.audit(session, "search.save", row.id)
        shown = row.id
    return redirect(url_for("web.calendars", shown=shown), 303)


def _name_of_calendar(question: Mapping[str, str]) -> str:
    """ "Thời hạn: Sở Nội vụ, tỉnh Nam Định" """
    place = places.name_of(question.get("place"), places.LAST_DAY_OF["old" if question.get("map") == "old" else "new"])
    words = [question.get("body"), question.get("text"), place, question.get("document_kind"), question.get("issuer")]
    said = ", ".join(word for word in words if word)
    return f"{seam.say('deadline.title')}: {said or seam.say('calendar.everything')}"[:200]


@needs("reader")
def unsubscribe() -> ResponseReturnValue:
    with seam.store().writing() as session:
        searches.remove(session, seam.name(), request.form.get("search", ""))
        seam.audit(session, "search.remove", request.form.get("search", ""))
    return redirect(url_for("web.calendars"), 303)


@needs("reader")
def calendar_feed() -> ResponseReturnValue:
    """The deadlines asked for as a file: those of the last twelve months and all that come."""
    query = replace(asked("deadline"), due_from=today() - timedelta(days=365))
    with seam.store().reading() as session:
        found = overview.records_with_documents(session, query, limit=5000)
        again = overview.records_with_documents(session, replace(query, due_from=None, every=EVERY), limit=5000)
    entries = (
        Entry("deadline", record.data, facts_of(document, host_url=request.host_url), record.updated_at)
        for record, document in [*found, *again]
    )
    return Response(write_calendar(entries, name=seam.say("deadline.title")), mimetype="text/calendar; charset=utf-8")
