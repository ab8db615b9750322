"""Turns what the store holds into the pages that people use: hand in, review, explore."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service import __version__
from service.errors import VanthuError
from service.web import formats, seam
from service.web.address import with_values
from service.web.catalogue import messages

NAVIGATION = (
    ("home", "web.home"),
    ("documents", "web.document_list"),
    ("targets", "web.targets"),
    ("deadlines", "web.deadlines"),
    ("acts", "web.acts"),
    ("admin", "web.admin"),
)
ROOMS = (
    *("entrance", "handing_in", "papers", "images", "review", "correcting"),
    *("targets", "deadlines", "acts", "finding", "administration"),
)
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FORMATS = ("number", "percent", "day", "moment", "period", "size", "duration")
SCRIPT_MESSAGES = (
    *("js.", "review", "aspect.", "reason.", "kind.", "field.", "comparator.", "change.", "relation.", "every."),
    *("citation_role.", "assignment_role.", "act.", "place_type.", "handin."),
)
"""Beginnings of the keys whose messages the scripts use."""


def create_blueprint() -> Blueprint:
    """All pages, to be registered at the root of the application."""
    web = Blueprint("web", __name__, static_folder="static", template_folder="templates", static_url_path="/static")
    for room in ROOMS:
        import_module(f"service.web.{room}").add_to(web)
    web.context_processor(_context)
    web.app_errorhandler(404)(_not_found)
    web.register_error_handler(VanthuError, _refused)
    web.after_request(_secure)
    return web


def static(name: str) -> str:
    """The address of a file; scripts carry no version, for they name one another and each must have one address only."""
    return url_for("web.static", filename=name, v=None if name.startswith("js/") else __version__)


def _context() -> dict[str, Any]:
    language = seam.language()
    who = seam.person()
    return {
        "t": seam.say,
        "language": language,
        "other_language": "en" if language == "vi" else "vi",
        "static": static,
        "with_values": with_values,
        "navigation": [entry for entry in NAVIGATION if entry[0] != "admin" or (who is not None and who.may("admin"))],
        "section": "",
        "today": datetime.now(formats.HANOI).date(),
        "account": who,
        "can_edit": who is not None and who.may("reviewer"),
        "csrf_token": who.csrf_token if who is not None else "",
        "script_messages": {key: text for key, text in messages(language).items() if key.startswith(SCRIPT_MESSAGES)},
        **{name: _in(language, getattr(formats, name)) for name in FORMATS},
    }


def _in(language: str, write: Callable[..., str]) -> Callable[..., str]:
    return lambda *values: write(*values, language)


def _refused(error: VanthuError) -> ResponseReturnValue:
    """An error in words that help, as a page or as JSON for the page's script."""
    is_english = seam.language() == "en"
    title = error.message_en if is_english else error.message_vi
    advice = error.advice_en if is_english else error.advice_vi
    if seam.wants_json():
        return jsonify(code=error.code, title=title, advice=advice), error.http_status
    return render_template("error.html", title=title, advice=advice, code=error.code), error.http_status


def _not_found(error: Exception) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return error  # type: ignore[return-value]
    with_words = {"title": seam.say("error.not_found"), "advice": seam.say("error.not_found_advice"), "code": "not_found"}
    return render_template("error.html", **_context(), **with_words), 404


def _secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint == "web.static":
        response.headers["Cache-Control"] = "public, max-age=86400" if "v" in request.args else "no-cache"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if response.mimetype == "text/html" else "private, no-cache"
    return response
