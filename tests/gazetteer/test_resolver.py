"""Which unit a name means on a day, and when it is better not to say."""

from datetime import date

import pytest

from models.place import PlaceStatus, PlaceType
from service.gazetteer import Gazetteer, Query, Territory, ask, resolve

IN_2022, IN_2025 = date(2022, 4, 12), date(2025, 11, 20)
COMMUNE = frozenset({PlaceType.COMMUNE})


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "on", "code"),
    [
        ("xa Tan Thanh huyen Lang Giang", IN_2022, "07411"),  # all marks lost
        ("xã Tân Thành, huyện Lạng Giang", IN_2022, "07411"),  # the parent outweighs exact matches elsewhere
        ("xã Tân Thanh, huyên Lang Giamg, tỉnh Bắc Giang", IN_2022, "07411"),  # the parent is misread too
        ("xa tan thanh, lang giang", IN_2022, "07411"),  # no type word on the parent, no capitals
        ("tỉnh Bắc Giang, huyện Lạng Giang, xã Tân Thanh", IN_2022, "07411"),  # largest first
        ("huyện Việt Yên", IN_2022, "222"),
        ("thị xã Việt Yên", date(2024, 3, 1), "222"),  # a town since 1 February 2024
        ("phường Việt Yên, tỉnh Bắc Ninh", IN_2025, "07777"),  # the old district's name lives on
        ("tỉnh Bắc Ninh", IN_2022, "27"),
        ("tỉnh Bắc Ninh", IN_2025, "24"),  # the same name has another code
        ("tinh Ha Tinh", IN_2022, "42"),  # a type word's letters inside a name
        ("Huế", IN_2025, "46"),
        ("TP. Hồ Chí Minh", IN_2025, "79"),
        ("tỉnh Đắc Lắc", IN_2022, "66"),  # another spelling
        ("P. Hồng Hà, TP Hà Nội", IN_2025, "00097"),
        ("thành phố Cao Lãnh, tỉnh Đồng Tháp", IN_2022, "866"),  # a city and a district bear one name
        ("huyện Cao Lãnh, tỉnh Đồng Tháp", IN_2022, "873"),
    ],
)
def test_a_place_asked_for_in_words_is_found(gazetteer: Gazetteer, text: str, on: date, code: str) -> None:
    found = ask(gazetteer, text, on)
    assert found.place is not None and found.place.code == code
    assert found.evidence


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("xã Quảng Minh", IN_2022),  # four in the country
        ("xa Tan Thanh", IN_2022),
        ("huyện Châu Thành", IN_2022),
        ("xã Tân Thàhn, huyện Yên Thế", IN_2022),  # nothing like it there
    ],
)
def test_what_could_be_several_units_is_ambiguous_with_candidates(gazetteer: Gazetteer, text: str, on: date) -> None:
    found = ask(gazetteer, text, on)
    assert found.place is None
    assert found.status is not PlaceStatus.RESOLVED


def test_an_ambiguous_name_lists_all_who_bear_it(gazetteer: Gazetteer) -> None:
    found = ask(gazetteer, "xã Quảng Minh", IN_2022)
    assert found.status is PlaceStatus.AMBIGUOUS
    assert {place.province_code for place, score in found.candidates if score == found.score} == {"22", "24", "38", "44"}


def test_the_documents_own_territory_decides_between_namesakes(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, Query("Quảng Minh", COMMUNE), IN_2022, territory=Territory("24"))
    assert found.place is not None and found.place.code == "07792"


def test_a_name_that_stands_elsewhere_letter_for_letter_is_not_taken_for_a_misread_one_at_home(gazetteer: Gazetteer) -> None:
    # Tân Tập is a commune of Long An, Tân Lập one of many: a misread letter and a stranger are as likely
    home = next(p for p in gazetteer.named("Tân Lập", IN_2022) if p.level == 3)
    found = resolve(gazetteer, Query("Tân Tập", COMMUNE), IN_2022, territory=Territory(home.province_code))
    assert found.place is None


def test_a_parent_that_is_ambiguous_is_settled_by_its_child(gazetteer: Gazetteer) -> None:
    found = ask(gazetteer, "xã Hảo Đước, huyện Châu Thành", IN_2022)
    assert found.place is not None
    assert {p.name for p in gazetteer.lineage(found.place, IN_2022)} == {"Hảo Đước", "Châu Thành", "Tây Ninh"}


def test_a_unit_of_another_day_is_explained_and_not_chosen(gazetteer: Gazetteer) -> None:
    found = ask(gazetteer, "huyện Việt Yên", IN_2025)
    assert found.status is PlaceStatus.NOT_FOUND
    assert found.place is None
    assert "222" in {place.code for place, _ in found.candidates}
    assert any("938,939/NQ-UBTVQH15" in reason for reason in found.evidence)


def test_a_foreign_or_invented_name_has_no_candidates(gazetteer: Gazetteer) -> None:
    found = ask(gazetteer, "huyện Xiêng Khọ", IN_2022)
    assert found.status is PlaceStatus.NOT_FOUND
    assert not found.candidates


def test_days_before_the_first_map_say_so(gazetteer: Gazetteer) -> None:
    found = ask(gazetteer, "huyện Lạng Giang", date(2015, 1, 1))
    assert found.place is not None
    assert any("01/11/2021" in reason for reason in found.evidence)


def test_numbers_are_never_repaired(gazetteer: Gazetteer) -> None:
    found = ask(gazetteer, "Phường 99, Quận 8, TP Hồ Chí Minh", IN_2022)
    assert found.place is None


def test_a_unit_of_the_same_level_named_after_it_is_no_parent(gazetteer: Gazetteer) -> None:
    beside = Query("Đà Lạt", frozenset({PlaceType.CITY}))
    found = resolve(
        gazetteer, Query("Bảo Lộc", frozenset({PlaceType.CITY}), (beside,)), date(2023, 5, 1), territory=Territory("68")
    )
    assert found.place is not None and found.place.code == "673"
    assert found.parent is None
    once_a_town = Query("Bảo Lộc", frozenset({PlaceType.TOWN}), (beside,))
    earlier = resolve(gazetteer, once_a_town, date(2009, 5, 1), territory=Territory("68"))
    assert earlier.place is not None and earlier.place.code == "673"
