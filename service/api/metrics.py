"""What Prometheus asks: requests as they are answered, the line, the workers and the pages as the store knows them."""

import time

from apiflask import APIFlask
from flask import Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from service.api.access import actor
from service.api.context import here
from service.errors import NotAllowed
from service.store import measures

REQUESTS = CollectorRegistry()
ANSWERED = Counter("vanthu_requests", "Requests answered", ["endpoint", "status"], registry=REQUESTS)
SECONDS = Histogram("vanthu_request_seconds", "Time to answer", ["endpoint"], registry=REQUESTS)


def install(app: APIFlask) -> None:
    app.after_request(_count)
    app.add_url_rule("/metrics", view_func=show, methods=["GET"])


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    ANSWERED.labels(endpoint, response.status_code).inc()
    SECONDS.labels(endpoint).observe(time.monotonic() - g.get("began", time.monotonic()))
    return response


def show() -> Response:
    """In Prometheus's text form; readers may see it."""
    if not actor().may("reader"):
        raise NotAllowed("needs the role reader")
    registry = CollectorRegistry()
    with here().store.reading() as session:
        found = measures.measure(session)
    for name, said, labels, values in found:
        gauge = Gauge(f"vanthu_{name}", said, labels, registry=registry)
        for label_values, value in values:
            (gauge.labels(*label_values) if labels else gauge).set(value)
    return Response(generate_latest(REQUESTS) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


show._spec = {"hide": True}  # type: ignore[attr-defined]
