"""Rows of cells → tables with headings over columns; rows whose cells were broken over lines are put together again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractors.grammar.keys import key_of
from models.outline import Cell
from models.page import TableCell
from models.spans import Span
from service.outline.lines import Line

_NUMBER_CELL = re.compile(r"[-–(]?\s*\d[\d.,]*\s*%?\)?|[-–]|x|X")
_QUANTITY_CELL = re.compile(
    r"(?:[<>≥≤~+]|trên|dưới|tối thiểu|ít nhất|không quá|tối đa|khoảng|từ|đạt)?\s*[-–(+]?\s*\d.{0,24}", re.IGNORECASE
)
_YEAR = re.compile(r"(?:năm\s+)?20\d\d(?:\s*[-–]\s*20\d\d)?", re.IGNORECASE)
_BREAK = re.compile(r"\s\|(?=\s|$)")
_NOTE = re.compile(r"\s*(?:ghi chu|so sanh\b.*)\s*$")
"""Headings of last columns that are often empty, so that rows end before them."""


@dataclass(frozen=True)
class Grid:
    """A table's cells with its size; made from rows of plain text or from a ruled table of a page."""

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    header_rows: int


def cells_of(line: Line) -> list[Span]:
    """The cells of a row of plain text; an empty cell has an empty span, empty cells at the end are left out."""
    cells, at = [], 0
    if line.text.startswith("| ") and not line.text.endswith("|"):
        cells, at = [Span(start=line.span.start, end=line.span.start)], 2  # the first cell is empty
    for end in (*(match.start() for match in _BREAK.finditer(line.text)), len(line.text)):
        part = line.text[at:end]
        start = line.span.start + at + len(part) - len(part.lstrip())
        cells.append(Span(start=start, end=start + len(part.strip())))
        at = end + 2
    while len(cells) > 1 and not len(cells[-1]):
        cells.pop()
    return cells


def grid_of(lines: Sequence[Line], text: str) -> Grid:
    """Rows of plain text → a grid; the commonest long row says how many columns there are."""
    rows = _rows(lines, text)
    column_count = _column_count(rows, text)
    rows = [row[1:] if len(row) > column_count and not len(row[0]) else row for row in rows]
    header_rows = _header_rows(rows, text, column_count)
    body = rows[header_rows:]
    column_count = _with_empty_columns(rows[:header_rows], column_count, text)
    numeric = _numeric_columns(body, column_count, text)
    cells: list[Cell] = []
    for number in range(header_rows):
        below = rows[number + 1] if number + 1 < header_rows else None
        cells += _header_cells(rows, number, below, numeric, text)
    cells = _without_overlaps(cells)
    groups = [cell for cell in cells if cell.row == 0 and cell.column_span > 1]
    for number, row in enumerate(body, start=header_rows):
        cells += _body_cells(number, row, numeric, groups, text)
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    return Grid(tuple(cells), len(rows), max(column_count, width), header_rows)


def _without_overlaps(cells: Sequence[Cell]) -> list[Cell]:
    """A heading reaches down only where nothing stands below it."""
    begun = {(cell.row, column) for cell in cells for column in range(cell.column, cell.column + cell.column_span)}
    return [
        cell.model_copy(update={"row_span": 1}) if cell.row_span > 1 and _is_stood_on(cell, begun) else cell for cell in cells
    ]


def _is_stood_on(cell: Cell, begun: set[tuple[int, int]]) -> bool:
    return any((cell.row + 1, column) in begun for column in range(cell.column, cell.column + cell.column_span))


def _with_empty_columns(header: Sequence[Sequence[Span]], column_count: int, text: str) -> int:
    """One column more when rows end before a last column of notes that the heading names."""
    if not header or not _NOTE.match(key_of(header[0][-1].of(text))):
        return column_count
    if len(header) == 1 or _counts_up([span.of(text) for span in header[1]]):
        return column_count + (len(header[0]) == column_count + 1)
    parents = len(header[0]) + len(header[1]) - column_count
    return column_count + (parents > 1 and len(header[1]) < 2 * parents)


