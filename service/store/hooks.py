"""Webhooks: each change becomes a delivery for whoever asked for it; deliveries are tried until they succeed or are given up."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.store import changes
from service.store.tables import ChangeRow, DeliveryRow, WebhookRow, now

Asked = TypeVar("Asked", bound="sa.Select[*tuple[Any, ...]]")
WAITS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600))
"""How long to wait after each failed try; after the last one the delivery is dead until somebody replays it."""
LEASE = timedelta(minutes=5)
"""Longer than a batch can take: whoever dies with deliveries in hand leaves them to others after this."""
REMEMBERED = timedelta(days=30)


def make(session: Session, url: str, events: Sequence[str], *, by: str) -> WebhookRow:
    """A webhook for changes from now on; `events` like "record.created" or "document.*", none for all."""
    hook = WebhookRow(
        id=secrets.token_hex(8),
        url=url,
        secret=secrets.token_urlsafe(32),
        events=list(events),
        created_by=by,
        next_change=changes.newest(session) + 1,
    )
    session.add(hook)
    return hook


def find(session: Session, hook_id: str) -> WebhookRow:
    hook = session.get(WebhookRow, hook_id)
    if hook is None or hook.disabled_at is not None:
        raise NotFound(hook_id)
    return hook


def living(session: Session) -> Sequence[WebhookRow]:
    return session.scalars(sa.select(WebhookRow).where(WebhookRow.disabled_at.is_(None)).order_by(WebhookRow.created_at)).all()


def remove(session: Session, hook_id: str) -> None:
    find(session, hook_id).disabled_at = now()


def wants(hook: WebhookRow, change: ChangeRow) -> bool:
    name = f"{change.what}.{change.action}"
    return not hook.events or any(event in (name, f"{change.what}.*", "*") for event in hook.events)


def spread(session: Session, *, limit: int = 500) -> int:
    """Make deliveries of the changes that each webhook has not seen; returns how many. One worker at a time does a hook's."""
    made = 0
    for hook in session.scalars(_alone(session, sa.select(WebhookRow).where(WebhookRow.disabled_at.is_(None)), WebhookRow)):
        found = changes.since(session, hook.next_change - 1, limit)
        for change in found:
            if wants(hook, change):
                session.add(DeliveryRow(id=secrets.token_hex(12), webhook_id=hook.id, change=change.number, next_at=now()))
                made += 1
        if found:
            hook.next_change = found[-1].number + 1
    return made


def _alone(session: Session, asked: Asked, row: type[Any]) -> Asked:
    """The rows that no other process holds; SQLite lets one write at a time anyway."""
    return asked.with_for_update(of=row, skip_locked=True) if session.get_bind().dialect.name == "postgresql" else asked


def with_work(session: Session) -> Sequence[str]:
    """The living webhooks that have deliveries whose time has come."""
    row = DeliveryRow
    asked = sa.select(row.webhook_id).join(WebhookRow, WebhookRow.id == row.webhook_id)
    is_due = (row.state == "waiting", row.next_at <= now(), WebhookRow.disabled_at.is_(None))
    return session.scalars(asked.where(*is_due).distinct()).all()


def due(session: Session, hook_id: str, *, limit: int = 20) -> Sequence[tuple[DeliveryRow, WebhookRow, ChangeRow]]:
    """A webhook's deliveries whose time has come, each leased so that no other worker tries it meanwhile."""
    asked = (
        sa.select(DeliveryRow, WebhookRow, ChangeRow)
        .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
        .join(ChangeRow, ChangeRow.number == DeliveryRow.change)
        .where(DeliveryRow.webhook_id == hook_id, DeliveryRow.state == "waiting", DeliveryRow.next_at <= now())
        .where(WebhookRow.disabled_at.is_(None))
        .order_by(DeliveryRow.change)
        .limit(limit)
    )
    found = [(row[0], row[1], row[2]) for row in session.execute(_alone(session, asked, DeliveryRow))]
    for delivery, _, _ in found:
        delivery.next_at = now() + LEASE
    return found


def settle(session: Session, delivery_id: str, *, status: int | None, error: str = "") -> None:
    """Note how a try went."""
    delivery = session.get_one(DeliveryRow, delivery_id)
    delivery.attempts += 1
    delivery.last_status, delivery.last_error = status, error[:500]
    if status is not None and 200 <= status < 300:
        delivery.state, delivery.delivered_at = "delivered", now()
    elif delivery.attempts > len(WAITS):
        delivery.state = "dead"
    else:
        delivery.next_at = now() + WAITS[delivery.attempts - 1]


def put_off(session: Session, delivery_ids: Sequence[str]) -> None:
    """These were leased and not tried, for the receiver failed just before: they wait a little, uncounted."""
    if delivery_ids:
        later = now() + WAITS[0]
        session.execute(sa.update(DeliveryRow).where(DeliveryRow.id.in_(delivery_ids)).values(next_at=later))


def replay(session: Session, hook_id: str, *, dead_only: bool = True) -> int:
    """Try again what was given up (or all); returns how many deliveries."""
    find(session, hook_id)
    asked = sa.update(DeliveryRow).where(DeliveryRow.webhook_id == hook_id)
    if dead_only:
        asked = asked.where(DeliveryRow.state == "dead")
    done = session.execute(asked.values(state="waiting", attempts=0, next_at=now()).returning(DeliveryRow.id))
    return len(done.all())


def deliveries(session: Session, hook_id: str, *, state: str | None = None, limit: int = 100) -> Sequence[DeliveryRow]:
    find(session, hook_id)
    asked = sa.select(DeliveryRow).where(DeliveryRow.webhook_id == hook_id)
    if state is not None:
        asked = asked.where(DeliveryRow.state == state)
    return session.scalars(asked.order_by(DeliveryRow.change.desc()).limit(limit)).all()


def forget(session: Session) -> None:
    """Drop deliveries that were made long ago."""
    row = DeliveryRow
    session.execute(sa.delete(row).where(row.state == "delivered", row.delivered_at < now() - REMEMBERED))


def body_of(change: ChangeRow) -> dict[str, Any]:
    return {
        "number": change.number,
        "at": change.at.isoformat(),
        "what": change.what,
        "action": change.action,
        "id": change.id,
        "document_id": change.document_id,
        "kind": change.kind,
        "made_by": change.made_by,
        "data": change.data,
    }


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What the receiver computes too: HMAC-SHA256 over "timestamp.body", in hexadecimal."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
