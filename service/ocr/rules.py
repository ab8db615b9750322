"""Ruled lines on a page, and the tables that they make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from service.ocr.engine import Pixels, Rectangle, around

Mask = NDArray[Any]
SHORTEST_RULE_INCHES = 0.25
SHORTEST_ACROSS_INCHES = 0.5
DARK_BELOW = 150
HAIRLINE_BELOW = 200
"""Hairlines come out of a scan as light grey. They are sought where no dark rules are: light streaks would join tables."""
DARKEST_PERCENT, INK_SHARE, FAINTEST_INK = 1.0, 0.4, 240
"""Of a page's pixels so many show how dark its ink is; of the way from paper to ink so much makes a pixel ink."""
SOFT_RELIEF, WIDEST_SOFT_RULE_INCHES, SOFT_STRETCH_INCHES = 10, 0.07, 0.05
"""How many levels a rule is darker than the paper beside it where all is faint, how wide it may be, and over what length it is
looked at as one: less than the white between two lines of print."""
BESIDE_A_CELL_INCHES = 0.05
FEWEST_SOFT_CELLS = 4
"""Fewer may be the shadow of a fold and a line of bold print."""
TIMES_A_SCRAP, TIMES_PIECES = 2.0, 1.3
SHORTEST_SOFT_RULE_INCHES, SHORTEST_SOFT_ACROSS_INCHES = 0.4, 0.8
BRIDGED_INCHES = 0.03
LEAST_PIECE_IN_LINES = 0.6
"""A rule that would cut off less than this is a streak of the scanner, or the box reaches a little over it."""
NARROWEST_TABLE_INCHES, LOWEST_TABLE_INCHES = 2.5, 0.3
SAME_RULE_INCHES = 0.06
LOWEST_FIGURE, HIGHEST_FIGURE, NARROWEST_FIGURE = 0.4, 1.2, 0.1
"""Of the usual line's height: what a lone figure in a cell may measure, and the least breadth of its strokes."""
STREAK_FROM = 0.9
"""Share of the page's height: tables keep its margins."""
COARSER = 4
"""Pixels across of the squares in which streaks are sought."""
EDGE_INKED = 0.55
"""A side of a cell is ruled when ink covers this share of it."""


@dataclass(frozen=True)
class Cell:
    """A cell of a ruled table; `box` in pixels, inside its rules."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Rectangle


@dataclass(frozen=True)
class RuledTable:
    """Cells from the top, each row from the left."""

    box: Rectangle
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Rules:
    """The tables of a page, and its pixels without any ruled line."""

    tables: tuple[RuledTable, ...]
    unruled: Pixels


def find_rules(grey: Pixels, dpi: float) -> Rules:
    """Tables of two cells and more, and the picture with rules painted white.

    Rules are sought as dark ink, as hairlines, and as what is a little darker than the paper beside it: so the rules of a page
    that is faded or out of focus are found. The softer way is believed where the others found nothing, or only scraps of a table.
    """
    dark, mask = _ruled_in(grey, DARK_BELOW, dpi)
    hairlines, faint_mask = _ruled_in(grey, HAIRLINE_BELOW, dpi)
    soft, soft_mask = _soft_rules(grey, dpi)
    faint = [table for table in hairlines if not any(_meet(table.box, other.box) for other in dark)]
    softer = [table for table in soft if _is_more(table, [*dark, *faint])]
    dark, faint = (
        [table for table in found if not any(_meet(table.box, other.box) for other in softer)] for found in (dark, faint)
    )
    unruled = _without(_without(grey, mask, dark, dpi), faint_mask, faint, dpi)
    if softer:
        unruled = _without(unruled, _beside_cells(softer, soft_mask, grey.shape, dpi), softer, dpi)
    return Rules(tuple(sorted([*dark, *faint, *softer], key=lambda t: t.box[1])), unruled)


def _beside_cells(tables: Sequence[RuledTable], half: Mask, shape: tuple[int, ...], dpi: float) -> Mask:
    """Soft rules in the whole picture, only where cells end: inside them a line of bold print may look like one."""
    sides = np.zeros(shape, np.uint8)
    for table in tables:
        for cell in table.cells:
            x0, y0, x1, y1 = (round(side) for side in cell.box)
            cv2.rectangle(sides, (x0, y0), (x1, y1), 1, 2 * round(BESIDE_A_CELL_INCHES * dpi))
    whole = cv2.dilate(cv2.resize(half, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(whole, sides), np.uint8)


def _is_more(table: RuledTable, others: Sequence[RuledTable]) -> bool:
    """Whether what was found in a table's place is nothing, a scrap of it, or several pieces that make less of it."""
    pieces = [other for other in others if _meet(table.box, other.box)]
    cells = sum(len(piece.cells) for piece in pieces)
    return len(table.cells) > (TIMES_A_SCRAP if len(pieces) == 1 else TIMES_PIECES) * cells


