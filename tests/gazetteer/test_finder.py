"""Mentions of places in running text."""

from datetime import date

import pytest

from models.document import Document
from models.outline import Cell, Letterhead, Outline, Table
from models.page import Page, PageSource
from models.place import PlaceMention, PlaceStatus
from models.restoration import Restoration
from models.spans import Span
from service.gazetteer import Gazetteer, GazetteerPlaceFinder

BAC_GIANG = Letterhead(issuer="Ủy ban nhân dân tỉnh Bắc Giang", place="Bắc Giang", issued=date(2022, 4, 12))
SON_LA = Letterhead(issuer="Ủy ban nhân dân tỉnh Sơn La", place="Sơn La", issued=date(2025, 11, 20))
PRIME_MINISTER = Letterhead(issuer="Thủ tướng Chính phủ", place="Hà Nội", issued=date(2025, 11, 30))


@pytest.fixture(scope="module")
def finder() -> GazetteerPlaceFinder:
    return GazetteerPlaceFinder(Gazetteer.load())


def document(text: str) -> Document:
    page = Page(number=1, width_points=595, height_points=842, text=text, source=PageSource.PLAIN_TEXT)
    return Document(
        id="0" * 64, filename="a.txt", sha256="0" * 64, source="file", pages=(page,), restoration=Restoration(raw_text=text)
    )


def find(finder: GazetteerPlaceFinder, text: str, letterhead: Letterhead) -> tuple[PlaceMention, ...]:
    return finder.find_places(document(text), Outline(letterhead=letterhead, blocks=()))


CASES = [
    ("xã Quảng Minh huyện Việt Yên phấn đấu", BAC_GIANG, [("xã", "Quảng Minh", "07792"), ("huyện", "Việt Yên", "222")]),
    ("UBND TỈNH BẮC GIANG", BAC_GIANG, [("tỉnh", "Bắc Giang", "24")]),
    ("TP. Bắc Giang và TX Quế Võ", BAC_GIANG, [("thành phố", "Bắc Giang", "213")]),  # Quế Võ was no town yet
    ("các xã Tân Thanh, Mỹ Hà và Dương Đức, huyện Lạng Giang", BAC_GIANG,
     [("xã", "Tân Thanh", "07411"), ("xã", "Mỹ Hà", "07402"), ("xã", "Dương Đức", "07408"), ("huyện", "Lạng Giang", "217")]),
    ("các huyện: Việt Yên, Lạng Giang, Hiệp Hòa", BAC_GIANG,
     [("huyện", "Việt Yên", "222"), ("huyện", "Lạng Giang", "217"), ("huyện", "Hiệp Hòa", "223")]),
    ("huyện Việt\nYên", BAC_GIANG, [("huyện", "Việt Yên", "222")]),  # over a line's end
    ("đối với Lạng Giang, Yên Dũng", BAC_GIANG, [("huyện", "Lạng Giang", "217"), ("huyện", "Yên Dũng", "221")]),
    ("Bắc Giang, ngày 12 tháng 4 năm 2022", BAC_GIANG, [("tỉnh", "Bắc Giang", "24")]),
    ("Thành phố Hồ Chí Minh, ngày 18 tháng 11 năm 2025", SON_LA, [("thành phố", "Hồ Chí Minh", "79")]),
    ("các tỉnh, thành phố: Hà Tĩnh, Huế, Đà Nẵng", PRIME_MINISTER,
     [("tỉnh", "Hà Tĩnh", "42"), ("thành phố", "Huế", "46"), ("thành phố", "Đà Nẵng", "48")]),
    ("các tỉnh/thành phố như: Lào Cai, Hải Phòng…", SON_LA, [("tỉnh", "Lào Cai", "15"), ("thành phố", "Hải Phòng", "31")]),
    ("từ Hà Tĩnh đến Lâm Đồng", PRIME_MINISTER, [("tỉnh", "Hà Tĩnh", "42"), ("tỉnh", "Lâm Đồng", "68")]),
    ("thành phố hà nội", SON_LA, [("thành phố", "Hà Nội", "01")]),  # a heading in small letters
    ("Báo và phát thanh, truyền hình Sơn La", SON_LA, [("tỉnh", "Sơn La", "14")]),
    ("tỉnh Đắc Lắc", PRIME_MINISTER, [("tỉnh", "Đắk Lắk", "66")]),
    ("dự án Lào Cai - Hà Nội - Hải Phòng", PRIME_MINISTER,
     [("tỉnh", "Lào Cai", "15"), ("thành phố", "Hà Nội", "01"), ("thành phố", "Hải Phòng", "31")]),
    ("17 Nguyễn Gia Thiều, P. Xuân Hòa, TP.HCM", PRIME_MINISTER,
     [("phường", "Xuân Hòa", "27139"), ("thành phố", "Hồ Chí Minh", "79")]),
    ("xã Tân Thanh và Mỹ Hà đạt chuẩn", BAC_GIANG, [("xã", "Tân Thanh", "07411"), ("xã", "Mỹ Hà", "07402")]),
    ("xã Phúc Sơn, Tân Yên", BAC_GIANG, [("xã", "Phúc Sơn", "07318"), ("huyện", "Tân Yên", "216")]),  # commune, district
    ("quận Ba Đình, Tây Hồ; huyện Gia Lâm", Letterhead(place="Hà Nội", issued=date(2022, 1, 5)),
     [("quận", "Ba Đình", "001"), ("quận", "Tây Hồ", "003"), ("huyện", "Gia Lâm", "018")]),
    ("Sáng | Tân Thanh, huyện Lạng Giang", BAC_GIANG, [("xã", "Tân Thanh", "07411"), ("huyện", "Lạng Giang", "217")]),
    ("thôn Tân Thành, xã Tân Thanh", BAC_GIANG, [("xã", "Tân Thanh", "07411")]),  # a hamlet bears a commune's name
    ("P.7, Q.3, TPHCM; Quận 12", Letterhead(place="Thành phố Hồ Chí Minh", issued=date(2022, 5, 4)),
     [("quận", "3", "770"), ("thành phố", "Hồ Chí Minh", "79"), ("quận", "12", "761")]),  # Quận 3 had no Phường 7 then
    ("tinh Sơn La và thanh pho Hồ Chí Minh, Lam Dong", SON_LA,  # some marks are lost
     [("tỉnh", "Sơn La", "14"), ("thành phố", "Hồ Chí Minh", "79"), ("tỉnh", "Lâm Đồng", "68")]),
    ("các địa phương (Ninh Bình, Huế)", PRIME_MINISTER, [("tỉnh", "Ninh Bình", "37"), ("thành phố", "Huế", "46")]),
    ("Tỉnh Đoàn Bắc Giang", BAC_GIANG, [("tỉnh", "Bắc Giang", "24")]),
    ("UBND các huyện, thành phố Bắc Giang", BAC_GIANG, [("thành phố", "Bắc Giang", "213")]),  # the last word governs
]  # fmt: skip


