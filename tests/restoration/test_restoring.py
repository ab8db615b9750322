"""What the restorer does to a line, with the data that ships."""

import gc
import random

import pytest

from models.page import Candidate, Page, PageSource, Word
from models.restoration import EditReason, Restoration
from models.spans import Span
from service.restoration import LatticeRestorer, load_restorer
from service.restoration.spelling import without_marks
from tests.builders import make_box

PROSE = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n"
    "Thực hiện Quyết định số 1466/QĐ-UBND ngày 20/12/2021 của Ủy ban nhân dân tỉnh về việc giao chỉ tiêu kế hoạch\n"
    "phát triển kinh tế - xã hội, Ban Chỉ đạo xây dựng kế hoạch triển khai thực hiện như sau:\n"
    "Tỷ lệ hộ nghèo giảm còn 4,2%; thu nhập bình quân đầu người khu vực nông thôn đạt 45 triệu đồng/người/năm.\n"
    "Các cơ quan, đơn vị tăng cường trao đổi, phối hợp, báo cáo kết quả thực hiện trước ngày 15 tháng 12 năm 2025.\n"
)


@pytest.fixture(scope="module")
def restorer() -> LatticeRestorer:
    return load_restorer(names=("Thạch Châu", "Xuân Viên"))


@pytest.mark.parametrize(
    ("raw", "restored"),
    [
        ("Ty 1é hd ngheo gidm con 4,2%", "Tỷ lệ hộ nghèo giảm còn 4,2%"),
        ("thyc hién Chuong trinh muc tiéu quéc gia", "thực hiện Chương trình mục tiêu quốc gia"),
        ("Bo sung chirc nang, nhiém vu", "Bổ sung chức năng, nhiệm vụ"),
        ("ngay 12 thang 4 nam 2022", "ngày 12 tháng 4 năm 2022"),
        ("UY BAN NHAN DAN TINH", "ỦY BAN NHÂN DÂN TỈNH"),
        ("x4 dat chudn NTM nang cao", "xã đạt chuẩn NTM nâng cao"),
        ("quyét dinhcua Uy ban", "quyết định của Ủy ban"),
    ],
)
def test_what_an_english_engine_wrote_becomes_the_true_text(restorer: LatticeRestorer, raw: str, restored: str) -> None:
    noise = "Cén cir Quyét dinh sé cua Thi tuéng Chinh phu vé viéc phé duyét ké hoach, "
    found = restorer.restore_text(f"{noise}\n{raw}")
    assert found.text.splitlines()[1] == restored


@pytest.mark.parametrize(
    ("line", "restored"),
    [
        ("xa Khanh LOc, huyén Can LOc", "xã Khánh Lộc, huyện Can Lộc"),
        ("a) DOi véi cdc xa", "a) Đối với các xã"),
        ("KINH PHi THUC HIEN", "KINH PHÍ THỰC HIỆN"),
        ("giao UBND xa Khanh LOc", "giao UBND xã Khánh Lộc"),
    ],
)
def test_a_word_half_in_capitals_is_cased_as_its_line_is(restorer: LatticeRestorer, line: str, restored: str) -> None:
    noise = "Cén cir Quyét dinh sé cua Thi tuéng Chinh phu vé viéc phé duyét ké hoach, "
    assert restorer.restore_text(f"{noise}\n{line}\n{noise}").text.splitlines()[1] == restored


def test_text_without_any_mark_gets_its_marks_back(restorer: LatticeRestorer) -> None:
    found = restorer.restore_text(without_marks(PROSE))
    assert found.channel == "stripped"
    assert found.text == PROSE


def test_no_digit_of_a_text_without_marks_changes(restorer: LatticeRestorer) -> None:
    raw = without_marks(PROSE * 2) + "trong 2ha dat va 10 xa, tai thon 6 va xom 1o, 16 trinh thuc hien\n"
    found = restorer.restore_text(raw)
    assert found.channel == "stripped"
    assert [c for c in found.text if c.isdigit()] == [c for c in raw if c.isdigit()]


def test_an_amount_with_its_unit_stands(restorer: LatticeRestorer) -> None:
    found = restorer.restore_text("Chuyén déi 2ha dat tréng lua, 5km duong va 3kg giéng trén dia ban x4\n").text
    assert [amount for amount in ("2ha", "5km", "3kg") if amount not in found] == []


