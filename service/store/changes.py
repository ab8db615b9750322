"""The log of changes: every creation, revision and deletion, numbered without a gap in the order they became visible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.store.tables import ChangeRow, CounterRow, now


@dataclass(frozen=True)
class Change:
    """`data` is the thing as it is from then on; None for what was deleted."""

    what: str
    action: str
    id: str
    document_id: str
    kind: str | None = None
    made_by: str | None = None
    data: dict[str, Any] | None = None


def take_numbers(session: Session, name: str, count: int = 1) -> int:
    """The first of `count` fresh numbers. The counter stays locked until the write ends, so nobody overtakes."""
    taken = session.execute(
        sa.update(CounterRow).where(CounterRow.name == name).values(value=CounterRow.value + count).returning(CounterRow.value)
    ).scalar_one()
    return taken - count + 1


def wait_for_others(session: Session) -> None:
    """From here on no other write goes past this one until it ends; what it reads of counts is what they left."""
    session.execute(sa.select(CounterRow.value).where(CounterRow.name == "changes").with_for_update())


def record(session: Session, changes: Sequence[Change]) -> None:
    """Log what this transaction did; call it last, for it makes other writers wait."""
    if not changes:
        return
    session.flush()
    first, at = take_numbers(session, "changes", len(changes)), now()
    session.execute(
        sa.insert(ChangeRow),
        [
            {
                "number": first + index,
                "at": at,
                "what": change.what,
                "action": change.action,
                "id": change.id,
                "document_id": change.document_id,
                "kind": change.kind,
                "made_by": change.made_by,
                "data": change.data,
            }
            for index, change in enumerate(changes)
        ],
    )


def since(session: Session, number: int, limit: int = 1000) -> Sequence[ChangeRow]:
    """The changes after `number`, oldest first."""
    return session.scalars(sa.select(ChangeRow).where(ChangeRow.number > number).order_by(ChangeRow.number).limit(limit)).all()


def newest(session: Session) -> int:
    return session.execute(sa.select(CounterRow.value).where(CounterRow.name == "changes")).scalar_one()