@pytest.mark.parametrize(("text", "letterhead", "expected"), CASES)
def test_places_are_found_with_type_name_and_code(
    finder: GazetteerPlaceFinder, text: str, letterhead: Letterhead, expected: list[tuple[str, str, str]]
) -> None:
    found = find(finder, text, letterhead)
    assert [(p.type and p.type.value, p.name, p.code) for p in found if p.status is PlaceStatus.RESOLVED] == expected


@pytest.mark.parametrize(
    "text",
    [
        "hợp tác xã Tân Tiến",  # a cooperative
        "kinh tế - xã hội; xã NTM nâng cao",
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh; Đoàn TNCS HCM",  # the person
        "vì Hòa bình; phòng khám khu vực Thanh Hoà",
        "khu vực Châu Á - Thái Bình Dương",  # the ocean
        "ông Nguyễn Thái Bình",  # a person
        "chiến thắng Điện Biên Phủ; đường Điện Biên",
        "Thông tấn xã Việt Nam",
        "20 phường, 19 xã; cấp xã: 07 thủ tục",
        "các xã, phường; Hỗ trợ mô hình",
        "UBND các xã, phường\n1. Sở Nội vụ",
        "TT. Thành ủy; TT. HĐND",
        "DANH SÁCH CÔNG DÂN VIỆT NAM ĐỊNH CƯ Ở NƯỚC NGOÀI",
        "ngân sách thành phố: 6.226,2 triệu đồng; trạm y tế xã: 16.300 đồng",
        "xã an toàn, xã văn hóa",  # An Toàn is a commune too
    ],
)
def test_what_names_no_unit_is_left_alone(finder: GazetteerPlaceFinder, text: str) -> None:
    assert find(finder, text, SON_LA) == ()


