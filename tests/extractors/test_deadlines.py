"""Deadlines: a limit of time that binds a task, what is to be done and by whom."""

from datetime import date

import pytest

from models.deadline import Deadline
from tests.extractors.test_citations import read


def deadlines(body: str) -> tuple[Deadline, ...]:
    return read("I. TỔ CHỨC THỰC HIỆN\n" + body).deadlines


@pytest.mark.parametrize(
    "line",
    [
        "1. Đến hết năm 2025, 80% số xã đạt chuẩn.",  # the year of a target
        "1. Thực hiện Chương trình giai đoạn 2021-2025 trên địa bàn tỉnh.",  # a programme's period
        "1. Báo cáo trước ngày 30/6/2020 đã được gửi.",  # past when it was signed
        "1. Theo Quyết định số 9/QĐ-TTg ngày 03/6/2026 của Thủ tướng Chính phủ.",  # the day of a citation
        "1. Đối với hồ sơ tiếp nhận trước ngày 01/01/2026 thì thực hiện theo quy định cũ.",  # a condition
        "1. Hộ gia đình sử dụng đất trước ngày 01/7/2026 mà không có giấy tờ.",  # a state
        "1. Quyết định này có hiệu lực từ ngày 01/12/2025.",
        "2. Mục tiêu cụ thể đến hết năm 2026",  # a heading over aims
        "1. Bố trí từ nguồn ngân sách hằng năm.",
        "1. Tổ chức triển khai ngay từ đầu năm, bảo đảm kịp thời.",
    ],
)
def test_what_binds_no_task_is_no_deadline(line: str) -> None:
    assert deadlines(line) == ()


def test_the_subject_of_the_sentence_is_the_body() -> None:
    (deadline,) = deadlines("1. Các sở, ban, ngành, UBND các xã, phường gửi báo cáo về Sở Nội vụ trước ngày 16/12/2025.")
    assert deadline.bodies == ("Các sở, ban, ngành, UBND các xã, phường",)
    assert deadline.task == "gửi báo cáo về Sở Nội vụ"
    assert deadline.latest == date(2025, 12, 15)


def test_the_body_may_stand_in_the_heading_above() -> None:
    (deadline,) = deadlines("1. UBND quận, huyện, thị xã:\n- Hoàn thành kế hoạch trước ngày 30/9/2026.")
    assert deadline.bodies == ("UBND quận, huyện, thị xã",)


def test_the_body_may_stand_after_the_limit() -> None:
    (deadline,) = deadlines("1. Trong thời hạn 05 ngày làm việc kể từ ngày ký, Sở Nội vụ trình UBND tỉnh xem xét.")
    assert deadline.bodies == ("Sở Nội vụ",)
    assert deadline.after is not None and deadline.after.working
    assert deadline.latest == date(2025, 11, 27)


def test_each_limit_of_a_sentence_is_a_deadline() -> None:
    found = deadlines("1. Sở Công Thương báo cáo định kỳ hàng tháng (trước ngày 18 hàng tháng), 6 tháng (trước ngày 18/5).")
    assert [d.every.value for d in found if d.every] == ["month", "half"]
    assert {d.bodies for d in found} == {("Sở Công Thương",)}


def test_an_open_start_and_a_closed_end_are_one_deadline() -> None:
    (deadline,) = deadlines("Từ tháng 1/2026 thực hiện rà soát, hoàn chỉnh hồ sơ và quyết toán trước 30/9/2026.")
    assert (deadline.earliest, deadline.latest) == (date(2026, 1, 1), date(2026, 9, 29))


def test_a_labelled_time_speaks_of_its_siblings_task() -> None:
    (deadline,) = deadlines(
        "1. Hoạt động 1\n- Nội dung: Rà soát văn bản.\n- Cơ quan chủ trì: Sở Tư pháp.\n- Thời gian thực hiện: Quý I/2026."
    )
    assert (deadline.task, deadline.bodies) == ("Rà soát văn bản", ("Sở Tư pháp",))
    assert (deadline.earliest, deadline.latest) == (date(2026, 1, 1), date(2026, 3, 31))


