"""Letterheads in all their layouts, and the end of a paper."""

from datetime import date

import pytest

from models.outline import Letterhead
from service.outline import DocumentOutliner
from service.outline.signature import read_signature, split_recipients
from tests.builders import make_document

BODY = "\nCăn cứ Luật Tổ chức chính quyền địa phương;\nI. MỤC ĐÍCH\n1. Mục đích\n"
CELLS = (
    "UBND TỈNH BẮC GIANG\nBAN CHỈ ĐẠO | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc\n"
    "Số: 1531/KH-BCĐ | Bắc Giang, ngày 12 tháng 4 năm 2022\nKẾ HOẠCH\nXây dựng nông thôn mới năm 2022"
)
ACROSS = (
    "UBND TỈNH BẮC GIANG ~ CỘNG HÒA XÃ HQI CHỦ NGHĨA VIỆT NAM\nBAN CHỈ ĐẠO Độc lập - Tự do - Hạnh phúc\n\n"
    "Số: 1531 /KH-BCPH Bắc Giang, ngày 12 tháng 4 năm 2022\n\nKẾ HOẠCH\nXây dựng nông thôn mới\nnăm 2022\n"
)
DOWN = (
    "UBND TỈNH BẮC GIANG\nBAN CHỈ ĐẠO\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 1531/KH-BCĐ\nBắc Giang, ngày 12 tháng 4 năm 2022\n\nKẾ HOẠCH\nXây dựng nông thôn mới năm 2022\n"
)


def letterhead(text: str) -> Letterhead:
    return DocumentOutliner().outline(make_document(text)).letterhead


@pytest.mark.parametrize("text", [CELLS, ACROSS, DOWN])
def test_the_columns_are_told_apart_however_they_come(text: str) -> None:
    head = letterhead(text + BODY)
    assert (head.issuer, head.parent_issuer) == ("Ban Chỉ đạo", "Ủy ban nhân dân tỉnh Bắc Giang")
    assert (head.number, head.symbol, head.issued, head.place) == ("1531", "KH-BCĐ", date(2022, 4, 12), "Bắc Giang")
    assert (head.kind, head.title, head.subject_year) == ("Kế hoạch", "Xây dựng nông thôn mới năm 2022", 2022)


def test_a_letter_has_its_title_under_the_number() -> None:
    head = letterhead(
        "UBND TỈNH HÀ TĨNH\nVĂN PHÒNG ĐIỀU PHỐI\nSố: 429/VPĐP-HCTH\nHà Tĩnh, ngày 13 tháng 10 năm 2017\n"
        "V/v thông báo Lịch kiểm tra\ntại các xã\nKính gửi: Các sở.\nThực hiện Quyết định"
    )
    assert (head.kind, head.title) == ("Công văn", "V/v thông báo Lịch kiểm tra tại các xã")


@pytest.mark.parametrize("number", ["A2g", "4/(", "?", "4/Z"])
def test_what_a_hand_wrote_unreadably_stays_open(number: str) -> None:
    head = letterhead(f"UBND TỈNH HÀ TĨNH\nSố:{number}/VPĐP-HCTH\nHà Tĩnh,ngàyAẠtháng 10 năm 2017\nV/v lịch\nKính gửi: Các sở.")
    assert (head.number, head.symbol, head.issued, head.place) == (None, "VPĐP-HCTH", None, "Hà Tĩnh")


def test_what_was_read_stays_beside_what_it_became() -> None:
    evidence = letterhead(ACROSS + BODY).evidence
    assert [candidate.text for candidate in evidence["symbol"].candidates] == ["KH-BCPH"]
    assert evidence["symbol"].confidence < evidence["number"].confidence


def test_a_day_half_read_stays_open_and_the_place_is_read() -> None:
    head = letterhead("UBND TỈNH KIÊN GIANG\nSố: 9/KH-SYT\nKiên Giang, ngày 1ồ tháng 11 năm 2017\nKẾ HOẠCH\nKiểm tra" + BODY)
    assert (head.issued, head.place) == (None, "Kiên Giang")


