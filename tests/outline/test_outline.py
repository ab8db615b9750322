"""How a paper is built: joined lines, headings, tables, and nothing glued that does not belong together."""

import pytest

from models.outline import Block, BlockKind, Outline
from models.page import PageSource, PageTable, TableCell
from models.restoration import Restoration
from models.spans import Span
from service.outline import DocumentOutliner
from service.outline.labels import label_of
from tests.builders import make_document, make_page

OUTLINER = DocumentOutliner()


def outlined(text: str, **fields: object) -> tuple[Outline, list[str]]:
    document = make_document(text, **fields)
    outline = OUTLINER.outline(document)
    return outline, [block.running(document.text).line for block in outline.blocks]


def block_of(outline: Outline, lines: list[str], words: str) -> Block:
    return next(block for block, line in zip(outline.blocks, lines, strict=True) if words in line)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("III. NHIỆM VỤ", "III."),
        ("I11. NHIỆM VỤ, GIẢI PHÁP", "III."),
        ("Ii. mục đích yêu cầu:", "II."),
        ("1V. TỔ CHỨC THỰC HIỆN", "IV."),
        ("1. Mục đích", "1."),
        ("1.3. Mục tiêu 3", "1.3."),
        ("2.Sở Nông nghiệp", "2."),
        ("2.1 Ban hành quyết định", "2.1."),
        ("3 TỔ CHỨC THỰC HIỆN", "3."),
        ("3 Chương trình", None),
        ("III Đối tượng kiểm tra", "III."),
        ("IL NHIỆM VỤ, BIỆN PHÁP", "II."),
        ("IHI Nội dung thanh, kiểm tra:", "III."),
        ("LH Nguyễn Văn A", None),
        ("a) Căn cứ", "a)"),
        ("Điều 3. Hiệu lực", "Điều 3"),
        ("Chương II", "Chương II"),
        ("-Đề nghị Mặt trận", "-"),
        ("+ Sở Xây dựng", "+"),
        ("46.200 tấn; tổng giá trị", None),
        ("2025.", None),
        ("Điều kiện thực tế", None),
        ("09 xã đạt chuẩn", None),
        ("I- MỤC ĐÍCH, YÊU CẦU", "I."),  # as the Party's papers write them
        ("2- Việc học tập", "2."),
        ("10- 15 ngày", None),
    ],
)
def test_a_label_is_read_even_when_misread(line: str, label: str | None) -> None:
    found = label_of(line)
    assert (found.text if found else None) == label


WRAPPED = """- Thực hiện tốt công tác quản lý quy hoạch nông thôn mới trên địa bàn
tỉnh, rà soát, điều chỉnh Đề án xây dựng nông thôn mới tại các xã, hoàn
thành xong trong năm 2022.
- Tập trung hỗ trợ xây dựng thương hiệu sản phẩm, tem nhãn, bao bì hàng
hóa tạo sự khác biệt.
"""


def test_a_wrapped_sentence_is_one_block() -> None:
    _, lines = outlined(WRAPPED)
    assert [line[:12] for line in lines] == ["- Thực hiện ", "- Tập trung "]
    assert lines[0].endswith("hoàn thành xong trong năm 2022.")


def test_a_sentence_runs_over_a_page_with_its_number_between() -> None:
    outline, lines = outlined(WRAPPED.replace("\nthành xong", "\f2\nthành xong"))
    first = block_of(outline, lines, "Thực hiện tốt")
    assert len(first.pieces) == 2
    assert "hoàn thành xong" in first.running(make_document(WRAPPED.replace("\nthành xong", "\f2\nthành xong")).text).line
    assert [block.kind for block in outline.blocks].count(BlockKind.FURNITURE) == 1


def test_a_heading_is_not_glued_to_the_text_under_it() -> None:
    _, lines = outlined("2. Công tác quy hoạch\nRà soát đồ án quy hoạch xã.\n" + WRAPPED)
    assert lines[0] == "2. Công tác quy hoạch"


def test_a_dash_inside_a_number_or_a_name_begins_no_item() -> None:
    _, lines = outlined(
        "Mục tiêu của giai đoạn 2021\n- 2025 được duyệt; phát triển kinh tế\n- xã hội của tỉnh theo hướng xanh.\n" + "x" * 300
    )
    assert lines[0] == "Mục tiêu của giai đoạn 2021 - 2025 được duyệt; phát triển kinh tế - xã hội của tỉnh theo hướng xanh."


def test_a_block_knows_the_headings_above_it() -> None:
    outline, lines = outlined("I. MỤC ĐÍCH\nII. NHIỆM VỤ\n1. Sở Nội vụ:\na) Báo cáo:\n- Hằng quý.\n2. Sở Y tế:\n- Hằng năm.")
    block = block_of(outline, lines, "Hằng quý")
    assert block.section == "II.1.a"
    assert [lines[i] for i in block.ancestors] == ["II. NHIỆM VỤ", "1. Sở Nội vụ:", "a) Báo cáo:"]
    assert block_of(outline, lines, "Hằng năm").section == "II.2"