def test_names_of_quantities_do_not_hide_that_a_text_lost_its_marks(restorer: LatticeRestorer) -> None:
    raw = without_marks(PROSE) + "gia tri cua hop dong la V1, V2 hoac V3; dien tich A1 va A2 tinh bang m2; tong so X1 va X2\n"
    found = restorer.restore_text(raw)
    assert found.channel == "stripped"
    assert [c for c in found.text if c.isdigit()] == [c for c in raw if c.isdigit()]


@pytest.mark.parametrize(
    ("raw", "restored"),
    [
        ("hoan thanh trong Qui 11/2022", "II/2022"),
        ("hoan thanh trong quy 111/2022", "III/2022"),
        ("hoan thanh trong thang 11/2022", "11/2022"),
        ("hoan thanh trong quy 1/2022", "1/2022"),
        ("thyc hién theo Ké hoach sé 11", "11"),
    ],
)
def test_a_quarter_has_a_roman_numeral(restorer: LatticeRestorer, raw: str, restored: str) -> None:
    noise = "Cén cir Quyét dinh sé cua Thi tuéng Chinh phu vé viéc phé duyét ké hoach, "
    assert restorer.restore_text(f"{noise}\n{raw}").text.split()[-1] == restored


@pytest.mark.parametrize(
    "raw", ["xong trong Qui 11/2022", "xong trong Qui I1/2022", "xong trong Quy 1V/2022", "xong trong Qui 4/2022"]
)
def test_what_stands_before_a_quarter_is_no_fund_and_no_rule(restorer: LatticeRestorer, raw: str) -> None:
    noise = "Cén cir Quyét dinh sé cua Thi tuéng Chinh phu vé viéc phé duyét ké hoach, "
    assert restorer.restore_text(f"{noise}\n{raw}").text.split()[-2] == "Quý"


def test_the_letters_of_a_list_stand(restorer: LatticeRestorer) -> None:
    raw = "a) Duong phé va thén;\nb) Huyén, quan;\nc) Phuéng, thi tran;\nd) Dia chi cu tri;\ng) Sé dién thoai\n"
    found = restorer.restore_text(f"Cén cir Quyét dinh vé viéc phé duyét ké hoach\n{raw}").text.splitlines()[1:]
    assert [line[:2] for line in found] == ["a)", "b)", "c)", "d)", "g)"]


@pytest.mark.parametrize("end", [")", "."])
def test_the_letter_behind_d_is_another(restorer: LatticeRestorer, end: str) -> None:
    marked = "các điều kiện về đất đai, môi trường và vốn của dự án được xem xét đầy đủ;"
    raw = "".join(f"{letter}{end} {without_marks(marked)}\n" for letter in "abcdde")
    found = restorer.restore_text(raw).text.splitlines()
    assert "".join(line[0] for line in found) == "abcdđe"


def test_the_second_of_two_equal_letters_of_points_is_another(restorer: LatticeRestorer) -> None:
    raw = without_marks(PROSE) + "theo quy dinh tai cac diem c, d, d va e khoan 2 Dieu nay\n"
    assert "các điểm c, d, đ và e khoản 2" in restorer.restore_text(raw).text


def test_a_syllable_of_a_name_is_no_word_in_small_letters() -> None:
    with_names = load_restorer(names=("Khoi Xuan",))
    raw = without_marks(PROSE) + "giao nha thau thi cong khoi luong con lai cua cong trinh, hop dong voi Khoi Xuan\n"
    assert "khối lượng còn lại" in with_names.restore_text(raw).text


def test_initials_joined_by_and_stay_joined(restorer: LatticeRestorer) -> None:
    raw = "Cén cir Quyét dinh vé viéc phé duyét, Sé KH&DT chu tri, phéi hop véi Sé GD&DT va Sé NN &PTNT"
    found = restorer.restore_text(raw).text
    assert [name for name in ("KH&ĐT", "GD&ĐT", "NN &PTNT") if name not in found] == []


def test_the_number_of_a_note_behind_a_ruined_word_stays(restorer: LatticeRestorer) -> None:
    raw = "Cén cir Quyét dinh vé viéc phé duyét ké hoach; nguéi dai dién (ky, ghi rd ho tén4) va déng déu"
    assert "tên4" in restorer.restore_text(raw).text


def test_words_run_together_are_parted_where_a_capital_stands(restorer: LatticeRestorer) -> None:
    raw = "Cén cir Quyét dinh vé viéc phé duyét ké hoach; Uy ban nhan dan tinhNghé An té chitc thyc hién"
    assert "tỉnh Nghệ An" in restorer.restore_text(raw).text


