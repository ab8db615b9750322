"""What is not running text."""

import pytest

from service.ocr.engine import Line
from service.ocr.furniture import part
from tests.ocr.lines import PAGE_HEIGHT, line

BODY = line("Thực hiện Kế hoạch của tỉnh", 60, 400)


@pytest.mark.parametrize(
    ("text", "y", "confidence", "is_aside"),
    [
        ("2", 40, 0.99, True),  # a page number at the top
        ("- 12 -", 1350, 0.99, True),
        ("Trang 3/10", 1350, 0.99, True),
        ("2", 600, 0.99, False),  # a number in a table
        ("2025", 40, 0.3, True),
        ("6", 1200, 0.99, True),  # below everything else, on a page that was cut short
        ("zCÔ", 700, 0.62, True),  # ink of a seal
        ("./.", 700, 0.95, False),
        ("I. MỤC TIÊU", 40, 0.95, False),
    ],
)
def test_page_numbers_and_noise_go_aside(text: str, y: float, confidence: float, is_aside: bool) -> None:
    running, asides = part([BODY, line(text, 500, y, confidence=confidence)], page_height=PAGE_HEIGHT)
    assert (asides == [text]) is is_aside
    assert len(running) == (1 if is_aside else 2)


def test_what_clerks_scribble_behind_the_closing_mark_goes_aside() -> None:
    written = line("nghiêm túc thực hiện./. đmc", 60, 600)
    scribble = written.tokens[-1].__class__(**{**written.tokens[-1].__dict__, "confidence": 0.5})
    running, asides = part([BODY, Line((*written.tokens[:-1], scribble), written.box)], page_height=PAGE_HEIGHT)
    assert asides == ["đmc"]
    assert running[1].text == "nghiêm túc thực hiện./."
