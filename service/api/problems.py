"""Errors as RFC 9457 problems, with stable codes and advice in the reader's language."""

import logging
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from service.api.wording import in_vietnamese
from service.errors import (
    BadRequest,
    Busy,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooManyRequests,
    VanthuError,
)

log = logging.getLogger(__name__)

OF_STATUS: dict[int, type[VanthuError]] = {
    400: BadRequest,
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    422: InvalidInput,
    429: TooManyRequests,
    503: Busy,
}


def language() -> str:
    """ "vi" or "en", as the reader prefers; Vietnamese when nothing is said."""
    return request.accept_languages.best_match(["vi", "en"]) or "vi"


def problem_body(error: VanthuError, *, status: int | None = None, errors: Any = None) -> dict[str, Any]:
    """The problem as it is said to whoever asks now."""
    is_vietnamese = language() == "vi"
    body: dict[str, Any] = {
        "type": f"/api/v1/problems/{error.code}",
        "title": error.message_vi if is_vietnamese else error.message_en,
        "status": status or error.http_status,
        "code": error.code,
        "advice": error.advice_vi if is_vietnamese else error.advice_en,
        "instance": request.path,
    }
    if error.detail:
        body["detail"] = error.detail
    if errors:
        body["errors"] = errors
    if request_id := g.get("request_id"):
        body["request_id"] = request_id
    return body


def problem(error: VanthuError, *, status: int | None = None, errors: Any = None) -> Response:
    body = problem_body(error, status=status, errors=errors)
    response = jsonify(body)
    response.status_code = body["status"]
    response.content_type = "application/problem+json"
    response.headers["Content-Language"] = language()
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(getattr(error, "retry_after_seconds", 10))
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = 'Bearer realm="vanthu"'
    return response


def _ours(error: VanthuError) -> Response:
    return problem(error)


def _of_apiflask(error: HTTPError) -> Response:
    kind = OF_STATUS.get(error.status_code, VanthuError)
    message = error.message if isinstance(error.message, str) and error.status_code != 422 else ""
    errors = error.detail or None
    return problem(kind(message), status=error.status_code, errors=in_vietnamese(errors) if language() == "vi" else errors)


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400 and error.response is not None:
        return error.response  # type: ignore[return-value]
    kind = OF_STATUS.get(status, BadRequest if status < 500 else VanthuError)
    answer = problem(kind(error.description or ""), status=status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    log.exception("request %s failed: %s", g.get("request_id", ""), type(error).__name__)
    return problem(VanthuError())


def install(app: APIFlask) -> None:
    app.register_error_handler(VanthuError, _ours)
    app.register_error_handler(HTTPException, _of_http)
    app.error_processor(_of_apiflask)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
