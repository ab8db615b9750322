"""Text layers that are believed, and those that are not."""

import numpy as np
import pytest

from service.scans.layer import LayerWord, covers_ink, judge
from service.scans.syllables import has_marks, is_syllable
from tests.scans.drawn import paper

GOOD = "Căn cứ Quyết định của Thủ tướng Chính phủ về phê duyệt Chương trình mục tiêu quốc gia xây dựng nông thôn mới giai đoạn"
UNMARKED = "Can cu Quyet dinh cua Thu tuong Chinh phu ve phe duyet Chuong trinh muc tieu quoc gia xay dung nong thon moi"
JUNK = "Cau cti Quy6t dinh cila Thi1 tudng Chfnh phti v6 ph6 duy6t Chuong trinh muc ti6u qu6c gia xiy dtmg n6ng thon"
SIGNATURE = "Người ký: Văn phòng Điều phối nông thôn mới"


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        (GOOD, True),
        (UNMARKED, False),
        (JUNK, False),
        (f"{UNMARKED} {UNMARKED} {UNMARKED} {SIGNATURE}", False),  # a signature box does not vouch for the body
        ("Kế hoạch", False),  # too little to tell
        (GOOD.replace("ộ", "\ufffd").replace("ị", "\ufffd").replace("ê", "\ufffd"), False),
    ],
)
def test_only_a_layer_of_vietnamese_prose_is_believed(text: str, is_good: bool) -> None:
    words = [LayerWord(word, (0.0, 0.0, 1.0, 1.0)) for word in text.split()]
    judgement = judge(words)
    assert judgement.is_good is is_good
    assert judgement.reason


@pytest.mark.parametrize("word", ["nghiêng", "Đồng", "thuở", "quyết", "giữ", "ủy", "yêu", "xoong"])
def test_syllables_are_possible(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["dtmg", "Quy6t", "Chfnh", "tudngg"])
def test_junk_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_marks_are_tones_hats_horns_and_the_bar_of_d() -> None:
    assert [has_marks(word) for word in ("đi", "ơi", "cá", "ca")] == [True, True, True, False]


@pytest.mark.parametrize(("lines_said", "is_whole"), [(8, True), (6, True), (2, False), (0, False)])
def test_a_layer_of_the_first_lines_alone_is_not_the_page(lines_said: int, is_whole: bool) -> None:
    lines = [f"Dòng thứ {i} của một trang" for i in range(8)]
    grey = np.asarray(paper(lines, size=(1000, 800)))  # at 144 dpi: two pixels a point
    words = [LayerWord(text, (40.0, 30 + 40 * row, 480.0, 55 + 40 * row)) for row, text in enumerate(lines[:lines_said])]
    assert covers_ink(words, grey, pixels_a_point=2.0) is is_whole
