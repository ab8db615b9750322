"""A page as it was recognised: words with boxes, and the text that they make."""

import sys
from array import array
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any, Self, overload

from pydantic import AfterValidator, PlainSerializer, model_serializer, model_validator

from models.frozen import Frozen, Share, Text
from models.spans import Span


class Box(Frozen):
    """A rectangle in points (1/72 inch) from the top left of the page as scanned; in JSON `[page, x0, top, x1, bottom]`."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        if isinstance(value, (list, tuple)) and len(value) == 5:
            return dict(zip(("page", "x0", "top", "x1", "bottom"), value, strict=True))
        return value

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.page < 1 or self.x0 > self.x1 or self.top > self.bottom:
            raise ValueError(f"not a box: {self.page} {self.x0} {self.top} {self.x1} {self.bottom}")
        return self

    @model_serializer
    def _as_list(self) -> tuple[int, float, float, float, float]:
        return (self.page, *(round(side, 2) for side in (self.x0, self.top, self.x1, self.bottom)))  # type: ignore[return-value]


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box around boxes of one page; ValueError when there are none or pages differ."""
    boxes = list(boxes)
    if not boxes or len({b.page for b in boxes}) > 1:
        raise ValueError("a hull needs boxes of one page")
    return Box(
        page=boxes[0].page,
        x0=min(b.x0 for b in boxes),
        top=min(b.top for b in boxes),
        x1=max(b.x1 for b in boxes),
        bottom=max(b.bottom for b in boxes),
    )


class Candidate(Frozen):
    """Another reading of the same ink or syllable, with its probability."""

    text: Text
    confidence: Share


class Word(Frozen):
    """One recognised token; `span` counts in the text of its page."""

    text: Text
    span: Span
    box: Box
    confidence: Share
    candidates: tuple[Candidate, ...] = ()
    engine: str = ""
    is_handwritten: bool = False


class Words(Sequence[Word]):
    """The words of a page in a tenth of the room: columns, of which a Word is made when it is asked for."""

    __slots__ = ("_boxes", "_candidates", "_confidences", "_engines", "_handwritten", "_pages", "_spans", "_texts")

    def __init__(self, words: Iterable[Word]) -> None:
        words = tuple(words)
        self._texts = tuple(sys.intern(word.text) for word in words)
        self._engines = tuple(sys.intern(word.engine) for word in words)
        self._spans = array("q", [end for word in words for end in (word.span.start, word.span.end)])
        self._pages = array("q", [word.box.page for word in words])
        self._boxes = array("d", [side for word in words for side in _sides(word.box)])
        self._confidences = array("d", [word.confidence for word in words])
        self._candidates = {
            place: tuple((each.text, each.confidence) for each in word.candidates)
            for place, word in enumerate(words)
            if word.candidates
        }
        self._handwritten = frozenset(place for place, word in enumerate(words) if word.is_handwritten)

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> Word: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Word, ...]: ...
    def __getitem__(self, place: int | slice) -> Word | tuple[Word, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._made(place % len(self))

    def _made(self, place: int) -> Word:
        x0, top, x1, bottom = self._boxes[4 * place : 4 * place + 4]
        return Word.trusted(
            text=self._texts[place],
            span=Span.trusted(start=self._spans[2 * place], end=self._spans[2 * place + 1]),
            box=Box.trusted(page=self._pages[place], x0=x0, top=top, x1=x1, bottom=bottom),
            confidence=self._confidences[place],
            candidates=tuple(Candidate.trusted(text=text, confidence=c) for text, c in self._candidates.get(place, ())),
            engine=self._engines[place],
            is_handwritten=place in self._handwritten,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Words, tuple)) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._texts)

    def __repr__(self) -> str:
        return repr(tuple(self))


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.top, box.x1, box.bottom


class PageSource(StrEnum):
    """Where the words of a page come from."""

    OCR = "ocr"
    TEXT_LAYER = "text_layer"
    PLAIN_TEXT = "plain_text"


class TableCell(Frozen):
    """A cell of a ruled table on the page; `span` counts in the page's text."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    span: Span
    box: Box | None = None


class PageTable(Frozen):
    """A ruled table found on the page, its cells in reading order."""

    cells: tuple[TableCell, ...]
    box: Box | None = None


class Page(Frozen):
    """What was recognised on one page.

    `text` holds lines ended by a newline in reading order; stamps, margin boxes and signature marks are not in it but in
    `asides`. Every word's span lies in `text` and reads the word there. A page of plain text has no words.
    """

    number: int
    width_points: float
    height_points: float
    text: Text
    words: Annotated[Sequence[Word], AfterValidator(Words), PlainSerializer(tuple, return_type=tuple[Word, ...])] = ()
    source: PageSource
    source_reason: str = ""
    asides: tuple[Text, ...] = ()
    tables: tuple[PageTable, ...] = ()
    rotation_degrees: float = 0.0
    quality: Share | None = None

    @model_validator(mode="after")
    def _words_lie_in_text(self) -> Self:
        end = 0
        for word in self.words:
            if word.span.start < end or word.span.of(self.text) != word.text:
                raise ValueError(f"word {word.text!r} is not at {word.span} of page {self.number}")
            end = word.span.end
        if "\f" in self.text:
            raise ValueError("a page's text holds no form feed")
        return self
