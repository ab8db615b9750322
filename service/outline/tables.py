"""Rows of cells → tables with headings over columns; rows whose cells were broken over lines are put together again."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.outline import Cell
from models.page import TableCell
from models.spans import Span
from service.outline.lines import CELL_BREAK, Line

_NUMBER_CELL = re.compile(r"[-–(]?\s*\d[\d.,]*\s*%?\)?|[-–]|x|X")
_TRAILING_LEAF = re.compile(r"(?:ghi chú|ghi chu)$", re.IGNORECASE)


@dataclass(frozen=True)
class Grid:
    """A table's cells with its size; made from rows of plain text or from a ruled table of a page."""

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    header_rows: int


def cells_of(line: Line) -> list[Span]:
    """The cells of a row of plain text; an empty cell has an empty span."""
    spans, at = [], line.span.start
    for part in line.text.split(CELL_BREAK):
        text = part.strip()
        start = at + (part.index(text) if text else 0)
        spans.append(Span(start=start, end=start + len(text)))
        at += len(part) + len(CELL_BREAK)
    return spans


def grid_of(lines: Sequence[Line], text: str) -> Grid:
    """Rows of plain text → a grid; the commonest long row says how many columns there are."""
    rows = _rows(lines, text)
    column_count = _column_count(rows, text)
    header_rows = _header_rows(rows, text, column_count)
    cells: list[Cell] = []
    for number in range(header_rows):
        below = rows[number + 1] if number + 1 < header_rows else None
        cells += _header_cells(rows, number, below, column_count, text)
    groups = [cell for cell in cells if cell.row == 0 and cell.column_span > 1]
    for number, row in enumerate(rows[header_rows:], start=header_rows):
        cells += _body_cells(number, row, column_count, groups, text)
    return Grid(tuple(cells), len(rows), column_count, header_rows)


Ruled = tuple[TableCell, Span]
"""A cell as ruled on the page, and where it stands in the restored text."""


def grid_of_ruled(pages: Sequence[Sequence[Ruled]], text: str) -> Grid:
    """The cells of a ruled table, page after page, → one grid; headings that are said again on a later page are left out."""
    cells: list[Cell] = []
    rows: list[list[Span]] = []
    for ruled in pages:
        said = _spans_by_row(ruled)
        again = bool(rows) and bool(said) and _same_words(rows[0], said[0], text)
        shift = len(rows) - int(again)
        for cell, span in ruled:
            if not (again and cell.row == 0):
                cells.append(
                    _cell(
                        cell.row + shift, cell.column, span, span.of(text), row_span=cell.row_span, column_span=cell.column_span
                    )
                )
        rows += said[1:] if again else said
    column_count = max((cell.column + cell.column_span for cell in cells), default=1)
    row_count = max((cell.row + cell.row_span for cell in cells), default=0)
    header_rows = max(_header_rows(rows, text, column_count), max((c.row_span for c in cells if c.row == 0), default=0))
    return Grid(tuple(cells), row_count, column_count, min(header_rows, row_count))


def _spans_by_row(ruled: Sequence[Ruled]) -> list[list[Span]]:
    count = max((cell.row + 1 for cell, _ in ruled), default=0)
    rows: list[list[Span]] = [[] for _ in range(count)]
    for cell, span in sorted(ruled, key=lambda pair: (pair[0].row, pair[0].column)):
        rows[cell.row].append(span)
    return rows


def _same_words(row: Sequence[Span], other: Sequence[Span], text: str) -> bool:
    return [span.of(text).split() for span in row] == [span.of(text).split() for span in other]


def _rows(lines: Sequence[Line], text: str) -> list[list[Span]]:
    """A number alone on a line belongs to the row above it, when that row is short of cells."""
    rows: list[list[Span]] = []
    for line in lines:
        cells = cells_of(line)
        if len(cells) == 1 and rows and _NUMBER_CELL.fullmatch(line.text):
            rows[-1] += cells
        else:
            rows.append(cells)
    return rows


def _column_count(rows: Sequence[Sequence[Span]], text: str) -> int:
    sizes = Counter(len(row) for row in rows if len(row) > 1)
    if not sizes:
        return max((len(row) for row in rows), default=1)
    often = [size for size, count in sizes.items() if count >= max(2, 0.15 * len(rows))]
    return max(often or sizes)