def _numeric_columns(body: Sequence[Sequence[Span]], column_count: int, text: str) -> list[bool | None]:
    """For each column whether its cells hold quantities; None where no whole row tells."""
    longest = max((len(row) for row in body), default=0)
    whole = [row for row in body if len(row) >= min(column_count, longest) and len(row) > 1]
    found: list[bool | None] = []
    for column in range(column_count):
        words = [row[column].of(text) for row in whole if column < len(row) and len(row[column])]
        hits = sum(1 for word in words if _NUMBER_CELL.fullmatch(word) or _QUANTITY_CELL.fullmatch(word))
        found.append(2 * hits > len(words) if words else None)
    return found


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
        if count and len(row) < column_count and all(_YEAR.fullmatch(word.strip()) for word in words):
            count += 1
            continue
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
    rows: Sequence[Sequence[Span]], number: int, below: Sequence[Span] | None, numeric: Sequence[bool | None], text: str
) -> list[Cell]:
    row, column_count = rows[number], len(numeric)
    words = [span.of(text) for span in row]
    if number > 0 and len(row) < column_count and not _counts_up(words):
        return _placed_below(number, row, rows[number - 1], numeric, text)
    said_below = [span.of(text) for span in below] if below is not None else []
    spread = _spread(words, said_below, numeric)
    cells, column = [], 0
    for span, width, word in zip(row, spread, words, strict=True):
        depth = 2 if below is not None and width == 1 and len(row) < column_count and not _counts_up(said_below) else 1
        cells.append(_cell(number, column, span, word, row_span=depth, column_span=width))
        column += width
    return cells


def _spread(words: Sequence[str], below: Sequence[str], numeric: Sequence[bool | None]) -> list[int]:
    """How many columns each heading of the upper row covers, when the lower row has the headings `below`.

    Plain text does not say which headings are the parents: of all arrangements that fill the columns, the one whose headings
    suit the cells under them and one another is taken; the last of those that suit alike.
    """
    missing = len(numeric) - len(words)
    if missing <= 0 or not below:
        return [1] * len(words)
    parents = len(words) + len(below) - len(numeric)
    if parents <= 0:
        return [1] * (len(words) - 1) + [missing + 1]
    keys, keys_below = [key_of(word) for word in words], [key_of(word) for word in below]
    arrangements = [
        (_suits(keys, keys_below, widths, numeric), number, widths)
        for number, widths in enumerate(_arrangements(len(words), parents, len(below)))
    ]
    return list(max(arrangements)[2]) if arrangements else [1] * (len(words) - 1) + [missing + 1]


MOST_ARRANGEMENTS = 3000


def _arrangements(count: int, parents: int, below: int) -> Iterator[tuple[int, ...]]:
    """The widths of `count` headings of which `parents` share `below` columns, later parents last."""
    shares = list(_shares(below, parents))
    for tried, chosen in enumerate(combinations(range(count), parents)):
        if tried * len(shares) > MOST_ARRANGEMENTS:
            return
        for share in shares:
            widths = dict(zip(chosen, share, strict=True))
            yield tuple(widths.get(i, 1) for i in range(count))


def _shares(below: int, parents: int) -> Iterator[tuple[int, ...]]:
    """How parents may share the columns below: alike where that is possible, else two or more each."""
    share, rest = divmod(below, parents)
    if rest == 0 or parents > 3:
        yield tuple(share + (1 if i < rest else 0) for i in range(parents))
    elif parents == 2:
        yield from ((first, below - first) for first in range(2, below - 1))
    else:
        yield from ((a, b, below - a - b) for a in range(2, below - 3) for b in range(2, below - a - 1))


