"""Lines in no order → rows of text in the order in which people read them: columns apart, tables by rows."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeVar

from service.ocr.engine import Line, Rectangle, around, height
from service.ocr.rules import Cell, RuledTable, cell_of, table_of

T = TypeVar("T")
GUTTER_IN_LINES = 1.1
"""White as wide as this many line heights between two boxes of one row may part columns."""
APART_IN_LINES = 3.0
"""A column does not go on below white of this many line heights, unless on the right: names stand below stamps."""
NUMBER_FIELD = re.compile(r"\W{0,3}S[^\W\d]?\s?[:;.,]|\W{0,3}S[ốôóòọ6]\s?\d", re.IGNORECASE)
DATE_FIELD = re.compile(r"ng[àaáâ]y|th[áaàâ]ng|n[ăaâ]m\s?\d", re.IGNORECASE)
MOTTO = ("CONG", "HOA", "XA", "HOI")
GRID_COLUMNS = 3
GRID_ROWS = 3


@dataclass(frozen=True)
class Row:
    """What stands on one line of the text: usually one Line; the cells of a table's row are parted by " | ".

    In a ruled table `cells` says which cell each of `lines` is, and `table` which table of the page.
    """

    lines: tuple[Line, ...]
    is_grid: bool = False
    cells: tuple[Cell, ...] = ()
    table: int = 0


def rows_of(things: Iterable[T], box_of: Callable[[T], Rectangle]) -> list[list[T]]:
    """Groups of what stands side by side, from the top; each group from the left.

    A thing joins a row when it shares most of its height with the row's thing that lies nearest to it.
    """
    rows: list[list[T]] = []
    for thing in sorted(things, key=lambda t: box_of(t)[1] + box_of(t)[3]):
        box = box_of(thing)
        for row in reversed(rows[-3:]):
            nearest = min((box_of(other) for other in row), key=lambda other: _distance(other, box))
            if _share_height(nearest, box) and not any(_overlap(box_of(other), box) for other in row):
                row.append(thing)
                break
        else:
            rows.append([thing])
    rows = [sorted(row, key=lambda t: box_of(t)[0]) for row in rows]
    return sorted(rows, key=lambda row: median(box_of(t)[1] + box_of(t)[3] for t in row))


def _distance(a: Rectangle, b: Rectangle) -> float:
    return max(a[0] - b[2], b[0] - a[2])


def _share_height(a: Rectangle, b: Rectangle) -> bool:
    return min(a[3], b[3]) - max(a[1], b[1]) > 0.5 * min(height(a), height(b))


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    """Whether one stands above a good part of the other: then they are two rows."""
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.3 * min(a[2] - a[0], b[2] - b[0])


def page_in_order(lines: Sequence[Line], tables: Sequence[RuledTable]) -> list[Row]:
    """Reading order of a page: what stands above a table, the table row by row, what stands below."""
    ordered: list[Row] = []
    free = [part for line in lines if table_of(line.box, tables) is None for part in _before_motto(line)]
    for index, table in enumerate(sorted(tables, key=lambda table: table.box[1])):
        middle = (table.box[1] + table.box[3]) / 2
        ordered += in_order([line for line in free if line.box[1] + line.box[3] < 2 * middle])
        free = [line for line in free if line.box[1] + line.box[3] >= 2 * middle]
        ordered += _table_rows(index, table, [line for line in lines if table_of(line.box, tables) is table])
    return ordered + in_order(free)


def _before_motto(line: Line) -> list[Line]:
    """A line that runs from an issuer's name into the nation's (Decree 30/2020, box 1) as the two that it is, a gutter apart."""
    bare = [_bare(token.text) for token in line.tokens]
    at = next((i for i in range(1, len(bare)) if tuple(bare[i : i + len(MOTTO)]) == MOTTO), None)
    if at is None:
        return [line]
    left, right = (around([token.box for token in piece]) for piece in (line.tokens[:at], line.tokens[at:]))
    middle, half = (left[2] + right[0]) / 2, GUTTER_IN_LINES * height(line.box) / 2
    return [
        Line(tokens=line.tokens[:at], box=(left[0], left[1], min(left[2], middle - half), left[3])),
        Line(tokens=line.tokens[at:], box=(max(right[0], middle + half), right[1], right[2], right[3])),
    ]


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii() and c.isalpha())


def _table_rows(index: int, table: RuledTable, lines: Sequence[Line]) -> list[Row]:
    """One Row for each row of the table that has any cell of its own; a cell that spans rows stands in its first."""
    inside: dict[Cell, list[Line]] = {cell: [] for cell in table.cells}
    for line in lines:
        cell = cell_of(line.box, table)
        if cell is not None:
            inside[cell].append(line)
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [
        Row(tuple(_cell_line(cell, inside[cell]) for cell in cells), is_grid=True, cells=tuple(cells), table=index)
        for _, cells in sorted(rows.items())
    ]


def merged_cells(lines: Sequence[Line], tables: Sequence[RuledTable]) -> int:
    """How many cells hold lines side by side."""
    inside: dict[tuple[int, Cell], list[Line]] = {}
    for line in lines:
        for index, table in enumerate(tables):
            cell = cell_of(line.box, table)
            if cell is not None:
                inside.setdefault((index, cell), []).append(line)
    return sum(any(len(row) > 1 for row in rows_of(held, lambda line: line.box)) for held in inside.values())


def _cell_line(cell: Cell, lines: Sequence[Line]) -> Line:
    """The lines of a cell as one."""
    ordered = [line for row in rows_of(lines, lambda line: line.box) for line in row]
    return Line(tokens=tuple(token for line in ordered for token in line.tokens), box=cell.box)


def in_order(lines: Sequence[Line]) -> list[Row]:
    """Reading order. Rows that share a gutter are columns: the left one is read before the right one.

    The row of a letterhead that holds the number and the date is read across, after what stands above it.
    """
    rows = rows_of(lines, lambda line: line.box)
    ordered: list[Row] = []
    at = 0
    while at < len(rows):
        zone = _zone(rows, at)
        if zone is None:
            ordered.append(Row(tuple(rows[at])))
            at += 1
            continue
        end, gutter = zone
        if _is_grid(rows[at:end]):
            ordered += [Row(tuple(row), is_grid=len(row) > 1) for row in rows[at:end]]
        else:
            above = _right_only_above(ordered, rows[at], gutter)
            ordered = ordered[: len(ordered) - len(above)]
            ordered += _columns([*(list(row.lines) for row in above), *rows[at:end]], gutter)
        at = end
    return ordered


def _widest_gap(row: Sequence[Line]) -> tuple[float, float] | None:
    """The widest white of a row that could part columns."""
    line = median(height(piece.box) for piece in row)
    gaps = [(a.box[2], b.box[0]) for a, b in pairwise(row)]
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
    return widest if widest[1] - widest[0] >= GUTTER_IN_LINES * line else None


def _zone(rows: Sequence[Sequence[Line]], start: int) -> tuple[int, float] | None:
    """Where the columns that row `start` begins end, and where their gutter is; None where the row begins none."""
    gap = _widest_gap(rows[start])
    if gap is None:
        return None
    left, right = gap
    line = median(height(piece.box) for piece in rows[start])
    end, bottom = start + 1, around([piece.box for piece in rows[start]])[3]
    for row in rows[start + 1 :]:
        middle = (left + right) / 2
        lefts = [piece.box for piece in row if (piece.box[0] + piece.box[2]) / 2 < middle]
        rights = [piece.box for piece in row if (piece.box[0] + piece.box[2]) / 2 >= middle]
        narrowed = (max([left, *(box[2] for box in lefts)]), min([right, *(box[0] for box in rights)]))
        top = min(piece.box[1] for piece in row)
        if narrowed[1] - narrowed[0] < GUTTER_IN_LINES * line / 2 or (not rights and top - bottom > APART_IN_LINES * line):
            break
        left, right = narrowed
        bottom = max(bottom, *(piece.box[3] for piece in row))
        end += 1
    return end, (left + right) / 2


def _is_grid(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether rows are those of a table without rules: three and more pieces side by side, several times."""
    return sum(len(row) >= GRID_COLUMNS for row in rows) >= max(GRID_ROWS, len(rows) / 2)


