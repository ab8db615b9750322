"""What is not running text."""

from dataclasses import replace

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


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [
        ("nghiêm túc thực hiện./. đmc", 0.5, "nghiêm túc thực hiện./."),
        ("của tỉnh/, DuuL", 0.5, "của tỉnh/,"),
        ("kế hoạch này. đmc", 0.2, "kế hoạch này."),  # the scribble covers the mark
        ("kế hoạch này. đmc", 0.5, "kế hoạch này. đmc"),
        ("kế hoạch này. Giao", 0.2, "kế hoạch này. Giao"),  # a word, however unsure
    ],
)
def test_what_clerks_scribble_behind_the_closing_mark_goes_aside(text: str, confidence: float, kept: str) -> None:
    written = line(text, 60, 600)
    last = replace(written.tokens[-1], confidence=confidence)
    running, asides = part([BODY, Line((*written.tokens[:-1], last), written.box)], page_height=PAGE_HEIGHT)
    assert running[1].text == kept
    assert asides == ([last.text] if kept != text else [])