def test_a_number_left_blank_is_none() -> None:
    head = letterhead("UBND TỈNH LAI CHÂU\nSố:      /KH-UBND\nLai Châu, ngày    tháng 11 năm 2025\nKẾ HOẠCH\nPhát động" + BODY)
    assert (head.number, head.symbol, head.issued) == (None, "KH-UBND", None)


def test_a_party_paper_puts_the_kind_before_the_slash() -> None:
    head = letterhead(
        "TỈNH ỦY NGHỆ AN\n*\nSố 321-KH/TU | ĐẢNG CỘNG SẢN VIỆT NAM\nNghệ An, ngày 11 tháng 4 năm 2025\nKẾ HOẠCH\nBảo vệ bí mật"
        + BODY
    )
    assert (head.issuer, head.number, head.symbol, head.kind) == ("Tỉnh ủy Nghệ An", "321", "KH/TU", "Kế hoạch")


def test_a_text_without_letterhead_has_its_title_and_the_body_that_enacts_it() -> None:
    head = letterhead(
        "Kế hoạch hỗ trợ hộ nghèo xây dựng nhà ở\nUBND Thành phố xây dựng Kế hoạch cho Thành phố Hà Nội.\nI. MỤC TIÊU"
    )
    assert (head.kind, head.title, head.number) == ("Kế hoạch", "Hỗ trợ hộ nghèo xây dựng nhà ở", None)
    assert head.issuer == "Ủy ban nhân dân Thành phố Hà Nội"


def test_a_sentence_that_begins_a_line_with_a_number_is_no_letterhead() -> None:
    text = "Kế hoạch hỗ trợ hộ nghèo xây dựng, sửa chữa nhà ở hư hỏng phát sinh ngoài\nkế hoạch 7/KH-LT\n" + (
        "Việc triển khai hỗ trợ các hộ nghèo trên địa bàn thực hiện theo Quyết định\nsố 167/2008/QĐ-TTg ngày 12/12/2008.\n"
    )
    head = letterhead(text)
    assert (head.kind, head.number, head.issued) == ("Kế hoạch", None, None)
    assert head.title == "Hỗ trợ hộ nghèo xây dựng, sửa chữa nhà ở hư hỏng phát sinh ngoài kế hoạch 7/KH-LT"


def test_the_letterhead_is_the_first_documents() -> None:
    head = letterhead(CELLS + BODY + "\nQUYẾT ĐỊNH\nSố: 9/QĐ-UBND\n")
    assert (head.kind, head.number) == ("Kế hoạch", "1531")


def test_plain_prose_has_no_letterhead() -> None:
    assert letterhead("Hôm nay trời đẹp.\nChúng tôi đi chơi.") == Letterhead()


@pytest.mark.parametrize(
    ("text", "authority", "position", "name"),
    [
        ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Thị Diệu Thúy", "KT. CHỦ TỊCH", "Phó Chủ tịch", "Trần Thị Diệu Thúy"),
        ("TM. UBND KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Văn Ánh", "TM. UBND KT. CHỦ TỊCH", "Phó Chủ tịch", "Lê Văn Ánh"),
        ("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Hải Hòa", "TM. ỦY BAN NHÂN DÂN", "Chủ tịch", "Lê Hải Hòa"),
        ("KT. BỘ TRƯỞNG THỨ TRƯỞNG Phan Thị Thắng", "KT. BỘ TRƯỞNG", "Thứ trưởng", "Phan Thị Thắng"),
        (
            "KT. BỘ TRƯỞNG, CHỦ NHIỆM PHÓ CHỦ NHIỆM Mai Thị Thu Vân",
            "KT. BỘ TRƯỞNG, CHỦ NHIỆM",
            "Phó Chủ nhiệm",
            "Mai Thị Thu Vân",
        ),
        ("KT. TRƯỞNG BAN PHÓ TRƯỞNG BAN PHÓ CHỦ TỊCH UBND TỈNH Lê Ô Pích", "KT. TRƯỞNG BAN", "Phó Trưởng ban", "Lê Ô Pích"),
        ("LT, GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nHÀ Văn Phúc", "KT. GIÁM ĐỐC", "Phó Giám đốc", "Hà Văn Phúc"),  # a deputy signs for the head
        ("THỦ TƯỚNG Phạm Minh Chính", "", "Thủ tướng", "Phạm Minh Chính"),
        ("CHÁNH VĂN PHÒNG Trần Huy Oánh", "", "Chánh văn phòng", "Trần Huy Oánh"),
    ],
)
def test_a_signature_is_authority_post_and_name(text: str, authority: str, position: str, name: str) -> None:
    read = read_signature(text)
    assert (read.authority, read.position, read.name) == (authority, position, name)


