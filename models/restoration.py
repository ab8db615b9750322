"""Raw text and the edits that were laid over it; the restored text is computed from the two."""

from bisect import bisect_left, bisect_right
from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import model_validator

from models.frozen import Frozen, Share, Text
from models.page import Candidate
from models.spans import Span

DOUBTFUL_BELOW = 0.7
"""An edit with less confidence than this is marked doubtful. On unseen rendered pages 43 % of what is marked after English-model
OCR is wrong and holds 62 % of all errors; after Vietnamese OCR 56 % and 50 %; where the marks were stripped 38 % and 57 %
(`benchmarks/restoration.py`)."""


class EditReason(StrEnum):
    """Why a piece of raw text is not, or may not be, what stands on the paper."""

    MARKS = "marks"  # Vietnamese marks lost or swapped
    LETTERS = "letters"  # letters, digits or signs misread
    SPLIT = "split"  # one token was two words
    JOIN = "join"  # two tokens were one word
    NUMERAL = "numeral"  # a number or roman numeral misread
    CASE = "case"
    JUNK = "junk"  # ink that is no text
    PERSON = "person"  # a person's correction
    DOUBT = "doubt"  # left as read, and doubtful


class Edit(Frozen):
    """`raw_span` of the raw text reads `restored`; `confidence` is the probability that this is right."""

    raw_span: Span
    restored: Text
    reason: EditReason
    confidence: Share
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        return self.confidence < DOUBTFUL_BELOW


class Restoration(Frozen):
    """Raw text with edits over it, in order and apart from one another.

    Text outside the edits stands as read. Offsets map both ways without diffing: inside an edit an offset maps to the edit's
    whole other side, so that a mapped span holds what it came from. An insertion or deletion has no other side: at the border
    of a span it is left out of what is mapped back.
    """

    raw_text: Text
    edits: tuple[Edit, ...] = ()
    channel: str = "none"

    @model_validator(mode="after")
    def _edits_are_in_order(self) -> Self:
        end = 0
        for edit in self.edits:
            if edit.raw_span.start < end or edit.raw_span.end > len(self.raw_text):
                raise ValueError(f"edit {edit.raw_span} is out of order or out of the text")
            if "\f" in edit.raw_span.of(self.raw_text) or "\f" in edit.restored:
                raise ValueError("an edit may not touch a page break")
            end = edit.raw_span.end
        return self

    @cached_property
    def text(self) -> str:
        """The restored text."""
        pieces, at = [], 0
        for edit in self.edits:
            pieces += [self.raw_text[at : edit.raw_span.start], edit.restored]
            at = edit.raw_span.end
        return "".join([*pieces, self.raw_text[at:]])

    @cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        """Where each edit starts: in the raw text, in the restored text."""
        raw, restored, shift = [], [], 0
        for edit in self.edits:
            raw.append(edit.raw_span.start)
            restored.append(edit.raw_span.start + shift)
            shift += len(edit.restored) - len(edit.raw_span)
        return raw, restored

    def raw_span(self, text_span: Span) -> Span:
        """The raw text behind a span of the restored text."""
        return self._mapped(text_span, to_raw=True)

    def text_span(self, raw_span: Span) -> Span:
        """The restored text that a span of the raw text became."""
        return self._mapped(raw_span, to_raw=False)

    def _mapped(self, span: Span, *, to_raw: bool) -> Span:
        start = self._point(span.start, to_raw=to_raw, is_end=False)
        if len(span) == 0:
            return Span(start=start, end=start)
        return Span(start=start, end=max(start, self._point(span.end, to_raw=to_raw, is_end=True)))

    def _point(self, offset: int, *, to_raw: bool, is_end: bool) -> int:
        raw_starts, text_starts = self._starts
        here, there = (text_starts, raw_starts) if to_raw else (raw_starts, text_starts)
        # an end looks at the code point before it; a start at the one after
        index = bisect_right(here, offset - 1 if is_end else offset) - 1
        if index < 0:
            return offset
        edit = self.edits[index]
        sizes = (len(edit.restored), len(edit.raw_span))
        here_size, there_size = sizes if to_raw else sizes[::-1]
        inside = offset - here[index]
        if is_end and inside <= here_size:
            return there[index] + there_size
        if not is_end and inside < here_size:
            return there[index]
        return there[index] + there_size + inside - here_size

    def edits_in(self, raw_span: Span) -> tuple[Edit, ...]:
        """The edits that share a code point with a span of the raw text, and insertions inside it."""
        first = max(0, bisect_left(self._starts[0], raw_span.start) - 1)
        found = []
        for edit in self.edits[first:]:
            if edit.raw_span.start >= raw_span.end:
                break
            if edit.raw_span.touches(raw_span) or (len(edit.raw_span) == 0 and raw_span.start <= edit.raw_span.start):
                found.append(edit)
        return tuple(found)

    @property
    def doubts(self) -> tuple[Edit, ...]:
        """What a person should look at."""
        return tuple(edit for edit in self.edits if edit.is_doubtful)
