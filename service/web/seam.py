"""What the pages ask of the application that they run in: the store, the settings, who is there and what they may do.

The application finds out who asks, and refuses changes that come from other sites, before a page is made (`g.actor`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import NotAllowed, NotSignedIn
from service.settings import Settings
from service.store import Store, people
from service.store.people import Actor
from service.web.catalogue import LANGUAGES, message

SESSION_COOKIE = "vanthu_session"
Parameters = ParamSpec("Parameters")


def store() -> Store:
    return current_app.extensions["vanthu"].store  # type: ignore[no-any-return]


def settings() -> Settings:
    return current_app.extensions["vanthu"].settings  # type: ignore[no-any-return]


def person() -> Actor | None:
    """Who signed in, or whoever sits at this machine where no accounts are needed; None for a stranger."""
    actor = g.get("actor")
    return actor if isinstance(actor, Actor) else None


def wants_json() -> bool:
    """Whether a page's script asks, rather than a person for a page."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def name() -> str:
    """The name under which changes are kept."""
    who = person()
    return who.name if who else ""


def needs(role: str) -> Callable[[Callable[Parameters, ResponseReturnValue]], Callable[Parameters, ResponseReturnValue]]:
    """A view for people of at least this role; strangers are asked to sign in (a script is told so), others refused."""

    def guard(view: Callable[Parameters, ResponseReturnValue]) -> Callable[Parameters, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
            who = person()
            if who is None and wants_json():
                raise NotSignedIn
            if who is None:
                return redirect(url_for("web.sign_in", next=request.full_path.rstrip("?")))
            if not who.may(role):
                raise NotAllowed(role)
            return view(*args, **kwargs)

        return guarded

    return guard


def audit(session: Any, action: str, subject: str, **detail: object) -> None:
    """Note who did what, in the transaction that does it."""
    people.audit(
        session, name(), action, subject, address=request.remote_addr or "", request_id=g.get("request_id", ""), **detail
    )


def language() -> str:
    """What the reader chose, else Vietnamese."""
    chosen = request.cookies.get("language")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def say(key: str, /, **values: object) -> str:
    """A message in the reader's language."""
    return message(language(), key, **values)
