"""`vanthu work`: read documents from the line, here or on a further machine."""

import logging
import os
import signal
import threading

import click

from service import logs
from service.settings import Settings


@click.command()
@click.option("--verbose", "-v", is_flag=True, help="Log every stage.")
def work(verbose: bool) -> None:
    """Read documents that wait in the line, until stopped.

    On a further machine set VANTHU_DATABASE_URL and VANTHU_FILES_URL to those of the first.
    """
    from service.jobs import open_desk
    from service.jobs import work as read_from_line

    settings = Settings()
    logs.set_up(verbose=verbose, form=settings.log_form)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    read_from_line(open_desk(settings), until=stopping.is_set)
    logging.shutdown()
    os._exit(0)  # what is done is kept; DBOS's threads need not be waited for