def test_recipients_are_told_apart() -> None:
    assert split_recipients("Nơi nhận: -Như trên; - Bộ Nội vụ; Bộ Tài chính (b/c); - VPUB: CVP, các PCVP; - Lưu: VT.") == (
        "Như trên", "Bộ Nội vụ", "Bộ Tài chính", "VPUB: CVP, các PCVP", "Lưu: VT",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("KT. THỦ TƯỚNG PHÓ THỦ TƯỚNG Trần Văn Nam", ("KT. THỦ TƯỚNG", "Phó Thủ tướng", "Trần Văn Nam")),
        (
            "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Thị Hoa",
            ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "Phó Chủ tịch", "Lê Thị Hoa"),
        ),
    ],
)
def test_a_signature_left_on_one_line_is_read(line: str, parts: tuple[str, str, str]) -> None:
    read = letterhead(f"QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch\nĐiều 1. Ban hành Kế hoạch năm 2025.\n{line}")
    assert (read.signing_authority, read.signatory_position, read.signatory_name) == parts


def test_a_decision_without_letterhead_has_kind_title_and_sender_and_no_grounds_in_them() -> None:
    read = letterhead(
        "QUYẾT ĐỊNH VỀ VIỆC PHÊ DUYỆT ĐỀ ÁN DỮ LIỆU SỐ THỦ TƯỚNG CHÍNH PHỦ\nCăn cứ Luật Dữ liệu ngày 30 tháng 11 năm 2024;\n"
        "Điều 1. Phê duyệt Đề án theo chỉ đạo của Thủ tướng Chính phủ."
    )
    assert (read.kind, read.title) == ("Quyết định", "Về việc phê duyệt Đề án dữ liệu số")
    assert (read.issuer, read.parent_issuer, read.issued, read.number) == ("Thủ tướng Chính phủ", None, None, None)


def test_a_title_that_runs_on_into_the_text_ends_with_its_capitals() -> None:
    text = "VĂN PHÒNG CHÍNH PHỦ\nSố: 653/TB-VPCP\nTHÔNG BÁO KẾT LUẬN CỦA PHÓ THỦ TƯỚNG CHÍNH PHỦ TẠI CUỘC HỌP VỀ NHÀ Ở XÃ HỘI "
    document = make_document(
        text + "Ngày 20 tháng 11 năm 2025, Phó Thủ tướng Chính phủ đã chủ trì cuộc họp về nhà ở xã hội.\n1. Giao Bộ Xây dựng."
    )
    outline = DocumentOutliner().outline(document)
    title = outline.letterhead.title or ""
    assert (outline.letterhead.kind, title.lower()) == (
        "Thông báo",
        "kết luận của phó thủ tướng chính phủ tại cuộc họp về nhà ở xã hội",
    )
    assert any(block.running(document.text).line.startswith("Ngày 20 tháng 11") for block in outline.blocks)


def test_the_sender_after_a_title_in_capitals_is_no_part_of_it() -> None:
    head = letterhead(
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ\nSố: 2688/QĐ-UBND\n"
        "QUYẾT ĐỊNH VỀ VIỆC BÃI BỎ CÁC VĂN BẢN TRONG LĨNH VỰC XÂY DỰNG ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ" + BODY
    )
    assert head.title == "Về việc bãi bỏ các văn bản trong lĩnh vực xây dựng"


