"""The maps of every day, and the way from one to another."""

from datetime import date

import pytest

from service.gazetteer import Gazetteer
from service.gazetteer.keys import name_key, plain_key


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2021-11-01", (63, 705, 10599)),
        ("2022-04-12", (63, 705, 10599)),
        ("2023-04-10", (63, 705, 10598)),
        ("2024-09-01", (63, 704, 10542)),
        ("2025-03-01", (63, 696, 10035)),
        ("2025-07-01", (34, 0, 3321)),
        ("2026-04-30", (34, 0, 3321)),
    ],
)
def test_each_map_has_as_many_units_as_the_statistics_office_counts(
    gazetteer: Gazetteer, day: str, counts: tuple[int, ...]
) -> None:
    on = date.fromisoformat(day)
    assert tuple(len(gazetteer.units(on, level)) for level in (1, 2, 3)) == counts


def test_a_code_names_another_unit_on_another_day(gazetteer: Gazetteer) -> None:
    before, after = gazetteer.unit("24", date(2025, 6, 30)), gazetteer.unit("24", date(2025, 7, 1))
    assert before is not None and after is not None
    assert (before.name, after.name) == ("Bắc Giang", "Bắc Ninh")
    assert [unit.id for unit in gazetteer.versions("24")] == [before.id, after.id]


def test_every_unit_hangs_on_a_unit_of_its_day(gazetteer: Gazetteer) -> None:
    for day in (date(2021, 11, 1), date(2024, 9, 1), date(2025, 3, 1), date(2025, 7, 1)):
        units = {unit.code: unit for unit in gazetteer.units(day)}
        assert all(unit.parent_code in units for unit in units.values() if unit.level > 1)
        assert all(units[unit.province_code].level == 1 for unit in units.values())


def test_versions_of_a_code_do_not_overlap(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places:
        later = [v for v in gazetteer.versions(place.code) if v.valid_from > place.valid_from]
        assert all(place.valid_to is not None and place.valid_to <= v.valid_from for v in later)


def test_links_lead_from_known_versions_to_known_versions(gazetteer: Gazetteer) -> None:
    assert all(gazetteer.version(link.old) and gazetteer.version(link.new) for link in gazetteer.successions)


def test_a_commune_divided_in_2025_has_several_successors(gazetteer: Gazetteer) -> None:
    divided = {link.old for link in gazetteer.successions if link.kind == "part"}
    place = gazetteer.version(sorted(divided)[0])
    assert place is not None and len(gazetteer.successors_of(place)) > 1


def test_old_to_new_and_new_to_old(gazetteer: Gazetteer) -> None:
    quang_minh = next(p for p in gazetteer.named("Quảng Minh", date(2022, 4, 12)) if p.province_code == "24")
    today = gazetteer.successors(quang_minh.code, date(2022, 4, 12))
    assert [f"{p.type} {p.name}" for p in today] == ["phường Vân Hà"]
    assert quang_minh in gazetteer.predecessors(today[0].code, date(2026, 1, 1), since=date(2022, 4, 12))


def test_bac_ninh_came_from_two_provinces_and_ha_noi_from_ha_tay_too(gazetteer: Gazetteer) -> None:
    assert {p.name for p in gazetteer.predecessors("24", date(2025, 8, 1))} == {"Bắc Giang", "Bắc Ninh"}
    ha_tay = gazetteer.unit("28", date(2007, 5, 1))
    assert ha_tay is not None and ha_tay.name == "Hà Tây"
    assert [p.name for p in gazetteer.successors_of(ha_tay)] == ["Hà Nội"]
    assert gazetteer.unit("28", date(2009, 1, 1)) is None


def test_a_ten_year_old_unit_is_its_own_successor_while_nothing_changed(gazetteer: Gazetteer) -> None:
    assert [p.id for p in gazetteer.successors("217", date(2022, 4, 12), until=date(2024, 1, 1))] == ["217@2021-11-01"]


def test_the_tree_has_three_levels_before_july_2025_and_two_after(gazetteer: Gazetteer) -> None:
    assert {p.level for p in gazetteer.descendants("24", date(2022, 4, 12))} == {2, 3}
    assert {p.level for p in gazetteer.descendants("24", date(2025, 7, 1))} == {3}
    assert {p.parent_code for p in gazetteer.children("24", date(2025, 7, 1))} == {"24"}


def test_changes_name_their_act(gazetteer: Gazetteer) -> None:
    hue = gazetteer.unit("46", date(2025, 1, 1))
    assert hue is not None
    assert (hue.type.value, hue.basis_from) == ("thành phố", "175/2024/QH15")
    assert all(p.basis_to for p in gazetteer.places if p.valid_to is not None)


def test_names_hold_every_name_once_with_its_marks(gazetteer: Gazetteer) -> None:
    names = list(gazetteer.names())
    assert len(names) == len(set(names))
    assert {"Quảng Minh", "Việt Yên", "Hồ Chí Minh", "Đắk Lắk"} <= set(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "HOÀ BÌNH"),  # where the mark stands, and case
        ("Thủy Nguyên", "Thuỷ Nguyên"),
        ("Bà Rịa - Vũng Tàu", "Bà Rịa-Vũng Tàu"),
        ("Ea H'leo", "Ea H’Leo"),
        ("Phường 1", "Phường 01"),
    ],
)
def test_names_written_otherwise_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_marks_make_names_differ_until_they_are_lost() -> None:
    assert name_key("Tân Thanh") != name_key("Tân Thành")
    assert plain_key("Tân Thanh") == plain_key("Tân Thành") == "tan thanh"
    assert name_key("Quý") != name_key("Quí")


def test_a_name_as_the_law_writes_it_is_an_alias() -> None:
    gazetteer = Gazetteer.load()
    assert {place.code for place in gazetteer.named("Chư Đang Ya", date(2025, 6, 30))} == {"23746"}  # 1664/NQ-UBTVQH15
    assert "31231" not in {place.code for place in gazetteer.named("Thạnh An", date(2022, 1, 1)) if place.name == "Thạnh An"}


def test_places_and_links_are_as_if_they_had_been_checked(gazetteer: Gazetteer) -> None:
    for made in (gazetteer.places[0], gazetteer.places[-1], gazetteer.successions[0]):
        assert type(made).model_validate(made.model_dump()) == made
