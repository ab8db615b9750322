"""Draws pages of scans, in a process of its own: a page that brings pdfium down, or eats its memory, brings nothing else down.

Started as `python -m service.drawing FD MEMORY_MB` by `Apart`, which may kill it at any moment.
"""

import io
import os
import resource
import signal
import socket
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol, runtime_checkable

from PIL import Image

from service.errors import NotFound, NothingToDraw, PageNotDrawn, VanthuError
from service.reading import Scan
from service.settings import Settings

POINTS_PER_INCH = 72
SCANS_HELD = 3
START_TIMEOUT_SECONDS = PAGE_TIMEOUT_SECONDS = 60.0
BYTES_PER_MB = 1 << 20

OpenScan = Callable[[bytes, str, Settings], Scan]


@runtime_checkable
class Drawable(Protocol):
    """A scan whose pages can be drawn: `open_page(n)` has its size in points and a `raster` of `pixels` (grey or RGB)."""

    def open_page(self, number: int) -> Any: ...


def draw(scan: Scan, number: int, sizes: Sequence[int]) -> list[bytes]:
    """A page as JPEG, once for each of `sizes`: pixels for every inch of the page. NothingToDraw for plain text."""
    if not isinstance(scan, Drawable) or scan.source in ("text", "plain_text"):
        raise NothingToDraw
    if not 1 <= number <= scan.page_count:
        raise NotFound(f"page {number}")
    page = scan.open_page(number)
    picture = Image.fromarray(page.raster.pixels)
    return [_jpeg(_scaled(picture, page.width_points, page.height_points, dpi)) for dpi in sizes]


def _scaled(picture: Image.Image, width_points: float, height_points: float, dpi: int) -> Image.Image:
    size = (max(1, round(width_points / POINTS_PER_INCH * dpi)), max(1, round(height_points / POINTS_PER_INCH * dpi)))
    way = Image.Resampling.BOX if size[0] < 0.7 * picture.width else Image.Resampling.BICUBIC
    return picture if size == picture.size else picture.resize(size, way)


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


class Artist(Protocol):
    def draw(self, key: str, filename: str, content: Callable[[], bytes], number: int, sizes: Sequence[int]) -> list[bytes]:
        """As `draw`; `key` names the scan, whose bytes are asked for only where they are needed."""
        ...


@dataclass(frozen=True)
class Here:
    """Draws in this process, scans that `open_scan` opens."""

    open_scan: OpenScan
    settings: Settings

    def draw(self, key: str, filename: str, content: Callable[[], bytes], number: int, sizes: Sequence[int]) -> list[bytes]:
        return draw(self.open_scan(content(), filename, self.settings), number, sizes)


class Apart:
    """Draws in a process that lives on between pages; PageNotDrawn when it dies or takes too long. For one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._held: list[str] = []

    def draw(self, key: str, filename: str, content: Callable[[], bytes], number: int, sizes: Sequence[int]) -> list[bytes]:
        try:
            answer = self._ask(key, filename, content, number, sizes)
        except (EOFError, OSError) as error:
            self._end()
            raise PageNotDrawn(f"page {number}") from error
        if isinstance(answer, VanthuError):
            raise answer
        return list(answer)

    def _ask(self, key: str, filename: str, content: Callable[[], bytes], number: int, sizes: Sequence[int]) -> Any:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        line = self._line or self._start()
        if key not in self._held:
            line.send(("scan", key, (content(), filename)))
            self._held = [*self._held[1 - SCANS_HELD :], key]
        line.send(("page", key, (number, tuple(sizes))))
        if not line.poll(PAGE_TIMEOUT_SECONDS):
            raise TimeoutError
        return line.recv()

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "service.drawing", str(theirs.fileno()), str(self._settings.page_memory_mb)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env=environment, start_new_session=True, stdin=subprocess.DEVNULL
        )
        theirs.close()
        self._line = Connection(ours.detach())
        if not self._line.poll(START_TIMEOUT_SECONDS):
            raise TimeoutError
        self._line.recv()
        return self._line

    def _end(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._line is not None:
            self._line.close()
        self._process, self._line, self._held = None, None, []


def serve(line: Connection, open_scan: OpenScan, settings: Settings) -> None:
    """Answer until the other end hangs up: ("scan", key, (content, filename)) is kept, ("page", key, (number, sizes)) is
    answered with the pictures or a VanthuError."""
    given: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
    opened: dict[str, Scan] = {}
    line.send("ready")
    while True:
        try:
            request, key, value = line.recv()
        except EOFError:
            return
        if request == "scan":
            given[key] = value
            while len(given) > SCANS_HELD:
                opened.pop(given.popitem(last=False)[0], None)
            continue
        try:
            if key not in opened:
                opened[key] = open_scan(*given[key], settings)
            line.send(draw(opened[key], *value))
        except VanthuError as error:
            line.send(error)


def main() -> None:
    from service.scans import open_scan

    descriptor, limit = int(sys.argv[1]), int(sys.argv[2]) * BYTES_PER_MB
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    serve(Connection(descriptor), open_scan, Settings())


if __name__ == "__main__":
    main()