def _header_rows(rows: Sequence[Sequence[Span]], text: str, column_count: int) -> int:
    """Rows at the top without numbers in their cells, and the row that numbers the columns."""
    count = 0
    for row in rows[:4]:
        words = [span.of(text) for span in row]
        if words == [str(n) for n in range(1, len(words) + 1)] or _counts_up(words):
            return count + 1
        first = words[0].strip() if words else ""
        if count and (re.fullmatch(r"\d+\.?|[IVXA-E]+\.?|[-+*]", first) or any(_NUMBER_CELL.fullmatch(w) for w in words[1:])):
            break
        if count and len(row) == column_count and count >= 1 and len(rows[0]) == column_count:
            break
        count += 1
    return min(count, len(rows))


def _counts_up(words: Sequence[str]) -> bool:
    digits = [re.sub(r"\D.*", "", w.strip("() ")) for w in words]
    numbers = [int(d) for d in digits if d]
    return (
        len(words) > 3
        and len(numbers) >= len(words) - 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 3
    )


def _header_cells(
    rows: Sequence[Sequence[Span]], number: int, below: Sequence[Span] | None, column_count: int, text: str
) -> list[Cell]:
    row = rows[number]
    words = [span.of(text) for span in row]
    if number > 0 and len(row) < column_count and not _counts_up(words):
        return _placed_below(number, row, rows[number - 1], column_count, text)
    spread = _spread(words, len(below) if below is not None else 0, column_count)
    cells, column = [], 0
    for span, width, word in zip(row, spread, words, strict=True):
        depth = (
            2
            if below is not None and width == 1 and len(row) < column_count and not _counts_up([s.of(text) for s in below])
            else 1
        )
        cells.append(_cell(number, column, span, word, row_span=depth, column_span=width))
        column += width
    return cells


def _spread(words: Sequence[str], below: int, column_count: int) -> list[int]:
    """How many columns each heading of the upper row covers, when the lower row has `below` headings."""
    missing = column_count - len(words)
    if missing <= 0 or below == 0:
        return [1] * len(words)
    leaves = max(0, column_count - below)
    parents = len(words) - leaves
    if parents <= 0:
        return [1] * (len(words) - 1) + [missing + 1]
    trailing = 1 if _TRAILING_LEAF.match(words[-1].strip()) and leaves > 0 else 0
    share, rest = divmod(below, parents)
    widths = [share + (1 if i < rest else 0) for i in range(parents)]
    return [1] * (leaves - trailing) + widths + [1] * trailing


def _placed_below(number: int, row: Sequence[Span], above: Sequence[Span], column_count: int, text: str) -> list[Cell]:
    spread = _spread([span.of(text) for span in above], len(row), column_count)
    open_columns, column = [], 0
    for width in spread:
        if width > 1:
            open_columns += list(range(column, column + width))
        column += width
    if len(open_columns) != len(row):
        open_columns = list(range(column_count - len(row), column_count))
    return [_cell(number, c, span, span.of(text)) for c, span in zip(open_columns, row, strict=False)]


def _body_cells(number: int, row: Sequence[Span], column_count: int, groups: Sequence[Cell], text: str) -> list[Cell]:
    """A row that is short of cells but has one value for each group of columns has merged cells."""
    named = next((i for i, span in enumerate(row) if i and _NUMBER_CELL.fullmatch(span.of(text))), len(row))
    values = row[named:]
    if len(row) < column_count and groups and len(values) == len(groups):
        first = groups[0].column
        places = [(i if named < first or i + 1 < named else first - 1, 1) for i in range(named)]
        if named == 1:
            places = [(min(1, first - 1), 1)]
        places += [(group.column, group.column_span) for group in groups]
        return [_cell(number, c, span, span.of(text), column_span=width) for (c, width), span in zip(places, row, strict=True)]
    if len(row) < column_count and len(values) > 1 and named == 1:
        shift = column_count - len(values)
        places = [(min(1, shift - 1), 1), *((shift + i, 1) for i in range(len(values)))]
        return [_cell(number, c, span, span.of(text), column_span=width) for (c, width), span in zip(places, row, strict=True)]
    return [_cell(number, column, span, span.of(text)) for column, span in enumerate(row)]


def _cell(row: int, column: int, span: Span, words: str, *, row_span: int = 1, column_span: int = 1) -> Cell:
    return Cell(
        row=row,
        column=column,
        row_span=row_span,
        column_span=column_span,
        pieces=(span,) if len(span) else (),
        text=" ".join(words.split()),
    )
