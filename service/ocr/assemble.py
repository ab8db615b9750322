"""Rows of tokens → a Page: the text, and each word's place in it."""

from collections.abc import Callable, Sequence

from models.page import Box, Page, PageSource, PageTable, Word
from models.spans import Span
from service.ocr.engine import Rectangle, Token
from service.ocr.layout import Row

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
    tables: Sequence[PageTable] = (),
) -> Page:
    """One row a line of text; boxes are turned into page points with `page_box` and kept on the page."""
    text, words = "", []
    for row in rows:
        pieces = [line.tokens for line in row.lines if line.tokens]
        for index, tokens in enumerate(pieces):
            if index:
                text += CELL_BREAK if row.is_grid else " "
            for place, token in enumerate(tokens):
                text += " " if place else ""
                words.append(_word(token, len(text), number, _on_page(page_box(token.box), size_points)))
                text += token.text
        text += "\n" if pieces else ""
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
        tables=tuple(tables),
        rotation_degrees=rotation_degrees,
        quality=quality,
    )


def _on_page(box: Rectangle, size: tuple[float, float]) -> Rectangle:
    x0, x1 = sorted(min(max(x, 0.0), size[0]) for x in (box[0], box[2]))
    y0, y1 = sorted(min(max(y, 0.0), size[1]) for y in (box[1], box[3]))
    return x0, y0, x1, y1


def _word(token: Token, start: int, page: int, box: Rectangle) -> Word:
    return Word(
        text=token.text,
        span=Span(start=start, end=start + len(token.text)),
        box=Box(page=page, x0=box[0], top=box[1], x1=box[2], bottom=box[3]),
        confidence=min(1.0, max(0.0, token.confidence)),
        candidates=token.candidates,
        engine=token.engine,
        is_handwritten=token.is_handwritten,
    )
