"""Sessions, accounts, keys and the audit log over HTTP."""

from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response, g, jsonify, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.api.access import COOKIE, audit, needs
from service.api.context import here
from service.api.schemas import Out, storable
from service.errors import NotAllowed
from service.store import people
from service.store.people import Actor

blueprint = APIBlueprint("people", __name__, tag="people")

Name = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(storable)]
Role = Literal["reader", "reviewer", "admin"]


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Name
    password: Annotated[str, Field(max_length=1000), AfterValidator(storable)]


class Me(Out):
    """`csrf_token` is to be sent as X-CSRF-Token with every change that a session asks for."""

    name: str | None
    role: str | None
    via: str | None
    csrf_token: str | None = None


def _me(known: Actor | None) -> dict[str, Any]:
    if known is None:
        return {"name": None, "role": None, "via": None, "csrf_token": None}
    return {"name": known.name, "role": known.role, "via": known.via, "csrf_token": known.csrf_token or None}


@blueprint.get("/session")
@blueprint.output(Me)
def who() -> Response:
    """Who you are here."""
    return jsonify(_me(g.get("actor")))


@blueprint.post("/session")
@blueprint.input(Credentials)
@blueprint.output(Me)
def sign_in(json_data: Credentials) -> Response:
    """Sign in; the cookie is for browsers, programs use keys. Too many wrong attempts are answered with 429."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise NotAllowed("the request comes from another site")
    store = here().store
    with store.writing() as session:
        people.note_attempt(session, json_data.name, request.remote_addr or "")
    with store.writing() as session:
        signed_in = people.sign_in(session, json_data.name, json_data.password)
        people.audit(session, json_data.name, "session.open", json_data.name, address=request.remote_addr or "")
    response = jsonify(_me(signed_in.actor))
    response.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=int(people.SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


@blueprint.delete("/session")
@blueprint.output({}, status_code=204)
def sign_out() -> Response:
    token = request.cookies.get(COOKIE)
    if token:
        with here().store.writing() as session:
            people.sign_out(session, token)
    response = Response(status=204)
    response.delete_cookie(COOKIE)
    return response


class AccountIn(Credentials):
    role: Role


class AccountOut(Out):
    name: str
    role: str
    is_disabled: bool


class AccountList(Out):
    accounts: list[AccountOut]


@blueprint.get("/accounts")
@needs("admin")
@blueprint.output(AccountList)
def list_accounts() -> dict[str, Any]:
    with here().store.reading() as session:
        rows = people.accounts(session)
    return {"accounts": [{"name": r.name, "role": r.role, "is_disabled": r.disabled_at is not None} for r in rows]}


@blueprint.post("/accounts")
@needs("admin")
@blueprint.input(AccountIn)
@blueprint.output(AccountOut, status_code=201)
def make_account(json_data: AccountIn) -> tuple[dict[str, Any], int]:
    """From the first account on, everyone signs in."""
    with here().store.writing() as session:
        people.make_account(session, json_data.name, json_data.role, json_data.password)
        audit(session, "account.make", json_data.name, role=json_data.role)
    return {"name": json_data.name, "role": json_data.role, "is_disabled": False}, 201


class AccountChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: Role | None = None
    password: Annotated[str, Field(max_length=1000), AfterValidator(storable)] | None = None
    is_disabled: bool | None = Field(None, description="true shuts the account, false opens it again; its keys stay revoked")


@blueprint.patch("/accounts/<name>")
@needs("admin")
@blueprint.input(AccountChange)
@blueprint.output(AccountOut)
def change_account(name: str, json_data: AccountChange) -> dict[str, Any]:
    """Change a role or a password, shut an account or open it again; a new password ends its sessions."""
    with here().store.writing() as session:
        account = people.account_of(session, name)
        if json_data.role is not None:
            people.set_role(session, name, json_data.role)
        if json_data.password is not None:
            people.set_password(session, name, json_data.password)
        if json_data.is_disabled is not None:
            (people.disable if json_data.is_disabled else people.reopen)(session, name)
        audit(session, "account.change", name, fields=sorted(json_data.model_dump(exclude_none=True)))
        return {"name": name, "role": account.role, "is_disabled": account.disabled_at is not None}


class KeyIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    account: Name
    scope: Role
    label: Annotated[str, Field(max_length=200), AfterValidator(storable)] = ""


class KeyOut(Out):
    """`secret` is given once, when the key is made."""

    id: str
    account: str
    scope: str
    label: str
    is_revoked: bool
    secret: str | None = None


class KeyList(Out):
    keys: list[KeyOut]


@blueprint.get("/keys")
@needs("admin")
@blueprint.output(KeyList)
def list_keys() -> dict[str, Any]:
    with here().store.reading() as session:
        rows = people.keys(session)
    return {
        "keys": [
            {"id": r.id, "account": r.account, "scope": r.scope, "label": r.label, "is_revoked": r.revoked_at is not None}
            for r in rows
        ]
    }


@blueprint.post("/keys")
@needs("admin")
@blueprint.input(KeyIn)
@blueprint.output(KeyOut, status_code=201)
def make_key(json_data: KeyIn) -> tuple[dict[str, Any], int]:
    """A key may do what both its scope and its account's role allow."""
    with here().store.writing() as session:
        key, secret = people.make_key(session, json_data.account, json_data.scope, json_data.label)
        audit(session, "key.make", key.id, account=json_data.account, scope=json_data.scope)
    return {
        "id": key.id,
        "account": key.account,
        "scope": key.scope,
        "label": key.label,
        "is_revoked": False,
        "secret": secret,
    }, 201


@blueprint.delete("/keys/<key_id>")
@needs("admin")
@blueprint.output({}, status_code=204)
def revoke_key(key_id: str) -> tuple[str, int]:
    with here().store.writing() as session:
        people.revoke_key(session, key_id)
        audit(session, "key.revoke", key_id)
    return "", 204


class AuditQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    before: int | None = Field(None, ge=1, le=2**53, description="id of the oldest entry you have")
    limit: int = Field(100, ge=1, le=1000)


class AuditEntry(Out):
    id: int
    at: str
    actor: str
    action: str
    subject: str
    address: str
    request_id: str
    detail: dict[str, Any]


class AuditList(Out):
    entries: list[AuditEntry]


@blueprint.get("/audit")
@needs("admin")
@blueprint.input(AuditQuery, location="query")
@blueprint.output(AuditList)
def show_audit(query_data: AuditQuery) -> Response:
    """Who did what, newest first."""
    with here().store.reading() as session:
        rows = people.audited(session, before=query_data.before, limit=query_data.limit)
    entries = [
        {
            "id": row.id,
            "at": row.at.isoformat(),
            "actor": row.actor,
            "action": row.action,
            "subject": row.subject,
            "address": row.address,
            "request_id": row.request_id,
            "detail": row.detail,
        }
        for row in rows
    ]
    return jsonify({"entries": entries})
