"""Logging for the command line and the service; document text never goes to a log above DEBUG."""

import logging
import sys
from typing import Any

PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"


def set_up(*, verbose: bool = False, form: str = "text") -> None:
    """Send log lines to standard error: as text, or each as one JSON object with what `context` says."""
    handler = logging.StreamHandler(sys.stderr)
    if form == "json":
        handler.setFormatter(_json_formatter())
    else:
        handler.setFormatter(logging.Formatter(PLAIN))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.WARNING)
    if form == "json" and not verbose:
        logging.getLogger("service").setLevel(logging.INFO)


def _json_formatter() -> logging.Formatter:
    import structlog

    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def context(**values: object) -> None:
    """Put ids (request_id, document_id, reading_id) into every JSON line of this thread, in place of those before."""
    from structlog import contextvars

    contextvars.clear_contextvars()
    contextvars.bind_contextvars(**values)