def _soft_rules(grey: Pixels, dpi: float) -> tuple[list[RuledTable], Mask]:
    """The tables of soft rules, sought at half the resolution; the mask is that of the picture at half its size."""
    small: Pixels = np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    down = _without_streaks(_soft(small, dpi / 2, across=False))
    tables, mask = _ruled_by(down, lambda: _soft(small, dpi / 2, across=True), dpi / 2)
    return [_doubled(table) for table in tables if len(table.cells) >= FEWEST_SOFT_CELLS], mask


def _soft(grey: Pixels, dpi: float, *, across: bool) -> Mask:
    """What is darker than the paper on both its sides all along a stretch that no letter's stroke is long."""
    wide, stretch = round(WIDEST_SOFT_RULE_INCHES * dpi), round(SOFT_STRETCH_INCHES * dpi)
    shortest = round((SHORTEST_SOFT_ACROSS_INCHES if across else SHORTEST_SOFT_RULE_INCHES) * dpi)
    over, along, run = ((wide, 1), (stretch, 1), (1, shortest)) if across else ((1, wide), (1, stretch), (shortest, 1))
    relief = cv2.blur(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones(over, np.uint8)), along)
    grain = float(np.median(relief[::5, ::5]))
    steady: Mask = cv2.threshold(relief, SOFT_RELIEF + grain, 1, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.morphologyEx(steady, cv2.MORPH_OPEN, np.ones(run, np.uint8)), np.uint8)


def _doubled(table: RuledTable) -> RuledTable:
    """A table of the picture at half its size as one of the whole picture."""

    def twice(box: Rectangle) -> Rectangle:
        return box[0] * 2, box[1] * 2, box[2] * 2, box[3] * 2

    return RuledTable(twice(table.box), tuple(replace(cell, box=twice(cell.box)) for cell in table.cells))


def _ruled_in(grey: Pixels, darker_than: int, dpi: float) -> tuple[list[RuledTable], Mask]:
    """The outermost tables whose rules are so dark, and all such rules."""
    ink: Mask = cv2.threshold(grey, darker_than - 1, 1, cv2.THRESH_BINARY_INV)[1]
    down = _without_streaks(_opened(ink, 1, round(SHORTEST_RULE_INCHES * dpi), dpi))
    return _ruled_by(down, lambda: _opened(ink, round(SHORTEST_ACROSS_INCHES * dpi), 1, dpi), dpi)


def _ruled_by(down: Mask, find_across: Callable[[], Mask], dpi: float) -> tuple[list[RuledTable], Mask]:
    """The outermost tables of rules that go down and across, and all the rules; those across are only sought beside others."""
    if len(_places(down.sum(axis=0), _shortest_place(dpi), SAME_RULE_INCHES * dpi)) < 2:
        return [], down  # a table has a left and a right side: most pages are done here
    across = find_across()
    tables = []
    rules = _bridged(across | down, dpi)
    step = max(1, _bridge(dpi) // 2)  # no rule falls between the points that are looked at
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(rules[::step, ::step]), connectivity=8)
    for left, top, wide, high in (stats[1:, :4] * step).tolist():
        x, y, w, h = _drawn_in((left - step, top - step, wide + 2 * step, high + 2 * step), rules)
        if w < NARROWEST_TABLE_INCHES * dpi or h < LOWEST_TABLE_INCHES * dpi:
            continue
        tables += _tables(across, down, (x, y, x + w, y + h), dpi)
    return [t for t in tables if not any(o is not t and _inside(t.box, o.box) for o in tables)], across | down