def test_whom_a_letter_goes_to_is_no_part_of_its_title() -> None:
    head = letterhead(
        "VĂN PHÒNG CHÍNH PHỦ\nSố: 114/VPCP-CN V/v đẩy nhanh dự án\n- Bộ trưởng Bộ Xây dựng; - Chủ tịch tỉnh.\n1. Bộ Xây dựng:"
    )
    assert head.title == "V/v đẩy nhanh dự án"


def test_a_letter_of_the_tax_department_is_no_directive() -> None:
    head = letterhead(
        "CỤC THUẾ\nSố: 912/CT-CS V/v lệ phí trước bạ\nKính gửi: Các Thuế tỉnh, thành phố.\nCục Thuế đề nghị các đơn vị."
    )
    assert (head.kind, head.symbol) == ("Công văn", "CT-CS")


def test_a_party_paper_calls_itself_a_rule_or_a_decision() -> None:
    text = "BAN CHẤP HÀNH TRUNG ƯƠNG\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 384-QĐ/TW\nVỀ KẾT NỐI DỮ LIỆU\n- Căn cứ Điều lệ Đảng;\n"
    assert letterhead(text + "Quy định này quy định về kết nối.").kind == "Quy định"
    assert letterhead(text + "Quyết định này có hiệu lực.").kind == "Quyết định"


def test_a_name_at_the_end_of_the_recipients_is_the_signers() -> None:
    head = letterhead(CELLS + BODY + "Nơi nhận: BỘ TRƯỞNG\n- Như trên;\n- Các sở, ban, ngành; Hoàng Tuấn Anh\n- Lưu: VT.\n")
    assert (head.signatory_position, head.signatory_name) == ("Bộ trưởng", "Hoàng Tuấn Anh")


def test_a_day_that_begins_a_sentence_is_not_the_day_of_issue() -> None:
    head = letterhead(
        "VĂN PHÒNG CHÍNH PHỦ\nSố: 653/TB-VPCP\nTHÔNG BÁO Ý KIẾN CHỈ ĐẠO CỦA PHÓ THỦ TƯỚNG CHÍNH PHỦ TẠI CÁC DỰ ÁN\n"
        "ĐIỆN TẠI TỈNH ĐỒNG NAI Ngày 20 tháng 11 năm 2025, Phó Thủ tướng Chính phủ đã đi khảo\nsát thực tế các dự án.\n"
    )
    assert (head.issued, (head.title or "").lower()) == (
        None,
        "ý kiến chỉ đạo của phó thủ tướng chính phủ tại các dự án điện tại tỉnh đồng nai",
    )


def test_a_symbol_whose_number_a_hand_wrote_is_read_without_it() -> None:
    head = letterhead("UBND TỈNH KIÊN GIANG\nSỞ Y TẾ\n/KH-SYT\nKiên Giang, ngày 14 tháng 11 năm 2017\nKẾ HOẠCH\nThẩm định" + BODY)
    assert (head.issuer, head.number, head.symbol) == ("Sở Y tế", None, "KH-SYT")


def test_a_name_under_the_recipients_is_the_signers_though_the_post_was_not_read() -> None:
    head = letterhead(CELLS + BODY + "NH THANH TRA\nNơi nhận:\n- BGĐ Sở;\n- Lưu TTra. LTP.\nLê Thiên Phú\n")
    assert (head.signatory_name, head.signatory_position) == ("Lê Thiên Phú", None)


def test_names_in_a_title_in_capitals_are_cased_as_the_text_writes_them() -> None:
    read = letterhead(
        "THỦ TƯỚNG CHÍNH PHỦ\nSố: 23/CĐ-TTg\nHà Nội, ngày 20 tháng 11 năm 2025\n"
        "CÔNG ĐIỆN\nVỀ ỨNG PHÓ LŨ TẠI KHÁNH HÒA VÀ GIA LAI CỦA SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG\n"
        "Lũ trên các sông ở Khánh Hòa đang lên; mưa ở Gia Lai còn lớn. Sở Nông nghiệp và Môi trường theo dõi."
    )
    assert read.title == "Về ứng phó lũ tại Khánh Hòa và Gia Lai của Sở Nông nghiệp và Môi trường"


