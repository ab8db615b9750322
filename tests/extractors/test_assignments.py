"""Assignments and decisions: who shall do what, and what a paper enacts."""

from datetime import date

import pytest

from extractors.grammar.tasks import actor_at, partners_of, split_bodies
from extractors.pipeline import RecordExtractor
from models.assignment import Assignment
from models.decision import Decision
from service.outline import DocumentOutliner
from tests.builders import make_document

HEAD = """ỦY BAN NHÂN DÂN TỈNH BẮC GIANG | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc
Số: {number} | Bắc Giang, ngày 12 tháng 4 năm 2022
{kind}
VỀ XÂY DỰNG NÔNG THÔN MỚI NĂM 2022
"""
EXTRACTOR, OUTLINER = RecordExtractor(("deadlines", "decisions", "assignments")), DocumentOutliner()


def read(body: str, *, kind: str = "KẾ HOẠCH", number: str = "31/KH-UBND") -> tuple[Assignment, ...]:
    document = make_document(HEAD.format(kind=kind, number=number) + body)
    return EXTRACTOR.extract(document, OUTLINER.outline(document), ()).assignments


def decisions(body: str) -> tuple[Decision, ...]:
    document = make_document(HEAD.format(kind="QUYẾT ĐỊNH", number="31/QĐ-UBND") + body)
    return EXTRACTOR.extract(document, OUTLINER.outline(document), ()).decisions


@pytest.mark.parametrize(
    ("line", "body", "role"),
    [
        ("- Sở Y tế tổng hợp kết quả, báo cáo Ủy ban nhân dân tỉnh.", "Sở Y tế", "lead"),
        ("- Sở Xây dựng chủ trì, phối hợp với Công an tỉnh kiểm tra các công trình.", "Sở Xây dựng", "lead"),
        ("- Giao Sở Nội vụ rà soát nhân sự của các đơn vị.", "Sở Nội vụ", "lead"),
        ("- Đề nghị Hội Nông dân tỉnh vận động hội viên tham gia.", "Hội Nông dân tỉnh", "request"),
        ("- Sở Tài chính tham mưu Ủy ban nhân dân tỉnh bố trí kinh phí.", "Sở Tài chính", "advise"),
        ("- Công an tỉnh phối hợp với Sở Y tế quản lý chặt chẽ địa bàn.", "Công an tỉnh", "cooperate"),
        ("- Ban Quản lý dự án tỉnh hoàn thành các thủ tục đầu tư.", "Ban Quản lý dự án tỉnh", "lead"),
        ("- Sở Giáo dục và Đào tạo hướng dẫn các trường thực hiện.", "Sở Giáo dục và Đào tạo", "lead"),
        ("- Ủy ban nhân dân cấp xã bố trí quỹ đất cho các dự án.", "Ủy ban nhân dân cấp xã", "lead"),
        (
            "- Các sở, ban, ngành, UBND các xã, phường xây dựng dự toán kinh phí.",
            "Các sở, ban, ngành, UBND các xã, phường",
            "lead",
        ),
    ],
)
def test_the_first_verb_ends_the_name_of_the_body(line: str, body: str, role: str) -> None:
    (assignment,) = read(f"III. TỔ CHỨC THỰC HIỆN\n{line}")
    assert (assignment.body, assignment.role.value) == (body, role)


@pytest.mark.parametrize(
    ("line", "bodies"),
    [
        ("- Đối với nhiệm vụ năm 2022, các sở, ngành và UBND các xã chủ động bố trí kinh phí.", ["các sở, ngành và UBND các xã"]),
        ("- Trong quá trình thực hiện, nếu có vướng mắc các địa phương kịp thời phản ánh về Sở Nội vụ.", ["các địa phương"]),
        (
            "- Căn cứ Kế hoạch này, các sở, ngành được phân công chủ trì nhiệm vụ có trách nhiệm xây dựng kế hoạch chi tiết.",
            ["các sở, ngành"],
        ),
        ("- Các doanh nghiệp căn cứ vào nội dung của Chương trình, xây dựng các giải pháp.", ["Các doanh nghiệp"]),
        ("- Đài Truyền hình Việt Nam (VTV) chủ trì xây dựng phim tổng kết năm.", ["Đài Truyền hình Việt Nam"]),
        ("- Xây dựng chiến lược dữ liệu: (1) Sở Tư pháp ban hành hướng dẫn chung.", ["Sở Tư pháp"]),
    ],
)
def test_a_body_need_not_begin_the_line(line: str, bodies: list[str]) -> None:
    assert [a.body for a in read(f"III. TỔ CHỨC THỰC HIỆN\n{line}")] == bodies