def test_d_after_d_is_the_vietnamese_letter() -> None:
    outline, _ = outlined("1. Các sở:\na) Sở A.\nb) Sở B.\n) Sở Nội vụ.\nd) Sở Xây dựng.\nd) Đề nghị Mặt trận.\ne) Sở Y tế.")
    assert [block.label for block in outline.blocks] == ["1.", "a)", "b)", "c)", "d)", "đ)", "e)"]


def test_a_list_that_starts_again_stands_under_the_heading_that_was_lost() -> None:
    outline, lines = outlined(
        "I. MỤC ĐÍCH\n1. Mục đích\n2. Yêu cầu\n1. Cấp huyện đạt chuẩn.\n2. Cấp xã đạt chuẩn.\nIII. NHIỆM VỤ"
    )
    lost = block_of(outline, lines, "Cấp huyện")
    assert lost.section == "II.1"
    assert lost.ancestors == ()


def test_a_part_that_first_comes_under_a_heading_stands_below_it() -> None:
    outline, lines = outlined(
        "I. Mục đích\nII. Nội dung\nPhần A: Số liệu\nPhần B: Đánh giá\nIII Đối tượng kiểm tra\n- Bệnh viện."
    )
    assert block_of(outline, lines, "Đánh giá").section == "II.Phần B"
    assert block_of(outline, lines, "Bệnh viện").section == "III"


def test_an_annex_stands_under_no_heading_of_the_main_text() -> None:
    outline, lines = outlined("I. Mục đích\n1. Báo cáo.\nPHỤ LỤC\nLịch kiểm tra các đơn vị")
    assert block_of(outline, lines, "Lịch").section == "PHỤ LỤC"


def test_an_introduction_governs_only_the_bullets_after_it() -> None:
    outline, lines = outlined("Thành phần:\n- Sở Nội vụ.\nBuổi chiều nghỉ.\n- Sở Y tế.")
    assert block_of(outline, lines, "Nội vụ").ancestors == (0,)
    assert block_of(outline, lines, "Y tế").ancestors == ()


def test_a_page_number_does_not_part_a_list_from_its_introduction() -> None:
    body = "- Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành rà soát, tổng hợp kết\nquả.\n"
    outline, lines = outlined("Các sở, ban, ngành có trách nhiệm thực hiện các nhiệm vụ như sau:\f2\n" + body * 3)
    assert all(outline.blocks[i].ancestors == (0,) for i, line in enumerate(lines) if line.startswith("- "))


def test_a_letter_in_one_cell_is_cut_at_its_numbers() -> None:
    text = (
        "Thủ tướng yêu cầu: 1. Chủ tịch các tỉnh: a) Tổ chức xây dựng. b) Huy động lực lượng. 2. Bộ trưởng chỉ đạo. "
        + "Đoạn cuối. " * 90
    )
    _, lines = outlined(text)
    assert [line[:14] for line in lines] == [
        "Thủ tướng yêu ",
        "1. Chủ tịch cá",
        "a) Tổ chức xây",
        "b) Huy động lự",
        "2. Bộ trưởng c",
    ]


TABLE = """TT | Chỉ tiêu | ĐVT | ƯTH 2025 | GIAI ĐOẠN 2026 - 2030
Năm 2026 | Năm 2027
I | CÂY CÔNG NGHIỆP
- | Diện tích | Ha | 26.120 | 27.000 | 27.500
- | Sản lượng | Tấn | 37.724 | 39.800 | 40.602
"""


def test_headings_over_columns_keep_their_place() -> None:
    outline, _ = outlined("PHỤ LỤC 01\nVÙNG NGUYÊN LIỆU\n" + TABLE)
    (table,) = outline.tables
    assert (table.column_count, table.header_rows) == (6, 2)
    over = table.cell(0, 5)
    assert over is not None and over.text == "GIAI ĐOẠN 2026 - 2030"
    year, unit = table.cell(1, 5), table.cell(1, 2)
    assert year is not None and year.text == "Năm 2027"
    assert unit is not None and unit.text == "ĐVT"
    value = table.cell(3, 4)
    assert value is not None and value.text == "27.000"
    assert table.annex == 1


def test_numbers_alone_on_their_lines_fill_the_groups_of_columns() -> None:
    outline, _ = outlined(
        "TT | Sản phẩm | Kế hoạch 2026 | Kế hoạch 2027\nLượng | Giá trị | Lượng | Giá trị\n"
        "1 | Xoài | 13.500 | 7.000 | 14.800 | 7.800\n2 | Nhãn | 6.400 | 24.700 | 7.100 | 26.100\n9 | Sữa\n14.000\n19.000\n"
    )
    (table,) = outline.tables
    cell = table.cell(4, 4)
    assert cell is not None and (cell.text, cell.column_span) == ("19.000", 2)