def _opened(ink: Mask, wide: int, high: int, dpi: float) -> Mask:
    """Runs of ink at least so wide or so high; a short break or a step of a pixel or two does not end a run."""
    bridge = _bridge(dpi)
    gap = (bridge, 3) if wide > high else (3, bridge)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((gap[1], gap[0]), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((high, wide), np.uint8))
    return _only_thin(runs, across=wide > high)


def _without_streaks(down: Mask) -> Mask:
    """Without what runs down nearly the whole page: a speck on the glass draws it, and it would join one table to the next."""
    if down.any(axis=1).sum() <= STREAK_FROM * down.shape[0]:
        return down
    squares = cv2.dilate(down, np.ones((COARSER, COARSER), np.uint8), anchor=(0, 0))
    coarse = np.ascontiguousarray(squares[::COARSER, ::COARSER])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(coarse, connectivity=8)
    is_streak = stats[:, cv2.CC_STAT_HEIGHT] > STREAK_FROM * coarse.shape[0]
    is_streak[0] = False
    if not is_streak.any():
        return down
    streaks = is_streak[labels].astype(np.uint8).repeat(COARSER, axis=0).repeat(COARSER, axis=1)
    return np.asarray(down * (1 - streaks[: down.shape[0], : down.shape[1]]), np.uint8)


def _drawn_in(rough: tuple[int, int, int, int], mask: Mask) -> tuple[int, int, int, int]:
    """x, y, width and height of what a mask holds in a rectangle that is a few pixels too large."""
    x, y, right, bottom = max(0, rough[0]), max(0, rough[1]), rough[0] + rough[2], rough[1] + rough[3]
    left, top, wide, high = cv2.boundingRect(mask[y:bottom, x:right])
    return x + left, y + top, wide, high


def _only_thin(runs: Mask, *, across: bool) -> Mask:
    """Without runs that are as thick as print: black bars and shadows are no rules."""
    thick = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((13, 1) if across else (1, 13), np.uint8))
    near_thick: Mask = cv2.dilate(thick, np.ones((5, 5), np.uint8))
    return np.asarray(runs * (1 - near_thick), np.uint8)


def _bridged(rules: Mask, dpi: float) -> Mask:
    size = _bridge(dpi)
    return np.asarray(cv2.dilate(rules, np.ones((size, size), np.uint8)))


def _bridge(dpi: float) -> int:
    return max(3, round(BRIDGED_INCHES * dpi))


def _tables(across: Mask, down: Mask, box: tuple[int, int, int, int], dpi: float) -> list[RuledTable]:
    """The tables of one web of rules: it is cut where fewer than two rules go down, for a row has a left and a right side."""
    x0, y0, x1, y1 = box
    horizontal, vertical = across[y0:y1, x0:x1], down[y0:y1, x0:x1]
    near = SAME_RULE_INCHES * dpi
    ys = _places(horizontal.sum(axis=1), 0.08 * (x1 - x0), near)
    xs = _places(vertical.sum(axis=0), max(0.04 * (y1 - y0), _shortest_place(dpi)), near)
    if len(ys) < 2 or len(xs) < 2 or (len(ys) - 1) * (len(xs) - 1) < 2:
        return []
    sides = [sum(_ruled(vertical[a:b, _band(x, round(near))], axis=0) for x in xs) for a, b in pairwise(ys)]
    cuts = [i for i, count in enumerate(sides) if count < 2]
    if cuts:
        parts = [(ys[a], ys[b - 1]) for a, b in pairwise([0, *(cut + 1 for cut in cuts), len(ys)]) if b - a > 1]
        pad = round(near / 2)
        return [
            table
            for top, bottom in parts
            for table in _tables(across, down, (x0, max(y0, y0 + top - pad), x1, min(y1, y0 + bottom + pad)), dpi)
        ]
    cells = _cells(horizontal, vertical, xs, ys, round(near / 2))
    if len(cells) < 2 or len({cell.column for cell in cells}) < 2:
        return []
    shifted = tuple(
        Cell(c.row, c.column, c.row_span, c.column_span, (c.box[0] + x0, c.box[1] + y0, c.box[2] + x0, c.box[3] + y0))
        for c in cells
    )
    return [RuledTable(box=(x0 + xs[0], y0 + ys[0], x0 + xs[-1], y0 + ys[-1]), cells=shifted)]


