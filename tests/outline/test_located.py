"""Each field of a letterhead is shown where its own words stand."""

import pytest

from models.spans import Span
from service.outline import DocumentOutliner
from service.outline.located import located
from tests.builders import make_document

PAPER = (
    "UBND TỈNH BẮC GIANG\nSỞ TƯ PHÁP\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 15/KH-STP\nBắc Giang, ngày 12 tháng 4 năm 2022\n\nKẾ HOẠCH\nRà soát văn bản năm 2022\n"
    "Căn cứ Luật Tổ chức chính quyền địa phương;\nI. MỤC ĐÍCH\n1. Rà soát đủ các văn bản.\n"
    "Nơi nhận:\n- Lưu: VT.\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nLê Văn An\n"
)


@pytest.mark.parametrize(
    ("field", "quote"),
    [
        ("parent_issuer", "UBND TỈNH BẮC GIANG"),
        ("issuer", "SỞ TƯ PHÁP"),
        ("signing_authority", "KT. GIÁM ĐỐC"),
        ("signatory_position", "PHÓ GIÁM ĐỐC"),
        ("signatory_name", "Lê Văn An"),
    ],
)
def test_a_field_stands_where_its_own_words_do(field: str, quote: str) -> None:
    head = DocumentOutliner().outline(make_document(PAPER)).letterhead
    assert head.evidence[field].passage.quote == quote


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Phó Giám đốc", ["PHÓ GIÁM ĐỐC"]),
        ("giám đốc", ["GIÁM ĐỐC"]),  # the last one
        ("đốc Lê", ["ĐỐC", "Lê"]),  # over two lines
        ("Lê An", []),  # not beside one another
        ("", []),
    ],
)
def test_words_are_found_in_their_order_and_nowhere_else(words: str, found: list[str]) -> None:
    text, pieces, at = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nLê Văn An", [], 0
    for line in text.split("\n"):
        pieces.append(Span(start=at, end=at + len(line)))
        at += len(line) + 1
    assert [span.of(text) for span in located(words, pieces, text)] == found
