"""Figures of the whole store, for those who watch over it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.store.tables import DeliveryRow, DocumentRow, PageRow, ReadingRow, WorkerRow, now

Measure = tuple[str, str, Sequence[str], Sequence[tuple[tuple[str, ...], float]]]


def measure(session: Session) -> list[Measure]:
    """Name, what it says, names of its labels, values by label."""
    count = sa.func.count()
    line = session.execute(sa.select(count, sa.func.min(ReadingRow.created_at)).where(ReadingRow.state == "queued")).one()
    pages = session.execute(sa.select(PageRow.source, count, sa.func.sum(PageRow.seconds)).group_by(PageRow.source)).all()
    oldest = (now() - line[1]).total_seconds() if line[1] is not None else 0.0
    return [
        ("documents", "Documents by state", ["state"], _by(session, DocumentRow.state)),
        ("readings", "Readings by state", ["state"], _by(session, ReadingRow.state)),
        ("queue_length", "Readings in line", [], [((), float(line[0]))]),
        ("queue_oldest_seconds", "How long the oldest has waited", [], [((), oldest)]),
        ("pages", "Pages recognised, by where their words came from", ["source"], [((s,), float(n)) for s, n, _ in pages]),
        ("page_seconds", "Seconds spent on them", ["source"], [((s,), float(t or 0)) for s, _, t in pages]),
        ("workers", "Workers by state", ["state"], _by(session, WorkerRow.state)),
        ("deliveries", "Webhook deliveries by state", ["state"], _by(session, DeliveryRow.state)),
    ]


def _by(session: Session, column: Any) -> list[tuple[tuple[str, ...], float]]:
    counted = session.execute(sa.select(column, sa.func.count()).group_by(column))
    return [((str(value),), float(number)) for value, number in counted]
