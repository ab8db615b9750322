"""Deadlines → iCalendar (RFC 5545): one all-day event a deadline, alarms a week and a day before, stable UIDs.

"trước ngày 25 hằng tháng" → an event on the 24th of every month, from the month in which the paper was issued.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event, vRecur

from service.preservation.facts import Entry

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ALARMS = (timedelta(days=-7), timedelta(days=-1))
DAY = re.compile(r"ngày\s+(?:mùng\s+)?(\d{1,2})(?:\s*(?:/|\s+tháng\s+)\s*(\d{1,2}))?(?!\d|\s*/\s*\d{4})")


def write_calendar(entries: Iterable[Entry], *, name: str) -> bytes:
    """The deadlines that have a day, or come again; those with neither have no place in a calendar."""
    return b"".join(stream_calendar(entries, name=name))


def stream_calendar(entries: Iterable[Entry], *, name: str) -> Iterator[bytes]:
    """The same, an event at a time."""
    feed = Calendar()
    feed.add("prodid", "-//vanthu//deadlines//VI")
    feed.add("version", "2.0")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    head, end, rest = bytes(feed.to_ical()).partition(b"END:VCALENDAR")
    yield head
    for entry in entries:
        if event := _event(entry):
            yield bytes(event.to_ical())
    yield end + rest


def _event(entry: Entry) -> Event | None:
    data, document = entry.data, entry.document
    first, rule = _when(data, document.issued, document.letterhead.subject_year)
    if first is None:
        return None
    event = Event()
    event.add("uid", f"{data['id']}.{document.id[:16]}@vanthu")
    event.add("dtstamp", entry.updated)
    event.add("last-modified", entry.updated)
    event.add("sequence", max(0, document.revision - 1))
    event.add("summary", data["task"])
    event.add("dtstart", first)
    event.add("dtend", first + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if rule:
        event.add("rrule", vRecur(rule))
    said = [f"{data['written']} ({document.title})", *data.get("bodies", ()), f"“{data['quote']}”", f"trang {data['page']}"]
    event.add("description", "\n".join(said))
    event.add("url", entry.url)
    if data.get("bodies"):
        event.add("categories", list(data["bodies"]))
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", data["task"])
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event


def _when(data: Any, issued: date | None, subject_year: int | None) -> tuple[date | None, dict[str, Any] | None]:
    """The (first) day, and how it comes again."""
    if not data.get("every"):
        return (date.fromisoformat(data["latest"]) if data.get("latest") else None), None
    if issued is None:
        return None, None
    rule: dict[str, Any]
    if data["every"] == "week":
        rule = {"freq": "WEEKLY"}
        first = issued + timedelta(days=6 - issued.weekday())
    else:
        months = MONTHS[data["every"]]
        day, month = _day_in(data["written"])
        is_before = data["relation"] == "before"
        first = _first(issued, months, day, month, is_before=is_before)
        rule = {"freq": "MONTHLY", "interval": months, "bymonthday": first.day if _is_plain(first, day, is_before) else -1}
    if subject_year is not None and subject_year >= first.year:
        rule["until"] = date(subject_year, 12, 31)
    return first, rule


def _day_in(written: str) -> tuple[int | None, int | None]:
    """ "trước ngày 15 tháng 12 hằng năm" → (15, 12); "định kỳ hằng quý" → (None, None)."""
    found = DAY.search(written)
    if found is None or not 1 <= int(found[1]) <= 31:
        return None, None
    month = int(found[2]) if found[2] and 1 <= int(found[2]) <= 12 else None
    return int(found[1]), month


def _first(issued: date, months: int, day: int | None, month: int | None, *, is_before: bool) -> date:
    """The first such day that is not before the paper was issued; without a day, the last of the month, quarter, half or year."""
    year, at = issued.year, month or (issued.month + -issued.month % months if months < 12 else 12)
    for _ in range(24):
        last = calendar.monthrange(year, at)[1]
        found = date(year, at, min(day or last, last)) - timedelta(days=1 if is_before and day else 0)
        if found >= issued:
            return found
        at += months
        year, at = year + (at - 1) // 12, (at - 1) % 12 + 1
    raise ValueError(f"no day found for {day}/{month}")


def _is_plain(first: date, day: int | None, is_before: bool) -> bool:
    """Whether the rule may name the day of the month: not when the last day is meant."""
    return day is not None and first.day == day - is_before and first.day <= 28
