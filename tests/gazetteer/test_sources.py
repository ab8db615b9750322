"""The data that ships is what its sources say."""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from models.place import PlaceType
from service.gazetteer import Gazetteer
from service.gazetteer.keys import name_key
from service.training.gazetteer import SOURCES, old_style, package_key

SHARED = Path(os.environ.get("VANTHU_SHARED", Path(__file__).parents[3] / "shared")) / "data/gazetteer"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def test_every_dated_change_is_in_the_data(gazetteer: Gazetteer) -> None:
    for row in table(SOURCES / "changes.csv"):
        place = gazetteer.unit(row["code"], date.fromisoformat(row["date"]))
        if row["change"] == "ends":
            assert place is None, row
        else:
            assert place is not None and place.valid_from.isoformat() == row["date"], row
            assert (place.type.value, place.name, place.parent_code or "") == (row["type"], row["name"], row["parent"]), row


def test_every_change_names_its_act_and_a_known_type() -> None:
    types = {type_.value for type_ in PlaceType}
    rows = table(SOURCES / "changes.csv")
    assert all(row["act"] for row in rows)
    assert all(row["type"] in types for row in rows if row["change"] == "becomes")
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)


def test_the_communes_of_2025_name_the_resolution_of_their_province(gazetteer: Gazetteer) -> None:
    acts = {row["province"]: row["act"] for row in table(SOURCES / "acts_2025.csv")}
    assert len(acts) == 34
    for place in gazetteer.units(date(2025, 7, 1), 3):
        assert place.basis_from == acts[place.province_code]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Thuỷ Nguyên", "Thủy Nguyên"),
        ("Hoàn Kiếm", "Hoàn Kiếm"),  # a closed syllable keeps its mark
        ("Quỳ Hợp", "Quỳ Hợp"),  # qu is one consonant
        ("KHOẺ", "KHOẺ"),  # upper case is not in the sources
    ],
)
def test_the_mark_stands_where_the_statistics_office_puts_it(written: str, name: str) -> None:
    assert old_style(written) == name


def test_a_package_key_has_no_marks_and_no_spaces() -> None:
    assert package_key("Phường Nguyễn Trung Trực") == "phuongnguyentrungtruc"
    assert package_key("Huyện Đắk R'Lấp") == "huyendakrlap"


@pytest.mark.skipif(not (SHARED / "units.csv").exists(), reason="the checking tables are not here (VANTHU_SHARED)")
def test_all_maps_agree_with_the_checking_tables(gazetteer: Gazetteer) -> None:
    rows = table(SHARED / "units.csv")
    for day in sorted({row["valid_from"] for row in rows}):
        theirs = {
            (r["code"], r["type"].lower(), r["parent_code"], name_key(r["name"]))
            for r in rows
            if r["valid_from"] <= day and (not r["valid_to"] or day < r["valid_to"])
        }
        units = gazetteer.units(date.fromisoformat(day))
        assert {(p.code, p.type.value, p.parent_code or "", name_key(p.name)) for p in units} == theirs
