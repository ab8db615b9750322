"""Gaps that an engine lost."""

import pytest

from service.ocr.spacing import spaced
from tests.ocr.lines import line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Long,huyện", ["Long,", "huyện"]),
        ("Lưu:văn thư;phòng.nghiệp", ["Lưu:", "văn", "thư;", "phòng.", "nghiệp"]),
        ("1,5 12.000 2.1", ["1,5", "12.000", "2.1"]),
        ("vanphong@hatinh.gov.vn", ["vanphong@hatinh.gov.vn"]),
        ("V.v", ["V.v"]),  # too short to be two words
    ],
)
def test_words_part_behind_a_comma_or_stop(text: str, words: list[str]) -> None:
    assert [token.text for token in spaced(line(text, 0, 0)).tokens] == words


def test_the_parts_share_the_box() -> None:
    first, second = spaced(line("Long,huyện", 0, 0)).tokens
    assert first.box[2] == second.box[0] == 5 * 12
