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


@pytest.mark.parametrize(
    ("cell", "comparator", "value", "change"),
    [
        ("Giảm 3,5", "eq", "3.5", "decrease"),
        ("Còn 3,5", "eq", "3.5", "level"),
        ("Giảm còn 3,5", "eq", "3.5", "level"),
        ("Dưới 3,2", "lt", "3.2", "level"),
        ("Đạt 70", "eq", "70", "level"),
        ("Duy trì trên 63", "gt", "63", "level"),
        ("Từ 92 trở lên", "ge", "92", "level"),
        ("5.000 (phấn đấu 5.500)", "eq", "5000", "level"),
    ],
)
def test_a_cell_may_say_more_than_its_number(cell: str, comparator: str, value: str, change: str) -> None:
    (target,) = read(f"TT | Chỉ tiêu | ĐVT | ƯTH năm 2025 | Kế hoạch năm 2026\n1 | Hộ khó khăn về nước | % | 80 | {cell}\n")
    assert (target.comparator.value, f"{target.value:f}", target.change.value) == (comparator, value, change)


def test_a_cell_may_say_a_part_of_a_whole() -> None:
    (target,) = read("TT | Chỉ tiêu | ĐVT | ƯTH năm 2025 | Kế hoạch năm 2026\n1 | Xã có chợ | Xã | 101/150 | 108/150\n")
    assert target.of is not None
    assert (target.value, target.of.value, target.of.unit) == (108, 150, "xã")


def test_one_year_over_another_is_no_plan() -> None:
    targets = read(
        "STT | Nội dung | ĐVT | TH 2024 | UTH 2025 | KH2026 | KH2026/UTH2025 (%)\n"
        "1 | Lượt khách | Nghìn lượt | 1.500 | 1.900 | 2.100 | 110,5\n"
    )
    assert said(targets) == [(2100, 2026)]


def test_a_quarter_names_no_measure() -> None:
    targets = read(
        "TT | Chỉ tiêu | ĐVT | Kế hoạch năm 2026 | Trong đó\nQuý I | Quý II | Quý III | Quý IV\n"
        "1 | Thu ngân sách | Tỷ đồng | 400 | 80 | 100 | 110 | 110\n"
    )
    assert [(t.indicator, t.value, t.due.latest.month if t.due.latest else 0) for t in targets] == [
        ("Thu ngân sách", 400, 12),
        ("Thu ngân sách", 80, 3),
        ("Thu ngân sách", 100, 6),
        ("Thu ngân sách", 110, 9),
        ("Thu ngân sách", 110, 12),
    ]


def test_a_grand_total_that_does_not_add_up_is_doubted_in_its_column_only() -> None:
    targets = read(
        "TT | Địa phương | Số hộ thoát nghèo năm 2026 (hộ) | Tỷ lệ hộ nghèo năm 2026 (%)\n"
        "1 | Xã Y Tý | 190 | 9,6\n2 | Xã Bát Xát | 275 | 21,3\n | Tổng cộng | 485 | 15,2\n"
    )
    assert [(t.value, t.doubts[0]) for t in targets if t.doubts] == [(485, "tổng các thành phần là 465, không phải 485")]


def test_a_period_that_is_not_the_sum_of_its_years_is_doubted() -> None:
    targets = read(
        "TT | Chỉ tiêu | ĐVT | Kế hoạch giai đoạn 2026-2028 | Trong đó\nNăm 2026 | Năm 2027 | Năm 2028\n"
        "1 | Trồng rừng | Ha | 900 | 300 | 300 | 300\n2 | Đào tạo nghề | Người | 2.700 | 800 | 900 | 1.100\n"
        "3 | Làm nhà ở | Căn | 60 | 20 | 20 | 20\n4 | Tỷ lệ hộ nghèo | % | 5 | 9 | 7 | 5\n"
    )
    assert [(t.value, t.doubts[0]) for t in targets if t.doubts] == [(2700, "tổng các thành phần là 2.800, không phải 2.700")]
    assert [float(t.value) for t in targets if t.indicator == "Tỷ lệ hộ nghèo"] == [5, 9, 7, 5]  # each cell is one


SCANNED = "TT | Chỉ tiêu | ĐVT | TH năm 2024 | ƯTH năm 2025 | Kế hoạch năm 2026\n1 | Tỷ lệ che phủ rừng | % | 56,1 | 56,4 | 57\n"


def test_a_sign_that_is_no_unit_is_a_per_cent_sign_where_other_rows_have_one_and_doubted() -> None:
    _, target = read(f"{SCANNED}2 | Tỷ lệ hộ nghèo | o | 6,2 | 5,1 | 4,2\n")
    assert (target.unit, float(target.value)) == ("%", 4.2)
    assert "đọc là %" in target.doubts[0]


def test_a_number_ten_times_those_beside_it_may_have_lost_its_comma() -> None:
    sound, lost = read(f"{SCANNED}2 | Tỷ lệ hộ nghèo | % | 6,2 | 5,1 | 42\n")
    assert not sound.doubts
    assert float(lost.value) == 42  # as read: a correction is proposed, never made
    assert "4,2" in lost.doubts[0]


def test_what_stands_over_a_measure_belongs_to_it() -> None:
    targets = read(
        "BIỂU CHỈ TIÊU KẾ HOẠCH SẢN XUẤT NĂM 2026\nTT | Đơn vị | Lúa | Ngô\n"
        "Diện tích (ha) | Sản lượng (tấn) | Diện tích (ha) | Sản lượng (tấn)\n"
        "1 | Xã Y Tý | 420 | 2.457 | 110 | 506\n2 | Xã Bát Xát | 365 | 2.088 | 95 | 432\n"
    )
    assert [t.indicator for t in targets][:4] == [
        "Diện tích lúa Xã Y Tý",
        "Sản lượng lúa Xã Y Tý",
        "Diện tích ngô Xã Y Tý",
        "Sản lượng ngô Xã Y Tý",
    ]


def test_allotted_money_is_no_target() -> None:
    assert (
        read(
            "BIỂU GIAO KẾ HOẠCH VỐN ĐẦU TƯ CÔNG NĂM 2026\nĐơn vị: Triệu đồng\n"
            "TT | Danh mục dự án | Tổng mức đầu tư | Kế hoạch vốn năm 2026\n"
            "1 | Cầu Bến Đá | 20.000 | 6.000\n2 | Đường tỉnh 295 | 10.000 | 4.000\n"
        )
        == ()
    )
