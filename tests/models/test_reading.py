"""A Reading keeps the contract of records.md."""

import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from models.period import Due, Period, Precision
from models.quantity import Comparator, Whole
from models.reading import Reading
from service.cli import main
from tests.builders import (
    make_assignment,
    make_citation,
    make_deadline,
    make_decision,
    make_document,
    make_place_mention,
    make_reading,
    make_target,
)

TEXT = "KẾ HOẠCH năm 2022 của tỉnh Bắc Giang\nCó 147/184 xã đạt chuẩn, xong trước 30/4/2022 theo Quyết định số 263/QĐ-TTg."
WHOLE = Whole(value=Decimal(184), unit="xã")
RECORD_FIELDS = {"id", "quote", "page", "text_span", "raw_span", "boxes", "confidence", "extractor", "section"}
FIELDS = {  # every field that the contract names
    "targets": {"indicator", "comparator", "value", "upper", "unit", "change", "of", "due", "places"},
    "deadlines": {"written", "relation", "earliest", "latest", "every", "after", "task", "bodies"},
    "citations": {"kind", "number", "issued", "issuer", "about", "role"},
    "decisions": {"clause", "act", "matter"},
    "assignments": {"body", "role", "partners", "task", "deadline"},
    "places": {"name", "type", "code", "parent_code", "as_of", "status", "candidates", "successors"},
}


@pytest.fixture
def reading() -> Reading:
    document = make_document(TEXT)
    return make_reading(
        document,
        make_target(
            document, "147/184 xã", value="147", unit="xã", of=Whole(value=Decimal(184), unit="xã"), due=date(2022, 12, 31)
        ),
        make_deadline(document, "xong trước 30/4/2022", latest=date(2022, 4, 29)),
        make_citation(document, "Quyết định số 263/QĐ-TTg", number="263/QĐ-TTg"),
        make_decision(document, "KẾ HOẠCH năm 2022"),
        make_assignment(document, "xong trước 30/4/2022"),
        make_place_mention(document, "tỉnh Bắc Giang", code="24"),
        kind="Kế hoạch",
        issued=date(2022, 4, 12),
    )


def test_a_reading_survives_json(reading: Reading) -> None:
    assert Reading.model_validate_json(reading.model_dump_json()) == reading


def test_every_field_of_the_contract_is_written(reading: Reading) -> None:
    written = json.loads(reading.model_dump_json())
    assert {"id", "filename", "sha256", "source", "page_count", "text", "raw_text"} <= set(written["document"])
    for kind, fields in FIELDS.items():
        assert fields | RECORD_FIELDS <= set(written[kind][0]), kind


def test_numbers_are_numbers_dates_are_iso_and_spans_are_pairs(reading: Reading) -> None:
    written = json.loads(reading.model_dump_json())
    target = written["targets"][0]
    assert (target["value"], target["of"]["value"], target["due"]["latest"]) == (147, 184, "2022-12-31")
    start, end = target["text_span"]
    assert TEXT[start:end] == "147/184 xã"
    assert target["boxes"][0][0] == 1 and len(target["boxes"][0]) == 5
    assert written["letterhead"]["issued"] == "2022-04-12"


def test_a_reading_keeps_the_schema_that_the_command_prints(reading: Reading) -> None:
    printed = CliRunner().invoke(main, ["schema"])
    schema = json.loads(printed.output)
    written = json.loads(reading.model_dump_json())
    jsonschema.validate(written, schema)
    written["targets"][0]["value"] = "một trăm"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, schema)


def test_upper_stands_with_between_and_only_there() -> None:
    document = make_document(TEXT)
    between = make_target(document, "147/184 xã", value="147", upper=Decimal(184), comparator=Comparator.BETWEEN)
    assert between.upper == 184
    for fields in ({"comparator": Comparator.BETWEEN}, {"upper": Decimal(184)}):
        with pytest.raises(ValidationError, match="upper stands with between"):
            make_target(document, "147/184 xã", **fields)


def test_a_record_never_changes(reading: Reading) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        reading.targets[0].value = Decimal(1)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="end before it begins"):
        Period(earliest=date(2022, 5, 1), latest=date(2022, 4, 1), precision=Precision.DAY)
    assert Due().latest is None
