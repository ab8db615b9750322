"""Document → lines of the restored text, each with its place on the paper where words have boxes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.grammar.keys import key_of
from models.document import PAGE_BREAK, Document
from models.spans import Span, cover
from service.outline.labels import Label, label_of

CELL_BREAK = " | "
"""What plain text puts between the cells of a row and between columns of a letterhead."""

_NOISE = re.compile(r"^(?:[~^|«»¬¦_`´]+\s*)+(?=\w)")
"""Ink at the left margin that engines read as signs."""

_CLOSED = re.compile(r"[.;:!?…]['\"”»)]*$|\./\.?$")
_PAGE_NUMBER = re.compile(r"\W{0,3}(?:trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?\W{0,3}")


@dataclass(frozen=True)
class Line:
    """One line that is not blank. `left` and `right` are points from the page's left, None for plain text.

    `gap_before` says that a blank line or the top of a page stands before it. `table` is the page and the index of the ruled
    table that the line is a row of. `told` is a label that the lines before and after tell against what was read.
    """

    span: Span
    text: str
    page: int
    gap_before: bool
    is_first_of_page: bool
    is_last_of_page: bool = False
    left: float | None = None
    right: float | None = None
    table: tuple[int, int] | None = None
    told: Label | None = None

    @cached_property
    def key(self) -> str:
        return key_of(self.text)

    @cached_property
    def label(self) -> Label | None:
        return self.told or label_of(self.text)

    @property
    def is_row(self) -> bool:
        return self.table is not None or CELL_BREAK in self.text

    @property
    def is_page_number(self) -> bool:
        """A number alone at the edge of a page."""
        at_edge = self.is_first_of_page or self.is_last_of_page
        return at_edge and _PAGE_NUMBER.fullmatch(self.key) is not None


def is_closed(text: str) -> bool:
    """Whether a line ends as a sentence or clause does."""
    return _CLOSED.search(text) is not None


def lines_of(document: Document) -> list[Line]:
    """The lines of a document in reading order; white space at their ends is left out of their spans."""
    found: list[Line] = []
    has_boxes = any(page.words for page in document.pages)
    ruled = _ruled(document)
    at = 0
    for number, page_text in enumerate(document.text.split(PAGE_BREAK), start=1):
        on_page = list(_lines_of_page(page_text, at, number))
        for index, (span, gap) in enumerate(on_page):
            left, right = _sides(document, span) if has_boxes else (None, None)
            found.append(
                Line(
                    span=span,
                    text=span.of(document.text),
                    page=number,
                    gap_before=gap or index == 0,
                    is_first_of_page=index == 0,
                    is_last_of_page=index == len(on_page) - 1,
                    left=left,
                    right=right,
                    table=next((key for key, cover in ruled.get(number, ()) if cover.touches(span)), None),
                )
            )
        at += len(page_text) + len(PAGE_BREAK)
    return found


FRAMED_CELL = 1500
"""A cell of more letters is text that a converter put into a frame, and no cell of a table."""

_END_IN_FRAME = re.compile(rf"{re.escape(CELL_BREAK)}\s*Nơi nhận\s*:")


def unframed(lines: Sequence[Line]) -> list[Line]:
    """The same lines, with rows that frame running text taken apart: each of their cells is a line."""
    found: list[Line] = []
    for line in lines:
        cells = line.text.split(CELL_BREAK)
        is_framed = max(map(len, cells)) >= FRAMED_CELL or _END_IN_FRAME.search(line.text) is not None
        if len(cells) == 1 or line.table is not None or not is_framed:
            found.append(line)
            continue
        at = line.span.start
        for cell in cells:
            text = cell.strip()
            if text:
                start = at + cell.index(text)
                found.append(replace(line, span=Span(start=start, end=start + len(text)), text=text, gap_before=True))
            at += len(cell) + len(CELL_BREAK)
    return found


def _lines_of_page(page_text: str, offset: int, number: int) -> Iterator[tuple[Span, bool]]:
    at, gap = offset, False
    for line in page_text.split("\n"):
        text = line.strip()
        if not _begins_with_empty_cell(text):
            text = _NOISE.sub("", text)
        if text:
            start = at + line.rindex(text)
            yield Span(start=start, end=start + len(text)), gap
            gap = False
        else:
            gap = True
        at += len(line) + 1


def _begins_with_empty_cell(text: str) -> bool:
    """ "| Tổng cộng | 120 | 45": the stroke is no ink at the margin. Rows that end with a stroke too are framed by them."""
    return text.startswith("| ") and not text.endswith("|") and CELL_BREAK in text[2:]


def _ruled(document: Document) -> dict[int, list[tuple[tuple[int, int], Span]]]:
    """For each page, its ruled tables with the stretch of the restored text that they take up."""
    found: dict[int, list[tuple[tuple[int, int], Span]]] = {}
    for page, start in zip(document.pages, document.page_starts, strict=True):
        for index, table in enumerate(page.tables):
            spans = [document.restoration.text_span(cell.span.shifted(start)) for cell in table.cells if len(cell.span)]
            if spans:
                found.setdefault(page.number, []).append(((page.number, index), cover(spans)))
    return found


def _sides(document: Document, span: Span) -> tuple[float | None, float | None]:
    words = document.words_in(document.restoration.raw_span(span))
    if not words:
        return None, None
    return min(word.box.x0 for word in words), max(word.box.x1 for word in words)
