"""Webhooks over HTTP: made, listed, removed, replayed."""

from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.api.access import actor, audit, needs
from service.api.context import here
from service.api.schemas import Out, storable
from service.store import hooks, sending

blueprint = APIBlueprint("webhooks", __name__, tag="webhooks")

EVENT = r"^(\*|(document|record|correction)\.(\*|created|revised|deleted))$"


class HookIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: Annotated[str, Field(max_length=2000), AfterValidator(storable)]
    events: list[Annotated[str, Field(pattern=EVENT)]] = Field([], max_length=20, description="none for all")


class HookOut(Out):
    """`secret` is given once. Each POST carries X-Vanthu-Timestamp, X-Vanthu-Signature (`sha256=` and the hexadecimal
    HMAC-SHA256 of "timestamp.body" under the secret) and an Idempotency-Key that stays the same over all tries."""

    id: str
    url: str
    events: list[str]
    created_by: str
    secret: str | None = None


class HookList(Out):
    webhooks: list[HookOut]


@blueprint.get("/webhooks")
@needs("admin")
@blueprint.output(HookList)
def list_webhooks() -> dict[str, Any]:
    with here().store.reading() as session:
        rows = hooks.living(session)
    return {"webhooks": [{"id": r.id, "url": r.url, "events": r.events, "created_by": r.created_by} for r in rows]}


@blueprint.post("/webhooks")
@needs("admin")
@blueprint.input(HookIn)
@blueprint.output(HookOut, status_code=201)
def make_webhook(json_data: HookIn) -> tuple[dict[str, Any], int]:
    """Changes from now on are sent to this address. Private addresses and redirects are refused."""
    sending.look_up(json_data.url, allow_private=here().settings.private_webhooks)
    with here().store.writing() as session:
        hook = hooks.make(session, json_data.url, json_data.events, by=actor().name)
        audit(session, "webhook.make", hook.id)
    return {
        "id": hook.id,
        "url": hook.url,
        "events": hook.events,
        "created_by": hook.created_by,
        "secret": hook.secret,
    }, 201


@blueprint.delete("/webhooks/<hook_id>")
@needs("admin")
@blueprint.output({}, status_code=204)
def remove_webhook(hook_id: str) -> tuple[str, int]:
    with here().store.writing() as session:
        hooks.remove(session, hook_id)
        audit(session, "webhook.remove", hook_id)
    return "", 204


class DeliveriesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    state: Literal["waiting", "delivered", "dead"] | None = None
    limit: int = Field(100, ge=1, le=1000)


class DeliveryOut(Out):
    id: str
    change: int
    state: str
    attempts: int
    next_at: str
    last_status: int | None
    last_error: str


class DeliveryList(Out):
    deliveries: list[DeliveryOut]


@blueprint.get("/webhooks/<hook_id>/deliveries")
@needs("admin")
@blueprint.input(DeliveriesQuery, location="query")
@blueprint.output(DeliveryList)
def list_deliveries(hook_id: str, query_data: DeliveriesQuery) -> dict[str, Any]:
    """What was sent, the latest first; `dead` is what was given up."""
    with here().store.reading() as session:
        rows = hooks.deliveries(session, hook_id, state=query_data.state, limit=query_data.limit)
    return {
        "deliveries": [
            {
                "id": row.id,
                "change": row.change,
                "state": row.state,
                "attempts": row.attempts,
                "next_at": row.next_at.isoformat(),
                "last_status": row.last_status,
                "last_error": row.last_error,
            }
            for row in rows
        ]
    }


class ReplayIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    dead_only: bool = True


class Replayed(Out):
    deliveries: int


@blueprint.post("/webhooks/<hook_id>/replay")
@needs("admin")
@blueprint.input(ReplayIn)
@blueprint.output(Replayed, status_code=202)
def replay(hook_id: str, json_data: ReplayIn) -> tuple[dict[str, Any], int]:
    """Send again what was given up, or everything."""
    with here().store.writing() as session:
        count = hooks.replay(session, hook_id, dead_only=json_data.dead_only)
        audit(session, "webhook.replay", hook_id, deliveries=count)
    return {"deliveries": count}, 202
