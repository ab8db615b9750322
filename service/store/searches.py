"""Saved searches: made, listed, found by the token of their feeds, removed."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import InvalidInput, NotFound
from service.store.people import LOCAL, has_accounts, is_same
from service.store.tables import AccountRow, SavedSearchRow

MOST = 200
"""Searches of one account."""


def make(session: Session, account: str, name: str, kind: str, asked: Mapping[str, Any]) -> SavedSearchRow:
    if len(of_account(session, account)) >= MOST:
        raise InvalidInput(f"{MOST} searches are kept already; remove one")
    row = SavedSearchRow(
        id=secrets.token_hex(8), account=account, name=name, kind=kind, asked=dict(asked), token=secrets.token_urlsafe(24)
    )
    session.add(row)
    session.flush()
    return row


def of_account(session: Session, account: str) -> Sequence[SavedSearchRow]:
    row = SavedSearchRow
    return session.scalars(sa.select(row).where(row.account == account).order_by(row.created_at, row.id)).all()


def find(session: Session, account: str, search_id: str) -> SavedSearchRow:
    """NotFound when it is not this account's."""
    row = session.get(SavedSearchRow, search_id)
    if row is None or row.account != account:
        raise NotFound(search_id)
    return row


def renew_token(session: Session, account: str, search_id: str) -> SavedSearchRow:
    """From now on the feeds have other addresses; the old ones give nothing."""
    row = find(session, account, search_id)
    row.token = secrets.token_urlsafe(24)
    return row


def remove(session: Session, account: str, search_id: str) -> None:
    session.delete(find(session, account, search_id))


def by_token(session: Session, search_id: str, token: str, *, needs_accounts: bool) -> SavedSearchRow:
    """The search that a token opens, while its owner may read; NotFound otherwise."""
    row = session.get(SavedSearchRow, search_id)
    if row is None or not is_same(row.token, token):
        raise NotFound(search_id)
    if row.account == LOCAL.name:
        may_read = not needs_accounts and not has_accounts(session)
    else:
        account = session.get(AccountRow, row.account)
        may_read = account is not None and account.disabled_at is None
    if not may_read:
        raise NotFound(search_id)
    return row
