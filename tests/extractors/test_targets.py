"""Targets: what shall be reached, with its bound, change and due date; and what only looks like one."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.grammar.quantities import find_quantities
from extractors.pipeline import RecordExtractor
from models.quantity import Change, Comparator
from models.target import Target
from service.outline import DocumentOutliner
from tests.builders import make_document

HEAD = """ỦY BAN NHÂN DÂN TỈNH BẮC GIANG | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc
Số: {number} | Bắc Giang, ngày 12 tháng 4 năm 2022
{kind}
VỀ XÂY DỰNG NÔNG THÔN MỚI NĂM 2022
"""
EXTRACTOR, OUTLINER = RecordExtractor(("targets",)), DocumentOutliner()


def read(body: str, *, kind: str = "KẾ HOẠCH", number: str = "31/KH-UBND") -> tuple[Target, ...]:
    document = make_document(HEAD.format(kind=kind, number=number) + body)
    return EXTRACTOR.extract(document, OUTLINER.outline(document), ()).targets


def goals(line: str) -> tuple[Target, ...]:
    return read(f"II. MỤC TIÊU\n- {line}")


@pytest.mark.parametrize(
    ("line", "indicator", "value", "unit", "comparator", "change"),
    [
        ("Tỷ lệ hộ nghèo giảm còn 4,2%.", "tỷ lệ hộ nghèo", "4.2", "%", "eq", "level"),
        ("Giảm tỷ lệ hộ nghèo xuống dưới 3%.", "tỷ lệ hộ nghèo", "3", "%", "lt", "level"),
        ("Tỷ lệ hộ nghèo giảm 1%/năm.", "tỷ lệ hộ nghèo", "1", "%/năm", "eq", "decrease"),
        ("Có thêm tối thiểu 09 xã đạt chuẩn.", "số xã đạt chuẩn", "9", "xã", "ge", "increase"),
        ("Tỷ lệ dân số dùng nước sạch đạt từ 98% trở lên.", "tỷ lệ dân số dùng nước sạch", "98", "%", "ge", "level"),
        (
            "Thu nhập bình quân đầu người đạt 45 triệu đồng/người/năm.",
            "thu nhập bình quân đầu người", "45", "triệu đồng/người/năm", "eq", "level",
        ),
        ("100% cán bộ được tập huấn.", "tỷ lệ cán bộ được tập huấn", "100", "%", "eq", "level"),
        ("Tốc độ tăng trưởng bình quân đạt 8%/năm.", "tốc độ tăng trưởng", "8", "%/năm", "eq", "level"),
        ("Trồng mới 5.000 ha rừng.", "số ha rừng trồng mới", "5000", "ha", "eq", "increase"),
        ("Kéo giảm ít nhất 5% số vụ tai nạn.", "tỷ lệ vụ tai nạn", "5", "%", "ge", "decrease"),
        ("Có ít nhất một cơ sở y tế đạt chuẩn.", "số cơ sở y tế đạt chuẩn", "1", "cơ sở y tế", "ge", "level"),
        (
            "Tỷ suất sinh giảm từ 23 ca sinh/1.000 phụ nữ xuống 18 ca sinh/1.000 phụ nữ.",
            "tỷ suất sinh giảm", "18", "ca sinh/1.000 phụ nữ", "eq", "level",
        ),
        (
            "Tỷ lệ tử vong mẹ dưới 4/100.000 trẻ sinh ra còn sống.",
            "tỷ lệ tử vong mẹ", "4", "/100.000 trẻ sinh ra còn sống", "lt", "level",
        ),
        ("Tỷ lệ lao động qua đào tạo ít nhất vào năm 2022 đạt 40%.", "tỷ lệ lao động qua đào tạo", "40", "%", "ge", "level"),
        ("Tỷ lệ hộ nghèo: 3,5%.", "tỷ lệ hộ nghèo", "3.5", "%", "eq", "level"),
    ],
)  # fmt: skip
def test_a_goal_is_read_whole(line: str, indicator: str, value: str, unit: str, comparator: str, change: str) -> None:  # noqa: PLR0917 - a table of cases
    (target,) = goals(line)
    assert target.indicator == indicator
    assert (target.value, target.unit) == (Decimal(value), unit)
    assert (target.comparator.value, target.change.value) == (comparator, change)


@pytest.mark.parametrize("heading", ["I. CHỈ TIÊU", "L CHỈ TIÊU", "l. CHỈ TIÊU", "1. CHỈ TIÊU"])
def test_goals_stand_under_a_heading_whose_number_was_misread(heading: str) -> None:
    found = read(
        f"{heading}\n1. Tỷ lệ hộ nghèo 4,2%.\n2 Tỷ lệ che phủ rừng 57%.\n3. Tỷ lệ đô thị hóa 32%.\nII. NHIỆM VỤ\nTrồng rừng.\n"
    )
    assert [(str(one.value), one.indicator, one.section) for one in found] == [
        ("4.2", "tỷ lệ hộ nghèo", "I.1"),
        ("57", "tỷ lệ che phủ rừng", "I.2"),
        ("32", "tỷ lệ đô thị hóa", "I.3"),
    ]


def test_a_sentence_begins_anew_though_the_full_stop_before_it_was_lost() -> None:
    found = goals("Có thêm 06 xã đạt chuẩn Bình quân đạt 16,5 tiêu chí/xã Tỷ lệ hộ nghèo còn 4%.")
    assert found[0].indicator == "số xã đạt chuẩn"
    assert [str(one.value) for one in found] == ["6", "16.5", "4"]
    assert all("xã " not in one.indicator for one in found[1:])


def test_one_sentence_may_hold_increment_total_and_share() -> None:
    more, total, share = goals("Cấp xã: có thêm 09 xã đạt chuẩn, lũy kế 147/184 xã, chiếm 79,9%.")
    assert (more.value, more.change) == (9, Change.INCREASE)
    assert total.of is not None
    assert (total.value, total.of.value, total.change) == (147, 184, Change.CUMULATIVE)
    assert (share.value, share.unit, share.doubts) == (Decimal("79.9"), "%", ())


def test_an_ellipsis_keeps_its_governor() -> None:
    targets = goals("Có thêm 18 xã đạt chuẩn nâng cao, 01 xã đạt chuẩn kiểu mẫu.")
    assert [(t.value, t.change) for t in targets] == [(18, Change.INCREASE), (1, Change.INCREASE)]


def test_a_share_that_does_not_fit_its_parts_is_doubted_with_a_proposal() -> None:
    *_, share = goals("Có thêm 09 xã đạt chuẩn, lũy kế 147/184 xã, chiếm 19,9%.")
    assert share.value == Decimal("19.9")  # as read: a correction is proposed, never made
    assert any("79,9%" in doubt for doubt in share.doubts)


def test_a_range_is_between() -> None:
    (target,) = goals("Có thêm 25-30 sản phẩm đạt chuẩn.")
    assert (target.value, target.upper, target.comparator) == (25, 30, Comparator.BETWEEN)


@pytest.mark.parametrize(
    ("line", "latest"),
    [
        ("Đến năm 2030, tỷ lệ che phủ rừng đạt 42%.", date(2030, 12, 31)),
        ("Đến hết quý II/2022, tỷ lệ giải ngân đạt 50%.", date(2022, 6, 30)),
        ("Tỷ lệ che phủ rừng đạt 42%.", date(2022, 12, 31)),  # the paper's year
        ("Tỷ lệ hộ nghèo (theo chuẩn giai đoạn 2021-2025) giảm còn 4%.", date(2022, 12, 31)),  # a period inside a name
        ("Từ năm 2025 trở đi, tỷ lệ che phủ rừng đạt 42%.", None),
        ("Hoàn thành sửa chữa 230 nhà ở trước ngày 30/9/2022.", date(2022, 9, 29)),
    ],
)
def test_the_due_date_is_the_nearest_said(line: str, latest: date | None) -> None:
    (target,) = goals(line)
    assert target.due.latest == latest


def test_a_heading_gives_its_due_date() -> None:
    (target,) = read("II. MỤC TIÊU ĐẾN NĂM 2030\n- Tỷ lệ che phủ rừng đạt 42%.")
    assert target.due.latest == date(2030, 12, 31)


@pytest.mark.parametrize(
    "body",
    [
        "I. KẾT QUẢ\n- Có 23 xã đã đạt chuẩn.",
        "I. TÌNH HÌNH\n- Tỷ lệ hộ nghèo năm 2021 là 5,2%.",
        "Thực hiện 03 Chương trình mục tiêu quốc gia.",
        "II. MỤC TIÊU\n- Lãi suất 3%/năm, thời hạn vay 10 năm.",
        "II. MỤC TIÊU\n- Ngân sách hỗ trợ 50% kinh phí.",
        "III. NHIỆM VỤ\n- Tập huấn tại 04 Mô hình một cửa.",
        "III. KINH PHÍ\n- Tổng kinh phí 7.829 triệu đồng.",
        "II. MỤC TIÊU\n- Hoàn thành các nhiệm vụ của giai đoạn 2021-2025.",
        "Kết quả 10 tháng năm 2022 thu ngân sách đạt 85% dự toán.",
        "II. MỤC TIÊU\n- Đối với ngành đặc thù có tỷ lệ thấp dưới 30% có thể điều chỉnh mục tiêu.",
    ],
)
def test_what_is_no_target(body: str) -> None:
    assert read(body) == ()


def test_a_rule_sets_no_target() -> None:
    assert read("Điều 4. Mức kinh phí\nMức hỗ trợ tối đa đạt 50% tổng mức.", kind="QUY ĐỊNH", number="31/QĐ-UBND") == ()


def test_what_is_said_twice_is_one_record_that_knows_both_places() -> None:
    (target,) = read(
        "II. MỤC TIÊU\n- Hoàn thành sửa chữa 2.305 nhà ở của hộ nghèo trước ngày 30/9/2022.\n"
        "III. TỔ CHỨC THỰC HIỆN\n- Phấn đấu hoàn thành sửa chữa 2.305 nhà ở hộ nghèo trước ngày 30/9/2022."
    )
    assert len(target.also_at) == 1
    assert target.text_span.end <= target.also_at[0].text_span.start


def test_equal_shares_of_different_things_are_two_targets() -> None:
    assert len(read("II. MỤC TIÊU\n- 80% trẻ em được tiêm chủng.\n- 80% người cao tuổi được khám sức khỏe.")) == 2


def test_a_percent_sign_read_as_a_digit_is_doubted() -> None:
    (target,) = goals("Tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu 856.")
    assert (target.value, target.unit) == (85, "%")
    assert target.doubts
    assert target.confidence.extraction < 0.7


def test_a_count_on_a_scan_that_may_be_a_share_is_doubted() -> None:
    (target,) = goals("Số hóa ít nhất 606 tài liệu lưu trữ.")
    assert target.value == 606
    assert "60%" in target.doubts[0]


def test_a_quantity_is_no_date_and_no_document_number() -> None:
    line = "Ngày 12/4/2022, theo Quyết định số 1466/QĐ-UBND và mục 3, giai đoạn 2021-2025, Nghị quyết 57, lớp 9"
    assert find_quantities(line) == ()


TABLE = """PHỤ LỤC 01
CHỈ TIÊU KẾ HOẠCH GIAI ĐOẠN 2023 - 2024
TT | Chỉ tiêu | ĐVT | TH năm 2021 | Năm 2023 | Năm 2024
1 | Chè | | | |
- | Diện tích | Ha | 6.132 | 6.500 | 6.700
- | Sản lượng | Tấn | 56.182 | 64.213 | 66.456
"""


def test_each_cell_of_a_plan_column_is_a_target() -> None:
    targets = read(TABLE)
    assert [(t.indicator, t.value, t.unit, t.due.latest) for t in targets] == [
        ("Diện tích chè", 6500, "ha", date(2023, 12, 31)),
        ("Diện tích chè", 6700, "ha", date(2024, 12, 31)),
        ("Sản lượng chè", 64213, "tấn", date(2023, 12, 31)),
        ("Sản lượng chè", 66456, "tấn", date(2024, 12, 31)),
    ]
    assert targets[0].quote.startswith("Diện tích | Ha")


def test_a_total_that_is_not_the_sum_of_its_parts_is_doubted() -> None:
    targets = read(
        "PHỤ LỤC\nCHỈ TIÊU KẾ HOẠCH\nTT | Sản phẩm | Kế hoạch 2023 (Tấn) | Kế hoạch 2024 (Tấn) | Kế hoạch 2025 (Tấn)\n"
        "I | Trái cây | 30 | 50 | 70\n1 | Xoài | 10 | 20 | 30\n2 | Nhãn | 20 | 30 | 46\n"
    )
    doubted = [(t.indicator, t.value, t.doubts) for t in targets if t.doubts]
    assert [(name, value) for name, value, _ in doubted] == [("Trái cây", 70)]
    assert "76" in doubted[0][2][0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (  # each number has its own time
            "Đến tháng 6 năm 2022 hoàn thành 50% hồ sơ, đến hết năm 2022 hoàn thành 100% hồ sơ.",
            [("50", date(2022, 6, 30)), ("100", date(2022, 12, 31))],
        ),
        ("Năm 2022: 40 xã đạt chuẩn; năm 2023: 60 xã đạt chuẩn.", [("40", date(2022, 12, 31)), ("60", date(2023, 12, 31))]),
        (  # the time behind the number, not the one that ends other words
            "Rà soát văn bằng và triển khai ngay trong tháng 12 năm 2022, số hóa 100% văn bằng, chứng chỉ trong năm 2023.",
            [("100", date(2023, 12, 31))],
        ),
    ],
)  # fmt: skip
def test_a_number_takes_the_time_of_its_own_words(line: str, expected: list[tuple[str, date]]) -> None:
    assert [(str(t.value), t.due.latest) for t in goals(line)] == expected


def test_a_goal_goes_on_in_the_next_sentence() -> None:
    targets = read("II. NHIỆM VỤ\n1. Hạ tầng\nPhấn đấu có ít nhất 80% xã có điểm phục vụ. Có 30% thôn có tổ công nghệ số.")
    assert [str(t.value) for t in targets] == ["80", "30"]


@pytest.mark.parametrize(
    ("line", "indicators"),
    [
        ("Số hóa ít nhất 60% tài liệu.", ["tỷ lệ tài liệu số hóa"]),  # "số hóa" is a verb and no number of things
        ("Diện tích cây cà phê 212 ha, sản lượng 560 tấn.", ["diện tích cây cà phê", "sản lượng cây cà phê"]),
    ],
)
def test_an_indicator_stands_alone(line: str, indicators: list[str]) -> None:
    assert [t.indicator for t in goals(line)] == indicators


Told = list[tuple[str, str, str, str]]


def told(targets: tuple[Target, ...]) -> Told:
    return [(t.indicator, f"{t.value:f}", t.unit, t.change.value) for t in targets]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (  # a share in brackets is a target of its own, and the words go on behind it
            "Có 12/15 xã (đạt 80%) có bãi rác hợp vệ sinh.",
            [("số xã có bãi rác hợp vệ sinh", "12", "xã", "level"), ("tỷ lệ xã có bãi rác hợp vệ sinh", "80", "%", "level")],
        ),
        (
            "Lũy kế 12/15 xã đạt chuẩn, bằng 80%.",
            [("số xã đạt chuẩn", "12", "xã", "cumulative"), ("tỷ lệ xã đạt chuẩn", "80", "%", "level")],
        ),
        (
            "Có thêm 04 xã đạt chuẩn nâng cao và 01 xã đạt chuẩn kiểu mẫu.",
            [("số xã đạt chuẩn nâng cao", "4", "xã", "increase"), ("số xã đạt chuẩn kiểu mẫu", "1", "xã", "increase")],
        ),
        (  # a row of things with their shares
            "Tỷ trọng cây lúa khoảng 40%, cây ăn quả khoảng 35% và rau màu 25%.",
            [
                ("tỷ trọng cây lúa", "40", "%", "level"),
                ("tỷ trọng cây ăn quả", "35", "%", "level"),
                ("tỷ trọng rau màu", "25", "%", "level"),
            ],
        ),
        (  # a later time without a comma takes up what grows
            "Sản lượng gỗ giai đoạn 2022-2025 tăng trưởng đạt 6% giai đoạn 2026-2030 đạt 7%.",
            [("sản lượng gỗ tăng trưởng", "6", "%", "increase"), ("sản lượng gỗ tăng trưởng", "7", "%", "increase")],
        ),
        ("Giảm tỷ lệ hộ cận nghèo từ 2% trở lên.", [("tỷ lệ hộ cận nghèo", "2", "%", "decrease")]),
        ("Bình quân toàn huyện đạt từ 17 tiêu chí/xã trở lên.", [("bình quân toàn huyện", "17", "tiêu chí/xã", "level")]),
        ("Sản lượng cá nuôi đạt trên 1,5 vạn tấn.", [("sản lượng cá nuôi", "1.5", "vạn tấn", "level")]),
        ("Nước mắm: đạt 10 triệu lít.", [("nước mắm", "10", "triệu lít", "level")]),
        ("Chỉ tiêu cấp điện 900 kWh/người năm.", [("cấp điện", "900", "kWh/người/năm", "level")]),
        (  # whom an indicator counts
            "Tỷ lệ trẻ em dưới 5 tuổi thừa cân dưới 10%.",
            [("tỷ lệ trẻ em dưới 5 tuổi thừa cân", "10", "%", "level")],
        ),
        ("Tuổi thọ trung bình đạt 75 tuổi.", [("tuổi thọ trung bình", "75", "tuổi", "level")]),
        ("Tinh quặng 20% Cu đạt 500 tấn.", [("tinh quặng 20% Cu", "500", "tấn", "level")]),
    ],
)  # fmt: skip
def test_each_number_of_a_sentence_says_what_it_is_of(line: str, expected: Told) -> None:
    assert told(goals(line)) == expected


def test_a_part_of_all_may_be_written_out() -> None:
    count, share = goals("310 trên tổng số 400 thôn đạt danh hiệu thôn văn hóa, chiếm 77,5%.")
    assert count.of is not None
    assert (count.value, count.of.value, count.of.unit) == (310, 400, "thôn")
    assert (share.value, share.doubts) == (Decimal("77.5"), ())


def test_a_share_in_brackets_that_does_not_fit_is_doubted() -> None:
    _, share = goals("Có 12/15 xã (đạt 60%) có bãi rác hợp vệ sinh.")
    assert any("80" in doubt for doubt in share.doubts)


def test_an_aim_is_named_with_its_number_anywhere() -> None:
    (target,) = read("III. NHIỆM VỤ\nĐể đạt được mục tiêu tăng trưởng kinh tế 8% trong năm 2022, các huyện tập trung sản xuất.")
    assert (target.value, target.due.latest) == (8, date(2022, 12, 31))


def test_brackets_may_hold_a_goal() -> None:
    (target,) = read("III. NHIỆM VỤ\nĐẩy nhanh tiến độ giải ngân (phấn đấu giải ngân đạt 95% kế hoạch vốn) trong năm 2022.")
    assert (target.value, target.quote) == (95, "phấn đấu giải ngân đạt 95% kế hoạch vốn")


def test_the_end_of_a_long_paragraph_may_introduce_goals() -> None:
    long = "Các đơn vị trong ngành tiếp tục đẩy mạnh phong trào thi đua, nêu cao tinh thần trách nhiệm, đổi mới lề lối làm việc, "
    body = (
        f"1. {long}hoàn thành tốt kế hoạch công tác, trong đó đạt một số chỉ tiêu cụ thể sau:\n- 70% cơ quan đạt chuẩn văn hóa."
    )
    assert [t.value for t in read(body)] == [70]


@pytest.mark.parametrize(
    ("body", "latest"),
    [
        ("II. MỤC TIÊU ĐẾN NĂM 2030, TẦM NHÌN ĐẾN NĂM 2050\n- Tỷ lệ che phủ rừng đạt 42%.", date(2030, 12, 31)),
        ("II. MỤC TIÊU\n1. Tầm nhìn đến 2045\n- Tỷ lệ che phủ rừng đạt 45%.", date(2045, 12, 31)),
        ("II. MỤC TIÊU\n- Vốn toàn xã hội đạt 900 tỷ đồng, tăng 9% so với ước thực hiện năm 2021.", date(2022, 12, 31)),
        ("II. MỤC TIÊU\n- Giải ngân 95% kế hoạch vốn đầu tư công năm 2023.", date(2023, 12, 31)),
        (  # what follows in a sentence keeps its time
            "II. MỤC TIÊU\n- Đến năm 2023, 70% hộ có nước sạch; đến năm 2025 tỷ lệ tương ứng là 80% và 60%.",
            date(2025, 12, 31),
        ),
    ],
)
def test_the_time_of_the_last_target(body: str, latest: date) -> None:
    assert read(body)[-1].due.latest == latest


def test_the_period_of_what_is_enacted_is_its_time() -> None:
    (target,) = read(
        "Điều 1. Phê duyệt Đề án bồi dưỡng cán bộ cơ sở giai đoạn 2026 - 2031 với những nội dung sau:\n"
        "III. MỤC TIÊU\n- Phấn đấu 70% cán bộ được bồi dưỡng.",
        kind="QUYẾT ĐỊNH",
        number="31/QĐ-UBND",
    )
    assert target.due.latest == date(2031, 12, 31)


def test_a_paper_of_many_articles_lays_down_rules() -> None:
    assert read("Điều 7. Chất lượng\n1. 100% lớp học có đủ thiết bị.", kind="QUYẾT ĐỊNH", number="31/QĐ-UBND") == ()


@pytest.mark.parametrize(
    ("line", "indicators"),
    [
        (  # a label names the goals, and the share is of what stands before it
            "Cấp xã: có thêm 02 xã đạt chuẩn, chỉ đạo các xã còn lại giữ vững tiêu chí, lũy kế 12/15 xã, chiếm 80%.",
            ["số xã đạt chuẩn", "số xã đạt chuẩn", "tỷ lệ xã đạt chuẩn"],
        ),
        ("Bình quân tiêu chí: tăng thêm 0,3 tiêu chí/xã.", ["bình quân tiêu chí"]),
        ("Nâng hạng sao cho 5-10 sản phẩm.", ["số sản phẩm nâng hạng sao"]),
        ("Có 03 huyện (Sơn Động, Lục Ngạn, Yên Thế) đạt chuẩn.", ["số huyện đạt chuẩn"]),
        ("Năng lực sản xuất giống đạt 500 triệu cây.", ["năng lực sản xuất giống"]),
        ("Tối thiểu 80% người dân hài lòng (năm 2021 đạt 75%).", ["tỷ lệ người dân hài lòng"]),
        ("Mỗi huyện có từ 02 sản phẩm OCOP trở lên.", ["số sản phẩm OCOP mỗi huyện"]),
        ("Hai mươi lăm xã lắp đặt truyền thanh thông minh.", ["số xã lắp đặt truyền thanh thông minh"]),
        ("Không để xảy ra quá 5 vụ cháy rừng.", ["số vụ cháy rừng"]),
    ],
)
def test_an_indicator_is_complete_and_holds_nothing_else(line: str, indicators: list[str]) -> None:
    assert [t.indicator for t in goals(line)] == indicators


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (  # a unit may stand right behind its figure
            "Đưa vào khai thác trên 45km đường liên xã.",
            [("số km đường liên xã đưa vào khai thác", "45", "km", "level")],
        ),
        (  # in a row each share is taken off
            "Cắt giảm 50% thời gian giải quyết hồ sơ, 30% chi phí tuân thủ.",
            [
                ("tỷ lệ thời gian giải quyết hồ sơ", "50", "%", "decrease"),
                ("tỷ lệ chi phí tuân thủ", "30", "%", "decrease"),
            ],
        ),
        (  # but one that tells of a state is not
            "Giảm 3% hộ nghèo, 100% hộ nghèo được cấp thẻ bảo hiểm.",
            [
                ("tỷ lệ hộ nghèo", "3", "%", "decrease"),
                ("tỷ lệ hộ nghèo được cấp thẻ bảo hiểm", "100", "%", "level"),
            ],
        ),
        (
            "Chỉ đạo quyết liệt, phấn đấu tăng thu ngân sách trên địa bàn trên 5% so với dự toán.",
            [("thu ngân sách trên địa bàn", "5", "%", "increase")],
        ),
        (
            "Cử 30 giảng viên đi học, trong đó có 10 tiến sĩ.",
            [
                ("số giảng viên đi học cử", "30", "giảng viên", "level"),
                ("số tiến sĩ trong số giảng viên đi học cử", "10", "tiến sĩ", "level"),
            ],
        ),
        (  # the name of an indicator is not what stands in brackets
            "Các ngành nỗ lực để năm nay cả tỉnh đạt tốc độ tăng tổng sản phẩm trên địa bàn (GRDP) khoảng 7%.",
            [("tốc độ tăng tổng sản phẩm trên địa bàn (GRDP)", "7", "%", "level")],
        ),
        (  # a later time after a semicolon
            "Đất ở bình quân giai đoạn đến năm 2025 khoảng 18 m2/người; đến năm 2030 khoảng 20 m2/người.",
            [("đất ở bình quân", "18", "m2/người", "level"), ("đất ở bình quân", "20", "m2/người", "level")],
        ),
    ],
)  # fmt: skip
def test_what_goes_on_keeps_what_it_is_of(line: str, expected: Told) -> None:
    assert told(goals(line)) == expected


def test_a_list_of_measures_goes_on_after_a_target() -> None:
    targets = read(
        "II. NHIỆM VỤ\n1. Nông nghiệp: sản lượng lúa đạt 1,2 triệu tấn; diện tích nuôi tôm 320 ha; cấp 02 tỷ đồng mua giống."
    )
    assert [(float(t.value), t.unit) for t in targets] == [(1.2, "triệu tấn"), (320, "ha")]


@pytest.mark.parametrize(
    "body",
    [
        "Có 34/34 xã hoàn thành việc lựa chọn cán bộ tham gia tập huấn, đạt tỷ lệ 100%.",
        "Tổ chức thi trắc nghiệm với số lượng tối thiểu 60 câu.",
    ],
)
def test_results_and_examinations_are_no_targets(body: str) -> None:
    assert read(f"III. NHIỆM VỤ\n{body}") == ()


def test_a_paragraph_that_says_what_it_holds_is_a_list_of_goals() -> None:
    targets = read(
        "III. NHIỆM VỤ\nCác chỉ tiêu chủ yếu năm 2022 là: tổng thu khoảng 900 tỷ đồng; xuất khẩu tăng 10%. "
        "Tỷ lệ hộ nghèo giảm 1,7%-2%, riêng các huyện nghèo giảm 4%. Tỷ lệ thất nghiệp dưới 4%."
    )
    assert [(float(t.value), t.change.value) for t in targets] == [
        (900, "level"),
        (10, "increase"),
        (1.7, "decrease"),
        (4, "decrease"),
        (4, "level"),
    ]


def test_of_how_many_people_a_rate_is_is_no_target() -> None:
    (target,) = goals("Số giường bệnh trên một vạn dân (không tính trạm y tế) đạt 22,5 giường.")
    assert (float(target.value), target.unit) == (22.5, "giường")


def test_a_multiple_is_no_small_count() -> None:
    (target,) = read("III. NHIỆM VỤ\nPhấn đấu thu nhập bình quân đầu người bằng 1,3 lần mức trung bình của cả nước.")
    assert (float(target.value), target.unit) == (1.3, "lần")


def test_a_line_that_names_a_year_sets_what_shall_be_so_by_then() -> None:
    targets = read("III. NHIỆM VỤ\n1. Bồi dưỡng cán bộ thôn để đến năm 2025:\n- 70% trở lên trưởng thôn có bằng trung cấp.")
    assert [(float(t.value), t.due.latest, t.indicator) for t in targets] == [
        (70, date(2025, 12, 31), "tỷ lệ trưởng thôn có bằng trung cấp")
    ]


def test_a_year_before_a_colon_dates_a_share_of_output() -> None:
    (target,) = read(
        "III. NHIỆM VỤ\n1. Giai đoạn đến năm 2030: Phát triển dịch vụ kho vận, đóng góp từ 3 - 5% vào GRDP của tỉnh."
    )
    assert (float(target.value), target.upper, target.due.latest) == (3, 5, date(2030, 12, 31))


def test_an_act_for_about_so_many_is_a_target() -> None:
    targets = read("III. NHIỆM VỤ\n- Đào tạo nghề ngắn hạn cho khoảng 1.200 lao động; tư vấn việc làm cho khoảng 800 lượt người.")
    assert [(float(t.value), t.comparator.value) for t in targets] == [(1200, "approx"), (800, "approx")]


def test_what_follows_a_share_after_a_comma_is_no_part_of_its_name() -> None:
    targets = read(
        "III. NHIỆM VỤ\nPhấn đấu tăng trưởng kinh tế năm 2022 đạt trên 7% và năm 2023 đạt từ 8% trở lên, "
        "Ủy ban nhân dân tỉnh yêu cầu các sở tập trung thực hiện Kế hoạch này."
    )
    assert [t.indicator for t in targets] == ["tăng trưởng kinh tế", "tăng trưởng kinh tế"]


def test_what_a_thing_is_for_is_no_part_of_its_name() -> None:
    (target,) = read("III. NHIỆM VỤ\n- Rà soát các cơ sở có tiềm năng, lựa chọn tối thiểu 05 cơ sở để dẫn dắt chuỗi liên kết.")
    assert target.indicator == "số cơ sở lựa chọn"


@pytest.mark.parametrize(
    "body",
    [
        "II. CHỈ TIÊU KÊ KHAI\n- Chỉ tiêu [02]: dành cho cơ sở có doanh thu năm trên 20 tỷ đồng.",  # how a form is filled in
        "II. THƯỞNG VƯỢT CHỈ TIÊU, ĐỊNH MỨC\n- Trích 40% để chi trả cho người lao động.",  # who gets what
        "III. NHIỆM VỤ\n- Việc bổ nhiệm phải đạt trên 50% thành viên tập thể lãnh đạo đồng ý.",  # votes
        "III. NHIỆM VỤ\n- Tỷ lệ giải quyết đơn khá cao, đạt 92,4% (vượt 2,4% so với chỉ tiêu được giao).",  # a result
    ],
)
def test_forms_votes_shares_paid_out_and_results_are_no_targets(body: str) -> None:
    assert read(body) == ()


def test_a_point_that_strives_sets_a_goal_under_any_heading() -> None:
    (target,) = read("2. Dự kiến thành phần, cơ cấu đại biểu:\na) Phấn đấu có không dưới 25% đại biểu trẻ tuổi.")
    assert (float(target.value), target.comparator) == (25, Comparator.GE)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tổng vốn đầu tư bình quân 5 năm 2022 - 2026 khoảng 30 - 32% GRDP.", [(30, 32, "%")]),  # a period counts nothing
        ("Phát triển rừng sản xuất (góp phần đạt tỷ lệ che phủ rừng 40 - 41%).", [(40, 41, "%")]),
        (
            "Bốn vùng trọng điểm có tổng diện tích 22.000 ha (chiếm 74% diện tích toàn tỉnh).",
            [(22000, None, "ha"), (74, None, "%")],
        ),
        ("100% huyện có phòng xét nghiệm đạt chuẩn và có ít nhất 08 phòng tư vấn.", [(100, None, "%"), (8, None, "phòng")]),
        (
            "Xây dựng năm (05) khu dân cư kiểu mẫu; thành lập 12 (mười hai) hợp tác xã.",
            [(5, None, "khu dân cư"), (12, None, "hợp tác xã")],
        ),
        ("Tỷ trọng chi đầu tư khoảng 28%, phấn đấu khoảng 29% tổng chi ngân sách.", [(28, None, "%"), (29, None, "%")]),
        ("Sản lượng đường: 1,5 triệu tấn.", [(1.5, None, "triệu tấn")]),
        ("Phấn đấu 80% số xã đạt chuẩn, không còn xã đạt dưới 15 tiêu chí.", [(80, None, "%")]),
        ("Sản xuất quặng tinh có hàm lượng từ 48% trở lên; 100% vốn nước ngoài được áp dụng.", []),
    ],
)
def test_every_number_that_is_set_and_no_other(line: str, expected: Told) -> None:
    assert [(float(t.value), float(t.upper) if t.upper else None, t.unit) for t in goals(line)] == expected


def test_an_amount_may_be_named_as_the_aim_of_an_act() -> None:
    (target,) = read(
        "III. NHIỆM VỤ\n- Giai đoạn 2023-2025, thăm dò mỏ đá vôi với mục tiêu khoảng 18 triệu tấn trữ lượng các cấp."
    )
    assert (float(target.value), target.unit, target.due.latest) == (18, "triệu tấn", date(2025, 12, 31))


def test_a_rate_of_decrease_that_is_held_is_a_decrease() -> None:
    (target,) = goals("Tỷ lệ hộ nghèo duy trì mức giảm 1-1,5%/năm.")
    assert (target.change, target.indicator) == (Change.DECREASE, "tỷ lệ hộ nghèo")


def test_a_stage_after_a_year_is_open_and_one_up_to_a_year_is_not() -> None:
    first, second = read(
        "III. PHÂN KỲ ĐẦU TƯ\nGiai đoạn từ nay đến 2030: xây dựng mới, nâng cấp khoảng 120 km đường;\n"
        "Giai đoạn sau năm 2030: xây dựng mới, nâng cấp khoảng 80 km đường."
    )
    assert (first.due.latest, second.due.earliest, second.due.latest) == (date(2030, 12, 31), date(2031, 1, 1), None)


def test_the_next_sentence_sets_one_of_the_same_make() -> None:
    targets = read(
        "III. NHIỆM VỤ\nPhấn đấu dự toán thu nội địa năm 2023 tăng tối thiểu 9-11% so với năm 2022; mức tăng của từng huyện "
        "phù hợp với nguồn thu. Dự toán thu từ hoạt động xuất nhập khẩu tăng bình quân tối thiểu 4-6% so với ước "
        "thực hiện năm 2022."
    )
    assert [(float(t.value), t.change.value) for t in targets] == [(9, "increase"), (4, "increase")]


def test_a_verb_alone_goes_on_with_what_was_counted() -> None:
    targets = goals("Trồng 75.000 ha rừng phòng hộ, mỗi năm trồng 15.000 ha.")
    assert [t.indicator for t in targets] == ["số ha rừng phòng hộ trồng", "số ha rừng phòng hộ trồng"]


def test_a_measure_of_its_own_trade_is_counted_under_goals() -> None:
    assert [(float(t.value), t.unit) for t in goals("Sản lượng chế tác đá quý ~ 500.000 cts/năm.")] == [(500000, "cts/năm")]
    assert [(float(t.value), t.unit) for t in goals("Chữ đường bình quân: 11 CCS.")] == [(11, "CCS")]


def test_a_bare_total_says_what_it_is_of() -> None:
    targets = goals("Thành lập mới 04 tổ hợp tác, nâng tổng số lên 24 tổ hợp tác.")
    assert [(float(t.value), t.indicator) for t in targets] == [(4, "số tổ hợp tác thành lập mới"), (24, "tổng số tổ hợp tác")]
