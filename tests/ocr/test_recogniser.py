"""Pages in order, and what fails on one page is that page's problem."""

import os
import signal
from collections.abc import Callable
from threading import Lock
from typing import Any

import pytest

from models.page import Page
from models.problem import Problem
from service.errors import DamagedScan
from service.ocr.pool import PageLost, Pool
from service.ocr.recogniser import PageRecogniser
from service.scans import open_scan
from service.settings import Settings
from tests.builders import make_page
from tests.fakes import FakeScan
from tests.scans.drawn import paper, pdf_of


class FakePool(Pool):
    """Answers as it is told to, page by page."""

    def __init__(self, answer: Callable[[int], Any]) -> None:
        self.size = 2
        self._all = set()
        self._lock = Lock()
        self._answer = answer

    def read(self, key: str, scan: object, number: int) -> Any:
        return self._answer(number)


def fine(number: int) -> tuple[Page, tuple[Problem, ...]]:
    return make_page(f"Trang {number}", number=number), ()


def recognised(answer: Callable[[int], Any], numbers: range) -> list[tuple[Page, tuple[Problem, ...]]]:
    return list(PageRecogniser(Settings(), FakePool(answer)).recognise(FakeScan(), numbers))  # type: ignore[arg-type]


def test_pages_come_in_order() -> None:
    assert [page.number for page, _ in recognised(fine, range(1, 30))] == list(range(1, 30))


@pytest.mark.parametrize(
    ("failure", "code"),
    [(PageLost("timeout"), "page_timeout"), (PageLost("crash"), "page_crashed")],
)
def test_a_lost_page_is_empty_with_a_problem_and_the_others_stand(failure: Exception, code: str) -> None:
    def answer(number: int) -> Any:
        if number == 2:
            raise failure
        return fine(number)

    pages = recognised(answer, range(1, 4))
    assert [page.text for page, _ in pages] == ["Trang 1", "", "Trang 3"]
    assert [problem.code for _, found in pages for problem in found] == [code]


def test_a_page_that_cannot_be_opened_carries_the_errors_advice() -> None:
    ((page, (problem,)),) = recognised(lambda _: DamagedScan("page 1"), range(1, 2))
    assert (page.text, problem.code, problem.page) == ("", "damaged", 1)
    assert problem.advice_vi


def test_plain_text_needs_no_process() -> None:
    scan = open_scan("Trang một\fTrang hai".encode(), "ocr.txt", Settings())
    pages = PageRecogniser(Settings(), FakePool(lambda _: pytest.fail("asked"))).recognise(scan, [2, 1])
    assert [page.text for page, _ in pages] == ["Trang hai\n", "Trang một\n"]


def test_real_pages_are_read_by_real_processes_that_can_be_killed() -> None:
    settings = Settings(ocr_mode="fast", workers=1)
    lines = ["Kế hoạch năm 2025", "Ủy ban nhân dân tỉnh"]
    scan = open_scan(pdf_of([paper(lines), paper(lines)]), "scan.pdf", settings)
    recogniser = PageRecogniser(settings)
    try:
        pages = [page for page, _ in recogniser.recognise(scan, [1, 2])]
        assert "2025" in pages[0].text
        assert pages[0].text == pages[1].text
        assert {word.box.page for word in pages[1].words} == {2}
        starved = PageRecogniser(settings, Pool(size=1, mode="fast", memory_mb=32, timeout_seconds=60.0))
        ((_, (problem,)),) = starved.recognise(scan, [1])
        starved.close()
        assert problem.code == "page_crashed"
        hasty = PageRecogniser(settings, Pool(size=1, mode="fast", memory_mb=2048, timeout_seconds=0.0))
        ((_, (problem,)),) = hasty.recognise(scan, [1])
        hasty.close()
        assert problem.code == "page_timeout"
    finally:
        recogniser.close()


def test_a_process_that_is_killed_is_followed_by_another_and_so_is_the_one_that_bears_them() -> None:
    settings = Settings(ocr_mode="fast", workers=1)
    scan = open_scan(pdf_of([paper(["Kế hoạch năm 2025"])]), "scan.pdf", settings)
    pool = Pool(size=1, mode="fast", memory_mb=2048, timeout_seconds=60.0)
    recogniser = PageRecogniser(settings, pool)

    def problems() -> list[str]:
        return [p.code for _, found in recogniser.recognise(scan, [1]) for p in found if p.code != "page_unsure"]

    try:
        assert problems() == []
        (worker,) = pool._all
        os.kill(worker._pid or 0, signal.SIGKILL)
        assert problems() == ["page_crashed"]
        assert problems() == []
        assert pool._nursery is not None
        pool._nursery.kill()
        assert problems() == []  # a worker outlives the one that bore it
        pool.close()
        assert problems() == []
    finally:
        pool.close()