def test_a_column_of_times_gives_each_row_its_deadline() -> None:
    first, second = deadlines(
        "TT | Nội dung công việc | Đơn vị chủ trì | Thời gian hoàn thành\n"
        "1 | Ban hành kế hoạch | Sở Nội vụ | Tháng 12/2025\n2 | Sơ kết | Sở Tài chính | Trước 30/6/2026"
    )
    assert (first.task, first.bodies, first.latest) == ("Ban hành kế hoạch", ("Sở Nội vụ",), date(2025, 12, 31))
    assert (second.task, second.latest) == ("Sơ kết", date(2026, 6, 29))


def test_a_year_that_closes_a_part_after_a_deadline_is_one_too() -> None:
    first, second = deadlines(
        "1. Sở Xây dựng lập quy hoạch, hoàn thành trong tháng 12/2025, triển khai thực hiện trong năm 2026."
    )
    assert (first.latest, second.latest) == (date(2025, 12, 31), date(2026, 12, 31))
    assert (second.bodies, second.task) == (("Sở Xây dựng",), "triển khai thực hiện")
    assert deadlines("1. Tuyên truyền các hoạt động trong năm 2026.") == ()


def test_a_day_parted_from_its_every_year_is_one_deadline() -> None:
    (deadline,) = deadlines("1. Sở Y tế định kỳ hằng năm gửi báo cáo tình hình thực hiện trước ngày 15 tháng 12.")
    assert deadline.every is not None
    assert (deadline.relation.value, deadline.every.value, deadline.latest) == ("before", "year", None)
    assert deadline.task == "gửi báo cáo tình hình thực hiện"


def test_the_body_stands_after_a_number_in_the_sentence() -> None:
    (deadline,) = deadlines("1. Xây dựng chiến lược dữ liệu: (1) Thanh tra tỉnh ban hành trước ngày 25/12/2025.")
    assert (deadline.bodies, deadline.task) == (("Thanh tra tỉnh",), "Xây dựng chiến lược dữ liệu")


def test_a_labelled_time_takes_the_lead_from_below_its_sibling() -> None:
    (deadline,) = deadlines(
        "1.1. Kế hoạch dữ liệu\na) Nhiệm vụ: Rà soát văn bản.\nb) Cơ quan thực hiện:\n- Đơn vị chủ trì: Sở Tư pháp.\n"
        "c) Thời gian thực hiện: Hoàn thành trong tháng 3/2026."
    )
    assert (deadline.task, deadline.bodies) == ("Rà soát văn bản", ("Sở Tư pháp",))


def test_parts_marked_with_small_numerals_have_their_own_bodies() -> None:
    first, second = deadlines(
        "b) Để đạt mục tiêu, đề nghị: (i) Sở Xây dựng hướng dẫn chủ đầu tư hoàn thiện quy hoạch trong tháng 11 năm 2026. "
        "(ii) Sở Công Thương đẩy nhanh đàm phán, ký hợp đồng chính thức trong tháng 12 năm 2026."
    )
    assert (first.bodies, second.bodies) == (("Sở Xây dựng",), ("Sở Công Thương",))
    assert second.task == "đẩy nhanh đàm phán, ký hợp đồng chính thức"


def test_a_semicolon_in_parentheses_parts_no_task() -> None:
    (deadline,) = deadlines(
        "- Chỉ đạo bàn giao mặt bằng (0,3km của dự án A; phạm vi cầu vượt của dự án B) trước ngày 30 tháng 11 năm 2026."
    )
    assert deadline.task.startswith("Chỉ đạo bàn giao mặt bằng (0,3km")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1. Sở Xây dựng hoàn thành đưa dự án vào vận hành trong năm 2027.", [date(2027, 12, 31)]),
        ("1. Sở Xây dựng hoàn thành 05 công trình trong năm 2027.", []),  # a target
        ("1. Thực hiện Chương trình trong năm 2027.", []),  # the year of a programme
    ],
)
def test_a_year_binds_what_is_finished_in_it(line: str, expected: list[date]) -> None:
    assert [deadline.latest for deadline in deadlines(line)] == expected