def test_a_labelled_line_may_give_each_body_its_own_task() -> None:
    found = read(
        "III. HOẠT ĐỘNG\n1. Rà soát văn bản trong năm\n- Cơ quan thực hiện: Sở Tư pháp tiến hành rà soát các văn bản; các sở, "
        "ngành liên quan gửi kết quả rà soát. Đồng thời, các sở, ngành tiếp tục rà soát định kỳ."
    )
    assert [a.body for a in found] == ["Sở Tư pháp", "các sở, ngành liên quan", "các sở, ngành"]


def test_a_labelled_line_may_give_its_lead_a_task_of_its_own() -> None:
    (first, second) = read(
        "1. Phổ biến Luật Việc làm\n- Cơ quan thực hiện: Sở Nội vụ chủ trì tham mưu ban hành kế hoạch; Sở Tư pháp và các sở, "
        "ban, ngành chủ động tổ chức triển khai Luật Việc làm."
    )
    assert (first.body, second.body) == ("Sở Nội vụ", "Sở Tư pháp và các sở, ban, ngành")


@pytest.mark.parametrize(
    ("line", "bodies"),
    [
        (  # the names behind a colon belong to the body
            "- Ủy ban nhân dân các thành phố: Hà Nội, Cần Thơ thực hiện nghiêm chỉ đạo của Thủ tướng.",
            ["Ủy ban nhân dân các thành phố: Hà Nội, Cần Thơ"],
        ),
        (
            "- Các đơn vị xây dựng kế hoạch chi tiết; định kỳ hằng quý báo cáo kết quả về Sở Nội vụ.",
            ["Các đơn vị", "Các đơn vị"],
        ),
        (
            "- Các địa phương đăng ký nhu cầu kinh phí, trên cơ sở đề xuất của Sở Y tế, Sở Tài chính tổng hợp, trình cấp trên.",
            ["Các địa phương", "Sở Tài chính"],
        ),
        ("3. Thủ trưởng các sở triển khai thực hiện Kế hoạch này.\nĐoạn sau nói thêm về kế hoạch.", ["Thủ trưởng các sở"]),
        (
            "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các sở, ban, ngành kịp thời phản ánh về Sở Nội vụ.",
            ["các sở, ban, ngành"],
        ),
        ("Văn phòng Sở trân trọng thông báo để các đơn vị biết.", []),
        ("1. Về kiến nghị bổ sung vốn cho dự án cầu, đường (giai đoạn 2): Giao Sở Tài chính rà soát.", ["Sở Tài chính"]),
        (
            "1. Để sớm đưa dự án vào sử dụng, đề nghị: (i) Sở Xây dựng hoàn thành nghiệm thu các hạng mục. "
            "(ii) Về thủ tục đất đai: Giao Sở Tài chính hướng dẫn chủ đầu tư.",
            ["Sở Xây dựng", "Sở Tài chính"],
        ),
        ("1. Các Sở: Tài chính, Nội vụ kịp thời cung ứng vật tư theo đề nghị.", ["Các Sở: Tài chính, Nội vụ"]),
        ("1. Sở Y tế theo dõi tình hình dịch; thông tin kịp thời đến người dân.", ["Sở Y tế", "Sở Y tế"]),
        ("1. Thanh tra tỉnh chủ trì kiểm tra các đơn vị.", ["Thanh tra tỉnh"]),
        ("1. Lãnh đạo các sở chịu trách nhiệm về kết quả thực hiện.", ["Lãnh đạo các sở"]),
        ("- Cơ quan, đơn vị lập danh sách gửi về Sở hạn chót 13/10/2022.", ["Cơ quan, đơn vị"]),
        (
            "- Bộ phận giúp việc cho Hội đồng Xét duyệt sáng kiến tổng hợp danh sách của các đơn vị.",
            ["Bộ phận giúp việc cho Hội đồng Xét duyệt sáng kiến"],
        ),
        (
            "- Từ ngày 13/11/2022 đến ngày 17/11/2022, các cơ sở có hoạt động về dược có trách nhiệm tự kiểm tra. "
            "Sau đó các đơn vị tổng hợp kết quả gửi Sở Y tế.",
            ["các cơ sở có hoạt động về dược", "các đơn vị"],
        ),
        (
            "1. Các doanh nghiệp viễn thông triển khai phương án dự phòng; đáp ứng nhu cầu liên lạc. Bố trí đủ nhân lực. "
            "Thực hiện nghiêm chế độ trực.",
            ["Các doanh nghiệp viễn thông"] * 4,
        ),
        (
            "1. Chủ tịch UBND các tỉnh, thành phố trực thuộc Trung ương: Hà Tĩnh, Quảng Trị chủ động phối hợp kiểm tra.",
            ["Chủ tịch UBND các tỉnh, thành phố trực thuộc Trung ương: Hà Tĩnh, Quảng Trị"],
        ),
        ("2, Các đơn vị trực thuộc Sở Y tế phối hợp kiểm tra.", ["Các đơn vị trực thuộc Sở Y tế"]),  # a dot misread
        (
            "Đề nghị Giám đốc các sở; Chủ tịch UBND các xã triển khai thực hiện tốt kế hoạch này.",
            ["Giám đốc các sở; Chủ tịch UBND các xã"],
        ),
        ("1. Các thư viện tổ chức ngày hội đọc sách.", ["Các thư viện"]),
        ("1. Thủ trưởng các sở - ngành xây dựng kế hoạch chi tiết.", ["Thủ trưởng các sở - ngành"]),
        (
            "1. Cơ quan được giao chủ trì soạn thảo phải gửi dự thảo để lấy ý kiến.",
            ["Cơ quan được giao chủ trì soạn thảo"],
        ),
        ("Phòng Pháp chế - cơ quan thường trực Hội đồng phối hợp với Sở Y tế kiểm tra.", ["Phòng Pháp chế"]),
        ("1. Các đơn vị trước ngày 25 hằng tháng báo cáo kết quả về Sở.", ["Các đơn vị"]),
        ("1. Chậm nhất ngày 30/6/2022 các cơ quan phải ban hành quy trình.", ["các cơ quan"]),
        (
            "1. Đề nghị Hội Nông dân tỉnh tuyên truyền. Sau khi được phê duyệt, các huyện tập trung triển khai Đề án.",
            ["Hội Nông dân tỉnh", "các huyện"],
        ),
        (  # a sentence whose bullets go on with what the body shall do
            "3. Các tỉnh, thành phố trực thuộc Trung ương tổ chức thực hiện Đề án này.\n- Bố trí kinh phí hằng năm cho Đề án.",
            ["Các tỉnh, thành phố trực thuộc Trung ương", "Các tỉnh, thành phố trực thuộc Trung ương"],
        ),
    ],
)  # fmt: skip
def test_who_acts_in_longer_sentences(line: str, bodies: list[str]) -> None:
    assert [a.body for a in read(f"III. TỔ CHỨC THỰC HIỆN\n{line}")] == bodies