def _right_only_above(ordered: list[Row], first: Sequence[Line], gutter: float) -> list[Row]:
    """The rows just above a zone that stand wholly right of its gutter: a signer's post that begins above "Nơi nhận"."""
    above: list[Row] = []
    bottom = min(line.box[1] for line in first)
    for row in reversed(ordered):
        box = around([line.box for line in row.lines])
        if box[0] < gutter or bottom - box[3] > 1.5 * height(box) or row.is_grid:
            break
        above.insert(0, row)
        bottom = box[1]
    return above


def _columns(rows: Sequence[Sequence[Line]], gutter: float) -> list[Row]:
    across = next((i for i, row in enumerate(rows) if _is_number_row(row, gutter)), None)
    if across is None:
        lefts = [[line for line in row if _is_left(line, gutter)] for row in rows]
        rights = [line for row in rows for line in row if not _is_left(line, gutter)]
        return [Row(tuple(row)) for row in lefts if row] + in_order(rights)
    middle = [Row((line,)) for line in rows[across]]
    return [*_columns(rows[:across], gutter), *middle, *(_columns(rows[across + 1 :], gutter) if rows[across + 1 :] else [])]


def _is_left(line: Line, gutter: float) -> bool:
    return (line.box[0] + line.box[2]) / 2 < gutter


def _is_number_row(row: Sequence[Line], gutter: float) -> bool:
    lefts = " ".join(line.text for line in row if _is_left(line, gutter))
    rights = " ".join(line.text for line in row if not _is_left(line, gutter))
    return bool(NUMBER_FIELD.match(lefts) and DATE_FIELD.search(rights))