def test_the_enacting_head_below_a_title_is_no_part_of_it_though_the_province_is_not_named_again() -> None:
    read = letterhead(
        "UBND TỈNH BẮC NINH\nSố: 14/QĐ-UBND\nBắc Ninh, ngày 18 tháng 11 năm 2025\n"
        "QUYẾT ĐỊNH VỀ VIỆC CÔNG BỐ DANH MỤC THỦ TỤC CỦA SỞ Y TẾ CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Dược;\n"
        "Điều 1. Công bố danh mục thủ tục của Sở Y tế."
    )
    assert read.title == "Về việc công bố danh mục thủ tục của Sở Y tế"


def test_a_letters_subject_may_begin_with_about_alone() -> None:
    read = letterhead(
        "SỞ Y TẾ\nSố: 51/SYT-NV Về hướng dẫn tiêm chủng tại xã, phường\nHuế, ngày 02 tháng 10 năm 2025\n"
        "Kính gửi: Các trạm y tế\nSở Y tế hướng dẫn như sau:"
    )
    assert (read.kind, read.title) == ("Công văn", "Về hướng dẫn tiêm chủng tại xã, phường")


@pytest.mark.parametrize(
    ("lines", "authority", "position"),
    [
        ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nLê Văn Thạo", "T/M BAN THƯỜNG VỤ", "Phó bí thư"),  # the Party's way
        ("KT GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nLê Văn Thạo", "KT GIÁM ĐỐC", "Phó Giám đốc"),  # the full stop left out
    ],
)
def test_a_mark_of_authority_may_lack_its_full_stop(lines: str, authority: str, position: str) -> None:
    read = letterhead(
        f"ĐẢNG ỦY XÃ HOẰNG LỘC\nSố 87-KH/ĐU\nHoằng Lộc, ngày 14 tháng 10 năm 2025\nKẾ HOẠCH\nhọc tập Nghị quyết\n"
        f"Đảng ủy xây dựng kế hoạch như sau./.\n\nNơi nhận:\n- Các chi bộ,\n- Lưu Văn phòng Đảng ủy.\n\n{lines}"
    )
    assert (read.signing_authority, read.signatory_position, read.signatory_name) == (authority, position, "Lê Văn Thạo")


def test_an_item_of_a_list_with_a_day_in_it_is_no_letterhead() -> None:
    document = make_document("6. Bộ Y tế nghiên cứu các kiến nghị, báo cáo Thủ tướng trước ngày 15 tháng 12 năm 2025.")
    assert DocumentOutliner().outline(document).letterhead.issued is None


def test_the_gazettes_heading_is_a_letterhead_of_one_line() -> None:
    head = letterhead(
        "THÔNG TƯ\nCỦA BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI SỐ 13/2012/TT-BLĐTBXH\nNGÀY 19 THÁNG 4 NĂM 2012\n"
        "HƯỚNG DẪN KIỂM TRA LAO ĐỘNG\nTẠI CƠ SỞ\nCăn cứ Luật Lao động;\n"
    )
    assert (head.kind, head.number, head.symbol, head.issued) == ("Thông tư", "13", "TT-BLĐTBXH", date(2012, 4, 19))
    assert (head.issuer or "").casefold() == "bộ lao động - thương binh và xã hội"
    assert head.title == "Hướng dẫn kiểm tra lao động tại cơ sở"