def test_what_was_concluded_on_a_province_tells_tinh_what_to_do() -> None:
    found = read(
        "1. Trong thời gian tới, Tỉnh rà soát các chỉ tiêu; xây dựng kịch bản tăng trưởng.", kind="THÔNG BÁO", number="9/TB-VPCP"
    )
    assert [(a.body, a.task) for a in found] == [
        ("Tỉnh", "rà soát các chỉ tiêu"),
        ("Tỉnh", "xây dựng kịch bản tăng trưởng"),
    ]


def test_things_that_are_numbered_are_one_task() -> None:
    (assignment,) = read(
        "1. Sở Tư pháp hoàn thiện các báo cáo: (i) Báo cáo kết quả rà soát, trong đó nêu rõ: đã xử lý xong; "
        "tiếp tục được xử lý; (ii) Báo cáo về thủ tục hành chính."
    )
    assert assignment.task.endswith("thủ tục hành chính")


@pytest.mark.parametrize(
    "opening",
    [
        "Để nâng cao chất lượng, Thủ trưởng các sở có trách nhiệm:",
        "Thủ trưởng các sở cần thực hiện một số nội dung sau:",
    ],
)
def test_a_line_of_duty_governs_the_points_below_it(opening: str) -> None:
    found = read(f"{opening}\na) Kiện toàn tổ chức pháp chế.\nb) Xây dựng quy trình soạn thảo.")
    assert {a.body for a in found} == {"Thủ trưởng các sở"}
    assert len(found) == 2


def test_sentences_before_the_one_that_opens_a_list_are_tasks() -> None:
    found = read("1. Sở Y tế:\na) Chỉ đạo các trạm tăng cường kiểm tra. Trong đó chú ý:\n- Xác định địa bàn trọng điểm.")
    assert [a.task for a in found] == ["Chỉ đạo các trạm tăng cường kiểm tra", "Xác định địa bàn trọng điểm"]


def test_paragraphs_go_on_with_what_the_body_above_shall_do() -> None:
    found = read(
        "1. Sở Tư pháp có trách nhiệm hướng dẫn các đơn vị.\nTổng hợp kết quả thực hiện theo quy định. Hoàn thành trong quý III."
    )
    assert [(a.body, a.task) for a in found][-1] == ("Sở Tư pháp", "Tổng hợp kết quả thực hiện theo quy định")


