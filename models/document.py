"""One paper: its pages as recognised and the restoration laid over them."""

from bisect import bisect_right
from functools import cached_property
from itertools import groupby
from typing import Self

from pydantic import model_validator

from models.frozen import Frozen, Text
from models.page import Page, Word, hull
from models.passage import Passage
from models.restoration import Restoration
from models.spans import Span, cover

PAGE_BREAK = "\f"


class Document(Frozen):
    """A scan after recognition and restoration. `id` is the SHA-256 of the file; pages count from 1 without a gap."""

    id: str
    filename: Text
    sha256: str
    source: str
    pages: tuple[Page, ...]
    restoration: Restoration

    @model_validator(mode="after")
    def _texts_agree(self) -> Self:
        if [page.number for page in self.pages] != list(range(1, len(self.pages) + 1)):
            raise ValueError("pages count from 1 without a gap")
        if self.restoration.raw_text != PAGE_BREAK.join(page.text for page in self.pages):
            raise ValueError("the restoration is not one of these pages' text")
        return self

    @property
    def page_count(self) -> int:
        return len(self.pages)

    @property
    def raw_text(self) -> str:
        return self.restoration.raw_text

    @property
    def text(self) -> str:
        return self.restoration.text

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """Offset of each page in the raw text."""
        starts, at = [], 0
        for page in self.pages:
            starts.append(at)
            at += len(page.text) + len(PAGE_BREAK)
        return tuple(starts)

    def page_at(self, raw_offset: int) -> int:
        """Number of the page that holds an offset of the raw text."""
        return max(1, bisect_right(self.page_starts, raw_offset))

    @cached_property
    def _word_starts(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(word.span.start for word in page.words) for page in self.pages)

    def words_in(self, raw_span: Span) -> tuple[Word, ...]:
        """The words that share a code point with a span of the raw text."""
        found: list[Word] = []
        for number in range(self.page_at(raw_span.start), self.page_at(max(raw_span.start, raw_span.end - 1)) + 1):
            words, starts, offset = self.pages[number - 1].words, self._word_starts[number - 1], self.page_starts[number - 1]
            index = max(0, bisect_right(starts, raw_span.start - offset) - 1)
            while index < len(words) and words[index].span.start + offset < raw_span.end:
                if words[index].span.end + offset > raw_span.start:
                    found.append(words[index])
                index += 1
        return tuple(found)

    def passage(self, span: Span, *more: Span) -> Passage:
        """The provenance of one or several spans of the restored text: the one place where it is made.

        Several spans are the pieces of one sentence, for example around a page number that stands between them.
        """
        spans = sorted((span, *more), key=lambda s: s.start)
        raw_spans = [self.restoration.raw_span(s) for s in spans]
        words = [word for raw_span in raw_spans for word in self.words_in(raw_span)]
        edits = [edit for raw_span in raw_spans for edit in self.restoration.edits_in(raw_span)]
        return Passage(
            page=self.page_at(raw_spans[0].start),
            text_span=cover(spans),
            raw_span=cover(raw_spans),
            boxes=tuple(hull(word.box for word in line) for _, line in groupby(words, key=self._line_of)),
            quote=" ".join(" ".join(s.of(self.text) for s in spans).split()),
            ocr=min((word.confidence for word in words), default=1.0),
            restoration=min((edit.confidence for edit in edits), default=1.0),
        )

    def passages(self, spans: tuple[Span, ...]) -> tuple[Passage, ...]:
        """One passage a span, for facts that are said in several places."""
        return tuple(self.passage(span) for span in spans)

    def _line_of(self, word: Word) -> tuple[int, int]:
        page = self.pages[word.box.page - 1]
        return page.number, bisect_right(self._newlines[page.number - 1], word.span.start)

    @cached_property
    def _newlines(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(i for i, c in enumerate(page.text) if c == "\n") for page in self.pages)
