"""Answers that were given to requests with an Idempotency-Key, to be given again."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.store.tables import IdempotencyRow, now

KEPT = timedelta(days=7)


def known(session: Session, key: str, actor: str) -> IdempotencyRow | None:
    return session.get(IdempotencyRow, (key, actor))


def keep(session: Session, *, key: str, actor: str, fingerprint: str, status: int, headers: dict[str, str], body: Any) -> bool:
    """False when the same request, which ran beside this one, was faster."""
    session.execute(sa.delete(IdempotencyRow).where(IdempotencyRow.at < now() - KEPT))
    row = IdempotencyRow(key=key, actor=actor, fingerprint=fingerprint, status=status, headers=headers, body=body)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