def test_a_heading_governs_its_bullets() -> None:
    first, second, third = read(
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Nội vụ (Cơ quan thường trực):\n- Rà soát nhân sự; tham mưu kiện toàn Ban Chỉ đạo.\n"
        "2. Đề nghị Hội Liên hiệp Phụ nữ tỉnh\n- Tuyên truyền, vận động hội viên tham gia."
    )
    assert [first.body, second.body, third.body] == ["Sở Nội vụ", "Sở Nội vụ", "Hội Liên hiệp Phụ nữ tỉnh"]
    assert third.role.value == "request"


def test_a_sentence_whose_full_stop_was_lost_is_a_task_though_a_paragraph_follows() -> None:
    body = (
        "1. Sở Y tế chủ trì xây dựng tài liệu và mở lớp tập huấn cho y tế thôn bản{stop}\nThời gian thực hiện: Quý II/2022\n"
        "2. Các xã gửi báo cáo trước ngày 15/5/2022{stop}\nQuá trình thực hiện có vướng mắc thì trao đổi lại.\n"
    )
    with_stop, without = ([one.body for one in read(body.format(stop=stop))] for stop in (".", ""))
    assert with_stop == without == ["Sở Y tế", "Các xã"]


@pytest.mark.parametrize("mark", ["1. ", "1 ", "l. ", "a) ", "a ", ") ", "I. ", "L ", ""])
def test_who_acts_is_known_whatever_the_number_before_was_read_as(mark: str) -> None:
    assert [one.body for one in read(f"{mark}Sở Y tế tổ chức tiêm phòng cho trẻ em.\n")] == ["Sở Y tế"]


def test_a_short_heading_with_a_body_and_a_verb_stays_a_heading() -> None:
    assert [one.task for one in read("1. Sở Y tế thực hiện:\n- Tổ chức 02 lớp tập huấn.\n")] == ["Tổ chức 02 lớp tập huấn"]


def test_a_heading_that_is_a_role_gives_role_and_partners() -> None:
    lead, cooperate = read(
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Công Thương\na) Chủ trì, phối hợp với các sở, ngành và UBND các xã\n"
        "- Tổ chức các lớp tập huấn cho doanh nghiệp.\nb) Phối hợp với Sở Tài chính\n- Hỗ trợ các nhà đầu tư đến tỉnh."
    )
    assert (lead.role.value, lead.partners) == ("lead", ("các sở, ngành", "UBND các xã"))
    assert (cooperate.role.value, cooperate.partners) == ("cooperate", ("Sở Tài chính",))


def test_a_semicolon_parts_tasks_only_before_a_verb() -> None:
    tasks = read(
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính\n- Hướng dẫn thủ tục đầu tư; các dự án tại tỉnh; bố trí kinh phí hằng năm."
    )
    assert [t.task for t in tasks] == ["Hướng dẫn thủ tục đầu tư; các dự án tại tỉnh", "bố trí kinh phí hằng năm"]


def test_content_and_doer_on_two_lines_are_one_assignment() -> None:
    (assignment,) = read(
        "III. HOẠT ĐỘNG\n1. Truyền thông\na) Hoạt động 1\n- Nội dung: Triển khai Tháng hành động tại cơ sở.\n"
        "- Cơ quan thực hiện: Sở Nội vụ chủ trì, phối hợp với Sở Y tế và các đơn vị có liên quan."
    )
    assert (assignment.body, assignment.partners) == ("Sở Nội vụ", ("Sở Y tế", "các đơn vị có liên quan"))
    assert assignment.task == "Triển khai Tháng hành động tại cơ sở"


def test_bullets_above_a_line_of_doers_are_one_assignment_each() -> None:
    found = read(
        "III. HOẠT ĐỘNG\n2. Về các nền tảng số\n- Triển khai nâng cấp các hệ thống thông tin.\n"
        "- Hướng dẫn các đơn vị kết nối dữ liệu.\n- Đơn vị chủ trì: Công an tỉnh theo chức năng được giao."
    )
    assert [(a.body, a.task.split()[0]) for a in found] == [("Công an tỉnh", "Triển"), ("Công an tỉnh", "Hướng")]


