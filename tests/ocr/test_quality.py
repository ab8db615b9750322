"""What is said about a page."""

import numpy as np
import pytest

from service.ocr.engine import Line
from service.ocr.quality import measure, problems_of
from tests.ocr.lines import line

GOOD = [line("Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh", 100, 60 + 40 * row) for row in range(20)]
RUINED = [line("Th6c hi3n Kd ho4ch cvb Oy bxn nhfn dzn", 100, 60 + 40 * row, confidence=0.6) for row in range(20)]


def picture(*, paper: int = 250, ink: float = 0.02, size: tuple[int, int] = (1400, 1000)) -> np.ndarray:
    grey = np.full(size, paper, np.uint8)
    grey[: round(size[0] * ink)] = 0
    return grey


def bands(*, depth: int) -> np.ndarray:
    """Grey bands where lines were, so much darker than the paper."""
    grey = np.full((1400, 1000), 250, np.uint8)
    for row in range(20):
        grey[100 + 55 * row : 130 + 55 * row, 120:900] -= depth
    return grey


def codes(lines: list[Line], grey: np.ndarray, *, dpi: float | None = 200.0, turned: float = 0.0) -> list[str]:
    found = problems_of(lines, grey, number=1, quality=measure(lines), native_dpi=dpi, turned=turned)
    assert all(problem.message_vi and problem.message_en for problem in found)
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("lines", "grey", "dpi", "expected"),
    [
        (GOOD, picture(), 200.0, []),
        ([], picture(ink=0.0), 200.0, ["page_blank"]),
        ([], bands(depth=20), 200.0, ["page_blurred"]),  # what lines of print become when they are out of focus
        ([line("ấ ô", 100, 60)], bands(depth=90), 200.0, ["page_blurred"]),
        ([], bands(depth=2), 200.0, ["page_blank"]),  # the shade of the paper itself
        ([], picture(ink=0.05), 200.0, ["page_not_print"]),  # never a silent empty page
        (RUINED, picture(), 200.0, ["page_unsure"]),
        (GOOD, picture(), 96.0, ["page_coarse"]),
        (GOOD, picture(paper=150), 200.0, ["page_dark"]),
        ([line(" ".join(["chữ"] * 25), 0, 60 + 40 * row) for row in range(8)], picture(), 200.0, ["page_cut"]),
    ],
)
def test_each_trouble_has_its_name(lines: list[Line], grey: np.ndarray, dpi: float, expected: list[str]) -> None:
    assert codes(lines, grey, dpi=dpi) == expected


def test_a_page_much_of_which_was_dropped_as_noise_is_unsure_and_one_of_traces_alone_is_not_blank() -> None:
    scribbles = [line("nhlxg wpqz rtk", 100, 900 + 40 * row, confidence=0.3) for row in range(8)]

    def said(lines: list[Line], grey: np.ndarray, dropped: list[Line]) -> list[str]:
        found = problems_of(lines, grey, number=1, quality=1.0, native_dpi=200.0, turned=0.0, dropped=dropped)
        return [problem.code for problem in found]

    assert said(GOOD, picture(), scribbles[:1]) == []
    assert said(GOOD[:8], picture(), scribbles) == ["page_unsure"]
    assert said([], picture(ink=0.0), scribbles) == ["page_blurred"]
    assert said([], picture(ink=0.0), scribbles[:2]) == ["page_blank"]


def test_two_pages_in_one_picture_are_noticed() -> None:
    sides = [line("Thực hiện Kế hoạch", x, 60 + 40 * row) for row in range(20) for x in (100, 1200)]
    assert codes(sides, picture(size=(1400, 2000))) == ["page_spread"]
    found = problems_of(sides, picture(size=(1400, 2000)), number=1, quality=1.0, native_dpi=200.0, turned=0.0, untabled=sides)
    assert [problem.code for problem in found] == ["page_spread"]  # its pages are no columns of a table


def test_a_table_whose_rules_were_not_seen_is_said_to_be_doubtful_and_a_letter_with_two_columns_is_not() -> None:
    def parted(rows: int) -> list[Line]:
        sides = [line("Sáng", x, 60 + 40 * row) for row in range(rows) for x in (100, 600)]
        return sides + [line("Thực hiện Kế hoạch", 100, 60 + 40 * row) for row in range(rows, 20)]

    def said(lines: list[Line]) -> list[str]:
        found = problems_of(lines, picture(), number=1, quality=1.0, native_dpi=200.0, turned=0.0, untabled=lines)
        return [problem.code for problem in found]

    assert said(parted(12)) == ["page_columns"]
    assert said(parted(7)) == []


def test_a_page_that_was_turned_says_so() -> None:
    assert codes(GOOD, picture(), turned=180.0) == ["page_turned"]


def test_nothing_read_measures_nothing() -> None:
    assert measure([]) == 0.0
