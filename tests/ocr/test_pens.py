"""Ink of other colours than black and red: coloured print, coloured stamps, and pens in the fields of a letterhead."""

from collections.abc import Sequence

import numpy as np
import pytest

from service.ocr.engine import Line, Pixels, Rectangle
from service.ocr.pens import with_coloured_print, with_pens
from tests.ocr.lines import PAGE_HEIGHT, line

SIZE = (int(PAGE_HEIGHT), 1000)


class Engine:
    """Finds some lines; reads the one whose box begins where a box asked for does, if there is ink in it."""

    name = version = "fake"

    def __init__(self, *lines: Line) -> None:
        self._lines = lines
        self.asked: list[Rectangle] = []

    def find_lines(self, grey: Pixels) -> list[Rectangle]:
        return [found.box for found in self._lines]

    def read(self, grey: Pixels, boxes: Sequence[Rectangle], *, dpi: float) -> list[Line]:
        self.asked += boxes
        return [next(found for found in self._lines if found.box[:2] == box[:2]) for box in boxes]


def blank() -> Pixels:
    return np.full(SIZE, 255, np.uint8)


def letters(pixels: Pixels, found: Line) -> None:
    """Ink of a letter's size for every letter of a line."""
    for token in found.tokens:
        for place in range(len(token.text)):
            x, y = int(token.box[0]) + 12 * place, int(token.box[1])
            pixels[y + 5 : y + 25, x + 2 : x + 9] = 60


def test_print_in_blue_is_put_back() -> None:
    penned, heading = blank(), line("II. NỘI DUNG", 100, 600)
    letters(penned, heading)
    grey, stamped = with_coloured_print(blank(), penned, Engine(heading), dpi=200.0)
    assert (grey[600:630, 100:200] < 100).any()
    assert stamped == []


@pytest.mark.parametrize(("text", "confidence"), [("nhlxg wpqz", 0.8), ("II. NỘI DUNG", 0.5)])
def test_a_scribble_in_blue_stays_lifted(text: str, confidence: float) -> None:
    penned, scribble = blank(), line(text, 100, 600, confidence=confidence)
    letters(penned, scribble)
    grey, _ = with_coloured_print(blank(), penned, Engine(scribble), dpi=200.0)
    assert (grey == 255).all()


def test_the_words_of_a_framed_stamp_are_no_running_text() -> None:
    penned, stamp = blank(), line("CÔNG VĂN ĐẾN", 120, 600)
    letters(penned, stamp)
    penned[580:650, 100:104] = penned[580:650, 320:324] = 60
    penned[580:584, 100:324] = penned[646:650, 100:324] = 60
    grey, stamped = with_coloured_print(blank(), penned, Engine(stamp), dpi=200.0)
    assert [found.text for found in stamped] == ["CÔNG VĂN ĐẾN"]
    assert (grey == 255).all()


def test_a_signature_is_not_looked_at() -> None:
    penned, engine = blank(), Engine()
    for k in range(3):
        penned[900:1000, 500 + 60 * k : 506 + 60 * k] = 60
    grey, stamped = with_coloured_print(blank(), penned, engine, dpi=200.0)
    assert (grey == 255).all()
    assert (stamped, engine.asked) == ([], [])


def filled(text: str, again: str, ink: tuple[int, int], *, y: float = 200, is_first: bool = True) -> Line:
    """What becomes of a line when a blue pen wrote between two places on it and it is read again so."""
    penned = blank()
    penned[int(y) + 4 : int(y) + 26, ink[0] : ink[1]] = 60
    found = with_pens([line(text, 60, y)], blank(), penned, Engine(line(again, 60, y)), dpi=200.0, is_first=is_first)
    assert len(found) == 1
    return found[0]


def by_hand(found: Line) -> list[str]:
    return [token.text for token in found.tokens if token.is_handwritten]


def test_a_number_in_blue_pen_is_read_and_doubted_however_sure_the_engine_was() -> None:
    found = filled("Số: /KH-STC", "Số: 157 /KH-STC", (110, 140))
    assert found.text == "Số: 157 /KH-STC"
    assert by_hand(found) == ["157"]
    assert max(token.confidence for token in found.tokens if token.is_handwritten) < 0.5


def test_a_day_in_blue_pen_is_read_and_doubted() -> None:
    found = filled("Lai Châu, ngày tháng 3 năm 2023", "Lai Châu, ngày 14 tháng 3 năm 2023", (242, 262))
    assert by_hand(found) == ["14"]


def test_what_stands_behind_the_pen_on_the_same_row_is_read_with_it() -> None:
    penned = blank()
    penned[204:226, 110:140] = 60
    lines = [line("Số:", 60, 200), line("/KH-STC", 160, 200), line("Sở Tài chính", 60, 150)]
    whole = line("Số: 157 /KH-STC", 60, 200)
    found = with_pens(lines, blank(), penned, Engine(whole), dpi=200.0, is_first=True)
    assert [each.text for each in found] == ["Số: 157 /KH-STC", "Sở Tài chính"]


def test_a_pen_elsewhere_changes_nothing() -> None:
    assert filled("Số: 12/KH-STC", "never", (600, 640)).text == "Số: 12/KH-STC"
    assert filled("Sở Tài chính", "never", (80, 100)).text == "Sở Tài chính"
    assert filled("Số: 12/KH-STC", "never", (110, 140), y=900).text == "Số: 12/KH-STC"


def test_above_an_annex_a_pen_fills_in_as_well() -> None:
    found = filled("(Kèm theo Kế hoạch số /KH-STC)", "(Kèm theo Kế hoạch số 157 /KH-STC)", (330, 350), is_first=False)
    assert by_hand(found) == ["157"]