def test_the_opening_of_a_letter_names_the_doer_of_its_points() -> None:
    tasks = read(
        "Để chủ động ứng phó với mưa lũ, Sở Nông nghiệp đề nghị Ủy ban nhân dân các huyện:\n"
        "1. Kiểm tra toàn bộ hồ chứa nước.\n2. Báo cáo tình hình vận hành hồ chứa.",
        kind="CÔNG VĂN",
    )
    assert [t.body for t in tasks] == ["Ủy ban nhân dân các huyện"] * 2


def test_the_opening_governs_the_paragraphs_of_its_points_too() -> None:
    found = read(
        "Chủ tịch UBND tỉnh yêu cầu Thủ trưởng các sở; Giám đốc các nhà xuất bản tập trung thực hiện tốt những việc sau đây:\n"
        "1. Thực hiện nghiêm túc chỉ đạo của Tỉnh ủy.\nPhối hợp chặt chẽ với các đoàn thể tổ chức thăm hỏi gia đình chính sách.\n"
        "2. Định hướng các cơ quan báo chí tăng cường tuyên truyền.",
        kind="CHỈ THỊ",
        number="3/CT-UBND",
    )
    assert [a.body for a in found] == ["Thủ trưởng các sở; Giám đốc các nhà xuất bản"] * 3


def test_a_table_of_tasks_gives_one_for_each_row() -> None:
    tasks = read(
        "PHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\nTT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian\n"
        "1 | Xây dựng cơ sở dữ liệu hộ nghèo | Sở Nội vụ | Sở Y tế; Công an tỉnh | Quý II\n"
        "2 | Tổ chức hội nghị tổng kết năm | Văn phòng UBND tỉnh | Các sở, ngành | Quý IV\n"
    )
    assert [(t.body, t.partners) for t in tasks] == [
        ("Sở Nội vụ", ("Sở Y tế", "Công an tỉnh")),
        ("Văn phòng UBND tỉnh", ("Các sở, ngành",)),
    ]


def test_an_assignment_points_to_its_deadline() -> None:
    (assignment,) = read("III. TỔ CHỨC THỰC HIỆN\n- Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 15/11/2022.")
    assert assignment.deadline is not None


@pytest.mark.parametrize(
    "body",
    [
        "III. GIẢI PHÁP\n- Tổ chức các hội nghị kết nối cung cầu.",
        "III. TỔ CHỨC THỰC HIỆN\n- Ban hành kèm theo Kế hoạch này các biểu mẫu.",
        "I. KẾT QUẢ\n- Sở Y tế đã tổ chức thẩm định kết quả hỗ trợ.",
        "- Trường hợp tổ chức lại quỹ thì thực hiện theo quy định của pháp luật.",
        "Trong quá trình thực hiện, nếu có vướng mắc, đề nghị các địa phương phản ánh về Sở để được hướng dẫn.",
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế và Trung tâm phòng chống bệnh xã hội",
        "III. TỔ CHỨC THỰC HIỆN\nCác báo cáo trên gửi về Sở trước ngày 05/12/2022.",
        "III. TỔ CHỨC THỰC HIỆN\n1.1. Tổ chức Hội nghị tuyên truyền đến toàn bộ công chức.",
        "III. TỔ CHỨC THỰC HIỆN\nTỉnh tổ chức các lớp tập huấn.",  # a province's own plan speaks of itself
        "Sở Y tế xác định đây là một trong những nhiệm vụ trọng tâm của năm.",
    ],
)
def test_what_gives_nobody_a_task(body: str) -> None:
    assert read(body) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("các tổ chức chính trị - xã hội phối hợp tuyên truyền", "các tổ chức chính trị - xã hội"),
        (
            "UB MTTQ, các tổ chức hội: Hội Nông dân, Hội Phụ nữ phối hợp vận động",
            "UB MTTQ, các tổ chức hội: Hội Nông dân, Hội Phụ nữ",
        ),
        ("Lãnh đạo Sở chỉ đạo các phòng", "Lãnh đạo Sở"),
        ("Trung tâm Trợ giúp pháp lý Nhà nước tổ chức tập huấn", "Trung tâm Trợ giúp pháp lý Nhà nước"),
    ],
)
def test_names_that_hold_a_verb(text: str, name: str) -> None:
    actor = actor_at(text, 0)
    assert actor is not None
    assert actor.name == name


@pytest.mark.parametrize("text", ["Tổ chức hội nghị", "Ban hành văn bản", "Trường hợp khác", "Báo cáo kết quả", "Cơ quan"])
def test_what_only_begins_like_a_body(text: str) -> None:
    assert actor_at(text, 0) is None


