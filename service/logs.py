"""Logging for the command line and the service; document text never goes to a log above DEBUG."""

import logging
import sys


def set_up(*, verbose: bool = False) -> None:
    """Send log lines to standard error."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
