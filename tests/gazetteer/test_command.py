"""`vanthu places`."""

import json

from click.testing import CliRunner

from service.cli.places import places


def test_the_command_shows_the_unit_those_above_it_and_why() -> None:
    result = CliRunner().invoke(places, ["xa Tan Thanh huyen Lang Giang", "--on", "2022-04-12"])
    assert result.exit_code == 0
    assert "xã Tân Thanh (07411), huyện Lạng Giang (217), tỉnh Bắc Giang (24)" in result.output
    assert "thuộc huyện Lạng Giang" in result.output


def test_json_holds_successors_and_predecessors() -> None:
    result = CliRunner().invoke(places, ["tỉnh Bắc Ninh", "--on", "2025-11-20", "--predecessors", "--json"])
    described = json.loads(result.output)
    assert described["place"]["code"] == "24"
    assert [place["name"] for place in described["predecessors"]] == ["Bắc Giang", "Bắc Ninh"]


def test_an_ambiguous_name_ends_with_a_status_that_scripts_can_see() -> None:
    result = CliRunner().invoke(places, ["xã Quảng Minh", "--on", "2022-04-12"])
    assert result.exit_code == 1
    assert "ambiguous" in result.output