def test_the_gazettes_heading_may_hold_kind_day_and_title() -> None:
    head = letterhead(
        "QUYẾT ĐỊNH CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 163/QĐ-TTg NGÀY 3 THÁNG 2 NĂM 2006 VỀ VIỆC PHÊ DUYỆT QUY HOẠCH CẢNG\n"
        "THỦ TƯỚNG CHÍNH PHỦ\nCăn cứ Luật Hàng hải;\n"
    )
    assert (head.kind, head.number, head.symbol, head.issued) == ("Quyết định", "163", "QĐ-TTg", date(2006, 2, 3))
    assert head.title == "Về việc phê duyệt quy hoạch cảng"


def test_a_sentence_that_cites_is_no_gazette_heading() -> None:
    assert letterhead("Của Chính phủ số 13/2012/NĐ-CP ngày 19 tháng 4 năm 2012 quy định.\nCăn cứ Luật;\n").number is None


def test_the_body_under_a_title_in_running_case_is_the_issuer() -> None:
    head = letterhead(
        "Nghị quyết về giá nước sạch năm 2007.\nHội đồng nhân dân tỉnh hà nam khóa vii - kỳ họp thứ 6\nCăn cứ Luật Giá;\n"
    )
    assert (head.kind, head.title, head.issuer) == ("Nghị quyết", "Về giá nước sạch năm 2007", "Hội đồng nhân dân tỉnh Hà Nam")


def test_a_title_goes_on_with_a_word_that_only_looks_like_a_body() -> None:
    head = letterhead(CELLS.replace("Xây dựng nông thôn mới năm 2022", "QUẢN LÝ CỬA HÀNG\nBÁN HÀNG MIỄN THUẾ") + BODY)
    assert head.title == "Quản lý cửa hàng bán hàng miễn thuế"


def test_a_name_under_the_recipients_is_the_signers_whose_post_stands_beside_them() -> None:
    head = letterhead(
        DOWN
        + BODY
        + "Điều 3. Các đơn vị thi hành./.\nNơi nhận: KT. THỐNG ĐỐC\n- Như Điều 3; PHÓ THỐNG ĐỐC\n- Lưu: VP.\nNguyễn Đồng Tâm\n"
    )
    assert (head.signing_authority, head.signatory_position, head.signatory_name) == (
        "KT. THỐNG ĐỐC",
        "Phó Thống đốc",
        "Nguyễn Đồng Tâm",
    )


def test_the_partys_marks_beside_the_recipients_are_the_signatures() -> None:
    head = letterhead(
        DOWN
        + BODY
        + "Điều 3. Các đơn vị thi hành./.\nNơi nhận: T/M BAN THƯỜNG VỤ\n- Tỉnh ủy; BÍ THƯ\n- Lưu VPHU.\nNguyễn Văn Tâm\n"
    )
    assert (head.signing_authority, head.signatory_position, head.recipients) == (
        "T/M BAN THƯỜNG VỤ",
        "Bí thư",
        ("Tỉnh ủy", "Lưu VPHU"),
    )


def test_a_comma_read_for_the_stop_of_a_mark_is_one() -> None:
    assert read_signature("KT, GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nHà Văn Tâm").authority == "KT. GIÁM ĐỐC"


def test_what_holds_no_letter_is_no_recipient() -> None:
    assert split_recipients("Nơi nhận: - Như trên; - / :; - Lưu: VT.") == ("Như trên", "Lưu: VT")


def test_a_party_committees_place_is_written_as_a_name() -> None:
    head = letterhead(
        "TỈNH ỦY HÀ NAM\nBAN TUYÊN GIÁO\nSố 45-HD/BTGTU\nPhủ Lý, ngày 12 tháng 5 năm 2023\nHƯỚNG DẪN\ntuyên truyền\n"
    )
    assert (head.parent_issuer, head.issuer) == ("Tỉnh ủy Hà Nam", "Ban Tuyên giáo")