def test_a_lone_sign_may_be_a_word_whose_vowel_is_lost(restorer: LatticeRestorer) -> None:
    raw = "Cén cir Quyét dinh sé cua Thi tuéng Chinh phu; can ¢ ngudn vén duoc giao, cac dia phuong thyc hién"
    assert "căn cứ nguồn vốn" in restorer.restore_text(raw).text


def test_what_stands_in_another_cell_goes_on_from_nothing(restorer: LatticeRestorer) -> None:
    row = "1 | Ngay 16/10/2017 (Thu 2) | Sang | Thach Chau, huyen Loc Ha\n"
    found = restorer.restore_text(f"{without_marks(PROSE)}{row * 3}").text.splitlines()
    assert {line.split(" | ")[2] for line in found[-3:]} == {"Sáng"}


def test_clean_text_is_left_alone(restorer: LatticeRestorer) -> None:
    found = restorer.restore_text(PROSE)
    assert found.text == PROSE


def test_what_a_vietnamese_engine_misread_is_mended(restorer: LatticeRestorer) -> None:
    raw = PROSE.replace("hộ nghèo", "hộ nghẻo").replace("kinh tế", "kinh té").replace("phối hợp", "phôi hợp")
    assert restorer.restore_text(raw).text == PROSE


@pytest.mark.parametrize(
    "line", ["Số: 1531/KH-XYZ", "xem http://thanhhoa.gov.vn/van-ban", "thư gửi vanthu@bacgiang.gov.vn", "tăng 147/184, 79,9 %"]
)
def test_numbers_and_identifiers_stay(restorer: LatticeRestorer, line: str) -> None:
    raw = f"Can cr Quyét dinh vé viéc phé duyét ké hoach\n{line}\nthyc hién Chuong trinh"
    kept = restorer.restore_text(raw).text.splitlines()[1]
    assert [c for c in kept if c.isdigit()] == [c for c in line if c.isdigit()]
    assert kept.split()[-1] == line.rsplit(maxsplit=1)[-1]


def test_symbols_of_papers_get_their_marks_from_the_closed_list(restorer: LatticeRestorer) -> None:
    found = restorer.restore_text("Can cr Quyét dinh sé 1466/QD-UBND ngay 20/12/2021 cua UBND tinh")
    assert "1466/QĐ-UBND" in found.text


def test_lines_and_pages_stay_where_they_are(restorer: LatticeRestorer) -> None:
    texts = ["thyc hién Chuong\ntrinh muc tiéu\n", "quéc gia xay dung\n"]
    pages = [
        Page(number=n, width_points=595, height_points=842, text=text, source=PageSource.OCR)
        for n, text in enumerate(texts, start=1)
    ]
    found = restorer.restore(pages)
    assert found.raw_text == "\f".join(texts)
    assert [c for c in found.text if c in "\n\f"] == [c for c in found.raw_text if c in "\n\f"]


def read_with(restorer: LatticeRestorer, line: str, read: str, *others: str, sureness: float = 0.97) -> Restoration:
    """PROSE and a line more, in which the engine read one word, and held others for likely."""
    start = len(PROSE) + line.index(read)
    word = Word(
        text=read,
        span=Span(start=start, end=start + len(read)),
        box=make_box(6, 0, len(read)),
        confidence=sureness,
        candidates=tuple(Candidate(text=other, confidence=0.48) for other in others),
    )
    # so many misread marks that the text is not taken for clean
    text = f"{PROSE}{line}, theo Nghị quyét của Hội đồng nhân dân, đúng quy đinh\n"
    page = Page(number=1, width_points=595, height_points=842, text=text, words=(word,), source=PageSource.OCR)
    return restorer.restore([page])


@pytest.mark.parametrize(
    ("read", "other", "restored"),
    [
        ("vũn", "vận", "vận"),
        ("(vũn", "(vận", "(vận"),
        ("vũn", "vận động", "vũn"),  # two words for one are not heard
    ],
)
def test_what_else_the_engine_read_is_heard(restorer: LatticeRestorer, read: str, other: str, restored: str) -> None:
    found = read_with(restorer, f"Tổ chức {read} động", read, other)
    assert found.text.splitlines()[-1].startswith(f"Tổ chức {restored} động, theo Nghị quyết")


