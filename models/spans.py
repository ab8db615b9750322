"""Half-open ranges of code points."""

from collections.abc import Iterable
from typing import Any, Self

from pydantic import model_serializer, model_validator

from models.frozen import Frozen


class Span(Frozen):
    """Code points `start <= i < end` of a text; written in JSON as `[start, end]`."""

    start: int
    end: int

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: Any) -> Any:
        if isinstance(value, (list, tuple)) and len(value) == 2:
            return {"start": value[0], "end": value[1]}
        return value

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")
        return self

    @model_serializer
    def _as_pair(self) -> tuple[int, int]:
        return (self.start, self.end)

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True

    def of(self, text: str) -> str:
        """The part of `text` that the span covers."""
        return text[self.start : self.end]

    def shifted(self, offset: int) -> "Span":
        return Span(start=self.start + offset, end=self.end + offset)

    def touches(self, other: "Span") -> bool:
        """Whether the two share at least one code point."""
        return max(self.start, other.start) < min(self.end, other.end)

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


def cover(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all of `spans`; ValueError when there are none."""
    spans = list(spans)
    if not spans:
        raise ValueError("no span to cover")
    return Span(start=min(s.start for s in spans), end=max(s.end for s in spans))