_WORDS_UNDER = re.compile(
    r"(?:s?tt|so tt|noi dung|ten|dvt|don vi(?: tinh)?|danh muc|nhiem vu|chu tri|phoi hop|co quan|ghi chu|dia diem|dia phuong|"
    r"san pham(?! .*(?:tan|trieu))|thoi gian|thoi han|chi tieu(?! giao)|muc tieu cu the|nguon)(?!\w)"
)
_NUMBERS_UNDER = re.compile(
    r"(?:(?:th|kh|uth|uoc|ke hoach|thuc hien|so|ty le|ti le|tong|dien tich|san luong)(?!\w))|.*(?<!\d)20\d\d(?!\d)"
)
_TIME_ALONE = re.compile(
    r"(?:den |tu )?(?:nam|giai doan|quy|thang|nam hoc)\s+[\divx]+(?:\s*[-–]\s*\d+)?|20\d\d(?:\s*[-–]\s*20\d\d)?"
)
_TIME = re.compile(r"(?<!\d)20\d\d(?!\d)|\b(?:quy|thang|nam) [\divx]+")
_PARENT = re.compile(
    r"(?:trong do|chia ra|gom|bao gom|giai doan|ket qua|ke hoach|muc tieu|chi tieu giao|lo trinh|du kien|phan ky)(?!\w)"
)
_NEVER_PARENT = re.compile(r"(?:s?tt|ghi chu|dvt|don vi tinh)$|.*\([^()]{1,25}\)\s*$")


def _suits(words: Sequence[str], below: Sequence[str], widths: Sequence[int], numeric: Sequence[bool | None]) -> int:
    """How well headings suit what stands under them, in points."""
    points = column = used = 0
    for word, width in zip(words, widths, strict=True):
        if width == 1:
            points += _suits_cells(word, numeric[column])
        else:
            children = below[used : used + width]
            used += width
            points += sum(_suits_cells(child, numeric[column + i]) for i, child in enumerate(children))
            points += _suits_children(word.strip(), children)
        column += width
    return points


def _suits_cells(word: str, holds_numbers: bool | None) -> int:
    if holds_numbers is None:
        return 0
    wants_words, wants_numbers = _WORDS_UNDER.match(word.strip()), _NUMBERS_UNDER.match(word.strip())
    if bool(wants_words) == bool(wants_numbers):
        return 0
    return 0 if bool(wants_numbers) is holds_numbers else -3


def _suits_children(word: str, children: Sequence[str]) -> int:
    if _NEVER_PARENT.match(word):
        return -6
    timed = sum(1 for child in children if _TIME.search(child))
    if _TIME_ALONE.fullmatch(word):
        return 3 if timed == 0 or word.startswith("giai doan") else -2
    if timed == len(children):
        return -2 if _TIME.search(word) and not word.startswith("giai doan") else 2
    return 2 if _PARENT.match(word) else 0


def _placed_below(
    number: int, row: Sequence[Span], above: Sequence[Span], numeric: Sequence[bool | None], text: str
) -> list[Cell]:
    spread = _spread([span.of(text) for span in above], [span.of(text) for span in row], numeric)
    open_columns, column = [], 0
    for width in spread:
        if width > 1:
            open_columns += list(range(column, column + width))
        column += width
    if len(open_columns) != len(row):
        open_columns = list(range(len(numeric) - len(row), len(numeric)))
    return [_cell(number, c, span, span.of(text)) for c, span in zip(open_columns, row, strict=False)]


def _body_cells(
    number: int, row: Sequence[Span], numeric: Sequence[bool | None], groups: Sequence[Cell], text: str
) -> list[Cell]:
    """A row that is short of cells but has one value for each group of columns has merged cells.

    That needs room for the row's own words before the first group; where a group begins the table, cells stand as they come.
    """
    column_count = len(numeric)
    named = next((i for i, span in enumerate(row) if i and _NUMBER_CELL.fullmatch(span.of(text))), len(row))
    values = row[named:]
    first = groups[0].column if groups else 0
    if len(row) < column_count and groups and len(values) == len(groups) and named <= first:
        places = [(i, 1) for i in range(named)] if named > 1 else [(min(1, first - 1), 1)]
        places += [(group.column, group.column_span) for group in groups]
        return [_cell(number, c, span, span.of(text), column_span=width) for (c, width), span in zip(places, row, strict=True)]
    if len(row) < column_count and len(values) > 1 and named == 1:
        shift = column_count - len(values)
        open_columns = [column for column, holds_numbers in enumerate(numeric) if holds_numbers and column > 0]
        columns = open_columns if len(open_columns) == len(values) else range(shift, column_count)
        places = [(min(1, columns[0] - 1), 1), *((column, 1) for column in columns)]
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