@pytest.mark.parametrize(
    ("read", "other", "restored"),
    [
        ("066/năm", "06%/năm", "06%/năm"),  # no number begins with a nought
        ("146/năm", "14%/năm", "146/năm"),
        ("146/năm", "145/năm", "146/năm"),
    ],
)
def test_a_sign_of_per_cent_that_was_read_as_digits_is_heard(
    restorer: LatticeRestorer, read: str, other: str, restored: str
) -> None:
    found = read_with(restorer, f"Tốc độ tăng trưởng bình quân {read}", read, other)
    assert found.text.splitlines()[-1].startswith(f"Tốc độ tăng trưởng bình quân {restored}, theo")
    assert ("14%" in other) == any(edit.raw_span.of(found.raw_text) == "146" for edit in found.doubts)


@pytest.mark.parametrize("acronym", ["BV", "SYT", "LH"])
def test_an_acronym_that_a_vietnamese_engine_read_for_sure_stands(restorer: LatticeRestorer, acronym: str) -> None:
    found = read_with(restorer, f"Báo cáo kết quả hoạt động của {acronym} trên địa bàn", acronym, "Bộ")
    assert f"hoạt động của {acronym} trên" in found.text
    assert acronym not in [edit.raw_span.of(found.raw_text) for edit in found.edits]


def test_capitals_that_are_a_word_without_its_marks_are_no_acronym(restorer: LatticeRestorer) -> None:
    found = read_with(restorer, "UY BAN NHÂN DÂN TỈNH", "UY")
    assert found.text.splitlines()[-1].startswith("ỦY BAN NHÂN DÂN TỈNH")


def test_a_code_that_a_vietnamese_engine_read_stands(restorer: LatticeRestorer) -> None:
    found = read_with(restorer, "Hồ sơ minh chứng của tiêu chí A1 để riêng", "A1", "AI", sureness=0.75)
    assert "tiêu chí A1 để riêng" in found.text


@pytest.mark.parametrize("line", ["Quyết định ban hành qui chế làm việc", "của Bộ Y tế qui định về tổ chức"])
def test_what_may_be_written_with_i_stands_in_the_text_of_a_vietnamese_engine(restorer: LatticeRestorer, line: str) -> None:
    found = read_with(restorer, line, "qui")
    assert found.text.splitlines()[-1].startswith(line)


def test_a_word_read_for_sure_is_doubted_before_it_becomes_another(restorer: LatticeRestorer) -> None:
    found = read_with(restorer, "Bố trí wifi, ghim điện tại hội trường", "ghim", "phim")
    (edit,) = (edit for edit in found.edits if edit.raw_span.of(found.raw_text) == "ghim")
    assert edit.restored == "ghim"
    assert edit.is_doubtful
    assert edit.candidates


def test_marks_of_a_word_read_for_sure_are_mended_where_the_text_leaves_no_doubt(restorer: LatticeRestorer) -> None:
    found = read_with(restorer, "Trân trong kính mời các đồng chí đến dự", "trong")
    assert "Trân trọng kính mời" in found.text


@pytest.mark.parametrize(
    ("line", "read", "other", "restored"),
    [
        ("Trình tựcông nhận danh hiệu", "tựcông", "công", "Trình tự công nhận"),
        ("Gửi Ban Nữcông của cơ quan", "Nữcông", "công", "Ban Nữcông của"),  # no word is lost where they are not parted
    ],
)
def test_another_reading_that_is_one_of_two_words_run_together_takes_none_away(
    restorer: LatticeRestorer, line: str, read: str, other: str, restored: str
) -> None:
    assert restored in read_with(restorer, line, read, other, sureness=0.6).text


def test_a_roman_numeral_becomes_another_only_for_certain(restorer: LatticeRestorer) -> None:
    found = read_with(restorer, "quý III. Báo cáo", "III", "II", sureness=0.5)
    assert found.text.splitlines()[-1].startswith("quý III.")


def test_a_line_like_a_formula_of_the_letterhead_is_no_formula(restorer: LatticeRestorer) -> None:
    raw = PROSE.replace("phối hợp", "phôi hợp").replace("kinh tế", "kinh té") + "bảo đảm chất lượng nông sản an toàn VietGAP\n"
    assert restorer.restore_text(raw).text.splitlines()[-1] == "bảo đảm chất lượng nông sản an toàn VietGAP"