def test_partners_end_where_the_task_goes_on() -> None:
    task = "Phối hợp với các sở, ban, ngành, Ủy ban nhân dân các xã và đơn vị liên quan hướng dẫn chuyên môn"
    partners, end = partners_of(task)
    assert partners == ("các sở, ban, ngành", "Ủy ban nhân dân các xã", "đơn vị liên quan")
    assert task[end:].strip() == "hướng dẫn chuyên môn"
    assert split_bodies("Sở Y tế; Công an tỉnh") == ("Sở Y tế", "Công an tỉnh")


@pytest.mark.parametrize(
    ("article", "act", "matter"),
    [
        ("Ban hành kèm theo Quyết định này Kế hoạch xuất khẩu.", "issue", "Kế hoạch xuất khẩu"),
        ("Phê duyệt Đề án số hóa tài liệu.", "approve", "Đề án số hóa tài liệu"),
        ("Thành lập Ban Chỉ đạo chuyển đổi số.", "establish", "Ban Chỉ đạo chuyển đổi số"),
        ("Kiện toàn Hội đồng thi đua.", "establish", "Hội đồng thi đua"),
        ("Sửa đổi, bổ sung một số điều của Quy định.", "amend", "một số điều của Quy định"),
        ("Bãi bỏ Quyết định số 12/QĐ-UBND.", "repeal", "Bãi bỏ Quyết định số 12/QĐ-UBND"),
        ("Giao Sở Y tế chủ trì thực hiện.", "assign", "Giao Sở Y tế chủ trì thực hiện"),
        ("Chánh Văn phòng, Giám đốc Sở Y tế chịu trách nhiệm thi hành Quyết định này.", "assign", None),
        ("Quyết định này có hiệu lực kể từ ngày ký.", "effect", None),
        ("Quyết định có hiệu lực kể từ ngày ký.", "effect", None),
        ("- Nay giao bổ sung dự toán cho Văn phòng.", "assign", None),  # older papers begin so
        ("Quyết định này thay thế cho Quyết định số 64/2004/QĐ-UB.", "repeal", None),
        ("Thay thế cụm từ “Sở Nội vụ” tại khoản 3.", "amend", "cụm từ “Sở Nội vụ” tại khoản 3"),
        ("Hội đồng nhân dân tỉnh tán thành Tờ trình số 105/TTr-UBND.", "approve", "Tờ trình số 105/TTr-UBND"),
        ("HĐND tỉnh khoá VII (kỳ họp thứ 13) phê duyệt Đề án phụ cấp.", "approve", "Đề án phụ cấp"),
        ("Hội đồng nhân dân tỉnh giao Ủy ban nhân dân tỉnh tổ chức thực hiện.", "assign", None),
        ("Thời gian thực hiện: từ ngày 01/01/2023.", "effect", None),
        ("Ban Chỉ đạo có nhiệm vụ đôn đốc các ngành.", "assign", None),
        ("Miễn nhiệm ông Nguyễn Văn A.", "repeal", None),
        ("Chuyển nhiệm vụ quản lý từ Sở Y tế sang Sở Nội vụ.", "other", None),  # no act of its own in the contract
    ],
)  # fmt: skip
def test_the_act_of_an_article(article: str, act: str, matter: str | None) -> None:
    (decision,) = decisions(f"Điều 1. {article}")
    assert (decision.clause, decision.act.value) == ("Điều 1", act)
    assert matter is None or decision.matter == matter


def test_an_article_may_hold_effect_and_duty() -> None:
    found = decisions(
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.\n"
        "Chánh Văn phòng UBND tỉnh; Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./."
    )
    assert [(d.clause, d.act.value) for d in found] == [("Điều 1", "issue"), ("Điều 2", "effect"), ("Điều 2", "assign")]


def test_effect_and_repeal_in_one_sentence_are_two() -> None:
    found = decisions("Điều 1. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 301/QĐ-UBND ngày 12/02/2021.")
    assert [(d.act.value, d.quote.split()[0]) for d in found] == [("effect", "Quyết"), ("repeal", "thay")]


def test_a_paragraph_that_charges_a_body_is_a_decision_and_an_item_is_none() -> None:
    found = decisions(
        "Điều 1. Điều chuyển tài sản của dự án.\nĐiều 2. Ban Quản lý dự án có trách nhiệm bàn giao tài sản.\n"
        "Các đơn vị nhận tài sản có trách nhiệm quản lý, sử dụng đúng quy định.\n- Sở Tài chính kiểm tra.\n"
    )
    assert [(d.clause, d.act.value) for d in found] == [("Điều 1", "other"), ("Điều 2", "assign"), ("Điều 2", "assign")]