def test_what_a_clause_is_about_is_no_part_of_the_task() -> None:
    (deadline,) = deadlines("c) Về việc giao cắt tuyến ống: Sở Xây dựng xử lý hồ sơ trong tháng 11 năm 2026.")
    assert (deadline.bodies, deadline.task) == (("Sở Xây dựng",), "xử lý hồ sơ")


def test_a_labelled_time_may_name_its_task_in_the_label() -> None:
    (deadline,) = deadlines("- Thời gian thanh tra tại cơ sở: Kể từ ngày 28/8/2026 đến 30/11/2026.")
    assert (deadline.task, deadline.earliest, deadline.latest) == ("thanh tra tại cơ sở", date(2026, 8, 28), date(2026, 11, 30))


def test_the_body_may_stand_in_the_line_that_introduces_the_list() -> None:
    (deadline,) = read(
        "Để chủ động ứng phó, Sở Nội vụ đề nghị Ủy ban nhân dân các huyện, thành phố:\n"
        "1. Kiểm tra hồ chứa nước và gửi kết quả chậm nhất ngày 25/8/2026.\n"
    ).deadlines
    assert deadline.bodies == ("Ủy ban nhân dân các huyện, thành phố",)


def test_words_that_tie_a_sentence_to_the_one_before_are_no_body() -> None:
    (deadline,) = deadlines("1. Trên cơ sở đó, Sở Tư pháp tổng hợp, báo cáo UBND tỉnh trước ngày 10 tháng 12 năm 2026.")
    assert (deadline.bodies, deadline.task) == (("Sở Tư pháp",), "tổng hợp, báo cáo UBND tỉnh")


@pytest.mark.parametrize(
    ("line", "relation", "every"),
    [
        ("1. Sở Y tế trình phê duyệt kế hoạch trước 30/12 hằng năm.", "before", "year"),  # no "ngày"
        ("1. Sở Y tế gửi kết quả đánh giá, hạn cuối ngày 15 tháng 12 hàng năm.", "by", "year"),
        ("1. Sở Y tế báo cáo Giám đốc vào thứ Sáu hằng tuần.", "within", "week"),
        ("1. Hằng năm Sở Y tế tổng hợp, báo cáo UBND tỉnh trước ngày 31 tháng 01 của năm tiếp theo.", "before", "year"),
        ("1. Sở Y tế định kỳ hằng năm báo cáo kết quả về Bộ chậm nhất ngày 17 tháng 12.", "by", "year"),
    ],
)
def test_a_day_that_comes_again_is_one_deadline_without_dates(line: str, relation: str, every: str) -> None:
    (deadline,) = deadlines(line)
    assert deadline.every is not None
    assert (deadline.relation.value, deadline.every.value, deadline.latest) == (relation, every, None)


@pytest.mark.parametrize(
    ("line", "latest", "is_doubtful"),
    [
        ("1. Sở Y tế ký hợp đồng trong vòng 10 ngày kể từ ngày ban hành Thông báo này.", date(2025, 11, 30), True),  # a Sunday
        ("1. Sở Y tế ký hợp đồng trong vòng 11 ngày kể từ ngày ban hành Thông báo này.", date(2025, 12, 1), False),
        (
            "1. Sở Y tế lập danh mục chậm nhất 05 ngày làm việc kể từ ngày ban hành Quyết định.",
            date(2025, 11, 27),
            True,
        ),  # whose?
        ("1. Sở Y tế sắp xếp số lượng chậm nhất là 05 năm kể từ ngày 01/7/2025.", date(2030, 7, 1), False),
        ("1. Sở Y tế gửi ý kiến không chậm hơn 15 ngày kể từ ngày nhận được báo cáo.", None, False),
    ],
)
def test_an_offset_counts_from_the_day_it_names(line: str, latest: date | None, is_doubtful: bool) -> None:
    (deadline,) = deadlines(line)
    assert (deadline.latest, bool(deadline.doubts)) == (latest, is_doubtful)


