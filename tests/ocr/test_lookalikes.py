"""Strokes that were read as other letters."""

import pytest

from service.ocr.lookalikes import told_apart
from tests.ocr.lines import line


@pytest.mark.parametrize(
    ("text", "confidence", "read"),
    [
        ("IHI Nội dung", 0.5, "III Nội dung"),
        ("IL NHIỆM VỤ", 0.6, "II. NHIỆM VỤ"),
        ("Vl. Kinh phí", 0.6, "VI. Kinh phí"),
        ("IL NHIỆM VỤ", 0.9, "IL NHIỆM VỤ"),  # surely printed so
        ("HI của tỉnh", 0.5, "HI của tỉnh"),  # no heading
        ("HLV Nguyễn", 0.5, "HLV Nguyễn"),
        ("IIHI Nội dung", 0.5, "IIHI Nội dung"),  # no numeral
        ("khu phố l, phường", 0.6, "khu phố 1, phường"),
        ("l. Mục đích", 0.6, "l. Mục đích"),  # an item of a list
    ],
)
def test_numerals_and_lone_figures_are_told_from_letters(text: str, confidence: float, read: str) -> None:
    assert told_apart(line(text, 0, 0, confidence=confidence)).text == read


def test_what_was_told_apart_is_doubtful_and_keeps_the_letters_as_a_candidate() -> None:
    numeral = told_apart(line("IL NHIỆM VỤ", 0, 0, confidence=0.75)).tokens[0]
    assert numeral.confidence < 0.7
    assert [candidate.text for candidate in numeral.candidates] == ["IL"]
