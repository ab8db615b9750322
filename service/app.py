"""The application that answers on the network: the API, the pages, health and metrics."""

import gc
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from apiflask import APIFlask
from flask import Response, current_app, g, jsonify, request

from service import __version__, api, logs
from service.api import openapi
from service.api.context import KEY, Context
from service.api.images import Images
from service.drawing import Apart, Here
from service.errors import BadRequest
from service.reading import Scan
from service.settings import Settings
from service.store import Store, workers
from service.store.records import Territory

log = logging.getLogger(__name__)

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}
UPLOAD_SLACK = 4  # files of the largest size in one request


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    open_scan: Callable[[bytes, str, Settings], Scan] | None = None,
    territory: Territory | None = None,
    with_pages: bool = True,
    testing: bool = False,
) -> APIFlask:
    """Everything that is served; the store is opened, and its schema brought up to date, unless one is handed in."""
    app = APIFlask("service.web", title="vanthu", version=__version__, spec_path="/api/v1/openapi.json", docs_path=None)
    app.testing = testing
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=True,
        AUTO_OPERATION_ID=True,
        MAX_CONTENT_LENGTH=settings.max_file_mb * 1024 * 1024 * UPLOAD_SLACK,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SYNC_LOCAL_SPEC=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    store = store or Store.open(settings)
    artist = Apart(settings) if open_scan is None else Here(open_scan, settings)
    app.extensions[KEY] = Context(
        store=store,
        settings=settings,
        open_scan=open_scan or _open_scan,
        images=Images.of(settings, store.originals, artist),
        territory=territory or _territory,
    )
    app.description = "Reads Vietnamese official papers: scans in, records with evidence out."
    app.before_request(_begin)
    app.after_request(_end)
    app.spec_processor(openapi.finish)
    api.install(app)
    _add_health(app)
    if with_pages:
        _add_pages(app)
    return app


def settle() -> None:
    """Load what the pages need at their first use, and keep it: the garbage collector need not look at it with every page."""
    from service.web.places import gazetteer

    gazetteer()
    gc.collect()
    gc.freeze()


def _open_scan(content: bytes, filename: str, settings: Settings) -> Scan:
    from service.scans import open_scan

    return open_scan(content, filename, settings)


def _territory(code: str, on: date | None) -> Iterable[tuple[str, str]]:
    from service.bootstrap import lies_in

    return lies_in(code, on)


def _add_pages(app: APIFlask) -> None:
    """The pages that people use."""
    from service.web import create_blueprint

    app.register_blueprint(create_blueprint())


def _begin() -> None:
    g.began = time.monotonic()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if given.isalnum() and given.isascii() and len(given) <= 64 else secrets.token_hex(8)
    logs.context(request_id=g.request_id)
    if "\x00" in request.path or any("\x00" in part for pair in request.args.items(multi=True) for part in pair):
        raise BadRequest("a null character stands for nothing here")


def _end(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = g.get("request_id", "")
    is_json = request.method in ("GET", "HEAD") and response.status_code == 200 and response.mimetype == "application/json"
    if is_json and not response.is_streamed:
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.add_etag()
        response.make_conditional(request)
    milliseconds = 1000 * (time.monotonic() - g.get("began", time.monotonic()))
    log.info("%s %s → %d in %.0f ms", request.method, request.path, response.status_code, milliseconds)
    response.vary.add("Accept-Language")
    response.vary.add("Cookie")
    return response


def _add_health(app: APIFlask) -> None:
    @app.get("/healthz")
    @app.doc(hide=True)
    def healthz() -> Response:
        """The process answers."""
        return jsonify(status="ok", version=__version__)

    @app.get("/readyz")
    @app.doc(hide=True)
    def readyz() -> tuple[Response, int]:
        """What is handed in now would be kept and read: 200, or else 503 and what is amiss."""
        context: Any = current_app.extensions[KEY]
        amiss = _amiss(context.store, context.settings)
        return jsonify(status="; ".join(amiss) or "ok"), 503 if amiss else 200


def _amiss(store: Store, settings: Settings) -> list[str]:
    if not store.answers():
        return ["the database does not answer"]
    with store.reading() as session:
        is_read = workers.present(session) > 0
    checks = (
        (is_read, "nobody reads documents: no worker was heard from lately"),
        (store.is_writable(), "the data directory cannot be written"),
        (store.free_mb() >= settings.least_free_mb, "the disk is nearly full"),
    )
    return [said for is_well, said in checks if not is_well]
