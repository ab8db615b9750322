"""Recognition processes that live on between pages, and are killed when a page takes too long or too much."""

import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import Empty, LifoQueue
from typing import Any

log = logging.getLogger(__name__)
START_TIMEOUT_SECONDS = 60.0
MESSAGE_BYTES = 8
BEAR = 0
"""What a nursery is told with the line for a new worker; any other number is a dead worker's."""


class PageLost(Exception):
    """The process died or was killed over a page; `reason` is "timeout" or "crash"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Nursery:
    """A process that loads the engines once and bears workers, which are there at once and share its memory."""

    def __init__(self, mode: str, memory_mb: int) -> None:
        self._line, theirs = socket.socketpair()
        command = [sys.executable, "-m", "service.ocr.worker", str(theirs.fileno()), mode, str(memory_mb)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env=environment, start_new_session=True, stdin=subprocess.DEVNULL
        )
        theirs.close()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def bear(self) -> Connection:
        """The line to a new worker; a nursery that dies leaves its end closed."""
        ours, theirs = socket.socketpair()
        with suppress(OSError), theirs:
            socket.send_fds(self._line, [BEAR.to_bytes(MESSAGE_BYTES)], [theirs.fileno()])
        return Connection(ours.detach())

    def bury(self, pid: int) -> None:
        """A worker was killed. Until it is buried its number belongs to no other process."""
        with suppress(OSError):
            self._line.send(pid.to_bytes(MESSAGE_BYTES))

    def kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._line.close()


class Worker:
    """One process and the line to it."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._line = nursery.bear()
        self._pid: int | None = None
        self._scans: list[str] = []

    def read(self, key: str, scan: object, number: int, timeout_seconds: float) -> Any:
        """The worker's answer for a page; PageLost when there is none, and then this worker is dead."""
        try:
            self._await_start()
            if key not in self._scans:
                self._line.send(("scan", key, scan))
                self._scans = [*self._scans[-1:], key]
            self._line.send(("page", key, number))
            if not self._line.poll(timeout_seconds):
                raise PageLost("timeout")
            return self._line.recv()
        except (EOFError, OSError) as error:
            raise PageLost("crash") from error

    def _await_start(self) -> None:
        if self._pid is None:
            if not self._line.poll(START_TIMEOUT_SECONDS):
                self._nursery.kill()
                raise PageLost("timeout")
            self._pid = self._line.recv()

    def kill(self) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
            self._nursery.bury(self._pid)
        self._line.close()


class Pool:
    """At most `size` workers, started when they are first needed; safe to use from many threads."""

    def __init__(self, *, size: int, mode: str, memory_mb: int, timeout_seconds: float) -> None:
        self.size = size
        self._mode, self._memory_mb, self._timeout = mode, memory_mb, timeout_seconds
        self._nursery: Nursery | None = None
        self._idle: LifoQueue[Worker] = LifoQueue()
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._free = threading.Semaphore(size)
        atexit.register(self.close)

    def start(self) -> None:
        """Load the engines before there is work, while the caller does something else."""
        with self._lock:
            self._living_nursery()

    def read(self, key: str, scan: object, number: int) -> Any:
        """One page by the next free worker; PageLost as Worker.read says, and another worker takes the dead one's place."""
        with self._free:
            worker = self._taken()
            try:
                answer = worker.read(key, scan, number, self._timeout)
            except BaseException:
                with self._lock:
                    self._all.discard(worker)
                worker.kill()
                raise
            self._idle.put(worker)
            return answer

    def _taken(self) -> Worker:
        try:
            return self._idle.get_nowait()
        except Empty:
            with self._lock:
                worker = Worker(self._living_nursery())
                self._all.add(worker)
                return worker

    def _living_nursery(self) -> Nursery:
        if self._nursery is None or not self._nursery.is_alive:
            self._nursery = Nursery(self._mode, self._memory_mb)
        return self._nursery

    def close(self) -> None:
        """Kill all workers; the pool can be used again."""
        with self._lock:
            workers, self._all, self._idle = self._all, set(), LifoQueue()
            nursery, self._nursery = self._nursery, None
        for worker in workers:
            worker.kill()
        if nursery is not None:
            nursery.kill()