def test_the_articles_of_an_annexed_regulation_are_no_decisions() -> None:
    found = decisions(
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.\n"
        "QUY CHẾ\nLÀM VIỆC CỦA BAN CHỈ ĐẠO\nĐiều 1. Phạm vi điều chỉnh\nĐiều 2. Nguyên tắc làm việc"
    )
    assert [d.clause for d in found] == ["Điều 1", "Điều 2"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "3. Các đơn vị cấp nước trên địa bàn có trách nhiệm\na) Duy trì nguồn nước dự phòng.",
            ["Các đơn vị cấp nước trên địa bàn"],
        ),
        (
            "3. Các hộ kinh doanh khai thác nước ngầm trên địa bàn có trách nhiệm\na) Kê khai sản lượng khai thác.",
            ["Các hộ kinh doanh khai thác nước ngầm trên địa bàn"],
        ),
        (
            "1. Các cơ quan quản lý nhà nước, tổ chức liên quan có trách nhiệm chấp hành nghiêm quy định.",
            ["Các cơ quan quản lý nhà nước, tổ chức liên quan"],
        ),
        ("- Đối với Ngành Y tế: Xây dựng kế hoạch truyền thông của ngành.", ["Ngành Y tế"]),
        ("1. Sở Y tế:\n- Về thuốc, vật tư và trang thiết bị y tế thiết yếu: chỉ đạo các bệnh viện dự trữ.", ["Sở Y tế"]),
        (
            "4. Ủy ban nhân dân các xã có đường biên giới: tổ chức tuần tra đường biên, cột mốc. Hằng năm báo cáo "
            "Sở Nội vụ, Ban Chỉ đạo tỉnh và các sở liên quan tình hình và kết quả thực hiện.",
            ["Ủy ban nhân dân các xã có đường biên giới"] * 2,
        ),
        (
            "Trên đây là Kế hoạch phòng, chống thiên tai năm 2022, yêu cầu Giám đốc các sở nghiêm túc triển khai thực hiện.",
            ["Giám đốc các sở"],
        ),
        (
            "1. Sở Tư pháp:\n- Tham mưu sửa đổi Quyết định số 15/2021/QĐ-UBND ngày 08/7/2021; Quyết định số 46/2021/QĐ-UBND "
            "quy định về khu vực cấm.\nNghiêm cấm các hành vi: Đổ chất thải ra sông; lấn chiếm lòng sông.",
            ["Sở Tư pháp"],
        ),
        ("5. Thành viên gồm Sở Y tế, Sở Nội vụ. Sở Tư pháp, Công an tỉnh; thường trực Tổ công tác là Sở Y tế.", []),
    ],
)
def test_bodies_told_by_what_they_do_and_what_gives_nobody_a_task(body: str, expected: list[str]) -> None:
    assert [found.body for found in read(f"III. TỔ CHỨC THỰC HIỆN\n{body}")] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "a) Phổ biến pháp luật về đất đai.\nSở Tư pháp xây dựng chương trình phổ biến pháp luật.\n"
            "Ủy ban nhân dân các xã tổ chức hội nghị tuyên truyền tại thôn.",
            ["Sở Tư pháp", "Ủy ban nhân dân các xã"],
        ),
        (
            "1. Sở Nội vụ bồi dưỡng công chức ở những lĩnh vực còn yếu như: đất đai, tài chính,...; tiếp tục luân chuyển cán bộ.",
            ["Sở Nội vụ", "Sở Nội vụ"],
        ),
        ("1. Sở Y tế:\n- Phân công cán bộ, tổ chức trực dịch trong các ngày nghỉ lễ.", ["Sở Y tế"]),
        (
            "1. Các sở, ngành trong quá trình xây dựng văn bản phải bảo đảm thống nhất với Luật Đất đai.",
            ["Các sở, ngành"],
        ),
    ],
)
def test_topics_examples_and_verbs_that_look_like_orders(body: str, expected: list[str]) -> None:
    assert [found.body for found in read(f"III. TỔ CHỨC THỰC HIỆN\n{body}")] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "2. Phân công thực hiện:\n2.1 Phòng Y tế:\n- Tổ chức hội thảo về phòng, chống tác hại thuốc lá.\n"
            "2.2 Đề nghị Hội Nông dân huyện phối hợp với ngành y tế vận động hội viên.",
            ["Phòng Y tế", "Hội Nông dân huyện"],
        ),
        (
            "5. Ủy ban nhân dân tỉnh đề nghị Hội đồng nhân dân các xã tăng cường giám sát thực hiện Kế hoạch.",
            ["Hội đồng nhân dân các xã"],
        ),
        (
            "5. Cục Thuế các tỉnh thực hiện đúng kế hoạch tại Phụ lục V. Các đơn vị cần chủ động xây dựng kế hoạch chi tiết.",
            ["Cục Thuế các tỉnh", "Các đơn vị"],
        ),
    ],
)
def test_who_is_asked_by_whom_and_where_a_sentence_ends(body: str, expected: list[str]) -> None:
    assert [found.body for found in read(f"III. TỔ CHỨC THỰC HIỆN\n{body}")] == expected