def test_each_mention_is_a_record_with_its_own_place_in_the_text(finder: GazetteerPlaceFinder) -> None:
    text = "UBND tỉnh Sơn La giao Sở Nội vụ tỉnh Sơn La"
    found = find(finder, text, SON_LA)
    assert [p.text_span.of(text) for p in found] == ["tỉnh Sơn La", "tỉnh Sơn La"]
    assert len({p.id for p in found}) == 2


def test_a_unit_that_ended_before_the_document_is_named_but_given_no_code(finder: GazetteerPlaceFinder) -> None:
    (found,) = find(finder, "Quyết định của UBND tỉnh Bắc Giang", SON_LA)
    assert (found.status, found.name, found.code, found.successors) == (PlaceStatus.NOT_FOUND, "Bắc Giang", None, ("24",))


def test_todays_units_stand_beside_the_old_name_and_never_replace_it(finder: GazetteerPlaceFinder) -> None:
    found = find(finder, "xã Quảng Minh, huyện Việt Yên", BAC_GIANG)[0]
    assert (found.name, found.code, found.successors) == ("Quảng Minh", "07792", ("07798",))
    assert found.parent_code == "222"
    assert found.as_of == date(2022, 4, 12)


def test_names_in_a_list_help_one_another(finder: GazetteerPlaceFinder) -> None:
    found = find(finder, "các phường: Xuân Đỉnh, Nghĩa Đô, Khương Đình", PRIME_MINISTER)
    assert [p.code and p.code[:2] for p in found] == ["00", "00", "00"]


def test_without_a_date_a_unit_that_is_the_same_on_every_map_is_named_and_another_is_not(finder: GazetteerPlaceFinder) -> None:
    found = find(finder, "thành phố Hà Nội và tỉnh Bắc Ninh", Letterhead())
    assert [(p.name, p.code, p.status) for p in found] == [
        ("Hà Nội", "01", PlaceStatus.RESOLVED),
        ("Bắc Ninh", None, PlaceStatus.AMBIGUOUS),
    ]
    assert all(p.as_of is None and p.evidence for p in found)


def test_the_year_that_a_document_is_about_stands_in_for_its_date(finder: GazetteerPlaceFinder) -> None:
    (found,) = find(finder, "tỉnh Bắc Ninh", Letterhead(subject_year=2023))
    assert (found.code, found.as_of) == ("27", date(2023, 1, 1))


def test_the_capital_is_not_the_home_of_what_a_central_body_issues(finder: GazetteerPlaceFinder) -> None:
    (found,) = find(finder, "xã Tân Tiến", PRIME_MINISTER)
    assert found.status is PlaceStatus.AMBIGUOUS


def test_a_text_without_marks_is_read_by_its_plain_letters(finder: GazetteerPlaceFinder) -> None:
    text = "Doi voi xa Quang Minh huyen Viet Yen phan dau xa NTM kieu mau trong nam nay cua tinh Bac Giang"
    found = find(finder, text, BAC_GIANG)
    assert [(p.name, p.code) for p in found] == [("Quảng Minh", "07792"), ("Việt Yên", "222"), ("Bắc Giang", "24")]


def test_a_misread_letter_is_mended_inside_the_documents_province(finder: GazetteerPlaceFinder) -> None:
    (found,) = find(finder, "phấn đấu xã Dương Đứe đạt chuẩn", BAC_GIANG)
    assert (found.name, found.code) == ("Dương Đức", "07408")
    assert found.confidence.overall < 0.9


def test_the_same_words_under_a_named_parent_settle_what_they_mean_later(finder: GazetteerPlaceFinder) -> None:
    # Hiệp Hòa has a Quang Minh; the mark of Quảng Minh in Việt Yên was lost both times
    text = "Đối với xã Quang Minh huyện Việt Yên. Hoàn thành thẩm tra xã Quang Minh trong tháng 11."
    assert [p.code for p in find(finder, text, BAC_GIANG)] == ["07792", "222", "07792"]


def test_the_district_that_the_sentence_named_decides_between_namesakes(finder: GazetteerPlaceFinder) -> None:
    # Bắc Giang had two communes Phúc Sơn, in Tân Yên and in Sơn Động
    assert find(finder, "Thẩm tra xã Phúc Sơn", BAC_GIANG)[0].status is PlaceStatus.AMBIGUOUS
    assert find(finder, "Huyện Tân Yên hoàn thành thẩm tra xã Phúc Sơn", BAC_GIANG)[1].code == "07318"
    assert find(finder, "Huyện Tân Yên đã xong. Thẩm tra xã Phúc Sơn", BAC_GIANG)[1].status is PlaceStatus.AMBIGUOUS


