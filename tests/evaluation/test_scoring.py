"""The scorer: what counts as found and whole, what is excused, and that it agrees with the shared tool."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks._scoring import score
from benchmarks.records import as_result, fingerprint, print_changes, shared_directory

TARGET = {
    "indicator": "tỷ lệ hộ nghèo", "value": 4.2, "upper": None, "unit": "%", "comparator": "eq", "change": "level",
    "due": {"earliest": None, "latest": "2022-12-31"}, "quote": "Tỷ lệ hộ nghèo giảm còn 4,2%",
}  # fmt: skip


def test_marks_and_case_of_a_quote_do_not_count() -> None:
    one = score("targets", [TARGET], [TARGET | {"quote": "TY LE HO NGHEO GIAM CON 4,2%"}])
    assert (one.found, one.whole, one.made_up) == (1, 1, [])


@pytest.mark.parametrize("wrong", [{"comparator": "le"}, {"change": "decrease"}, {"due": {"latest": None}}, {"unit": "xã"}])
def test_a_wrong_field_leaves_a_record_found_and_not_whole(wrong: dict[str, Any]) -> None:
    one = score("targets", [TARGET], [TARGET | wrong])
    assert (one.found, one.whole) == (1, 0)


def test_a_wrong_number_is_another_record() -> None:
    one = score("targets", [TARGET], [TARGET | {"value": 4.3}])
    assert (one.found, len(one.missed), len(one.made_up), one.f1_found) == (0, 1, 1, 0.0)


def test_an_optional_record_costs_nothing_either_way() -> None:
    optional = TARGET | {"optional": True}
    for read in ([TARGET], []):
        one = score("targets", [optional], read)
        assert (one.gold, one.read, one.f1_found) == (0, 0, 1.0)


def test_one_read_record_answers_one_gold_record() -> None:
    assert score("targets", [TARGET, TARGET], [TARGET]).found == 1


def test_gains_and_losses_against_a_kept_result(capsys: pytest.CaptureFixture[str]) -> None:
    other = TARGET | {"value": 9, "quote": "có thêm 09 xã đạt chuẩn"}
    before = as_result({("samples", "x"): {"targets": score("targets", [TARGET, other], [TARGET])}})
    print_changes({("samples", "x"): {"targets": score("targets", [TARGET, other], [other])}}, before, "kept")
    said = capsys.readouterr().out
    assert f"gained: {other['quote']}" in said
    assert f"lost: {TARGET['quote']}" in said
    assert "1 better, 1 worse" in said


def test_a_kept_result_holds_no_text() -> None:
    kept = json.dumps(as_result({("samples", "x"): {"targets": score("targets", [TARGET], [TARGET])}}), ensure_ascii=False)
    assert fingerprint(TARGET) in kept
    assert "nghèo" not in kept


def test_the_scorer_agrees_with_the_shared_tool(tmp_path: Path) -> None:
    shared = shared_directory()
    if shared is None:
        pytest.skip("the shared scoring tool is not there")
    gold = {"targets": [TARGET, TARGET | {"value": 9, "quote": "có thêm 09 xã"}, TARGET | {"optional": True, "value": 7}]}
    read = {"targets": [TARGET | {"unit": "xã"}, TARGET | {"value": 7}, TARGET | {"value": 8}]}
    for name, records in (("gold", gold), ("read", read)):
        (tmp_path / name).write_text(json.dumps(records), "utf-8")
    tool = [sys.executable, str(shared / "tools" / "score_records.py"), str(tmp_path / "gold"), str(tmp_path / "read"), "--json"]
    told = json.loads(subprocess.run(tool, capture_output=True, text=True, check=True).stdout)["targets"]
    one = score("targets", gold["targets"], read["targets"])
    assert (one.gold, one.read, one.f1_found, one.f1_whole) == (
        told["gold"],
        told["reported"],
        told["f1_found"],
        told["f1_whole"],
    )