def test_a_deadline_that_names_no_body_takes_that_of_its_assignment() -> None:
    document = make_document(
        HEAD.format(kind="KẾ HOẠCH", number="31/KH-UBND")
        + "III. TỔ CHỨC THỰC HIỆN\n1. Căn cứ Kế hoạch này, Giám đốc các sở, Chủ tịch Ủy ban nhân dân các huyện theo "
        "chức năng, nhiệm vụ được giao:\nTổ chức giao ban hàng tháng để kiểm điểm tình hình thực hiện Kế hoạch."
    )
    records = EXTRACTOR.extract(document, OUTLINER.outline(document), ())
    assert [deadline.bodies for deadline in records.deadlines] == [(records.assignments[0].body,)]


LETTER = """ỦY BAN NHÂN DÂN TỈNH BẮC GIANG | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ NỘI VỤ | Độc lập - Tự do - Hạnh phúc
Số: 812/SNV-CCHC | Bắc Giang, ngày 02 tháng 6 năm 2022
V/v báo cáo kết quả cải cách hành chính
Kính gửi: Các sở, cơ quan thuộc UBND tỉnh.
"""


@pytest.mark.parametrize(
    ("line", "body", "last"),
    [
        (
            "Thực hiện Kế hoạch số 12/KH-UBND ngày 10/01/2022 của UBND tỉnh về cải cách hành chính năm 2022, Sở Nội vụ đề nghị "
            "các sở, cơ quan tổng hợp, gửi báo cáo về Sở Nội vụ trước ngày 20/6/2022.",
            "các sở, cơ quan",
            date(2022, 6, 19),
        ),
        (
            "Trên cơ sở báo cáo của các đơn vị, đề nghị Văn phòng UBND tỉnh rà soát hồ sơ, gửi kết quả trước ngày 25/6/2022.",
            "Văn phòng UBND tỉnh",
            date(2022, 6, 24),
        ),
        (
            "Căn cứ Quyết định số 15/QĐ-UBND ngày 11/02/2022, Sở Nội vụ yêu cầu các phòng chuyên môn hoàn thành việc rà soát "
            "trước ngày 28/6/2022.",
            "các phòng chuyên môn",
            date(2022, 6, 27),
        ),
    ],
)
def test_what_a_letter_asks_behind_its_grounds(line: str, body: str, last: date) -> None:
    document = make_document(LETTER + line)
    records = EXTRACTOR.extract(document, OUTLINER.outline(document), ())
    assert [(one.body, one.quote.split()[0] in {"đề", "yêu"}) for one in records.assignments] == [(body, True)]
    assert [(deadline.bodies, deadline.latest) for deadline in records.deadlines] == [((body,), last)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Tại khoản 2 Điều 4 Luật Giá quy định: “2. Cơ quan thuế có trách nhiệm cập nhật dữ liệu. "
            "Sở Tài chính tổng hợp dữ liệu giá.”",
            0,
        ),
        (
            "1. Sở Y tế làm rõ các vướng mắc, cụ thể: (i) Đánh giá nguồn cung thuốc; (ii) Rà soát năng lực của các kho; "
            "báo cáo Ủy ban nhân dân tỉnh kết quả trong tháng 11 năm 2022.",
            2,
        ),
    ],
)
def test_quoted_rules_give_no_tasks_and_an_unmarked_clause_leaves_the_list(body: str, expected: int) -> None:
    assert len(read(f"III. TỔ CHỨC THỰC HIỆN\n{body}")) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "1. Vì vậy, đề nghị Ủy ban nhân dân các huyện căn cứ mức chi đã xác định trình Hội đồng quy định.",
            ["Ủy ban nhân dân các huyện"],
        ),
        ("1. Sở Nội vụ:\n- Triệt để thực hành tiết kiệm, chống lãng phí trong dịp Tết.", ["Sở Nội vụ"]),
        ("1. Sở Tài chính chưa ban hành hướng dẫn sửa đổi mức chi quản lý.", []),
    ],
)
def test_leads_and_adverbs_before_a_task(body: str, expected: list[str]) -> None:
    assert [found.body for found in read(f"III. TỔ CHỨC THỰC HIỆN\n{body}")] == expected
