"""What is counted from all records and kept, so that no page has to: how often acts are cited, which quantities are disputed."""

import logging
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.store import acts, changes, contradictions
from service.store.tables import CounterRow, RecordRow

log = logging.getLogger(__name__)

VERSION = 1
"""Counted up when something is derived otherwise: a store that holds an older version's is gone through once."""
MARK = CounterRow.name == "derived"
BATCH = 2000


@dataclass(frozen=True)
class Traces:
    """What a document's records give to what is derived."""

    citations: Counter[acts.Trace]
    targets: Counter[contradictions.Trace]


def traces(session: Session, document_id: str) -> Traces:
    return Traces(acts.cited_in(session, document_id), contradictions.said_in(session, document_id))


def follow(session: Session, document_id: str, before: Traces) -> None:
    """Bring what is derived up to date after a document's records were written."""
    after = traces(session, document_id)
    if after == before:
        return
    changes.wait_for_others(session)
    acts.count(session, before.citations, after.citations)
    changed = (before.targets - after.targets) | (after.targets - before.targets)
    contradictions.look_again(session, {quantity for quantity, _ in changed})


def is_up_to_date(session: Session) -> bool:
    return session.execute(sa.select(CounterRow.value).where(MARK)).scalar_one() == VERSION


def bring_up_to_date(session: Session) -> None:
    """Derive everything anew where an older version did it, or none; of two processes that start together, one does it."""
    changes.wait_for_others(session)
    if not is_up_to_date(session):
        anew(session)
        session.execute(sa.update(CounterRow).where(MARK).values(value=VERSION))


def anew(session: Session) -> None:
    """Derive everything from the records that are there."""
    log.info("going through all records")
    acts.count_anew(session)
    _weigh_targets(session)
    log.info("went through all records")


def _weigh_targets(session: Session) -> None:
    row, last = RecordRow, 0
    asked = sa.select(row).where(row.kind == "target").order_by(row.key).limit(BATCH)
    while batch := session.scalars(asked.where(row.key > last)).all():
        last = batch[-1].key
        weighed = [{"key": one.key, "quantity": contradictions.quantity(one)} for one in batch]
        session.execute(sa.update(row), weighed)
        session.expunge_all()
    several = sa.select(row.quantity).where(row.quantity.is_not(None)).group_by(row.quantity)
    found = session.scalars(several.having(sa.func.min(row.key) < sa.func.max(row.key)))
    said_twice = [quantity for quantity in found if quantity is not None]
    for begin in range(0, len(said_twice), BATCH):
        contradictions.look_again(session, said_twice[begin : begin + BATCH])