def _shortest_place(dpi: float) -> float:
    """How many pixels of a column must be ink of rules for a rule to go down there."""
    return 0.8 * SHORTEST_RULE_INCHES * dpi


def _places(profile: NDArray[Any], least: float, near: float) -> list[int]:
    """Where a profile of ink has rules: the middles of runs that reach `least`, those that lie near made one."""
    found: list[list[int]] = []
    for place in np.flatnonzero(profile >= least).tolist():
        if found and place - found[-1][-1] <= near:
            found[-1].append(place)
        else:
            found.append([place])
    return [round(sum(run) / len(run)) for run in found]


def _cells(horizontal: Mask, vertical: Mask, xs: Sequence[int], ys: Sequence[int], near: int) -> list[Cell]:
    """The grid's fields, joined where no rule parts them; a join that is no rectangle is undone."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(field: tuple[int, int]) -> tuple[int, int]:
        while owner[field] != field:
            field = owner[field]
        return field

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not _ruled(vertical[ys[r] : ys[r + 1], _band(xs[c + 1], near)], axis=0):
                owner[root((r, c + 1))] = root((r, c))
            if r + 1 < rows and not _ruled(horizontal[_band(ys[r + 1], near), xs[c] : xs[c + 1]], axis=1):
                owner[root((r + 1, c))] = root((r, c))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for field in owner:
        groups.setdefault(root(field), []).append(field)
    cells = [cell for fields in groups.values() for cell in _rectangles(fields, xs, ys)]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _rectangles(fields: list[tuple[int, int]], xs: Sequence[int], ys: Sequence[int]) -> list[Cell]:
    rows, columns = sorted({r for r, _ in fields}), sorted({c for _, c in fields})
    if len(rows) * len(columns) != len(fields):
        return [cell for r in rows for cell in _rectangles_of_row([c for row, c in fields if row == r], r, xs, ys)]
    box = (float(xs[columns[0]]), float(ys[rows[0]]), float(xs[columns[-1] + 1]), float(ys[rows[-1] + 1]))
    return [Cell(rows[0], columns[0], len(rows), len(columns), box)]


def _rectangles_of_row(columns: list[int], row: int, xs: Sequence[int], ys: Sequence[int]) -> list[Cell]:
    runs: list[list[int]] = []
    for column in sorted(columns):
        if runs and column == runs[-1][-1] + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return [
        Cell(row, run[0], 1, len(run), (float(xs[run[0]]), float(ys[row]), float(xs[run[-1] + 1]), float(ys[row + 1])))
        for run in runs
    ]


def _band(place: int, near: int) -> slice:
    return slice(max(0, place - near), place + near + 1)


def _ruled(strip: Mask, *, axis: int) -> bool:
    """Whether ink runs along a strip: `axis` is the one across the rule... 0 for a rule that goes down, 1 for one across."""
    if strip.size == 0:
        return False
    along = strip.any(axis=1 if axis == 0 else 0)
    return bool(along.mean() >= EDGE_INKED)


def _inside(inner: Rectangle, outer: Rectangle) -> bool:
    return inner[0] >= outer[0] - 2 and inner[1] >= outer[1] - 2 and inner[2] <= outer[2] + 2 and inner[3] <= outer[3] + 2


def _meet(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _without(grey: Pixels, rules: Mask, tables: Sequence[RuledTable], dpi: float) -> Pixels:
    """The picture with the rules of tables painted over; underlines elsewhere stay, they touch the marks of letters."""
    if not tables:
        return grey
    mask = np.zeros_like(rules)
    for table in tables:
        x0, y0, x1, y1 = (round(side) for side in table.box)
        pad = round(0.03 * dpi)
        window = (slice(max(0, y0 - pad), y1 + pad + 1), slice(max(0, x0 - pad), x1 + pad + 1))
        mask[window] = rules[window]
    unruled = grey.copy()
    unruled[cv2.dilate(mask, np.ones((3, 3), np.uint8)).astype(bool)] = 255
    return unruled


def cut_at_cells(boxes: Sequence[Rectangle], tables: Sequence[RuledTable], unruled: Pixels) -> list[Rectangle]:
    """Line boxes, those in a table cut into one piece a cell, each drawn in around its ink; without ink there is no piece."""
    pieces: list[Rectangle] = []
    ink = _ink_below(unruled) if tables else DARK_BELOW
    for box in boxes:
        table = table_of(box, tables)
        if table is None:
            pieces.append(box)
            continue
        middle = (box[1] + box[3]) / 2
        sides = sorted({c.box[i] for c in table.cells if c.box[1] <= middle < c.box[3] for i in (0, 2)})
        least = LEAST_PIECE_IN_LINES * (box[3] - box[1])
        cuts = [side for side in sides if box[0] + least < side < box[2] - least]
        for left, right in pairwise([box[0], *cuts, box[2]]):
            piece = _around_ink((left, box[1], right, box[3]), unruled, ink)
            if piece is not None:
                pieces.append(piece)
    return pieces


def overlooked_figures(boxes: Sequence[Rectangle], tables: Sequence[RuledTable], unruled: Pixels) -> list[Rectangle]:
    """Boxes around ink of a figure's size in cells where no line was found: finders of lines overlook a lone "5"."""
    usual = median([box[3] - box[1] for box in boxes]) if boxes else 0.0
    filled = {cell for box in boxes for table in tables if (cell := cell_of(box, table)) is not None}
    empty = [cell for table in tables for cell in table.cells if cell not in filled]
    ink = _ink_below(unruled) if empty else DARK_BELOW
    return [box for cell in empty if (box := _figure_in(cell, unruled, usual, ink)) is not None]


