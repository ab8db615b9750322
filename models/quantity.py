"""A number with its unit, bound and kind of change."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import PlainSerializer

from models.frozen import Frozen, Text


def _plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_plain_number, return_type=float, when_used="json")]
"""An exact number, written in JSON as a number."""


class Comparator(StrEnum):
    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    BETWEEN = "between"
    APPROX = "approx"


class Change(StrEnum):
    LEVEL = "level"
    INCREASE = "increase"
    DECREASE = "decrease"
    CUMULATIVE = "cumulative"


class Whole(Frozen):
    """The whole that a part is counted of: 184 xã in "147/184 xã"."""

    value: Number
    unit: Text


class Quantity(Frozen):
    """ "từ 25-30 %" → value 25, upper 30, unit "%", comparator between."""

    value: Number
    upper: Number | None = None
    unit: Text = ""
    comparator: Comparator = Comparator.EQ
