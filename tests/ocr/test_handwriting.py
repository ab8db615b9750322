"""Fields that clerks fill in by hand."""

import pytest

from service.ocr.engine import Line
from service.ocr.handwriting import mark, mark_annex
from tests.ocr.lines import PAGE_HEIGHT, line


def marked(found: Line) -> tuple[str, list[str]]:
    (result,) = mark([found], page_height=PAGE_HEIGHT)
    return result.text, [token.text for token in result.tokens if token.is_handwritten]


@pytest.mark.parametrize(
    ("text", "confidence", "read", "handwritten"),
    [
        ("Số: 418/KH-UBND", 0.95, "Số: 418/KH-UBND", []),
        ("Số:4/(/KH-UBND", 0.74, "Số: 4/(/KH-UBND", ["4/(/KH-UBND"]),
        ("Số: 03/KH-TTra", 0.5, "Số: 03/KH-TTra", ["03/KH-TTra"]),  # digits, but not surely read
        ("Hà Tĩnh, ngày ỊO tháng 10 năm 2017", 0.95, "Hà Tĩnh, ngày 10 tháng 10 năm 2017", ["10"]),
        ("Hà Tĩnh, ngàyAẠ tháng 10 năm 2017", 0.95, "Hà Tĩnh, ngày AẠ tháng 10 năm 2017", ["AẠ"]),  # no possible day
        ("Hà Tĩnh, ngày 06 tháng 11 năm 2017", 0.95, "Hà Tĩnh, ngày 06 tháng 11 năm 2017", []),
        ("Hà Tĩnh, ngày tháng 11 năm 2017", 0.95, "Hà Tĩnh, ngày tháng 11 năm 2017", []),  # left empty
    ],
)
def test_a_field_that_was_not_surely_printed_is_marked(text: str, confidence: float, read: str, handwritten: list[str]) -> None:
    assert marked(line(text, 60, 200, confidence=confidence)) == (read, handwritten)


def test_a_marked_field_is_doubtful_and_keeps_what_was_read() -> None:
    (result,) = mark([line("Hà Tĩnh, ngày ỊO tháng 10 năm 2017", 60, 200)], page_height=PAGE_HEIGHT)
    field = next(token for token in result.tokens if token.is_handwritten)
    assert field.confidence < 0.5
    assert "ỊO" in [candidate.text for candidate in field.candidates]


def test_numbers_further_down_are_print() -> None:
    assert marked(line("Số: 03/KH-TTra", 60, 900, confidence=0.5)) == ("Số: 03/KH-TTra", [])


@pytest.mark.parametrize(
    ("text", "confidence", "handwritten"),
    [
        ("(Kèm theo Công văn số 4-2g /STC-NS ngày 15 /10/2017 của Sở)", 0.7, ["4-2g", "15"]),
        ("(Ban hành kèm theo Kế hoạch số . 1 042 /KH-STC ngày 15/10/2017)", 0.7, [".", "1", "042", "15/10/2017)"]),
        ("(Kèm theo Công văn số 412 /STC-NS ngày 15 /10/2017 của Sở)", 0.95, []),
        ("Căn cứ Công văn số 4-2g /STC-NS ngày 15 /10/2017 của Sở", 0.7, []),  # another paper's, which is printed
    ],
)
def test_an_annex_names_its_paper_by_hand(text: str, confidence: float, handwritten: list[str]) -> None:
    (result,) = mark_annex([line(text, 60, 200, confidence=confidence)], page_height=PAGE_HEIGHT)
    assert [token.text for token in result.tokens if token.is_handwritten] == handwritten
