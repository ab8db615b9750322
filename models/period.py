"""A stretch of days, as precise as the paper says it."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from models.frozen import Frozen


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SPAN = "span"


class Period(Frozen):
    """First and last day, both included; None where it is open."""

    earliest: date | None
    latest: date | None
    precision: Precision

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"a period may not end before it begins: {self.earliest} {self.latest}")
        return self


class Due(Frozen):
    """When a target shall be reached."""

    earliest: date | None = None
    latest: date | None = None
