"""The whole service in a process of its own, as `vanthu serve` starts it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAITS = 300
"""Seconds; long, for the machine may be slow and shared."""
ROOT = Path(__file__).parents[2]
VANTHU = (sys.executable, "-c", "from service.cli import main; main()")


def environment(data_directory: Path) -> dict[str, str]:
    return {**os.environ, "VANTHU_DATA_DIRECTORY": str(data_directory), "OMP_THREAD_LIMIT": "1"}


@contextmanager
def serving(data_directory: Path) -> Iterator[str]:
    """The address of a service with a worker beside it, over what the directory holds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*VANTHU, "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment(data_directory), cwd=ROOT, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _until_it_answers(f"{address}/readyz")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()


def _until_it_answers(url: str) -> None:
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=20)
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError(url)
