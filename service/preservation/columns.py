"""The columns of each kind of record, typed once for spreadsheets, Parquet and SQLite."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from service.preservation.facts import Entry

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """`type` is str, int, float or date; `read` takes the value out of an entry."""

    name: str
    type: type
    read: Callable[[Entry], Any]


def _data(name: str, type_: type = str, *path: str) -> Column:
    """A field of the record; a longer path goes into objects, and lists become one text."""

    def read(entry: Entry) -> Any:
        value: Any = entry.data
        for key in path or (name,):
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    return Column(name, type_, read)


OF_RECORD = (
    _data("id"),
    _data("page", int),
    _data("quote"),
    _data("section"),
    _data("confidence", float, "confidence", "overall"),
    Column("link", str, lambda entry: entry.url),
)
OF_DOCUMENT = (
    Column("document_id", str, lambda entry: entry.document.id),
    Column("document_number", str, lambda entry: entry.document.number),
    Column("document_kind", str, lambda entry: entry.document.letterhead.kind),
    Column("document_issuer", str, lambda entry: entry.document.letterhead.issuer),
    Column("document_issued", date, lambda entry: entry.document.issued),
    Column("document_title", str, lambda entry: entry.document.letterhead.title),
)
OF_KIND: dict[str, tuple[Column, ...]] = {
    "target": (
        _data("indicator"),
        _data("comparator"),
        _data("value", float),
        _data("upper", float),
        _data("unit"),
        _data("change"),
        _data("of_value", float, "of", "value"),
        _data("of_unit", str, "of", "unit"),
        _data("due_earliest", date, "due", "earliest"),
        _data("due_latest", date, "due", "latest"),
        _data("places"),
    ),
    "decision": (_data("clause"), _data("act"), _data("matter")),
    "citation": (
        _data("kind"),
        _data("number"),
        _data("issued", date),
        _data("issuer"),
        _data("about"),
        _data("role"),
        _data("instrument_key"),
    ),
    "deadline": (
        _data("written"),
        _data("relation"),
        _data("earliest", date),
        _data("latest", date),
        _data("every"),
        _data("task"),
        _data("bodies"),
    ),
    "assignment": (_data("body"), _data("role"), _data("partners"), _data("task"), _data("deadline")),
    "place": (
        _data("name"),
        _data("type"),
        _data("code"),
        _data("parent_code"),
        _data("as_of", date),
        _data("status"),
        _data("successors"),
    ),
}
SHEETS = {
    "target": "Chỉ tiêu",
    "deadline": "Thời hạn",
    "assignment": "Phân công",
    "decision": "Quyết định",
    "citation": "Viện dẫn",
    "place": "Địa danh",
}


def columns_of(kind: str) -> tuple[Column, ...]:
    """The record's own values first, then where it was read, then its document."""
    return (*OF_KIND[kind], *OF_RECORD, *OF_DOCUMENT)


def values(entry: Entry, columns: tuple[Column, ...]) -> Iterator[Value]:
    for column in columns:
        yield converted(column.read(entry), column.type)


def converted(value: Any, type_: type) -> Value:
    """A JSON value as the column's type: ISO text to a date, a decimal string to a number, a list to one text."""
    if value is None or value in ([], (), ""):
        return None
    if type_ is date:
        return value if isinstance(value, date) else date.fromisoformat(value)
    if type_ is float:
        return float(Decimal(str(value)))
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    return value if type_ is int else str(value)
