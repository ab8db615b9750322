"""Scan → pages, in order, in parallel over the cores; what fails on one page is that page's problem."""

import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from service.errors import VanthuError
from service.ocr.pool import PageLost, Pool

if TYPE_CHECKING:
    from models.page import Page
    from models.problem import Problem
    from service.settings import Settings

    Recognised = tuple[Page, tuple[Problem, ...]]

log = logging.getLogger(__name__)
AHEAD = 2
"""Pages in the air for each worker: enough to keep all busy, few enough to bound memory."""
A4_POINTS = (595.0, 842.0)


class Scan(Protocol):
    @property
    def sha256(self) -> str: ...
    @property
    def source(self) -> str: ...


class PageRecogniser:
    """Recognises pages in processes of its own, which stay loaded between calls. Safe to call from many threads."""

    def __init__(self, settings: "Settings", pool: Pool | None = None) -> None:
        self._pool = pool or Pool(
            size=settings.workers or os.cpu_count() or 1,
            mode=settings.ocr_mode,
            memory_mb=settings.page_memory_mb,
            timeout_seconds=settings.page_timeout_seconds,
        )

    def warm_up(self) -> None:
        """Start loading the engines; worth while before work that needs no engine."""
        self._pool.start()

    def recognise(self, scan: Scan, numbers: Sequence[int]) -> "Iterable[Recognised]":
        """The named pages in order, each as soon as it and those before it are done."""
        if scan.source == "text":
            return (self._ready(scan, number) for number in numbers)
        return self._in_parallel(scan, numbers)

    def close(self) -> None:
        self._pool.close()

    def _ready(self, scan: Scan, number: int) -> "Recognised":
        """A page of plain text, which no process needs to read."""
        sheet = scan.open_page(number)  # type: ignore[attr-defined]
        return sheet.ready, sheet.problems

    def _in_parallel(self, scan: Scan, numbers: Sequence[int]) -> "Iterator[Recognised]":
        waiting: deque[Future[Recognised]] = deque()
        size = min(self._pool.size, max(1, len(numbers)))
        with ThreadPoolExecutor(size) as threads:
            try:
                for number in numbers:
                    waiting.append(threads.submit(self._page, scan, number))
                    if len(waiting) >= AHEAD * size:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def _page(self, scan: Scan, number: int) -> "Recognised":
        try:
            answer = self._pool.read(scan.sha256, scan, number)
        except PageLost as lost:
            log.warning("page lost page=%d reason=%s", number, lost.reason)
            return _empty(number), (_lost(number, lost.reason),)
        if isinstance(answer, VanthuError):
            log.warning("page refused page=%d code=%s", number, answer.code)
            return _empty(number), (_refused(number, answer),)
        page, problems = answer
        return page, problems


def _empty(number: int) -> "Page":
    from models.page import Page, PageSource  # loaded after the processes were started

    width, height = A4_POINTS
    return Page(
        number=number, width_points=width, height_points=height, text="", source=PageSource.OCR, source_reason="not readable"
    )


def _refused(number: int, error: VanthuError) -> "Problem":
    from models.problem import Problem

    return Problem(
        code=error.code,
        page=number,
        message_vi=error.message_vi,
        message_en=error.message_en,
        advice_vi=error.advice_vi,
        advice_en=error.advice_en,
    )


def _lost(number: int, reason: str) -> "Problem":
    from models.problem import Problem

    if reason == "timeout":
        return Problem(
            code="page_timeout",
            page=number,
            message_vi="Nhận dạng trang này quá lâu, đã dừng.",
            message_en="Recognising this page took too long and was stopped.",
            advice_vi="Quét lại trang ở 300 dpi, trắng đen; hoặc tăng VANTHU_PAGE_TIMEOUT_SECONDS.",
            advice_en="Scan the page again at 300 dpi in black and white, or raise VANTHU_PAGE_TIMEOUT_SECONDS.",
        )
    return Problem(
        code="page_crashed",
        page=number,
        message_vi="Tiến trình nhận dạng dừng đột ngột ở trang này (có thể do hết bộ nhớ).",
        message_en="The recognition process died on this page, possibly for want of memory.",
        advice_vi="Quét lại trang; nếu vẫn lỗi, tăng VANTHU_PAGE_MEMORY_MB.",
        advice_en="Scan the page again; if it persists, raise VANTHU_PAGE_MEMORY_MB.",
    )
