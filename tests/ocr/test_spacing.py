"""Gaps that an engine lost."""

from dataclasses import replace

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
        ("ngày15 (Thứ2)", ["ngày", "15", "(Thứ", "2)"]),
        ("km2 QH15 Covid19", ["km2", "QH15", "Covid19"]),  # no Vietnamese word before the number
        ("chuẩn+Thực hành*;", ["chuẩn", "“Thực", "hành”;"]),
        ("+Thực hành", ["+Thực", "hành"]),  # an item of a list
        ("UBNDxã; LĐLĐtỉnh; KH-TTra TTrình", ["UBNDxã;", "LĐLĐ", "tỉnh;", "KH-TTra", "TTrình"]),  # "TTr" is one abbreviation
        ("Ban Dântộc (báocáo);", ["Ban", "Dân", "tộc", "(báo", "cáo);"]),
        ("thoangoáng website Đắkrông", ["thoangoáng", "website", "Đắkrông"]),  # two ways to part it; no marks; no syllable
    ],
)
def test_gaps_and_quotes_that_were_lost_come_back(text: str, words: list[str]) -> None:
    assert [token.text for token in spaced(line(text, 0, 0)).tokens] == words


def test_the_parts_share_the_box() -> None:
    first, second = spaced(line("Long,huyện", 0, 0)).tokens
    assert first.box[2] == second.box[0] == 5 * 12


def test_the_parts_are_as_sure_as_their_own_letters() -> None:
    read = line("nay.đmc", 0, 0, confidence=0.3)
    token = replace(read.tokens[0], chances=(0.9, 0.9, 0.9, 0.9, 0.2, 0.2, 0.2))
    first, second = spaced(replace(read, tokens=(token,))).tokens
    assert (first.text, second.text) == ("nay.", "đmc")
    assert first.confidence == pytest.approx(0.9)
    assert second.confidence == pytest.approx(0.2)
