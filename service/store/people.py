"""Who may do what: accounts, sessions of browsers, keys of programs, and what each of them did."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput, NotFound, NotSignedIn, TooManyRequests
from service.store.tables import AccountRow, ApiKeyRow, AuditRow, LoginAttemptRow, SessionRow, now

ROLES = ("reader", "reviewer", "admin")
SESSION_LASTS = timedelta(hours=12)
ATTEMPT_WINDOW, ATTEMPTS_ALLOWED = timedelta(minutes=15), 8
_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Actor:
    """Who asks: `via` is "local" (this machine, no accounts), "session" or "key"."""

    name: str
    role: str
    via: str
    csrf_token: str = ""

    def may(self, role: str) -> bool:
        return self.role in ROLES and ROLES.index(self.role) >= ROLES.index(role)


LOCAL = Actor("local", "admin", "local")


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def has_accounts(session: Session) -> bool:
    return session.scalars(sa.select(AccountRow.name).limit(1)).first() is not None


def make_account(session: Session, name: str, role: str, password: str) -> AccountRow:
    if role not in ROLES:
        raise InvalidInput(f"role: one of {', '.join(ROLES)}")
    if len(password) < 10:
        raise InvalidInput("password: at least 10 characters")
    if not name or len(name) > 64 or not name.isprintable():
        raise InvalidInput("name: 1 to 64 printable characters")
    if session.get(AccountRow, name) is not None:
        raise Conflict(f"the account {name} is there already")
    account = AccountRow(name=name, role=role, password_hash=_hasher.hash(password))
    session.add(account)
    return account


def make_first_admin(session: Session) -> str | None:
    """The password of a new account "admin", to be shown once; None when there are accounts already."""
    if has_accounts(session):
        return None
    password = secrets.token_urlsafe(15)
    make_account(session, "admin", "admin", password)
    return password


def set_password(session: Session, name: str, password: str) -> None:
    """Set a password and end the account's sessions."""
    if len(password) < 10:
        raise InvalidInput("password: at least 10 characters")
    account = account_of(session, name)
    account.password_hash = _hasher.hash(password)
    session.execute(sa.delete(SessionRow).where(SessionRow.account == name))


def set_role(session: Session, name: str, role: str) -> None:
    if role not in ROLES:
        raise InvalidInput(f"role: one of {', '.join(ROLES)}")
    account_of(session, name).role = role


def disable(session: Session, name: str) -> None:
    account_of(session, name).disabled_at = now()
    session.execute(sa.delete(SessionRow).where(SessionRow.account == name))
    session.execute(sa.update(ApiKeyRow).where(ApiKeyRow.account == name).values(revoked_at=now()))


def reopen(session: Session, name: str) -> None:
    """Let an account that was shut sign in again, with its old password; its keys stay revoked."""
    account_of(session, name).disabled_at = None


def accounts(session: Session) -> Sequence[AccountRow]:
    return session.scalars(sa.select(AccountRow).order_by(AccountRow.name)).all()


def account_of(session: Session, name: str) -> AccountRow:
    account = session.get(AccountRow, name)
    if account is None:
        raise NotFound(name)
    return account


def note_attempt(session: Session, name: str, address: str) -> None:
    """Count a login before its password is looked at; TooManyRequests after too many in a quarter of an hour."""
    since = now() - ATTEMPT_WINDOW
    session.execute(sa.delete(LoginAttemptRow).where(LoginAttemptRow.at < since))
    attempts = LoginAttemptRow
    made = session.execute(
        sa.select(sa.func.count()).where(sa.or_(attempts.name == name[:64], attempts.address == address), attempts.at >= since)
    ).scalar_one()
    if made >= ATTEMPTS_ALLOWED:
        raise TooManyRequests("login")
    session.add(LoginAttemptRow(name=name[:64], address=address))


@dataclass(frozen=True)
class SignedIn:
    """`token` goes into the browser's cookie and is kept nowhere else."""

    token: str
    csrf_token: str
    actor: Actor


def sign_in(session: Session, name: str, password: str) -> SignedIn:
    """Call `note_attempt` before, in a transaction of its own. NotSignedIn for a wrong name or password alike."""
    account = session.get(AccountRow, name)
    stored = account.password_hash if account is not None and account.disabled_at is None else _nobody
    try:
        _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError) as error:
        raise NotSignedIn("wrong name or password") from error
    if account is None or account.disabled_at is not None:
        raise NotSignedIn("wrong name or password")
    if _hasher.check_needs_rehash(account.password_hash):
        account.password_hash = _hasher.hash(password)
    session.execute(sa.delete(LoginAttemptRow).where(LoginAttemptRow.name == name))
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    session.add(SessionRow(token_hash=_hashed(token), account=name, csrf_token=csrf_token, expires_at=now() + SESSION_LASTS))
    return SignedIn(token, csrf_token, Actor(name, account.role, "session", csrf_token))


def actor_of_session(session: Session, token: str) -> Actor | None:
    row = session.get(SessionRow, _hashed(token))
    if row is None or row.expires_at < now():
        return None
    account = session.get_one(AccountRow, row.account)
    return None if account.disabled_at else Actor(account.name, account.role, "session", row.csrf_token)


def sign_out(session: Session, token: str) -> None:
    session.execute(sa.delete(SessionRow).where(SessionRow.token_hash == _hashed(token)))


def forget(session: Session) -> None:
    """Drop sessions that ended."""
    session.execute(sa.delete(SessionRow).where(SessionRow.expires_at < now()))


def make_key(session: Session, account: str, scope: str, label: str) -> tuple[ApiKeyRow, str]:
    """A key and its secret, which is shown once. A key may do what both its scope and its account's role allow."""
    if scope not in ROLES:
        raise InvalidInput(f"scope: one of {', '.join(ROLES)}")
    account_of(session, account)
    secret = f"vanthu_{secrets.token_urlsafe(32)}"
    key = ApiKeyRow(id=secrets.token_hex(8), key_hash=_hashed(secret), account=account, label=label[:200], scope=scope)
    session.add(key)
    return key, secret


def actor_of_key(session: Session, secret: str) -> Actor | None:
    key = session.scalars(sa.select(ApiKeyRow).where(ApiKeyRow.key_hash == _hashed(secret))).first()
    if key is None or key.revoked_at is not None:
        return None
    account = session.get_one(AccountRow, key.account)
    if account.disabled_at is not None:
        return None
    role = min(key.scope, account.role, key=ROLES.index)
    return Actor(account.name, role, "key")


def keys(session: Session) -> Sequence[ApiKeyRow]:
    return session.scalars(sa.select(ApiKeyRow).order_by(ApiKeyRow.created_at)).all()


def revoke_key(session: Session, key_id: str) -> None:
    key = session.get(ApiKeyRow, key_id)
    if key is None:
        raise NotFound(key_id)
    key.revoked_at = key.revoked_at or now()


def is_same(one: str, other: str) -> bool:
    """Compare secrets without telling by the time it takes how much of them agrees."""
    return hmac.compare_digest(one.encode(), other.encode())


def audit(
    session: Session, actor: str, action: str, subject: str, *, address: str = "", request_id: str = "", **detail: Any
) -> None:
    session.add(AuditRow(actor=actor, action=action, subject=subject, address=address, request_id=request_id, detail=detail))


def audited(session: Session, *, before: int | None, limit: int) -> Sequence[AuditRow]:
    """The latest entries, newest first, of those before an id."""
    asked = sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    return session.scalars(asked if before is None else asked.where(AuditRow.id < before)).all()
