"""Decisions: which sentences of a paper enact, and what they do."""

import pytest

from extractors.decisions import act_of
from extractors.pipeline import RecordExtractor
from models.decision import Decision
from service.outline import DocumentOutliner
from tests.builders import make_document

EXTRACTOR, OUTLINER = RecordExtractor(("decisions",)), DocumentOutliner()
LETTERHEADS = {
    "decision": "UBND TỈNH HÀ NAM\nSố: 12/QĐ-UBND\nHà Nam, ngày 3 tháng 4 năm 2019\nQUYẾT ĐỊNH\nVề giá nước sạch\n",
    "circular": "BỘ XÂY DỰNG\nSố: 12/2019/TT-BXD\nHà Nội, ngày 3 tháng 4 năm 2019\nTHÔNG TƯ\nVề cấp nước\n",
    "resolution": "HĐND TỈNH HÀ NAM\nSố: 12/NQ-HĐND\nHà Nam, ngày 3 tháng 4 năm 2019\nNGHỊ QUYẾT\nVề giá nước sạch\n",
    "plan": "SỞ Y TẾ HÀ NAM\nTHANH TRA\nSố: 12/KH-TTra\nHà Nam, ngày 3 tháng 4 năm 2019\nKẾ HOẠCH\nThanh tra nhà thuốc\n",
}


def read(kind: str, body: str) -> list[tuple[str | None, str, str]]:
    document = make_document(f"{LETTERHEADS[kind]}Căn cứ Luật Cấp nước;\n{body}")
    found: tuple[Decision, ...] = EXTRACTOR.extract(document, OUTLINER.outline(document), ()).decisions
    return [(one.clause, one.act.value, one.quote) for one in found]


def test_of_a_circular_only_what_acts_on_papers_is_enacted_and_its_rules_are_not() -> None:
    assert read(
        "circular",
        "Điều 1. Ban hành kèm theo Thông tư này Danh mục vật tư ngành nước.\n"
        "Điều 2. Chủ đầu tư lắp đồng hồ nước cho từng hộ.\n"
        "Điều 3. Thông tư này có hiệu lực từ ngày 01/7/2019 và thay thế Thông tư số 5/2010/TT-BXD.\n"
        "Điều 4. Vụ trưởng Vụ Hạ tầng chịu trách nhiệm thi hành Thông tư này.\n",
    ) == [
        ("Điều 1", "issue", "Ban hành kèm theo Thông tư này Danh mục vật tư ngành nước"),
        ("Điều 3", "effect", "Thông tư này có hiệu lực từ ngày 01/7/2019"),
        ("Điều 3", "repeal", "thay thế Thông tư số 5/2010/TT-BXD"),
        ("Điều 4", "assign", "Vụ trưởng Vụ Hạ tầng chịu trách nhiệm thi hành Thông tư này"),
    ]


def test_under_a_title_the_charges_are_enacted_and_the_end_of_a_resolution_says_from_when() -> None:
    found = read(
        "resolution",
        "Điều 1. Thông qua khung giá nước sạch.\nĐiều 2. Tổ chức thực hiện\n1. Giao Ủy ban nhân dân tỉnh quy định giá cụ thể.\n"
        "Nghị quyết này đã được Hội đồng nhân dân tỉnh Khóa IX thông qua ngày 3 tháng 4 năm 2019 và có hiệu lực từ ngày ký.\n",
    )
    assert [(clause, act) for clause, act, _ in found] == [("Điều 1", "approve"), ("Điều 2", "assign"), ("Điều 2", "effect")]


def test_a_paper_that_an_article_ends_is_repealed() -> None:
    found = read(
        "decision", "Điều 1. Ban hành giá nước.\nĐiều 2. Quyết định số 7/QĐ-UBND ngày 4/5/2012 hết hiệu lực kể từ ngày ký.\n"
    )
    assert [act for _, act, _ in found] == ["issue", "repeal"]


def test_what_other_papers_announced_is_repealed_too() -> None:
    found = read(
        "decision",
        "Điều 1. Ban hành giá nước.\nĐiều 2. Quyết định này có hiệu lực từ ngày ký và thay thế ba (03) thủ tục hành chính cũ.\n",
    )
    assert [act for _, act, _ in found] == ["issue", "effect", "repeal"]


def test_a_plan_that_an_inspectorate_draws_up_is_issued_by_the_sentence_that_says_so() -> None:
    found = read("plan", "Để quản lý giá thuốc, Thanh tra Sở Y tế lập kế hoạch thanh tra nhà thuốc như sau:\nI. MỤC ĐÍCH\n")
    assert found == [(None, "issue", "Thanh tra Sở Y tế lập kế hoạch thanh tra nhà thuốc")]


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Trường Cao đẳng Nghề là đơn vị sự nghiệp công lập, có con dấu riêng", "other"),  # a school that is the matter
        ("Các đơn vị có tên tại Điều 1 được cung cấp dịch vụ đo đạc", "other"),
        ("Trường Cao đẳng Nghề, Sở Nội vụ chịu trách nhiệm thi hành Quyết định này", "assign"),
        ("Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở Xây dựng căn cứ quyết định thi hành", "assign"),
    ],
)
def test_bodies_are_charged_only_where_the_sentence_charges_them(sentence: str, act: str) -> None:
    assert act_of(sentence)[0].value == act
