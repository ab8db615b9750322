"""Targets in tables: which columns are plans, under which heading a cell stands, and when a row cannot be trusted."""

import pytest

from extractors.pipeline import RecordExtractor
from models.target import Target
from service.outline import DocumentOutliner
from tests.builders import make_document

HEAD = """ỦY BAN NHÂN DÂN TỈNH LÀO CAI | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc
Số: 45/KH-UBND | Lào Cai, ngày 12 tháng 12 năm 2025
KẾ HOẠCH
PHÁT TRIỂN KINH TẾ - XÃ HỘI NĂM 2026
I. CHỈ TIÊU
"""
EXTRACTOR, OUTLINER = RecordExtractor(("targets",)), DocumentOutliner()


def read(table: str) -> tuple[Target, ...]:
    document = make_document(HEAD + table)
    return EXTRACTOR.extract(document, OUTLINER.outline(document), ()).targets


def said(targets: tuple[Target, ...]) -> list[tuple[float, int]]:
    return sorted((float(t.value), t.due.latest.year) for t in targets if t.due.latest is not None)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (  # the parent stands in the middle: a year alone over its plan and its results
            "TT | Chỉ tiêu | ĐVT | TH năm 2024 | Năm 2025 | Kế hoạch năm 2026 | So sánh KH 2026/ƯTH 2025 (%)\n"
            "Kế hoạch | Ước thực hiện\n"
            "1 | Thu ngân sách | Tỷ đồng | 129 | 160 | 171 | 210 | 123\n"
            "2 | Xuất khẩu | Triệu USD | 211 | 255 | 310 | 360 | 116\n",
            [(210, 2026), (360, 2026)],
        ),
        (  # a column of words follows the years
            "TT | Chỉ tiêu | Kết quả | Cơ quan theo dõi\nNăm 2026 | Năm 2027 | Năm 2030\n"
            "1 | Tỷ lệ báo cáo điện tử | 70% | 85% | 100% | Văn phòng tỉnh\n"
            "2 | Tỷ lệ dữ liệu mở | 30% | 50% | 90% | Công an tỉnh\n",
            [(30, 2026), (50, 2027), (70, 2026), (85, 2027), (90, 2030), (100, 2030)],
        ),
        (  # a column with its unit is no parent; the notes are empty
            "STT | Đơn vị | Số hộ nghèo đầu năm (hộ) | Chỉ tiêu giao năm 2026 | Ghi chú\n"
            "Số hộ thoát nghèo (hộ) | Tỷ lệ hộ nghèo còn lại (%)\n"
            "1 | Xã Y Tý | 812 | 190 | 9,6\n"
            "2 | Xã Bát Xát | 1.105 | 275 | 21,3\n",
            [(9.6, 2026), (21.3, 2026), (190, 2026), (275, 2026)],
        ),
        (  # bare years under a road map; the state of today is no target
            "Đơn vị tính: ha\nTT | Loại cây | Hiện trạng năm 2025 | Lộ trình thực hiện | Địa bàn\n2026 | 2028\n"
            "1 | Đinh lăng | 620 | 700 | 850 | Chư Prông\n2 | Nghệ | 131 | 150 | 175 | Đak Đoa\n",
            [(150, 2026), (175, 2028), (700, 2026), (850, 2028)],
        ),
        (  # columns without a time under a caption that hands out targets; money given for them is none
            "PHỤ LỤC\nCHỈ TIÊU GIAO CÁC XÃ NĂM 2026\nSTT | Xã | Trồng mới (ha) | Số hộ tham gia (hộ) | Kinh phí (triệu đồng)\n"
            "1 | Ia Grai | 35 | 60 | 420\n2 | Mang Yang | 48 | 85 | 510\n",
            [(35, 2026), (48, 2026), (60, 2026), (85, 2026)],
        ),
    ],
)  # fmt: skip
def test_a_cell_belongs_to_the_heading_it_stands_under(table: str, expected: list[tuple[float, int]]) -> None:
    assert said(read(table)) == expected


def test_the_plan_of_the_year_before_is_no_target() -> None:
    table = "TT | Chỉ tiêu | ĐVT | Kế hoạch năm 2025 | Kế hoạch năm 2026\n1 | Thu ngân sách | Tỷ đồng | 129 | 160\n"
    assert said(read(table)) == [(160, 2026)]


def test_a_column_of_names_headed_unit_is_no_unit() -> None:
    table = "STT | Đơn vị | Kế hoạch năm 2026 (người)\n1 | Xã Y Tý | 190\n2 | Phường Sa Pa | 275\n"
    assert {t.unit for t in read(table)} == {"người"}


def test_a_share_that_falls_is_taken_off() -> None:
    table = "TT | Chỉ tiêu | ĐVT | Kế hoạch năm 2026\n1 | Tỷ lệ hộ nghèo giảm | % | 1,2\n2 | Tỷ lệ hộ nghèo | % | 9,6\n"
    assert [t.change.value for t in read(table)] == ["decrease", "level"]


def test_a_row_that_lost_a_cell_is_doubtful() -> None:
    """Plain text leaves empty cells out: 31 may be of 2027 or of 2028."""
    table = (
        "TT | Chỉ tiêu | ĐVT | Năm 2026 | Năm 2027 | Năm 2028\n1 | Chè | Ha | 20 | 21 | 22\n"
        "2 | Mía | Ha | 30 | 31\n3 | Sắn | Ha | 40 | 41 | 42\n"
    )
    doubtful = {float(t.value) for t in read("CHỈ TIÊU KẾ HOẠCH\n" + table) if t.doubts}
    assert doubtful == {30, 31}


def test_a_row_wholly_under_merged_cells_says_nothing_again() -> None:
    """A scan's ruled table may have a row whose every cell is one that reaches down from the row above."""
    document = make_document(
        HEAD + "TT | Nội dung nhiệm vụ | Cơ quan chủ trì | Kế hoạch năm 2026 (hộ)\n1 | Rà soát hộ nghèo toàn xã | Sở Y tế | 20\n"
        "2 | Xây dựng kế hoạch hỗ trợ | Sở Nội vụ | 30\n"
    )
    outline = OUTLINER.outline(document)
    (table,) = outline.tables
    upper = tuple(cell for cell in table.cells if cell.row <= 1)
    merged = tuple(cell.model_copy(update={"row_span": 2}) if cell.row == 1 else cell for cell in upper)
    outline = outline.model_copy(update={"tables": (table.model_copy(update={"cells": merged}),)})
    records = RecordExtractor(("targets", "assignments")).extract(document, outline, ())
    assert (len(records.targets), len(records.assignments)) == (1, 1)
