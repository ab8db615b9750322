"""Citations: what is cited, and what the document does with it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.citations import find
from extractors.grammar.dates import render_date
from extractors.pipeline import RecordExtractor
from models.reading import Records
from service.outline import DocumentOutliner
from tests.builders import make_document

HEAD = """ỦY BAN NHÂN DÂN TỈNH SƠN LA | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc
Số: 2954/QĐ-UBND | Sơn La, ngày 20 tháng 11 năm 2025
QUYẾT ĐỊNH
VỀ VIỆC BAN HÀNH KẾ HOẠCH XUẤT KHẨU
"""
EXTRACTOR, OUTLINER = RecordExtractor(("citations", "deadlines")), DocumentOutliner()


def read(body: str) -> Records:
    document = make_document(HEAD + body)
    return EXTRACTOR.extract(document, OUTLINER.outline(document), ())


@pytest.mark.parametrize(
    ("line", "number", "role"),
    [
        ("Căn cứ Quyết định số 493/QĐ-TTg ngày 19 tháng 4 năm 2022 của Thủ tướng Chính phủ;", "493/QĐ-TTg", "basis"),
        ("Thực hiện Kế hoạch số 5/KH-UBND ngày 03/3/2025 của UBND tỉnh;", "5/KH-UBND", "implements"),
        ("Theo đề nghị của Sở Công Thương tại Tờ trình số 298/TTr-SCT ngày 23/10/2025.", "298/TTr-SCT", "mentions"),
        ("Điều 3. Quyết định này thay thế Quyết định số 12/QĐ-UBND ngày 03/3/2020 của UBND tỉnh.", "12/QĐ-UBND", "replaces"),
        ("Điều 1. Bãi bỏ Quyết định số 636/QĐ-UBND ngày 17/3/2025 của UBND tỉnh.", "636/QĐ-UBND", "repeals"),
        ("Điều 1. Sửa đổi, bổ sung khoản 2 Điều 12 Quyết định số 9/2022/QĐ-UBND ngày 14/7/2022.", "9/2022/QĐ-UBND", "amends"),
        ("Điều 2. Thực hiện theo Quyết định số 9/QĐ-UBND đã được sửa đổi.", "9/QĐ-UBND", "mentions"),
    ],
)
def test_the_role_is_what_the_document_does(line: str, number: str, role: str) -> None:
    (citation,) = read(line).citations
    assert (citation.number, citation.role.value) == (number, role)


def test_a_document_cited_inside_another_citation_is_a_mention() -> None:
    first, second = read(
        "Căn cứ Quyết định số 178/QĐ-TTg ngày 28/01/2016 của Thủ tướng Chính phủ về ban hành Kế hoạch triển khai "
        "Thông báo kết luận số 196-TB/TW ngày 16/3/2015 của Ban Bí thư về Đề án;"
    ).citations
    assert [c.role.value for c in (first, second)] == ["basis", "mentions"]
    assert (second.kind, second.issued, second.issuer) == ("Thông báo kết luận", date(2015, 3, 16), "Ban Bí thư")


def test_coordinated_citations_share_their_role() -> None:
    citations = read(
        "Căn cứ chỉ đạo của Bộ Chính trị tại thông báo số 99-TB/TW ngày 21/11/2025, của Ban Bí thư tại văn bản số "
        "213-KL/TW ngày 21/11/2025, Nghị quyết 380/NQ-CP ngày 25/11/2025 của Chính phủ;"
    ).citations
    assert [c.role.value for c in citations] == ["basis"] * 3
    assert [c.issuer for c in citations] == ["Bộ Chính trị", "Ban Bí thư", "Chính phủ"]


def test_a_limit_after_a_citation_is_not_its_day() -> None:
    (found,) = find("hoàn thành nhà phát sinh ngoài Kế hoạch 77/KH-LT trước ngày 30/9/2010.")
    assert found.issued is None


def test_a_document_does_not_cite_itself() -> None:
    assert read("(Ban hành kèm theo Quyết định số 2954/QĐ-UBND ngày 20/11/2025 của UBND tỉnh)").citations == ()


def test_a_year_in_the_number_that_the_day_denies_is_doubtful() -> None:
    (citation,) = read("Theo Quyết định số 46/2002/QĐ-UBND ngày 12/9/2022 của UBND tỉnh.").citations
    assert citation.doubts


def test_the_same_act_cited_twice_is_one_instrument() -> None:
    records = read(
        "I. MỤC TIÊU\n1. Thực hiện Kế hoạch số 77/KH-LT ngày 03/6/2009 của UBND và UB MTTQ.\n2. Theo Kế hoạch 77/KH-LT."
    )
    assert len(records.citations) == 2
    (instrument,) = records.instruments
    assert (instrument.number, instrument.issued) == ("77/KH-LT", date(2009, 6, 3))


def test_the_act_named_above_is_no_second_citation() -> None:
    (citation,) = read("1. Theo Quyết định số 9/QĐ-TTg ngày 03/6/2019.\n2. Thực hiện Quyết định nêu trên.").citations
    assert [passage.quote for passage in citation.also_at] == ["Quyết định nêu trên"]


def test_each_document_of_a_list_bears_what_is_done_to_the_list() -> None:
    citations = read(
        "Điều 1. Bãi bỏ các văn bản do Ủy ban nhân dân tỉnh ban hành trong lĩnh vực xây dựng, cụ thể như sau:\n"
        "1. Quyết định 90/2004/QĐ-UB ngày 16/12/2004 của UBND tỉnh ban hành điều lệ;\n"
        "2. Quyết định số 7/2017/QĐ-UBND ngày 09/5/2017 của UBND tỉnh quy định theo Luật số 50/2014/QH13.\n"
    ).citations
    assert [c.role.value for c in citations] == ["repeals", "repeals", "mentions"]


def test_grounds_that_stand_as_a_list_or_on_one_line_are_grounds() -> None:
    citations = read(
        "- Căn cứ Quyết định số 204-QĐ/TW, ngày 29/11/2024 của Ban Bí thư;\n"
        "- Căn cứ Nghị quyết số 206/NQ-HĐND ngày 03/10/2025; Căn cứ Kế hoạch số 77/KH-UBND ngày 17/9/2025;\n"
    ).citations
    assert [c.role.value for c in citations] == ["basis"] * 3


def test_a_day_that_is_none_is_doubtful() -> None:
    (citation,) = read("1. Thực hiện Quyết định số 12/QĐ-UBND ngày 31/02/2021 của UBND tỉnh.").citations
    assert (citation.issued, citation.doubts) == (None, ("the day was not read: 31/02/2021",))
    (undated,) = read("1. Thực hiện Quyết định số 12/QĐ-UBND của UBND tỉnh trước ngày 30/12/2025.").citations
    assert (undated.issued, undated.doubts) == (None, ())


def test_each_item_of_the_grounds_shares_the_verb_of_the_first() -> None:
    citations = read(
        "Thực hiện Chỉ thị số 25/CT-TTg ngày 5/12/2013 của Thủ tướng Chính phủ v/v điều hành giá; Chỉ đạo của Phó Thủ tướng tại "
        "cuộc họp ngày 28/12/2013; Công văn số 49/BCĐ-QLTT ngày 8/12/2013 của Ban chỉ đạo v/v chống buôn lậu."
    ).citations
    assert [(c.role.value, c.issuer) for c in citations] == [
        ("implements", "Thủ tướng Chính phủ"),
        ("implements", "Ban chỉ đạo"),
    ]


def test_a_kind_that_the_symbol_alone_says_is_not_the_next_numbers() -> None:
    first, second = find("theo ý kiến của Sở Tư pháp: Số 294/BC-STP ngày 12/9/2025, số 1890/STP-VB ngày 24/10/2025")
    assert (first.kind, second.kind) == ("Báo cáo", "Công văn")


def test_a_title_on_the_line_of_its_kind_is_read_too() -> None:
    document = make_document(
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HUẾ\nSố: 3565/QĐ-UBND\nHuế, ngày 21 tháng 11 năm 2025\n"
        "QUYẾT ĐỊNH SỬA ĐỔI, BỔ SUNG QUYẾT ĐỊNH SỐ 3470/QĐ-UBND NGÀY 14 THÁNG 11 NĂM 2025\nĐiều 1. Sửa đổi.\n"
    )
    (citation,) = EXTRACTOR.extract(document, OUTLINER.outline(document), ()).citations
    assert (citation.number, citation.role.value, citation.issued) == ("3470/QĐ-UBND", "amends", date(2025, 11, 14))


def test_the_day_at_the_end_of_a_list_is_shared_and_says_so() -> None:
    first, second, third = find("theo các Công điện số 217/CĐ-TTg, 218/CĐ-TTg và 222/CĐ-TTg ngày 19/11/2025, Thủ tướng yêu cầu")
    assert {c.issued for c in (first, second, third)} == {date(2025, 11, 19)}
    assert first.doubts and second.doubts and not third.doubts
    named_again, _ = find("theo Quyết định số 12/QĐ-UBND và Quyết định số 13/QĐ-UBND ngày 14/5/2025")
    assert named_again.issued is None


def test_a_decree_without_its_symbol_is_cited_all_the_same() -> None:
    records = read("1. Thực hiện Nghị định số 46/2002 và Nghị định số 46/2002/NĐ-CP của Chính phủ trong kỳ báo cáo 9/2022.")
    assert [c.number for c in records.citations] == ["46/2002", "46/2002/NĐ-CP"]
    assert records.citations[0].doubts
    assert len(records.instruments) == 1


@pytest.mark.parametrize(
    ("cited", "doubt"),
    [
        ("Quyết định số 46/2002/QĐ-UBND ngày 12/9/2022", "the number says 2002, the day says 2022"),
        ("Nghị quyết số 46/QĐ-UBND ngày 12/9/2022", "the words say Nghị quyết, the symbol says Quyết định"),
        ("Luật Đất đai số 31/2004/QH15", "the symbol says 2021-2026, the year is 2004"),
        ("Quyết định số 46/QĐ-UBND ngày 12/9/2026", "the day is later than this paper's, 2025-11-20"),
    ],
)
def test_a_citation_that_denies_itself_says_so_and_keeps_what_was_read(cited: str, doubt: str) -> None:
    (citation,) = read(f"1. Thực hiện {cited} của cơ quan có thẩm quyền.").citations
    assert doubt in citation.doubts


def test_what_one_verb_does_to_two_papers_is_done_to_both() -> None:
    citations = read(
        "Điều 1. Bãi bỏ thủ tục số thứ tự 8 tại Quyết định số 11/QĐ-UBND ngày 06/5/2025 của Chủ tịch UBND tỉnh và thủ tục số "
        "thứ tự 01 tại Quyết định số 21/QĐ-UBND ngày 01/10/2024 của Chủ tịch UBND tỉnh."
    ).citations
    assert [c.role.value for c in citations] == ["repeals", "repeals"]


def test_an_office_that_no_list_holds_stays_as_it_is_written() -> None:
    (citation,) = read("1. Theo Công văn số 6165/BGDĐT-GDPT ngày 02/10/2025 của Bộ Giáo dục và Đào tạo.").citations
    assert (citation.number, citation.doubts) == ("6165/BGDĐT-GDPT", ())


NOISE = {
    "0": ["O"], "1": ["l", "I"], "Đ": ["D", "P"], "/": [" /", "/ "], "-": [" - ", "- ", ""], " ": ["  "], "ố": ["ô", "o", "ó"],
    "à": ["a", "ã"], "ế": ["ê", "e"], "á": ["a"], "ă": ["a"], "g": ["q"],
}  # fmt: skip


@given(
    st.integers(10, 9999),
    st.sampled_from(["QĐ-UBND", "QĐ-TTg", "NQ-HĐND", "KH-UBND"]),
    st.dates(date(1995, 1, 1), date(2025, 12, 31)),
    st.sampled_from(["long", "slash", "short"]),
    st.data(),
)
def test_a_citation_is_the_same_under_noise_or_doubtful(
    serial: int, symbol: str, day: date, form: str, data: st.DataObject
) -> None:
    kind = {"Q": "Quyết định", "N": "Nghị quyết", "K": "Kế hoạch"}[symbol[0]]
    written = f"{kind} số {serial}/{symbol} ngày {render_date(day, form=form).removeprefix('ngày ')}"
    for at in sorted(data.draw(st.sets(st.integers(0, len(written) - 1), max_size=2)), reverse=True):
        written = written[:at] + data.draw(st.sampled_from(NOISE.get(written[at], [written[at]]))) + written[at + 1 :]
    found = find(f"Căn cứ {written} của Ủy ban nhân dân tỉnh về phát triển nông thôn;")
    assert all(
        (str(c.number.number) == f"{serial}/{symbol}" and c.issued == day and c.kind == kind) or c.doubts
        for c in found
        if c.number
    )


def test_after_a_citation_within_another_the_next_item_of_the_grounds_is_one_again() -> None:
    citations = read(
        "Căn cứ Nghị định số 31/2012/NĐ-CP ngày 4/5/2012 của Chính phủ sửa đổi Nghị định số 20/2009/NĐ-CP; Thông tư số "
        "6/2012/TT-BXD ngày 7/8/2012 của Bộ Xây dựng;"
    ).citations
    assert [c.role.value for c in citations] == ["basis", "mentions", "basis"]


def test_items_in_a_parenthesis_are_no_grounds() -> None:
    citations = read(
        "Căn cứ Nghị định số 31/2012/NĐ-CP ngày 4/5/2012 của Chính phủ (được sửa đổi bởi Nghị định số 40/2015/NĐ-CP; "
        "Nghị định số 60/2018/NĐ-CP) về cấp nước;"
    ).citations
    assert [c.role.value for c in citations] == ["basis", "mentions", "mentions"]


def test_the_second_of_several_amended_papers_is_a_mention() -> None:
    citations = read(
        "Căn cứ Nghị định số 31/2012/NĐ-CP ngày 4/5/2012 của Chính phủ sửa đổi một số điều của các Nghị định về cấp nước và "
        "Nghị định số 20/2009/NĐ-CP về thoát nước;"
    ).citations
    assert [c.role.value for c in citations] == ["basis", "mentions"]


def test_the_kind_that_opens_a_list_is_that_of_all_its_items() -> None:
    citations = read(
        "Căn cứ các Nghị quyết của Quốc hội: số 31/2012/QH13 ngày 4/5/2012 về thuế; số 42/2014/QH13 ngày 6/6/2014 sửa đổi "
        "Nghị quyết số 31/2012/QH13; số 50/2016/QH13 ngày 7/7/2016 về phí;"
    ).citations
    assert [(c.kind, c.role.value) for c in citations] == [
        ("Nghị quyết", "basis"),
        ("Nghị quyết", "basis"),
        ("Nghị quyết", "mentions"),
        ("Nghị quyết", "basis"),
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Căn cứ Luật Phòng, chống bệnh truyền nhiễm năm 2007;", ["Phòng, chống bệnh truyền nhiễm"]),
        ("Căn cứ Pháp lệnh Bưu chính, Viễn thông ngày 25 tháng 5 năm 2002;", ["Bưu chính, Viễn thông"]),
        ("Căn cứ Luật Đê điều, Luật Thủy lợi;", ["Đê điều", "Thủy lợi"]),
        ("Căn cứ Luật Đê điều, nghị quyết của tỉnh;", ["Đê điều"]),
    ],
)
def test_a_comma_may_stand_inside_the_name_of_a_law(line: str, names: list[str]) -> None:
    assert [c.about for c in read(line).citations] == names


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("theo Hướng dẫn số 9-HD/BTGTW, ngày 15/3/2023 của Ban Tuyên giáo Trung ương, các xã làm", "Ban Tuyên giáo Trung ương"),
        ("theo Công văn số 9/BKH-TH ngày 15/3/2013 của Bộ Kế hoạch và Đầu tư về vốn", "Bộ Kế hoạch và Đầu tư"),
        (
            "theo Quyết định số 9/QĐ-VTLT ngày 15/3/2013 của Cục Văn thư và Lưu trữ nhà nước về lưu trữ",
            "Cục Văn thư và Lưu trữ nhà nước",
        ),
        ("theo Quyết định số 9/QĐ-TTg ngày 15/3/2013 của Thủ tướng Chính phủ phê chuẩn Điều lệ hội", "Thủ tướng Chính phủ"),
        ("hàng qua cửa khẩu theo quy định tại Thông tư số 9/2013/TT-BTC ngày 15/3/2013", "Bộ Tài chính"),
    ],
)
def test_the_issuer_is_named_whole_and_nothing_more(line: str, issuer: str) -> None:
    assert [found.issuer for found in find(line)] == [issuer]


def test_a_day_after_the_later_name_of_the_issuer_is_the_citations() -> None:
    (found,) = find("Bãi bỏ Thông tư số 21/1998/TT-BTM của Bộ Thương mại (nay là Bộ Công Thương) ngày 24 tháng 12 năm 1998")
    assert found.issued == date(1998, 12, 24)


def test_what_a_paper_is_about_ends_where_the_sentence_names_its_own_subject() -> None:
    (found,) = find(
        "Theo Công văn số 7/SXD-QH ngày 30/7/2025 của Sở Xây dựng về rà soát quy hoạch, Ủy ban nhân dân xã yêu cầu các thôn"
    )
    assert found.about == "về rà soát quy hoạch"


def test_what_a_title_in_capitals_does_to_two_papers_is_done_to_both() -> None:
    document = make_document(
        HEAD.replace(
            "VỀ VIỆC BAN HÀNH KẾ HOẠCH XUẤT KHẨU",
            "BÃI BỎ QUYẾT ĐỊNH SỐ 3/QĐ-UBND VỀ PHÍ CHỢ VÀ QUYẾT ĐỊNH SỐ 4/QĐ-UBND VỀ LỆ PHÍ",
        )
        + "Điều 1. Bãi bỏ hai Quyết định.\n"
    )
    citations = EXTRACTOR.extract(document, OUTLINER.outline(document), ()).citations
    assert [c.role.value for c in citations] == ["repeals", "repeals"]


def test_the_day_may_stand_between_the_kind_and_the_number() -> None:
    (found,) = find("nhận được văn bản đề ngày 29 tháng 10 năm 2024 số 16/CV-HNN của Hội Nông nghiệp")
    assert (found.kind, found.issued) == ("Văn bản", date(2024, 10, 29))


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("TRIỂN KHAI THỰC HIỆN NGHỊ QUYẾT SỐ 5/NQ-CP", "implements"),
        ("VỀ VIỆC TRIỂN KHAI NGHỊ QUYẾT SỐ 5/NQ-CP", "implements"),
        ("VỀ TÌNH HÌNH THỰC HIỆN NGHỊ QUYẾT SỐ 5/NQ-CP", "mentions"),
        ("THÁO GỠ KHÓ KHĂN TRONG VIỆC TRIỂN KHAI NGHỊ QUYẾT SỐ 5/NQ-CP", "mentions"),
    ],
)
def test_a_title_that_tells_how_a_paper_fares_does_not_carry_it_out(title: str, role: str) -> None:
    document = make_document(HEAD.replace("VỀ VIỆC BAN HÀNH KẾ HOẠCH XUẤT KHẨU", title) + "Điều 1. Giao các sở.\n")
    citations = EXTRACTOR.extract(document, OUTLINER.outline(document), ()).citations
    assert [c.role.value for c in citations] == [role]
