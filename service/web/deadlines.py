"""The register of deadlines: what is late and what comes, by month and year, by body and place; a feed for calendars."""

import calendar
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from service.preservation.calendar import write_calendar
from service.preservation.facts import Entry, facts_of
from service.store import overview, records
from service.store.records import Query
from service.web import formats, seam
from service.web.address import with_values
from service.web.papers import name_of
from service.web.seam import needs
from service.web.targets import asked, shown_beside

A_PAGE = 60
WINDOWS = ("late", "coming", "all", "every")
EVERY = ("week", "month", "quarter", "half", "year")
SOON = timedelta(days=30)


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/deadlines", "deadlines", deadlines)
    web.add_url_rule("/deadlines/timeline", "timeline", timeline)
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
        "subscribe": f"webcal://{request.host}{with_values(path='/deadlines.ics', window=None, at=None)}",
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
        weeks=calendar.Calendar().monthdatescalendar(at.year, at.month),
        by_day=by_day,
        **shown,
    )


def _month(written: str) -> date:
    """ "2025-11" → 1 Nov 2025; this month for anything else."""
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return today().replace(day=1)


@needs("reader")
def calendar_feed() -> ResponseReturnValue:
    """The deadlines asked for, to subscribe to: those of the last twelve months and all that come."""
    query = replace(asked("deadline"), due_from=today() - timedelta(days=365))
    with seam.store().reading() as session:
        found = overview.records_with_documents(session, query, limit=5000)
        again = overview.records_with_documents(session, replace(query, due_from=None, every=EVERY), limit=5000)
    entries = (
        Entry("deadline", record.data, facts_of(document, host_url=request.host_url), record.updated_at)
        for record, document in [*found, *again]
    )
    return Response(write_calendar(entries, name=seam.say("deadline.title")), mimetype="text/calendar; charset=utf-8")
