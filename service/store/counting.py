"""How many rows fit."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.store.tables import Base


def how_many(session: Session, row: type[Base], wanted: Sequence[Any]) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(row).where(*wanted)).scalar_one()
