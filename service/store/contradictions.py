"""Targets that cannot all be true, whatever the documents they stand in: found by the quantity that they speak of.

Targets of one quantity share a key; the quantities of which two targets contradict each other are kept, and looked at again
when their records are written.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from hashlib import blake2b
from itertools import combinations
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from service.store.tables import DisputedRow, RecordRow

Amount = tuple[str, float, float]
"""Comparator, lowest and highest value: ("ge", 90.0, 90.0), ("between", 40.0, 50.0)."""
Trace = tuple[int, Amount]

EVERYTHING = (float("-inf"), float("inf"))
REPORT = "Báo cáo"
"""What a report says was reached does not contradict what a plan wants to reach."""
MERGED = date(2025, 7, 1)
"""From then on codes of units mean others than before."""
MOST_OTHERS = 500


def quantity(row: RecordRow) -> int:
    """What a target is about, as a number: two targets that agree in it speak of the same quantity.

    A paper that names no place speaks of its issuer's own, so that two provinces' plans do not contradict each other; one that
    names no time speaks of its own year; without either it speaks for itself alone.
    """
    issued = row.document_issued
    due = (row.due_earliest, row.due_latest)
    when = due if any(due) else issued.year if issued is not None else row.document_id
    named = (*sorted(row.data.get("places") or ()), issued is None or issued < MERGED)
    where = named if row.data.get("places") else row.document_issuer_key or row.document_id
    what = (row.subject_key, row.unit, row.change, row.document_kind == REPORT)
    return int.from_bytes(blake2b(repr((what, when, where)).encode(), digest_size=8).digest(), signed=True)


def amount(row: RecordRow) -> Amount:
    low = float(row.value_low or 0)
    return (str(row.comparator), low, low if row.value_high is None else row.value_high)


def contradict(one: Amount, other: Amount) -> bool:
    """Whether no value would be right for both: "ít nhất 90" allows "95", "90" does not.

    Two bounds of one kind ("ít nhất 90", "ít nhất 95") are two targets for one thing, and contradict as well.
    """
    if one == other:
        return False
    if one[0] == other[0]:
        return True
    (low, high), (lowest, highest) = _reach(one), _reach(other)
    return high < lowest or highest < low


def _reach(said: Amount) -> tuple[float, float]:
    """The least and the most that a target allows; "about" reaches a tenth to either side."""
    comparator, low, high = said
    lowest, highest = EVERYTHING
    return {
        "ge": (low, highest),
        "gt": (low, highest),
        "le": (lowest, low),
        "lt": (lowest, low),
        "between": (low, high),
        "approx": (0.9 * low, 1.1 * low),
    }.get(comparator, (low, low))


# ── what is kept ────────────────────────────────────────────────────────────────────────────────────────────────────────


def said_in(session: Session, document_id: str) -> Counter[Trace]:
    """What a document's targets say of which quantities."""
    return Counter(_said(session, RecordRow.document_id == document_id))


def _said(session: Session, which: Any) -> Iterable[Trace]:
    row = RecordRow
    wanted = (which, row.quantity.is_not(None), row.review_state != "rejected")
    found = session.execute(sa.select(row.quantity, row.comparator, row.value_low, row.value_high).where(*wanted))
    return ((int(key or 0), (str(comparator), float(low or 0), float(high or 0))) for key, comparator, low, high in found)


def look_again(session: Session, quantities: Collection[int]) -> None:
    """Note which of these quantities are disputed now."""
    amounts: dict[int, set[Amount]] = {}
    for key, said in _said(session, RecordRow.quantity.in_(quantities)):
        amounts.setdefault(key, set()).add(said)
    disputed = {key for key, all_said in amounts.items() if any(contradict(*pair) for pair in combinations(all_said, 2))}
    row = DisputedRow
    session.execute(sa.delete(row).where(row.quantity.in_(quantities)))
    if disputed:
        session.execute(sa.insert(row), [{"quantity": key} for key in sorted(disputed)])


def is_disputed() -> sa.ColumnElement[bool]:
    """Of a record: whether it speaks of a quantity that targets contradict each other about.

    Asked for by key, so that a database begins with the few that are disputed and does not look at each record.
    """
    other = aliased(RecordRow)
    return RecordRow.key.in_(sa.select(other.key).where(other.quantity.in_(sa.select(DisputedRow.quantity))))


def disputed_of(session: Session, quantities: Iterable[int | None]) -> Collection[int]:
    """Those of these that targets contradict each other about."""
    row, asked = DisputedRow, {quantity for quantity in quantities if quantity is not None}
    return set(session.scalars(sa.select(row.quantity).where(row.quantity.in_(asked)))) if asked else set()


def beside(session: Session, rows: Iterable[RecordRow]) -> Sequence[RecordRow]:
    """All targets of the disputed quantities that these speak of, newest first."""
    row = RecordRow
    wanted = (row.quantity.in_(disputed_of(session, (one.quantity for one in rows))), row.review_state != "rejected")
    return session.scalars(sa.select(row).where(*wanted).order_by(row.key.desc()).limit(MOST_OTHERS)).all()
