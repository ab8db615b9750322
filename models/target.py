"""A quantity that shall be reached."""

from typing import Self

from pydantic import model_validator

from models.frozen import Text
from models.period import Due
from models.provenance import Record
from models.quantity import Change, Comparator, Number, Whole


class Target(Record):
    indicator: Text
    comparator: Comparator
    value: Number
    upper: Number | None = None
    unit: Text
    change: Change
    of: Whole | None = None
    due: Due
    places: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _upper_only_between(self) -> Self:
        if (self.upper is not None) != (self.comparator is Comparator.BETWEEN):
            raise ValueError("upper stands with between, and only there")
        return self
