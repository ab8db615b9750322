"""`vanthu serve`: the API and the pages on this machine, with a worker beside them."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from typing import Any

import click

from service import logs
from service.settings import Settings

PR_SET_PDEATHSIG = 1
log = logging.getLogger(__name__)


@click.command()
@click.option("--host", help="Address to serve on; loopback unless you say otherwise.")
@click.option("--port", type=int, help="Port to serve on (8080).")
@click.option("--workers", "worker_count", type=int, default=1, show_default=True, help="Processes that read documents.")
@click.option("--no-work", is_flag=True, help="Serve only; documents are read by `vanthu work` elsewhere.")
@click.option("--threads", type=int, default=16, show_default=True, help="Requests answered at a time.")
def serve(host: str | None, port: int | None, worker_count: int, no_work: bool, threads: int) -> None:
    """Serve the API and the pages, and read what is handed in."""
    for name, value in (("VANTHU_HOST", host), ("VANTHU_PORT", port)):
        if value is not None:
            os.environ[name] = str(value)
    settings = Settings()
    logs.set_up(form=settings.log_form)
    if no_work:
        _prepare(settings)
        _answer(settings, threads)
        return
    _prepare(settings)
    click.echo(f"http://{settings.host}:{settings.port}", err=True)
    web = [*COMMAND, "serve", "--no-work", "--threads", str(threads)]
    dumping = [[*COMMAND, "dump", "--nightly"]] if settings.dump_at else []
    sys.exit(_tend(web, [[*COMMAND, "work"]] * worker_count + dumping))


COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]


def _prepare(settings: Settings) -> None:
    """Bring the schema up to date before the processes start; make the first account where accounts are needed."""
    from service.api.access import is_loopback
    from service.store import Store, people

    store = Store.open(settings)
    if settings.accounts == "required" or not is_loopback(settings.host):
        with store.writing() as session:
            password = people.make_first_admin(session)
        if password is not None:
            click.echo(f"Account: admin   Password: {password}\nShown only this once. / Chỉ hiện một lần này.", err=True)
    store.close()


def _answer(settings: Settings, threads: int) -> None:
    """Answer requests in this process, until told to stop."""
    from gunicorn.app.base import BaseApplication

    from service.app import create_app, settle

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{settings.host}:{settings.port}",
                "worker_class": "gthread",
                "workers": 1,
                "threads": threads,
                "timeout": 300,
                "graceful_timeout": 20,
                "keepalive": 5,
                "accesslog": None,
                "loglevel": "warning",
                "proc_name": "vanthu",
            }.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            app = create_app(settings)
            settle()
            return app

    Server().run()


def _tend(web: list[str], workers: list[list[str]]) -> int:
    """Keep the worker processes alive beside the web process, and end them with it; returns the web process's status."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    answering = _start(web)
    reading = [_start(command) for command in workers]
    while not stopping and answering.poll() is None:
        for index, process in enumerate(reading):
            if process.poll() is not None:
                log.warning("a worker ended with status %s; starting another", process.returncode)
                time.sleep(1)
                reading[index] = _start(workers[index])
        time.sleep(0.2)
    for process in (answering, *reading):
        process.terminate()
    for process in (answering, *reading):
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0 if stopping else answering.returncode or 0


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, preexec_fn=_end_with_parent)  # noqa: PLW1509 one thread only runs here


def _end_with_parent() -> None:
    """Linux ends this process when its parent is killed, so that no worker is left behind alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