RUINED = (
    "Can cii Luat To chirc chinh quyen dia phuong ngay 19 thang 6 nam 2015;\n"
    "Thtrc hien Quyet dinh s6 14 cua Uy ban nhan dan tinh ve viec giao chi tieu\n"
    "ke hoach phat trien kinh te xa hoi, Ban Chi dao xay dung ke hoach\n"
)
"""A text layer of an engine without Vietnamese letters."""


@pytest.mark.parametrize("line", ["LONG HOA X,A HOT CHU NGHIA VIET NAM", "CONGHOA XA HOI CHU NGHIA VIET NAM"])
def test_the_name_of_the_state_is_known_however_its_words_were_parted(restorer: LatticeRestorer, line: str) -> None:
    assert restorer.restore_text(RUINED + line).text.endswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def test_a_ruined_day_is_a_doubt_and_no_word(restorer: LatticeRestorer) -> None:
    found = restorer.restore_text(f"{RUINED}Dien Bien, ngay if thang 10 nam 2017")
    assert found.text.endswith("ngày if tháng 10 năm 2017")
    assert "if" in [edit.raw_span.of(found.raw_text) for edit in found.doubts]


def test_a_smeared_stamp_is_taken_away_and_its_lines_stay(restorer: LatticeRestorer) -> None:
    found = restorer.restore_text(f"{RUINED}- Nhu tren;\nP'\nDitsr PPHONG\nCHING TR\nZ u\n- UBND tinh;")
    assert found.text.endswith("- Như trên;\n\n\n\n\n- UBND tỉnh;")
    assert {edit.reason for edit in found.edits if not edit.restored} == {EditReason.JUNK}


def test_a_known_name_takes_no_other_names_place() -> None:
    restorer = load_restorer(names=("Thạch An",))
    assert restorer.restore_text(f"{RUINED}huyen Thach Tan, tinh").text.endswith("huyện Thạch Tân, tỉnh")


def test_garbage_is_collected_again_behind_a_restoration(restorer: LatticeRestorer) -> None:
    restorer.restore_text(PROSE)
    assert gc.isenabled()


def test_times_and_amounts_are_no_doubts(restorer: LatticeRestorer) -> None:
    found = restorer.restore_text(f"{PROSE}Thời gian: 07h30 đến 11h, diện tích 15ha, theo Nghị quyét đúng quy đinh")
    assert not [edit for edit in found.doubts if edit.raw_span.of(found.raw_text)[0].isdigit()]


def test_names_handed_in_are_preferred() -> None:
    raw = "Can cr Quyét dinh vé viéc phé duyét, hop tai x4 Thach Chau va x4 Xuan Vien"
    with_names = load_restorer(names=("Thạch Châu", "Xuân Viên")).restore_text(raw)
    assert with_names.text.endswith("xã Thạch Châu và xã Xuân Viên")


def test_an_unreadable_word_stays_and_is_doubtful(restorer: LatticeRestorer) -> None:
    raw = "Can cr Quyét dinh vé viéc phé duyét Zqxwjkf cua Uy ban nhan dan tinh"
    found = restorer.restore_text(raw)
    assert "Zqxwjkf" in found.text
    doubts = [edit for edit in found.doubts if edit.raw_span.of(raw) == "Zqxwjkf"]
    assert [edit.reason for edit in doubts] == [EditReason.DOUBT]


def test_every_edit_changes_something_or_is_a_doubt(restorer: LatticeRestorer) -> None:
    raw = without_marks(PROSE)
    for edit in restorer.restore_text(raw).edits:
        assert edit.restored != edit.raw_span.of(raw) or edit.reason == EditReason.DOUBT


@pytest.mark.parametrize("raw", ["", " ", "\n\f\n", "12345", "…", "()", "a" * 500, "\f\f"])
def test_odd_texts_pass_through(restorer: LatticeRestorer, raw: str) -> None:
    assert restorer.restore_text(raw).text == raw


def test_any_mixture_of_signs_keeps_its_lines(restorer: LatticeRestorer) -> None:
    chance = random.Random(8)
    signs = "aăđéo0l1I'’&@/-.,;: \n\fXUBND²ﬁ"
    for _ in range(40):
        raw = "".join(chance.choices(signs, k=120))
        found = restorer.restore_text(raw)
        assert found.text.count("\n") == raw.count("\n")
        assert found.text.count("\f") == raw.count("\f")


def test_the_same_text_is_restored_the_same_way(restorer: LatticeRestorer) -> None:
    raw = without_marks(PROSE)
    assert restorer.restore_text(raw) == restorer.restore_text(raw)