def ruled(rows: list[list[str]]) -> tuple[str, PageTable]:
    """The text of a ruled table as a page has it, and its cells; empty cells stand in the rules and not in the text."""
    text, cells = "", []
    for row, words in enumerate(rows):
        for column, word in enumerate(words):
            text += " | " if word and not text.endswith("\n") and text else ""
            cells.append(TableCell(row=row, column=column, span=Span(start=len(text), end=len(text) + len(word))))
            text += word
        text += "\n"
    return text, PageTable(cells=tuple(cells))


def test_a_ruled_table_goes_on_over_the_page() -> None:
    first, one = ruled([["TT", "Nội dung", "Thời gian"], ["1", "Rà soát", ""]])
    second, two = ruled([["TT", "Nội dung", "Thời gian"], ["2", "Sơ kết", "Quý I"]])
    pages = [make_page(first, number=1, tables=(one,)), make_page(second, number=2, tables=(two,))]
    restoration = Restoration(raw_text="\f".join(page.text for page in pages))
    document = make_document("").model_copy(update={"pages": tuple(pages), "restoration": restoration})
    (table,) = OUTLINER.outline(document).tables
    assert (table.row_count, table.column_count, table.header_rows) == (3, 3, 1)
    empty, last = table.cell(1, 2), table.cell(2, 2)
    assert empty is not None and empty.text == ""
    assert last is not None and last.text == "Quý I"


def test_a_ruled_table_goes_on_over_a_letter_that_its_rules_were_read_as() -> None:
    first, one = ruled([["TT", "Nội dung", "Thời gian"], ["1", "Rà soát", "Quý I"]])
    second, two = ruled([["2", "Sơ kết", "Quý II"]])
    pages = [make_page(first + "\nT\n", number=1, tables=(one,)), make_page(second, number=2, tables=(two,))]
    restoration = Restoration(raw_text="\f".join(page.text for page in pages))
    document = make_document("").model_copy(update={"pages": tuple(pages), "restoration": restoration})
    (table,) = OUTLINER.outline(document).tables
    assert (table.row_count, table.header_rows) == (3, 1)


def test_a_row_may_begin_with_an_empty_cell() -> None:
    outline, _ = outlined("TT | Xã | Số hộ | Số thôn\n1 | Y Tý | 12 | 3\n2 | Bát Xát | 30 | 4\n | Tổng cộng | 42 | 7\n")
    total = outline.tables[0].cell(3, 1)
    assert total is not None and total.text == "Tổng cộng"


@pytest.mark.parametrize("text", ["", "\n\n", "\f\f", "1", "- ", "|", " | ", "I.", "Số:", "Nơi nhận:"])
def test_any_text_has_an_outline(text: str) -> None:
    outlined(text, source=PageSource.PLAIN_TEXT)


OVER_LINES = """I. NỘI DUNG
- Căn cứ Quy chế làm việc của Ban Chấp hành Trung ương, Bộ Chính trị và Ban Bí thư khóa
XIII;
- Bộ Y tế xây dựng Kế hoạch triển khai sổ sức khỏe điện tử, trong đó xác định rõ phần này:
mục tiêu, thành phần, lộ trình, chỉ tiêu về tỷ lệ người dân có sổ sức khỏe điện tử trong
năm 2026.
- Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành hướng dẫn các địa phương thực hiện.
"""


def test_a_sentence_goes_on_over_a_colon_and_to_a_last_word_in_capitals() -> None:
    _, lines = outlined(OVER_LINES)
    assert lines[1].endswith("Ban Bí thư khóa XIII;")
    assert lines[2].endswith(
        "rõ phần này: mục tiêu, thành phần, lộ trình, chỉ tiêu về tỷ lệ người dân có sổ sức khỏe điện tử trong năm 2026."
    )
    assert len(lines) == 4


def test_a_signature_without_recipients_belongs_to_no_paragraph() -> None:
    outline, lines = outlined("1. Gửi báo cáo về Sở Y tế\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn Sơn\n")
    assert outline.blocks[-1].kind is BlockKind.SIGNATURE
    assert lines[-1] == "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Nguyễn Văn Sơn"
    assert outline.letterhead.signatory_name == "Nguyễn Văn Sơn"


def test_a_numbered_paragraph_with_nothing_below_is_an_item_though_its_full_stop_was_lost() -> None:
    outline, lines = outlined("1. Gửi báo cáo về Sở Y tế\n2. Mục tiêu chung\nNâng cao sức khỏe nhân dân.\n")
    assert block_of(outline, lines, "Gửi báo cáo").kind is BlockKind.ITEM
    assert block_of(outline, lines, "Mục tiêu chung").kind is BlockKind.HEADING


def test_recipients_are_known_though_their_heading_was_lost() -> None:
    outline, _ = outlined(
        "1. Yêu cầu thực hiện./.\n- Phó Thủ tướng (để b/c); THỨ TRƯỞNG\n- Như trên;\n- Lưu: VT (110) Đỗ Hoàng Anh Tuấn\n"
    )
    head = outline.letterhead
    assert (head.signatory_position, head.signatory_name) == ("Thứ trưởng", "Đỗ Hoàng Anh Tuấn")
