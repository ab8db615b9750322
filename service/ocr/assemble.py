"""Rows of tokens → a Page: the text, and each word's place in it."""

from collections.abc import Callable, Sequence

from models.page import Box, Page, PageSource, PageTable, TableCell, Word, hull
from models.spans import Span
from service.ocr.engine import Rectangle, Token
from service.ocr.layout import Row
from service.ocr.rules import Cell

CELL_BREAK = " | "


def assemble(
    rows: Sequence[Row],
    *,
    number: int,
    size_points: tuple[float, float],
    page_box: Callable[[Rectangle], Rectangle],
    source: PageSource,
    source_reason: str = "",
    asides: Sequence[str] = (),
    rotation_degrees: float = 0.0,
    quality: float | None = None,
) -> Page:
    """One row a line of text; boxes are turned into page points with `page_box` and kept on the page."""
    text, words = "", []
    cells: dict[int, list[TableCell]] = {}

    def box_of(pixels: Rectangle) -> Box:
        x0, top, x1, bottom = _on_page(page_box(pixels), size_points)
        return Box(page=number, x0=x0, top=top, x1=x1, bottom=bottom)

    for row in rows:
        is_first = True
        for index, line in enumerate(row.lines):
            if line.tokens and not is_first:
                text += CELL_BREAK if row.is_grid else " "
            start = len(text)
            for place, token in enumerate(line.tokens):
                text += " " if place else ""
                words.append(_word(token, len(text), box_of(token.box)))
                text += token.text
            is_first = is_first and not line.tokens
            if row.cells:
                span = Span(start=start, end=len(text))
                cells.setdefault(row.table, []).append(_cell(row.cells[index], span, box_of(line.box)))
        text += "" if is_first else "\n"
    width, height = size_points
    return Page(
        number=number,
        width_points=width,
        height_points=height,
        text=text,
        words=tuple(words),
        source=source,
        source_reason=source_reason,
        asides=tuple(aside for aside in asides if aside),
        tables=tuple(PageTable(cells=tuple(of_table), box=hull(c.box for c in of_table if c.box)) for of_table in cells.values()),
        rotation_degrees=rotation_degrees,
        quality=quality,
    )


def _on_page(box: Rectangle, size: tuple[float, float]) -> Rectangle:
    x0, x1 = sorted(min(max(x, 0.0), size[0]) for x in (box[0], box[2]))
    y0, y1 = sorted(min(max(y, 0.0), size[1]) for y in (box[1], box[3]))
    return x0, y0, x1, y1


def _cell(cell: Cell, span: Span, box: Box) -> TableCell:
    return TableCell(row=cell.row, column=cell.column, row_span=cell.row_span, column_span=cell.column_span, span=span, box=box)


def _word(token: Token, start: int, box: Box) -> Word:
    return Word(
        text=token.text,
        span=Span(start=start, end=start + len(token.text)),
        box=box,
        confidence=min(1.0, max(0.0, token.confidence)),
        candidates=token.candidates,
        engine=token.engine,
        is_handwritten=token.is_handwritten,
    )
