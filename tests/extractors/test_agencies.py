"""Names of bodies: abbreviations written out, misread or not, and never to another body's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.grammar.agencies import abbreviations, begins_with_head, split_bodies, write_out


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở KH & ĐT", "Sở Kế hoạch và Đầu tư"),
        ("HDND tỉnh", "Hội đồng nhân dân tỉnh"),  # the mark lost
        ("Sở KH&DT", "Sở Kế hoạch và Đầu tư"),
        ("Sở XYZ", "Sở XYZ"),
    ],
)
def test_an_abbreviation_is_written_out(written: str, meant: str) -> None:
    assert write_out(written) == meant


NOISE = {"Đ": ["D", "P", "B"], "&": [" & ", "8", "and", ""], "U": ["Ư"], "N": ["M"], "T": ["I"], " ": ["  ", ""], "B": ["8"]}


@given(st.sampled_from(sorted(abbreviations())), st.data())
def test_a_misread_abbreviation_is_the_same_body_or_stays_as_read(short: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(short) - 1))
    misread = short[:at] + data.draw(st.sampled_from(NOISE.get(short[at], [short[at]]))) + short[at + 1 :]
    said, meant = write_out(f"Sở {misread} tỉnh"), write_out(f"Sở {short} tỉnh")
    others = {name for name in abbreviations().values() if name in said and name not in meant}
    assert not others or misread in abbreviations()


@pytest.mark.parametrize(
    ("names", "bodies"),
    [
        ("BỘ Y TẾ CỤC Y TẾ DỰ PHÒNG", ("BỘ Y TẾ", "CỤC Y TẾ DỰ PHÒNG")),
        ("BỘ QUỐC PHÒNG CỤC KỸ THUẬT", ("BỘ QUỐC PHÒNG", "CỤC KỸ THUẬT")),
        ("UBND THÀNH PHỐ HẢI PHÒNG SỞ NỘI VỤ", ("UBND THÀNH PHỐ HẢI PHÒNG", "SỞ NỘI VỤ")),
        ("UBND TỈNH HÀ NAM BAN CHỈ HUY PHÒNG, CHỐNG THIÊN TAI", ("UBND TỈNH HÀ NAM", "BAN CHỈ HUY PHÒNG, CHỐNG THIÊN TAI")),
        ("UBND QUẬN 3 PHÒNG Y TẾ", ("UBND QUẬN 3", "PHÒNG Y TẾ")),
        ("TỔNG CỤC THUẾ CỤC THUẾ TỈNH HÀ NAM", ("TỔNG CỤC THUẾ", "CỤC THUẾ TỈNH HÀ NAM")),
        ("UBND HUYỆN TIÊN DU VĂN PHÒNG HĐND VÀ UBND", ("UBND HUYỆN TIÊN DU", "VĂN PHÒNG HĐND VÀ UBND")),
        ("CÔNG AN TỈNH HÀ NAM PHÒNG CẢNH SÁT GIAO THÔNG", ("CÔNG AN TỈNH HÀ NAM", "PHÒNG CẢNH SÁT GIAO THÔNG")),
        ("CỤC THUẾ THUẾ TỈNH HÀ NAM", ("CỤC THUẾ", "THUẾ TỈNH HÀ NAM")),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH HÀ NAM BAN KINH TẾ - NGÂN SÁCH", ("HỘI ĐỒNG NHÂN DÂN TỈNH HÀ NAM", "BAN KINH TẾ - NGÂN SÁCH")),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO TRƯỜNG THPT LÊ LỢI", ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG THPT LÊ LỢI")),
    ],
)
def test_the_bodies_of_a_letterhead_are_cut_apart_and_their_names_are_not(names: str, bodies: tuple[str, ...]) -> None:
    assert split_bodies(names) == bodies


def test_where_a_line_begins_a_word_that_names_also_hold_begins_a_body() -> None:
    names = "BỘ NỘI VỤ VỤ CÔNG CHỨC"
    assert split_bodies(names) == (names,)
    assert split_bodies(names, {names.index("VỤ CÔNG")}) == ("BỘ NỘI VỤ", "VỤ CÔNG CHỨC")


def test_a_word_with_other_marks_begins_no_body() -> None:
    assert begins_with_head("BAN QUẢN LÝ CHỢ")
    assert not begins_with_head("BÁN HÀNG MIỄN THUẾ")
