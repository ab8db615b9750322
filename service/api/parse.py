"""Answers for other systems that keep nothing: text restored, a quantity, a period, a number of a document, a place read."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, jsonify
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.api.access import needs
from service.api.schemas import Out, storable

blueprint = APIBlueprint("parse", __name__, tag="parse")

Line = Annotated[str, Field(max_length=2000), AfterValidator(storable)]


class RestoreIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(max_length=200_000), AfterValidator(storable)] = Field(
        description="raw text; pages parted by form feeds"
    )


class EditOut(Out):
    raw_span: tuple[int, int]
    restored: str
    reason: str
    confidence: float
    candidates: list[dict[str, Any]]


class RestoreOut(Out):
    text: str
    edits: list[EditOut]


@blueprint.post("/restore")
@needs("reader")
@blueprint.input(RestoreIn)
@blueprint.output(RestoreOut)
def restore(json_data: RestoreIn) -> Response:
    """Text that an OCR mangled → what stands on the paper, with every edit, its reason and its probability."""
    from service.bootstrap import build_restorer

    restoration = build_restorer().restore_text(json_data.text)
    edits = restoration.model_dump(mode="json")["edits"]
    return jsonify({"text": restoration.text, "edits": edits})


class LineIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: Line


class Found(Out):
    """What was found, left to right; `start` and `end` are code points of the text as it was sent, in NFC."""

    found: list[dict[str, Any]]


def _found(mentions: Iterable[Any], say: Callable[[Any], dict[str, Any]]) -> Response:
    return jsonify({"found": [{"start": mention.start, "end": mention.end, **say(mention)} for mention in mentions]})


@blueprint.post("/parse/quantity")
@needs("reader")
@blueprint.input(LineIn)
@blueprint.output(Found)
def parse_quantity(json_data: LineIn) -> Response:
    """ "tối thiểu 25-30 sản phẩm" → value 25, upper 30, unit sản phẩm."""
    from extractors.grammar.quantities import find_quantities

    def say(mention: Any) -> dict[str, Any]:
        return {
            "value": _number(mention.value),
            "upper": _number(mention.upper),
            "of": _number(mention.whole),
            "unit": mention.unit.name,
            "comparator": str(mention.comparator),
            "doubts": list(mention.doubts),
        }

    return _found(find_quantities(json_data.text), say)


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class PeriodIn(LineIn):
    year: int | None = Field(None, ge=1900, le=2200, description="the document's year, where the words name none")


@blueprint.post("/parse/period")
@needs("reader")
@blueprint.input(PeriodIn)
@blueprint.output(Found)
def parse_period(json_data: PeriodIn) -> Response:
    """ "trong Quý II/2022" → 2022-04-01 to 2022-06-30."""
    from extractors.grammar.dates import find_times

    return _found(find_times(json_data.text, year=json_data.year), lambda mention: mention.period.model_dump(mode="json"))


@blueprint.post("/parse/citation")
@needs("reader")
@blueprint.input(LineIn)
@blueprint.output(Found)
def parse_citation(json_data: LineIn) -> Response:
    """ "Quyết định số 263/QDP-TTg" → 263/QĐ-TTg, and what was read."""
    from extractors.grammar.instruments import find_numbers

    def say(mention: Any) -> dict[str, Any]:
        return {
            "number": str(mention.number),
            "number_raw": mention.raw,
            "is_party": mention.number.is_party,
            "year": mention.number.year,
            "doubt": mention.doubt,
        }

    return _found(find_numbers(json_data.text), say)


class PlaceIn(LineIn):
    on: date | None = Field(None, description="the day of the paper; today when not given")
    province: Annotated[str, Field(pattern=r"^\d{2}$")] | None = Field(None, description="code of the paper's own province")


class PlaceOut(Out):
    status: str
    place: dict[str, Any] | None
    candidates: list[dict[str, Any]]
    evidence: list[str]
    successors: list[dict[str, Any]]


@blueprint.post("/parse/place")
@needs("reader")
@blueprint.input(PlaceIn)
@blueprint.output(PlaceOut)
def parse_place(json_data: PlaceIn) -> Response:
    """ "xa Tan Thanh, huyen Lang Giang" on a day → the unit, or candidates with the reasons."""
    from service.bootstrap import build_gazetteer
    from service.gazetteer import Territory, ask

    gazetteer = build_gazetteer()
    day = json_data.on or date.today()
    territory = Territory(json_data.province) if json_data.province else None
    found = ask(gazetteer, json_data.text, day, territory=territory)
    later = gazetteer.successors_of(found.place) if found.place else ()
    return jsonify(
        {
            "status": str(found.status),
            "place": found.place.model_dump(mode="json") if found.place else None,
            "candidates": [{**place.model_dump(mode="json"), "score": score} for place, score in found.candidates],
            "evidence": list(found.evidence),
            "successors": [place.model_dump(mode="json") for place in later],
        }
    )
