"""Idempotency-Key: the same request sent again gets the answer it got, and does nothing again."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request

from service.api.access import actor
from service.api.context import here
from service.errors import Conflict, InvalidInput
from service.store import idempotency

Answered = tuple[dict[str, Any], int, dict[str, str]]


def once(fingerprint: str, answer: Callable[[], Answered]) -> Response:
    """Run `answer` (body, status, headers), unless this key was used before; Conflict when it was used for something else."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _response(*answer())
    if not 1 <= len(key) <= 255:
        raise InvalidInput("Idempotency-Key: 1 to 255 characters")
    fingerprint = hashlib.sha256(f"{request.method} {request.path} {fingerprint}".encode()).hexdigest()
    if (known := _known(key, fingerprint)) is not None:
        return known
    body, status, headers = answer()
    with here().store.writing() as session:
        is_first = idempotency.keep(
            session, key=key, actor=actor().name, fingerprint=fingerprint, status=status, headers=headers, body=body
        )
    return _response(body, status, headers) if is_first else _known(key, fingerprint) or _response(body, status, headers)


def _known(key: str, fingerprint: str) -> Response | None:
    with here().store.reading() as session:
        row = idempotency.known(session, key, actor().name)
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Conflict("this Idempotency-Key was used for another request")
    response = _response(row.body, row.status, dict(row.headers))
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _response(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.update(headers)
    return response