def test_a_district_beside_a_district_is_not_its_parent(finder: GazetteerPlaceFinder) -> None:
    found = find(finder, "đối với huyện Việt Yên, Lạng Giang", BAC_GIANG)
    assert [(p.name, p.code) for p in found] == [("Việt Yên", "222"), ("Lạng Giang", "217")]


def test_a_column_of_names_needs_no_type_words(finder: GazetteerPlaceFinder) -> None:
    text = "Tên xã Ghi chú Tân Thanh Tân Tiến"
    words = [("Tên xã", 0, 0), ("Ghi chú", 0, 1), ("Tân Thanh", 1, 0), ("Tân Tiến", 1, 1)]
    cells = tuple(
        Cell(row=row, column=column, text=word, pieces=(Span(start=text.index(word), end=text.index(word) + len(word)),))
        for word, row, column in words
    )
    table = Table(cells=cells, row_count=2, column_count=2, header_rows=1)
    found = finder.find_places(document(text), Outline(letterhead=BAC_GIANG, blocks=(), tables=(table,)))
    assert [(p.name, p.type and p.type.value, p.code) for p in found] == [("Tân Thanh", "xã", "07411")]


UNDATED = Letterhead(issuer="Ủy ban nhân dân tỉnh Đồng Tháp")
UNDATED_CASES = [
    # the newest act that is cited is of after 1 July 2025
    ("Căn cứ Nghị định số 278/2025/NĐ-CP ngày 22/10/2025; UBND tỉnh Đồng Tháp", "Đồng Tháp", "82"),
    # an old act proves nothing, but Gò Công Đông is a commune since July 2025 alone
    ("Nghị quyết số 48/NQ-CP ngày 03/4/2023; UBND tỉnh Đồng Tháp; xã Gò Công Đông", "Đồng Tháp", "82"),
    ("Nghị quyết số 48/NQ-CP ngày 03/4/2023; UBND tỉnh Đồng Tháp; huyện Lấp Vò", "Đồng Tháp", "87"),
    ("UBND tỉnh Đồng Tháp", "Đồng Tháp", None),  # it had another code before
    ("Quyết định số 3/QĐ-TTg ngày 04/11/2025; UBND tỉnh Đồng Nai", "Đồng Nai", "75"),  # a city since April 2026
    ("Quyết định số 3/QĐ-TTg ngày 04/11/2025; UBND tỉnh Quảng Bình", "Quảng Bình", None),  # no province any more
]


@pytest.mark.parametrize(("text", "name", "code"), UNDATED_CASES)
def test_a_paper_without_a_day_is_read_on_the_map_that_its_own_words_prove(
    finder: GazetteerPlaceFinder, text: str, name: str, code: str | None
) -> None:
    found = find(finder, text, UNDATED)
    assert {place.code for place in found if place.name == name} == {code}


def test_one_candidate_is_no_ambiguity(finder: GazetteerPlaceFinder) -> None:
    found = find(finder, "huyện Lang Giangg, xã Quang Mính, phường Tân An, xã Tân Thành", Letterhead(issued=date(2022, 4, 12)))
    assert all(len(place.candidates) > 1 for place in found if place.status is PlaceStatus.AMBIGUOUS)
    assert any(len(place.candidates) == 1 and place.status is PlaceStatus.NOT_FOUND for place in found)


def test_a_share_is_no_number_of_a_unit(finder: GazetteerPlaceFinder) -> None:
    assert not find(finder, "huyện hỗ trợ 30%; xã 10%; phường 5 %.", BAC_GIANG)


def test_in_a_paper_without_a_day_a_unit_that_has_been_raised_since_is_still_known(finder: GazetteerPlaceFinder) -> None:
    text = "Căn cứ Nghị định số 31/2009/NĐ-CP ngày 4/5/2009; Ủy ban nhân dân thị xã Long Khánh, thành phố Biên Hòa, tỉnh Đồng Nai"
    assert [(p.name, p.code) for p in find(finder, text, Letterhead())] == [
        ("Long Khánh", "732"),
        ("Biên Hòa", "731"),
        ("Đồng Nai", "75"),
    ]
