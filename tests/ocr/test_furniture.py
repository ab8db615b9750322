"""What is not running text."""

import pytest

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