def test_a_clause_of_time_closes_the_clause_or_the_paragraph_before_it() -> None:
    (within_line,) = deadlines("1. Sở Y tế hoàn thiện hồ sơ; thời gian xong trước 17h00 ngày 20/12/2025.")
    assert "hoàn thiện hồ sơ" in within_line.task
    (below,) = deadlines("1. Sở Y tế:\nXây dựng quy trình nội bộ.\nThời hạn chậm nhất 05 ngày làm việc kể từ ngày ký.")
    assert (below.task, below.bodies) == ("Xây dựng quy trình nội bộ", ("Sở Y tế",))


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("1- Ủy ban Kiểm tra Đảng ủy báo cáo kết quả trước ngày 15/12/2025.", "Ủy ban Kiểm tra Đảng ủy"),
        ("- Các chi bộ gửi kế hoạch về Đảng ủy chậm nhất ngày 25/12/2025.", "Các chi bộ"),
        ("- Bộ phận giúp việc trình Trưởng ban trước ngày 25/12/2025.", "Bộ phận giúp việc"),
        ("1. Trước ngày 25/12/2025, cơ quan thuế các cấp phải báo cáo cơ quan cấp trên.", "cơ quan thuế các cấp"),
    ],
)
def test_bodies_of_the_party_and_parts_of_bodies_act_too(line: str, body: str) -> None:
    (deadline,) = deadlines(line)
    assert [name.lower() for name in deadline.bodies] == [body.lower()]


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("1. Sở Nội vụ:\n- Hoàn thành việc rà soát trong 6 tháng đầu năm 2026.", date(2026, 6, 30)),
        ("1. Sở Nội vụ:\n- Hoàn thành việc rà soát trong tháng 12, gửi Sở Tài chính tổng hợp.", date(2025, 12, 31)),
        ("1. Sở Nội vụ:\n- Tháng 7 năm 2026: có sơ kết 06 tháng thực hiện Đề án.", date(2026, 7, 31)),
        ("1. Sở Nội vụ:\n- Trình dự thảo Đề án: Quý II/2026.", date(2026, 6, 30)),
        ("1. Sở Nội vụ:\n- Thời gian: từ Quý II - IV/2026.", date(2026, 12, 31)),
        ("1. Sở Nội vụ:\n- Hạn nộp hồ sơ: 30/6/2026.", date(2026, 6, 30)),
    ],
)
def test_forms_of_time_that_bind_a_task(line: str, last: date) -> None:
    (deadline,) = deadlines(line)
    assert (deadline.latest, deadline.bodies) == (last, ("Sở Nội vụ",))


def test_a_month_that_dates_a_figure_binds_nothing() -> None:
    assert deadlines("1. Sở Nội vụ:\n- Tháng 7 năm 2026: đạt 50% số hộ.") == ()


def test_a_labelled_time_under_a_body_speaks_of_the_bullet_beside_it() -> None:
    (deadline,) = deadlines("1. Sở Nội vụ:\n- Tập huấn cho công chức cấp xã.\n- Thời gian thực hiện: Quý I và Quý II/2026.")
    assert deadline.task == "Tập huấn cho công chức cấp xã"


