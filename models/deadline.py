"""A limit of time that binds a task."""

from datetime import date
from enum import StrEnum

from models.frozen import Frozen, Text
from models.provenance import Record


class Relation(StrEnum):
    WITHIN = "within"
    BY = "by"
    BEFORE = "before"


class Recurrence(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class After(Frozen):
    """ "trong 15 ngày làm việc kể từ ngày ký" → 15 working days after "ngày ký"."""

    days: int
    working: bool
    event: Text


class Deadline(Record):
    """`latest` is the last day on which it may be done, already one day less for "trước"."""

    written: Text
    relation: Relation
    earliest: date | None
    latest: date | None
    every: Recurrence | None = None
    after: After | None = None
    task: Text
    bodies: tuple[Text, ...] = ()
