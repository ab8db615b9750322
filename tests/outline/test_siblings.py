"""Labels that were lost or misread are told by those before and after them; the text stays as it was read."""

import pytest

from models.outline import Outline
from service.outline import DocumentOutliner
from tests.builders import make_document

HEAD = "UBND TỈNH\nSố: 12/KH-UBND\nKẾ HOẠCH\nPhát triển chăn nuôi năm 2024\n"


def outlined(*lines: str) -> tuple[Outline, dict[str, str]]:
    """The outline, and for each block its text with the label it was given."""
    document = make_document(HEAD + "\n".join(lines))
    outline = DocumentOutliner().outline(document)
    return outline, {block.running(document.text).line: block.label for block in outline.blocks}


@pytest.mark.parametrize("read", ["L", "l", "l.", "1", "|.", "I", "!", "L.", "Ì.", "1."])
def test_a_misread_first_numeral_is_told_by_the_second(read: str) -> None:
    heading = f"{read} CHỈ TIÊU CHỦ YẾU"
    outline, labels = outlined(
        heading, "1. Đàn bò đạt 12.000 con.", "2. Đàn lợn đạt 90.000 con.", "II. NHIỆM VỤ", "1. Tiêm phòng."
    )
    assert labels[heading] == "I."
    assert outline.letterhead.title == "Phát triển chăn nuôi năm 2024"
    assert [block.section for block in outline.blocks if block.label == "2."] == ["I.2"]


def test_a_numeral_that_lost_a_stroke_is_told_by_its_neighbours() -> None:
    _, labels = outlined("I KẾT QUẢ NĂM 2023", "Đã tiêm phòng.", "I. MỤC TIÊU", "Đạt 5%.", "III. NHIỆM VỤ", "Tiêm phòng.")
    assert [labels[name] for name in ("I KẾT QUẢ NĂM 2023", "I. MỤC TIÊU", "III. NHIỆM VỤ")] == ["I.", "II.", "III."]


def test_h_between_one_and_three_is_two() -> None:
    _, labels = outlined("I. MỤC TIÊU", "Đạt 5%.", "H. NHIỆM VỤ", "Tiêm phòng.", "III. KINH PHÍ", "Từ ngân sách.")
    assert labels["H. NHIỆM VỤ"] == "II."


def test_a_numeral_that_lost_its_stop_goes_on_after_the_one_before() -> None:
    _, labels = outlined("I. mục tiêu chung", "Đạt 5%.", "Ii. nhiệm vụ", "Tiêm phòng.", "Iii kinh phí", "Từ ngân sách.")
    assert labels["Iii kinh phí"] == "III."


def test_a_numeral_left_out_makes_no_other_of_the_last() -> None:
    _, labels = outlined("I. MỤC TIÊU", "Đạt 5%.", "III. KINH PHÍ", "Từ ngân sách.")
    assert labels["III. KINH PHÍ"] == "III."


def test_numerals_start_again_in_another_part() -> None:
    _, labels = outlined(
        "Phần A", "I. MỤC TIÊU", "Đạt 5%.", "II. NHIỆM VỤ", "Tiêm.", "Phần B", "I. KẾT QUẢ", "Tốt.", "II. KINH PHÍ", "Có."
    )
    assert [label for label in labels.values() if label in {"I.", "II.", "III.", "IV."}] == ["I.", "II.", "I.", "II."]


def test_a_one_read_as_a_numeral_is_a_figure_where_two_follows() -> None:
    outline, labels = outlined(
        "I. MỤC TIÊU", "Đạt 5%.", "II. NHIỆM VỤ", "I. Tiêm phòng cho đàn bò.", "2. Mở lớp tập huấn.", "III. KINH PHÍ", "Có."
    )
    assert labels["I. Tiêm phòng cho đàn bò."] == "1."
    assert [block.section for block in outline.blocks if block.label == "2."] == ["II.2"]


def test_a_roman_list_whose_first_item_was_lost_stays_roman() -> None:
    _, labels = outlined("I. MỤC TIÊU", "Mục tiêu chung.", "2. Mục tiêu cụ thể", "Đạt 5%.", "II. NHIỆM VỤ", "Tiêm phòng.")
    assert labels["I. MỤC TIÊU"] == "I."


@pytest.mark.parametrize(
    ("read", "label"),
    [
        ("2 Sở Tài chính bố trí kinh phí.", "2."),
        ("7 Sở Tài chính bố trí kinh phí.", ""),
    ],
)
def test_a_figure_without_a_stop_is_told_by_its_neighbours(read: str, label: str) -> None:
    _, labels = outlined("1. Sở Y tế chủ trì.", read, "3. Sở Nội vụ theo dõi.")
    assert labels[read] == label


def test_a_figure_without_a_stop_is_no_label_where_its_neighbours_do_not_say_so() -> None:
    _, labels = outlined("1. Sở Y tế chủ trì.", "2 Sở Tài chính bố trí kinh phí.", "2. Sở Nội vụ theo dõi.")
    assert labels["2 Sở Tài chính bố trí kinh phí."] == ""


def test_footnotes_go_on_with_no_list() -> None:
    _, labels = outlined("1. Sở Y tế chủ trì.", "2 Khoản này được sửa đổi.", "3 Cụm từ này được bãi bỏ.")
    assert labels["2 Khoản này được sửa đổi."] == ""


def test_a_misread_figure_is_told_by_its_neighbours_only_where_it_looks_alike() -> None:
    _, labels = outlined("1. Sở Y tế.", "2. Sở Nội vụ.", "8. Sở Tài chính.", "4. Sở Xây dựng.")
    assert labels["8. Sở Tài chính."] == "3."
    _, labels = outlined("1. Sở Y tế.", "2. Sở Nội vụ.", "9. Sở Tài chính.", "4. Sở Xây dựng.")
    assert labels["9. Sở Tài chính."] == "9."


@pytest.mark.parametrize("read", ["b Sở Tài chính.", "6) Sở Tài chính.", "b. Sở Tài chính."])
def test_a_letter_is_told_by_its_neighbours(read: str) -> None:
    _, labels = outlined("1. Trách nhiệm", "a) Sở Y tế.", read, "c) Sở Nội vụ.")
    assert labels[read] == "b)"


def test_a_line_that_begins_with_a_letter_is_text_where_nothing_says_otherwise() -> None:
    _, labels = outlined("I. MỤC TIÊU", "Tập huấn cho cán bộ thú y.", "L Nguyễn Văn A", "II. NHIỆM VỤ", "Tiêm phòng.")
    assert labels["L Nguyễn Văn A"] == ""
