"""The words of a file's own text layer → a Page in our reading order, its ruled tables as cells.

The order is made of where the words stand, for files keep them in any order. Of the picture only ruled lines are looked at.
"""

from collections.abc import Sequence
from statistics import median

from models.page import Page, PageSource
from service.ocr.assemble import assemble
from service.ocr.engine import Line, Rectangle, Token, around, height
from service.ocr.furniture import part
from service.ocr.layout import page_in_order, rows_of
from service.ocr.rules import Cell, RuledTable, cell_of, find_rules, table_of
from service.ocr.sheet import Sheet

ENGINE = "text_layer"
BELIEVED, DOUBTED = 1.0, 0.65
APART_IN_LINES = 1.2
"""White of more than this many line heights ends a line: another column begins."""
MOST_UNDERLINES = 5
"""A letterhead and a note have two or three rules; a table has more."""


def read_layer(sheet: Sheet) -> Page:
    """The page as its text layer says it, whether that is believed or not."""
    if sheet.is_picture or sheet.drawn_rules > MOST_UNDERLINES:
        picture = sheet.picture.levelled()
        rules, page_box, pixel_box = find_rules(picture.grey, picture.dpi), picture.page_box, picture.pixel_box
        page_height = float(picture.grey.shape[0])
    else:
        rules, page_box, pixel_box, page_height = None, _as_it_is, _as_it_is, sheet.height_points
    tables = rules.tables if rules else ()
    sure = BELIEVED if sheet.layer_is_good else DOUBTED
    tokens = [Token(word.text, pixel_box(word.box), sure, ENGINE) for word in sheet.layer if word.text]
    tabled = _lines_in_cells(tokens, tables)
    free = [token for token in tokens if _place(token, tables) is None]
    running, aside = part([line for row in rows_of(free, _box) for line in _parted(row)], page_height=page_height)
    return assemble(
        page_in_order([*running, *tabled], tables),
        number=sheet.number,
        size_points=(sheet.width_points, sheet.height_points),
        page_box=page_box,
        source=PageSource.TEXT_LAYER,
        source_reason=sheet.reason,
        asides=[*sheet.asides, *aside],
    )


def _as_it_is(box: Rectangle) -> Rectangle:
    return box


def _box(token: Token) -> Rectangle:
    return token.box


def _place(token: Token, tables: Sequence[RuledTable]) -> tuple[RuledTable, Cell] | None:
    table = table_of(token.box, tables)
    cell = None if table is None else cell_of(token.box, table)
    return None if table is None or cell is None else (table, cell)


def _lines_in_cells(tokens: Sequence[Token], tables: Sequence[RuledTable]) -> list[Line]:
    """One Line for each row of tokens of each cell: words of neighbouring cells stand close to each other."""
    held: dict[tuple[Rectangle, Cell], list[Token]] = {}
    for token in tokens:
        place = _place(token, tables)
        if place is not None:
            held.setdefault((place[0].box, place[1]), []).append(token)
    return [_line(row) for inside in held.values() for row in rows_of(inside, _box)]


def _parted(row: Sequence[Token]) -> list[Line]:
    """The tokens of a row as lines, a new one behind each gap."""
    groups: list[list[Token]] = []
    near = APART_IN_LINES * median(height(token.box) for token in row)
    for token in row:
        if groups and token.box[0] - groups[-1][-1].box[2] < near:
            groups[-1].append(token)
        else:
            groups.append([token])
    return [_line(group) for group in groups]


def _line(tokens: Sequence[Token]) -> Line:
    return Line(tokens=tuple(tokens), box=around([token.box for token in tokens]))