def test_a_title_in_capitals_goes_on_with_a_day() -> None:
    head = letterhead(
        "UBND TỈNH HÀ NAM\nSố: 12/QĐ-UBND\nQUYẾT ĐỊNH\n"
        "ĐÍNH CHÍNH QUYẾT ĐỊNH SỐ 7/QĐ-UBND\nNGÀY 31 THÁNG 12 NĂM 2013 VỀ GIÁ NƯỚC\nCăn cứ Luật;\n"
    )
    assert (head.title or "").casefold() == "đính chính quyết định số 7/qđ-ubnd ngày 31 tháng 12 năm 2013 về giá nước"
    assert head.issued is None


def test_a_sentence_under_the_subject_of_a_letter_is_text() -> None:
    head = letterhead(
        "CỤC THUẾ\nTHUẾ TỈNH HÀ NAM\nSố: 12/HNA-QLDN V/v thuế suất\nHà Nam, ngày 1 tháng 12 năm 2025\n"
        "Công ty Nước sạch; địa chỉ: xã Bình Lục.\nTrả lời văn bản số 7/CV-NS của Công ty, Thuế tỉnh có ý kiến:\n"
    )
    assert (head.title, head.issuer, head.parent_issuer) == ("V/v thuế suất", "Thuế tỉnh Hà Nam", "Cục Thuế")


SIGNED = "UBND TỈNH LAI CHÂU\nSố: 57/KH-UBND\nLai Châu, ngày 14 tháng 3 năm 2023\nKẾ HOẠCH\nTrồng rừng năm 2023\n"


def test_a_signer_whose_surname_is_none_is_doubtful_and_the_likeliest_is_a_candidate() -> None:
    end = "Nơi nhận:\n- Như trên;\n- Lưu: VT.\nGIÁM ĐỐC\n{}\n"
    sure, marks, none = (
        letterhead(SIGNED + "Căn cứ Luật Lâm nghiệp;\nI. MỤC ĐÍCH\n" + end.format(name)).evidence["signatory_name"]
        for name in ("Bùi Quang Thắng", "Bữi Quang Thắng", "Xoanh Quang Thắng")
    )
    assert not sure.is_doubtful
    assert marks.is_doubtful
    assert [one.text for one in marks.candidates] == ["Bùi Quang Thắng"]
    assert none.is_doubtful
    assert none.candidates == ()


def test_a_post_read_above_the_recipients_beside_it_is_the_signers() -> None:
    head = letterhead(
        SIGNED + "Căn cứ Luật Lâm nghiệp;\nI. MỤC ĐÍCH\n1. Trồng rừng ven sông.\nCHÁNH THANH TRA\nNơi nhận:\n- Như trên;\n"
        "- Lưu: VT.\nBùi Quang Thắng\n"
    )
    assert (head.signatory_position, head.signatory_name) == ("Chánh thanh tra", "Bùi Quang Thắng")


def test_a_seals_rim_between_the_words_of_a_post_is_no_hyphen() -> None:
    read = read_signature("TL. CHỦ TỊCH\nKT. CHÁNH VĂN PHÒNG\nPHÓ-VĂN PHÒNG\nBùi Quang Thắng")
    assert (read.authority, read.position) == ("TL. CHỦ TỊCH KT. CHÁNH VĂN PHÒNG", "Phó văn phòng")


def test_a_year_up_to_which_things_were_done_is_not_what_the_paper_is_about() -> None:
    head = letterhead(SIGNED.replace("Trồng rừng năm 2023", "Rà soát rừng trồng từ năm 2015 về trước") + BODY)
    assert head.subject_year is None


def test_a_name_read_behind_the_last_recipient_is_a_candidate_for_the_signer() -> None:
    head = letterhead(
        SIGNED + "Căn cứ Luật Lâm nghiệp;\nI. MỤC ĐÍCH\n1. Trồng rừng ven sông./.\nNơi nhận: KT. GIÁM ĐỐC\n"
        "- Như trên; PHÓ GIÁM ĐỐC\n- Lưu: VT, Hòa Bùi.Quang Thắng\n"
    )
    evidence = head.evidence["signatory_name"]
    assert head.signatory_name is None
    assert evidence.is_doubtful
    assert [one.text for one in evidence.candidates] == ["Bùi Quang Thắng"]
