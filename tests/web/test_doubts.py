"""What the readers of records doubt is said in the reader's language, and contradictions are marked, not guessed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from extractors.checks import sum_doubts
from service.store.tables import RecordRow
from service.web import clashes, doubts


@pytest.mark.parametrize(
    ("sentence", "vietnamese", "is_clash"),
    [
        ("tổng các thành phần là 76, không phải 70", "Các thành phần cộng lại được 76, nhưng tổng ghi 70.", True),
        ("8/20 là 40%, không phải 60%", "8/20 là 40%, nhưng văn bản ghi 60%.", True),
        ("the year is not said", "Văn bản không ghi năm.", False),
        ("the day is later than this paper's, 2024-03-05", "Muộn hơn ngày của chính văn bản này, 05/03/2024.", True),
        ("một lời chưa ai biết", "một lời chưa ai biết", False),  # said as it stands
    ],
)
def test_a_doubt_is_said_in_the_readers_language(sentence: str, vietnamese: str, is_clash: bool) -> None:
    assert doubts.said([sentence], "vi") == [doubts.Said(vietnamese, is_clash)]
    assert doubts.said([sentence], "en")[0].words


def test_several_doubts_in_one_sentence_are_told_apart() -> None:
    assert len(doubts.said(["the symbol is not said; digits read as l2"], "vi")) == 2


def test_a_sum_that_is_not_met_points_at_the_value_of_its_form() -> None:
    from decimal import Decimal

    said = sum_doubts(Decimal(70), [Decimal(30), Decimal(46)])
    assert doubts.fields_of(said) == ["value"]
    assert [one.is_clash for one in doubts.said(said, "vi")] == [True]


OLD_MAP, NEW_MAP = date(2025, 6, 1), date(2025, 8, 1)


def target(number: str, value: float, comparator: str = "eq", **more: Any) -> RecordRow:
    data: Mapping[str, Any] = {
        "comparator": comparator, "value": value, "upper": None, "change": "level", "of": None,
        "due": {"earliest": None, "latest": "2026-12-31"}, "places": ["14"], **more,
    }  # fmt: skip
    return RecordRow(
        id=number, document_id="d" + number, kind="target", subject_key="so xa dat chuan", unit="xã", data=dict(data),
        comparator=comparator, change="level", value_low=value, value_high=more.get("upper") or value,
        due_latest=more.get("due_latest", date(2026, 12, 31)), document_issued=more.get("issued"),
        document_kind=more.get("kind"), document_issuer_key=more.get("issuer"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (target("1", 90), target("2", 95), True),
        (target("1", 90), target("2", 90), False),
        (target("1", 90, "ge"), target("2", 95), False),  # 95 is at least 90
        (target("1", 90, "ge"), target("2", 85), True),
        (target("1", 90, "ge"), target("2", 95, "ge"), True),  # two plans with two bounds
        (target("1", 40, "between", upper=50), target("2", 45), False),
        (target("1", 90), target("2", 95, places=["15"]), False),  # of another province
        (target("1", 90, places=[], issuer="tinh a"), target("2", 95, places=[], issuer="tinh b"), False),
        (target("1", 90, places=[], issuer="tinh a"), target("2", 95, places=[], issuer="tinh a"), True),
        (target("1", 90, kind="Kế hoạch"), target("2", 85, kind="Báo cáo"), False),  # what was reached is no plan
        (target("1", 90, issued=OLD_MAP), target("2", 95, issued=NEW_MAP), False),  # the code means another province by now
        (target("1", 90, due_latest=None), target("2", 95, due_latest=None), False),  # of no known time
        (target("1", 90, due_latest=None, issued=OLD_MAP), target("2", 95, due_latest=None, issued=OLD_MAP), True),  # of one year
    ],
)
def test_only_targets_that_cannot_both_be_met_contradict(one: RecordRow, other: RecordRow, contradict: bool) -> None:
    assert bool(clashes.among([one], [other])) is contradict


def test_a_part_that_is_more_than_its_whole_is_marked() -> None:
    marks = clashes.among(
        [target("1", 12, of={"value": 10, "unit": "xã"}), target("2", 12, of={"value": 20, "unit": "xã"}, places=[])]
    )
    assert {name: mark.is_more for name, mark in marks.items()} == {"1": True}
