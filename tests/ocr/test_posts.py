"""A signer's post that begins under a black seal."""

from collections.abc import Sequence

import numpy as np
import pytest

from service.ocr.engine import Line, Pixels, Rectangle
from service.ocr.posts import with_whole_posts
from tests.ocr.lines import line

GREY = np.full((1400, 1000), 255, np.uint8)


class SeesFromFurtherLeft:
    """Reads the same text whatever it is shown, and counts how often it was asked."""

    name = version = "fake"

    def __init__(self, text: str) -> None:
        self._text, self.asked = text, 0

    def read(self, grey: Pixels, boxes: Sequence[Rectangle], *, dpi: float) -> list[Line]:
        self.asked += len(boxes)
        return [line(self._text, box[0], box[1]) for box in boxes]


@pytest.mark.parametrize(
    ("text", "again", "whole"),
    [
        ("NH THANH TRA", "GHÁNH THANH TRA", "CHÁNH THANH TRA"),
        ("HÓ-VĂN PHÒNG", "_PHÓ-VĂN PHÒNG", "PHÓ-VĂN PHÒNG"),
        ("ÁM ĐỐC", "IÁM ĐỐC", "GIÁM ĐỐC"),
        ("NH THANH TRA", "NH THANH TRA", "NH THANH TRA"),  # nothing more to be seen
        ("NG CỤC TRƯỞNG", "WNG CỤC TRƯỞNG", "NG CỤC TRƯỞNG"),  # "TRƯỞNG" and "TỔNG" and "THỐNG" end so
    ],
)
def test_what_is_seen_from_further_left_tells_the_word(text: str, again: str, whole: str) -> None:
    (found,) = with_whole_posts([line(text, 600, 900)], GREY, SeesFromFurtherLeft(again), dpi=200.0)
    assert found.text == whole
    if whole != text:
        assert found.tokens[0].confidence < 0.7
        assert text.split(maxsplit=1)[0] in [candidate.text for candidate in found.tokens[0].candidates]


@pytest.mark.parametrize("text", ["PHÓ GIÁM ĐỐC", "KẾ HOẠCH", "nh thanh tra", "NH"])
def test_other_lines_are_not_read_again(text: str) -> None:
    engine = SeesFromFurtherLeft("never")
    assert [each.text for each in with_whole_posts([line(text, 600, 900)], GREY, engine, dpi=200.0)] == [text]
    assert engine.asked == 0
