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


class PageLost(Exception):
    """The process died or was killed over a page; `reason` is "timeout" or "crash"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Worker:
    """One process and the line to it."""

    def __init__(self, mode: str, memory_mb: int) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "service.ocr.worker", str(theirs.fileno()), mode, str(memory_mb)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env=environment, start_new_session=True, stdin=subprocess.DEVNULL
        )
        theirs.close()
        self._line = Connection(ours.detach())
        self._is_ready = False
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
        if not self._is_ready:
            if not self._line.poll(START_TIMEOUT_SECONDS):
                raise PageLost("timeout")
            self._line.recv()
            self._is_ready = True

    def kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._line.close()


class Pool:
    """At most `size` workers, started when they are first needed; safe to use from many threads."""

    def __init__(self, *, size: int, mode: str, memory_mb: int, timeout_seconds: float) -> None:
        self.size = size
        self._mode, self._memory_mb, self._timeout = mode, memory_mb, timeout_seconds
        self._idle: LifoQueue[Worker] = LifoQueue()
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._free = threading.Semaphore(size)
        atexit.register(self.close)

    def start(self, count: int | None = None) -> None:
        """Start workers before there is work, so that they load while the caller does something else."""
        with self._lock:
            for _ in range(min(count or self.size, self.size) - len(self._all)):
                self._idle.put(self._started())

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
                return self._started()

    def _started(self) -> Worker:
        worker = Worker(self._mode, self._memory_mb)
        self._all.add(worker)
        return worker

    @property
    def loaded(self) -> int:
        """Workers that are alive."""
        with self._lock:
            return len(self._all)

    def close(self) -> None:
        """Kill all workers; the pool can be used again."""
        with self._lock:
            workers, self._all, self._idle = self._all, set(), LifoQueue()
        for worker in workers:
            worker.kill()