def test_a_labelled_time_binds_those_who_act_above_it() -> None:
    (deadline,) = deadlines(
        "1. Tổ chức hội nghị phổ biến Luật.\n- Sở Tư pháp có trách nhiệm chuẩn bị tài liệu.\n- Thời gian thực hiện: Quý II/2026."
    )
    assert deadline.bodies == ("Sở Tư pháp",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1. Sở Xây dựng lập đề án, trình Ủy ban nhân dân tỉnh xem xét, quyết định trong năm 2027.", [date(2027, 12, 31)]),
        ("1. Sở Xây dựng theo dõi thi hành, tổng kết vào năm 2030 kết quả thực hiện Đề án.", [date(2030, 12, 31)]),
        ("1. Sở Xây dựng nghiên cứu, trong năm 2027 điều chỉnh đơn giá cho phù hợp.", [date(2027, 12, 31)]),
        ("1. Sở Xây dựng rà soát các văn bản ban hành trong năm 2027.", []),  # when the things were made
        ("1. Sở Xây dựng triển khai các chương trình trong năm 2027.", []),  # the year of a programme
    ],
)
def test_a_year_binds_the_last_step_of_a_task(line: str, expected: list[date]) -> None:
    assert [deadline.latest for deadline in deadlines(line)] == expected


@pytest.mark.parametrize(
    ("line", "every"),
    [
        ("1. Sở Y tế báo cáo Ủy ban nhân dân tỉnh hằng tuần về tình hình dịch bệnh.", ["week"]),
        ("1. Sở Y tế lưu báo cáo hằng tuần của các đơn vị.", []),
    ],
)
def test_a_body_that_is_reported_to_makes_a_habit_of_it(line: str, every: list[str]) -> None:
    assert [str(deadline.every) for deadline in deadlines(line)] == every


def test_an_offset_may_run_into_the_next_limit() -> None:
    found = deadlines(
        "1. Sở Nội vụ thẩm định không quá 05 ngày làm việc kể từ ngày nhận đủ hồ sơ của xã "
        "và hoàn thành trước ngày 20 tháng 01 hằng năm."
    )
    assert [(d.after.days if d.after else None, str(d.every) if d.every else None) for d in found] == [(5, None), (None, "year")]


def test_a_heading_may_say_whose_duty_it_is() -> None:
    (deadline,) = deadlines("1. Trách nhiệm của Sở Tài chính\na) Bố trí kinh phí trước ngày 15/6/2026;")
    assert deadline.bodies == ("Sở Tài chính",)


def test_a_stage_before_a_year_binds_nobody() -> None:
    assert deadlines("1. Sở Công Thương:\n- Giai đoạn trước năm 2027 sản phẩm chủ yếu để xuất khẩu.") == ()


def test_whom_an_order_over_a_list_charges() -> None:
    (deadline,) = deadlines(
        "Giao Sở Y tế thực hiện các nhiệm vụ sau đây:\n1. Trước năm 2027, hoàn thành việc liên thông dữ liệu khám, chữa bệnh."
    )
    assert (deadline.bodies, deadline.latest) == (("Sở Y tế",), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1. Trong năm 2027, hoàn thành tổng điều tra về đất đai trên địa bàn tỉnh.", [date(2027, 12, 31)]),
        ("1. Trong năm 2027, hoàn thành 05 công trình thủy lợi.", []),  # a target
        ("1. Trong năm 2027, thực hiện đồng bộ các giải pháp.", []),
    ],
)
def test_a_year_that_opens_a_line_binds_what_is_finished_in_it(line: str, expected: list[date]) -> None:
    assert [deadline.latest for deadline in deadlines(line)] == expected


@pytest.mark.parametrize(
    ("line", "every"),
    [
        ("1. Sở Nội vụ tổ chức giao ban hàng tháng để kiểm điểm tiến độ.", ["month"]),
        ("1. Các lớp do Sở Nội vụ tổ chức có thời gian không quá 3 ngày.", []),  # how long they last
    ],
)
def test_meetings_come_again_and_durations_are_no_terms(line: str, every: list[str]) -> None:
    assert [str(deadline.every) for deadline in deadlines(line)] == every


def test_a_day_of_the_moons_year_is_not_read_as_the_suns() -> None:
    assert deadlines("1. Sở Nội vụ trực Tết đến hết ngày 5/1 năm Nhâm Dần.") == ()
