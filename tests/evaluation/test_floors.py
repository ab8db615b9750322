"""Accuracy on documents with gold records does not fall below what was reached."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from benchmarks.records import evaluate, shared_directory, totals
from service.bootstrap import build_toolbox
from service.settings import Settings

FLOORS: dict[str, dict[str, list[float]]] = tomllib.loads(Path(__file__).with_name("floors.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def scores() -> dict[Any, Any]:
    return evaluate("text", build_toolbox(Settings()))


@pytest.mark.parametrize(("set_name", "kind"), [(name, kind) for name, kinds in FLOORS.items() for kind in kinds])
def test_no_kind_falls_below_its_floor(scores: dict[Any, Any], set_name: str, kind: str) -> None:
    if set_name == "dev" and shared_directory() is None:
        pytest.skip("the shared development documents are not there")
    one, (found, whole) = totals(scores, set_name)[kind], FLOORS[set_name][kind]
    assert one.f1_found >= found, [record.get("quote") for record in one.missed + one.made_up]
    assert one.f1_whole >= whole
