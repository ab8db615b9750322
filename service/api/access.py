"""Who asks, and whether they may.

Without accounts, on loopback, whoever can reach the service is its one user ("local", an admin): the Host header must name
this machine and a browser's Origin must be the service itself, so that no page from elsewhere can use the reader's browser.
Otherwise a session cookie (with X-CSRF-Token on changes) or `Authorization: Bearer <key>` is needed.
"""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import g, request

from service.api.context import here
from service.errors import NotAllowed, NotSignedIn
from service.store import Session, people
from service.store.people import LOCAL, Actor

COOKIE = "vanthu_session"
SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/healthz", "/readyz", "/api/v1/openapi.json", "/api/v1/session", "/api/v1/problems/", "/login", "/static/")

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def is_loopback(host: str) -> bool:
    name = host.removeprefix("[").split("]")[0] if host.startswith("[") else host.rsplit(":", 1)[0]
    try:
        return name in ("localhost", "testserver") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def needs_accounts() -> bool:
    settings = here().settings
    return settings.accounts == "required" or (settings.accounts == "auto" and not is_loopback(settings.host))


def identify() -> None:
    """Set `g.actor`: a person, a program, or None. Runs before every request."""
    g.actor = None
    credentials = request.headers.get("Authorization", "")
    token = request.cookies.get(COOKIE)
    if credentials or token:
        with here().store.reading() as session:
            if credentials.startswith("Bearer "):
                g.actor = people.actor_of_key(session, credentials.removeprefix("Bearer ").strip())
            elif token:
                g.actor = people.actor_of_session(session, token)
    if credentials and g.actor is None:
        raise NotSignedIn("the key is not valid")
    if g.actor is None and not needs_accounts() and _is_local():
        g.actor = LOCAL
    if g.actor is not None:
        _check_origin(g.actor)


def _is_local() -> bool:
    with here().store.reading() as session:
        if people.has_accounts(session):
            return False
    if not is_loopback(request.host):
        raise NotAllowed("without accounts the service answers only under the name of this machine")
    return True


def _check_origin(actor: Actor) -> None:
    """A change that a browser asks for must come from our own pages."""
    if request.method in SAFE or actor.via == "key":
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise NotAllowed("the request comes from another site")
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise NotAllowed("the request comes from another site")
    if actor.via == "session":
        sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
        if not people.is_same(sent, actor.csrf_token):
            raise NotAllowed("X-CSRF-Token is missing or wrong")


def actor() -> Actor:
    """Who asks; NotSignedIn when nobody knows."""
    known = g.get("actor")
    if not isinstance(known, Actor):
        raise NotSignedIn()
    return known


def needs(role: str) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    """The view may be used by those who have at least this role."""

    def decorate(view: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        @wraps(view)
        def checked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
            if not actor().may(role):
                raise NotAllowed(f"needs the role {role}")
            return view(*args, **kwargs)

        return checked

    return decorate


def audit(session: Session, action: str, subject: str, **detail: object) -> None:
    """Note who did what, in the transaction that does it."""
    people.audit(
        session,
        actor().name,
        action,
        subject,
        address=request.remote_addr or "",
        request_id=g.get("request_id", ""),
        **detail,
    )
