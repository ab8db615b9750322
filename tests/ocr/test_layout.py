"""The order in which people read."""

from service.ocr.engine import Line
from service.ocr.layout import Row, in_order, page_in_order
from service.ocr.rules import Cell, RuledTable
from tests.ocr.lines import line


def texts(rows: list[Row]) -> list[str]:
    return [(" | " if row.is_grid else " ").join(each.text for each in row.lines if each.tokens) for row in rows]


BODY = [line("Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh về xây dựng nông thôn mới", 60, y) for y in (400, 440, 480)]


def test_a_letterhead_is_read_column_by_column_and_its_number_row_across() -> None:
    head = [
        line("ỦY BAN NHÂN DÂN", 80, 60),
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 420, 60),
        line("TỈNH HÀ TĨNH", 100, 100),
        line("Độc lập - Tự do - Hạnh phúc", 480, 100),
        line("Số: 418/KH-UBND", 90, 160),
        line("Hà Tĩnh, ngày 10 tháng 10 năm 2017", 440, 162),
        line("V/v kiểm tra", 90, 200),
    ]
    assert texts(in_order([*reversed(head), *BODY]))[:7] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH HÀ TĨNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 418/KH-UBND",
        "Hà Tĩnh, ngày 10 tháng 10 năm 2017",
        "V/v kiểm tra",
    ]


def test_an_issuer_and_the_nation_in_one_box_are_two() -> None:
    head = [
        line("UBND TỈNH KIÊN GIANG CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", 80, 60),
        line("SỞ Y TẾ", 150, 100),
        line("Độc lập - Tự do - Hạnh phúc", 480, 100),
    ]
    assert texts(page_in_order([*head, *BODY], []))[:4] == [
        "UBND TỈNH KIÊN GIANG",
        "SỞ Y TẾ",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_recipients_are_read_before_the_signature_beside_them() -> None:
    foot = [
        line("TM. ỦY BAN NHÂN DÂN", 560, 560),
        line("Nơi nhận:", 60, 600),
        line("KT. CHỦ TỊCH", 600, 600),
        line("- Như trên;", 60, 640),
        line("- Lưu: VT.", 60, 680),
        line("Đặng Ngọc Sơn", 600, 860),  # the name stands below the stamp
    ]
    assert texts(in_order([*BODY, *foot]))[3:] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "Đặng Ngọc Sơn",
    ]


def test_two_boxes_of_one_line_stay_one_line() -> None:
    assert texts(in_order([line("xây dựng", 60, 100), line("nông thôn", 170, 103)])) == ["xây dựng nông thôn"]


def test_rows_of_three_columns_without_rules_are_read_across() -> None:
    cells = [line(f"{row}{column}", 100 + 300 * column, 100 + 50 * row) for row in range(4) for column in range(3)]
    assert texts(in_order(cells))[1] == "10 | 11 | 12"


def ruled() -> RuledTable:
    """Two rows; the first cell spans both."""
    cells = (
        Cell(0, 0, 2, 1, (50.0, 600.0, 150.0, 700.0)),
        Cell(0, 1, 1, 1, (150.0, 600.0, 500.0, 650.0)),
        Cell(1, 1, 1, 1, (150.0, 650.0, 500.0, 700.0)),
    )
    return RuledTable(box=(50.0, 600.0, 500.0, 700.0), cells=cells)


def test_a_ruled_table_stands_between_what_is_above_and_below_it() -> None:
    inside: list[Line] = [line("1", 90, 635), line("Sáng", 200, 610), line("Chiều", 200, 660)]
    rows = page_in_order([line("Ghi chú", 60, 720), *inside, line("Đoàn 1:", 60, 560)], [ruled()])
    assert texts(rows) == ["Đoàn 1:", "1 | Sáng", "Chiều", "Ghi chú"]