def _ink_below(grey: Pixels) -> int:
    """What is darker is ink: on a faded page that is not far from the paper."""
    darkest = float(np.percentile(grey[::3, ::3], DARKEST_PERCENT))
    return max(DARK_BELOW, min(FAINTEST_INK, round(255 - INK_SHARE * (255 - darkest))))


def _figure_in(cell: Cell, grey: Pixels, usual: float, ink_below: int) -> Rectangle | None:
    x0, y0, x1, y1 = (round(side) for side in cell.box)
    edge = round(usual / 4)
    inside = grey[y0 + edge : y1 - edge, x0 + edge : x1 - edge]
    if usual == 0 or inside.size == 0:
        return None
    ink: Mask = (inside < ink_below).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    figures = [
        (int(x), int(y), int(x + w), int(y + h))
        for x, y, w, h, _ in stats[1:]
        if LOWEST_FIGURE * usual <= h < HIGHEST_FIGURE * usual and w >= NARROWEST_FIGURE * usual
    ]
    if not figures:
        return None
    left, top, right, bottom = around(figures)
    if bottom - top >= HIGHEST_FIGURE * usual:
        return None
    pad = (usual - (bottom - top)) / 2 if bottom - top < usual else 0.0
    across, down = x0 + edge, y0 + edge
    return (across + left - pad / 2, down + top - pad, across + right + pad / 2, down + bottom + pad)


def _around_ink(box: Rectangle, grey: Pixels, ink_below: int) -> Rectangle | None:
    """A box narrowed to its ink; None where it holds less than a full stop."""
    x0, y0, x1, y1 = (max(0, round(side)) for side in box)
    dark = (grey[y0:y1, x0:x1] < ink_below).sum(axis=0)
    columns = np.flatnonzero(dark >= 2)
    if len(columns) < 3:
        return None
    pad = 0.1 * (y1 - y0)
    return (max(box[0], x0 + columns[0] - pad), box[1], min(box[2], x0 + columns[-1] + pad), box[3])


def table_of(box: Rectangle, tables: Sequence[RuledTable]) -> RuledTable | None:
    """The table in which the middle of a box lies."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((t for t in tables if t.box[0] <= x < t.box[2] and t.box[1] <= y < t.box[3]), None)


def cell_of(box: Rectangle, table: RuledTable) -> Cell | None:
    """The cell that holds the middle of a box."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((c for c in table.cells if c.box[0] <= x < c.box[2] and c.box[1] <= y < c.box[3]), None)
