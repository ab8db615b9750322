"""Plan tables → targets: each cell of a plan column is one, quoted by its row, named by its row and column.

"Diện tích | Ha | 26.120 | 27.000" under "ƯTH năm 2025 | Năm 2026" is one target of 27.000 ha for 2026: a column of what was done
is none. Parts are added up against their totals, and a clash is a doubt on the total.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.base import Context
from extractors.checks import sum_doubts
from extractors.due import due_of
from extractors.grammar.dates import find_times
from extractors.grammar.keys import key_of
from extractors.grammar.numbers import ReadNumber, find_numbers, parse_number, render_number
from extractors.grammar.units import UnitKind, one_spelling, read_unit, unit_of_heading
from extractors.target_records import Found
from extractors.target_settings import Setting
from models.outline import BlockKind, Cell, Table
from models.page import PageSource
from models.period import Due
from models.quantity import Change, Comparator, Whole
from models.spans import Span


@dataclass(frozen=True)
class Column:
    """A column of planned values: what it measures beside its row, its unit if the heading has one, and its due date."""

    number: int
    measure: str
    unit: str | None
    due: Due


@dataclass(frozen=True)
class Value:
    """A number in a planned cell."""

    row: int
    column: Column
    cell: Cell
    read: "CellQuantity"
    unit: str | None


def find_table_targets(context: Context, settings: Sequence[Setting]) -> Iterator[Found]:
    """Targets of every table that has columns of plans."""
    blocks = [i for i, block in enumerate(context.outline.blocks) if block.kind is BlockKind.TABLE]
    for index, table in zip(blocks, context.outline.tables, strict=False):
        if not settings[index].is_rule:
            yield from _in_table(context, table, _caption(context, table, index), settings[index])


def _caption(context: Context, table: Table, index: int) -> str:
    """The headings above a table, and the lines right before it ("Đơn vị: triệu đồng")."""
    lines = [context.line(table.caption)] if table.caption is not None else []
    lines += [context.line(i) for i in range(max(0, index - 3), index) if len(context.line(i)) < 300]
    return " ".join(lines)


def _in_table(context: Context, table: Table, caption: str, setting: Setting) -> Iterator[Found]:
    headings = [_heading(table, column) for column in range(table.column_count)]
    name_column = _name_column(table, headings)
    columns = _plan_columns(headings, caption, setting)
    if name_column is None or not columns or _ALLOTS.search(key_of(caption)):
        return
    unit_column = _unit_column(table, headings, name_column)
    caption_unit = _caption_unit(caption)
    rows = _rows(table, name_column)
    values = list(_values(table, rows, columns, unit_column))
    units = {(value.row, value.column.number): value.unit or value.column.unit or caption_unit for value in values}
    doubts = _checked_sums(rows, values, units) | _checked_shares(headings, values, units)
    short = _short_rows(table, rows, columns, headings)
    is_read = context.document.pages[0].source is PageSource.OCR
    for value in values:
        unit = units[value.row, value.column.number]
        if unit is None:
            continue
        said = (*doubts.get((value.row, value.column.number), ()), *short.get(value.row, ()))
        if is_read:
            said += _sign_doubts(table, value, unit_column) + _comma_doubts(rows[value.row], value)
        yield _found(table, rows[value.row], value, unit, said)


def _unit_column(table: Table, headings: Sequence[str], name_column: int) -> int | None:
    """The column that holds the units of the rows: "ĐVT", or "Đơn vị" where what stands in it are units and no names."""
    for column, heading in enumerate(headings):
        if column == name_column or not re.search(r"(?<!\w)(?:dvt|don vi(?: tinh)?)(?!\w)", key_of(heading)):
            continue
        cells = [cell.text for cell in table.cells if cell.column == column and cell.row >= table.header_rows and cell.text]
        if cells and 2 * sum(1 for text in cells if _is_unit(text)) >= len(cells):
            return column
    return None


def _is_unit(text: str) -> bool:
    unit = read_unit(" " + text, 0)
    return len(text) <= 30 and unit is not None and unit.end > len(text)


def _heading(table: Table, column: int) -> str:
    """All headings over a column, outermost first, each once."""
    texts: list[str] = []
    for row in range(table.header_rows):
        cell = table.cell(row, column)
        if cell is not None and cell.text and not re.fullmatch(r"\(?\d{1,2}\)?(?:=.*)?", cell.text) and cell.text not in texts:
            texts.append(cell.text)
    return " | ".join(texts)


_NAME_HEADING = re.compile(
    r"(?<!\w)(?:chi tieu|noi dung|san pham|ten|danh muc|muc tieu|tieu chi|don vi|dia phuong|xa|huyen|linh vuc|"
    r"nhiem vu|hang muc|loai|mat hang|cay trong|vat nuoi)"
)


def _name_column(table: Table, headings: Sequence[str]) -> int | None:
    """The column that names what a row is about: said by its heading, else the one with the most words."""
    for column, heading in enumerate(headings[:4]):
        key = key_of(heading)
        if _NAME_HEADING.search(key) and not re.search(r"(?<!\w)(?:dvt|don vi tinh|nam \d{4}|ke hoach)", key):
            return column
    lengths = [0] * table.column_count
    for cell in table.cells:
        if cell.row >= table.header_rows and not any(c.isdigit() for c in cell.text):
            lengths[cell.column] += len(cell.text)
    best = max(range(len(lengths)), key=lengths.__getitem__, default=None)
    return best if best is not None and lengths[best] > 0 else None


_PAST_HEADING = re.compile(
    r"(?<!\w)(?:uth|uoc|thuc hien|th nam|th|ket qua|hien trang|hien co|thuc trang|nam goc|dat duoc|da dat|"
    r"dau nam|dau ky|nam truoc|so voi|cung ky|tang, giam|chenh lech|ty le th|ghi chu|so sanh|kq|tang/giam|"
    r"%? ?hoan thanh)(?![^\W\d])"
)
_RATIO_HEADING = re.compile(
    r"(?:kh|th|uth|ke hoach|thuc hien|uoc|nam|ck|\d)[\w .]*/\s*(?:kh|th|uth|ke hoach|thuc hien|uoc|nam|ck|20\d\d)"
)
"""One year set against another: "KH2024/UTH2023 (%)"."""
_PLAN_HEADING = re.compile(
    r"(?<!\w)(?:ke hoach|kh|muc tieu|chi tieu|phan dau|dinh huong|giao|nhiem vu|du kien|den nam|giai doan|dang ky|"
    r"lo trinh|phan ky)(?![^\W\d])"
)
_NOT_PLAN_HEADING = re.compile(
    r"(?<!\w)(?:kinh phi|von|ngan sach|du toan|nguon|thoi gian|tien do|chu tri|phoi hop|co quan|don vi|"
    r"ghi chu|stt|tt|dvt|can cu|san pham dau ra|muc do|diem|diem toi da|quyet dinh)(?!\w)"
)


_MONEY_HEADING = re.compile(r"(?<!\w)(?:kinh phi|von|ngan sach|du toan|nguon)(?!\w)")
_RAISED = re.compile(r"(?<!\w)(?:thu ngan sach|thu hut|huy dong|toan xa hoi|giai ngan)(?!\w)")
"""Money that is to be raised or spent is a goal; what is only allotted is none."""


def _plan_columns(headings: Sequence[str], caption: str, setting: Setting) -> list[Column]:
    """The columns whose numbers shall be reached."""
    planned_table = setting.is_goal or _PLAN_HEADING.search(key_of(caption)) is not None
    found: list[Column] = []
    for number, heading in enumerate(headings):
        leaf, key = heading.split(" | ")[-1], key_of(heading)
        due = _due_of_heading(heading, setting)
        if (
            _is_past(heading, setting)
            or _RATIO_HEADING.search(key_of(leaf))
            or _is_compared(heading, headings, setting)
            or (_NOT_PLAN_HEADING.search(key) and not find_times(heading))
            or (_MONEY_HEADING.search(key_of(leaf)) and not _RAISED.search(key))
        ):
            continue
        says_plan = _PLAN_HEADING.search(key) is not None
        says_year = due is not None and setting.is_future(due)
        if not (says_plan or (says_year and planned_table)) or (number < 2 and not says_year and _NAME_HEADING.search(key)):
            continue
        if not says_year and not re.search(r"(?<!\w)(?:ke hoach|kh|muc tieu|chi tieu giao|phan dau|giao)(?!\w)", key):
            continue
        found.append(
            Column(
                number,
                _measure_of(heading),
                unit_of_heading(leaf) or unit_of_heading(heading),
                due or _due_of_caption(caption, setting) or setting.due,
            )
        )
    return found or _columns_of_caption(headings, caption, setting)


_ALLOTS = re.compile(
    r"(?<!\w)(?:ke hoach von|phan bo (?:von|kinh phi|du toan)|ke hoach dau tu cong|du toan (?:thu,? )?chi)(?!\w)"
)
_HANDED_OUT = re.compile(
    r"(?<!\w)(?:giao|phan bo|bieu|danh muc)?\s*(?:cac )?chi tieu(?: ke hoach)?(?: giao)?(?!\w)|ke hoach giao(?!\w)"
)


def _columns_of_caption(headings: Sequence[str], caption: str, setting: Setting) -> list[Column]:
    """ "CHỈ TIÊU GIAO CÁC XÃ NĂM 2026" over columns that name no time themselves: those that have a unit are plans."""
    due = _due_of_caption(caption, setting) or _year_of(caption)
    if (
        not _HANDED_OUT.search(key_of(caption))
        or not setting.is_future(due)
        or any(_due_of_heading(h, setting) for h in headings)
    ):
        return []
    return [
        Column(number, _measure_of(heading), unit_of_heading(heading.split(" | ")[-1]), due or setting.due)
        for number, heading in enumerate(headings)
        if number > 0
        and unit_of_heading(heading.split(" | ")[-1]) is not None
        and not _is_past(heading, setting)
        and not _NOT_PLAN_HEADING.search(key_of(heading))
    ]


def _measure_of(heading: str) -> str:
    """The measure of a column with what stands over it: "Lúa | Diện tích (ha)" → "Diện tích lúa"."""
    *above, leaf = heading.split(" | ")
    measure = _measure(leaf)
    over = [part for part in above if not find_times(part) and not re.search(r"20\d\d|\(", part)]
    names = [
        part
        for part in over
        if len(part.split()) <= 4 and not _GROUP.match(key_of(part)) and not _PLAN_HEADING.search(key_of(part))
    ]
    return " ".join([measure, *(part[:1].lower() + part[1:] for part in names)]) if measure else ""


_GROUP = re.compile(
    r"\s*(?:trong do|chia ra|gom|bao gom|ket qua|lo trinh|phan ky|du kien|giai doan|nam|quy|tong|chi tieu|muc tieu)\b"
)


def _measure(leaf: str) -> str:
    """What a column measures, without its times: "Năm 2026" → "", "Số xã tăng thêm năm 2023 (xã)" → "Số xã tăng thêm"."""
    text = re.sub(r"\([^()]*\)", "", leaf)
    if re.fullmatch(r"\s*(?:quy|thang) [\divx]+\s*", key_of(text)):
        return ""
    for time in reversed(find_times(text)):
        text = text[: time.start] + text[time.end :]
    text = " ".join(re.sub(r"(?<!\d)20\d\d(?!\d)", "", text).split()).strip(" ,.-–:")
    return "" if len(text.split()) < 2 or _PLAN_HEADING.fullmatch(key_of(text)) else text


_RESULTS_TO_BE = re.compile(
    r"\s*(?:ket qua(?: (?:can dat|phai dat|du kien|dau ra|thuc hien du kien))?|"
    r"(?:lo trinh|ke hoach|phan ky|muc tieu) thuc hien)\s*$"
)


def _is_past(heading: str, setting: Setting) -> bool:
    due = _due_of_heading(heading, setting)
    if due is not None and not setting.is_future(due):
        return True
    if due is not None and setting.due.earliest is not None and due.latest is not None and due.latest < setting.due.earliest:
        return True  # "Kế hoạch năm 2025" in the plan of 2026
    return any(
        _PAST_HEADING.search(key_of(part)) and not (due is not None and _RESULTS_TO_BE.match(key_of(part)))
        for part in heading.split(" | ")
    )


def _is_compared(heading: str, headings: Sequence[str], setting: Setting) -> bool:
    """A plan that stands beside its own results, "Năm 2025: Kế hoạch, Ước thực hiện", and before a later plan."""
    due = _due_of_heading(heading, setting)
    if due is None or due.latest is None:
        return False
    others = [(other, _due_of_heading(other, setting)) for other in headings if other != heading]
    has_results = any(_PAST_HEADING.search(key_of(other)) and at == due for other, at in others)
    return has_results and any(
        at is not None and at.latest is not None and at.latest > due.latest and _PLAN_HEADING.search(key_of(other))
        for other, at in others
    )


def _due_of_heading(heading: str, setting: Setting) -> Due | None:
    """The innermost heading that names a time: "Kế hoạch 2026" too."""
    for part in reversed(heading.split(" | ")):
        due = due_of(part, year=setting.year)
        if due is not None:
            return due
        if match := re.search(r"(?<!\d)(20\d\d)(?!\d|\s*-)", part):
            return due_of(f"năm {match[1]}")
    return None


def _due_of_caption(caption: str, setting: Setting) -> Due | None:
    return due_of(caption, year=setting.year)


def _year_of(caption: str) -> Due | None:
    """The year that a caption ends with, inside a name: "BIỂU CHỈ TIÊU KẾ HOẠCH SẢN XUẤT NĂM 2025"."""
    match = re.search(r"(?<!\w)chi tieu[^.;:()]*(?<!\w)nam (20\d\d)(?!\d)", key_of(caption))
    return due_of(f"năm {match[1]}") if match is not None else None


def _caption_unit(caption: str) -> str | None:
    match = re.search(r"(?:don vi(?: tinh)?|dvt)\s*:\s*", key_of(caption))
    if match is None:
        return None
    unit = read_unit(" " + caption[match.end() :], 0)
    return unit.name if unit is not None and unit.kind is not UnitKind.GUESS else None


@dataclass(frozen=True)
class Row:
    """A row: its own name, the names of the rows it stands under, its label ("II", "3", "-") and all its cells."""

    number: int
    label: str
    name: str
    above: tuple[str, ...]
    parents: tuple[int, ...]
    cells: tuple[Cell, ...]


_RANKS = (r"(?:tổng|toàn)", r"[A-E]\.?", r"[IVX]+\.?", r"\d+\.?", r"\d+(?:\.\d+)+\.?", r"[a-zđ][.)]?|[-–*]", r"[+•]")


def _rank(label: str, name: str) -> int:
    """How deep a row stands by its label: I over 1 over a dash; an unlabelled total stands on top."""
    if not label and re.match(r"tong|toan", key_of(name)):
        return 0
    for rank, pattern in enumerate(_RANKS[1:], start=1):
        if re.fullmatch(pattern, label):
            return rank
    return 5 if not label else 4


def _rows(table: Table, name_column: int) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    stack: list[tuple[int, int, str]] = []
    for number in range(table.header_rows, table.row_count):
        cells = tuple(cell for cell in table.cells if cell.row == number)
        named = table.cell(number, name_column)
        name = named.text if named is not None else ""
        before = [cell.text for cell in cells if cell.column < name_column]
        label = before[0].strip() if before else ""
        if name_column == 0 and (match := re.match(r"((?:\d+(?:\.\d+)*|[IVX]+|[a-zđ])[.)]|[-+*])\s+", name)):
            label, name = match[1], name[match.end() :]
        if not name or not any(len(piece) for cell in cells for piece in cell.pieces):
            continue
        rank = _rank(label, name)
        while stack and stack[-1][0] >= rank:
            stack.pop()
        rows[number] = Row(number, label, name, tuple(s[2] for s in stack), tuple(s[1] for s in stack), cells)
        stack.append((rank, number, name))
    return rows


def _values(table: Table, rows: dict[int, Row], columns: Sequence[Column], unit_column: int | None) -> Iterator[Value]:
    for number, row in rows.items():
        row_unit = _row_unit(table, number, unit_column) or unit_of_heading(row.name)
        seen: set[int] = set()
        for column in columns:
            cell = table.cell(number, column.number)
            if cell is None or id(cell) in seen or not cell.text or cell.row != number:
                continue  # what reaches down from the row above was read there
            seen.add(id(cell))
            read = _read_cell(cell.text)
            if read is None:
                continue
            yield Value(number, _column_of_merged(cell, columns, column), cell, read, read.unit or row_unit)


def _row_unit(table: Table, row: int, unit_column: int | None) -> str | None:
    """The unit in a row's own column; a sign that is none ("o") is a per cent sign where other rows have one."""
    cell = table.cell(row, unit_column) if unit_column is not None else None
    if cell is None or not cell.text or re.search(r"\d{2}", cell.text):
        return None
    if not _is_misread_sign(cell.text):
        return one_spelling(cell.text)
    return "%" if any(other.text == "%" for other in table.cells if other.column == cell.column) else None


_UNITS_OF_ONE_SIGN = frozenset("mgđl%‰")


def _is_misread_sign(text: str) -> bool:
    return text not in _UNITS_OF_ONE_SIGN if len(text) == 1 else len(text) == 2 and not _is_unit(text)


def _column_of_merged(cell: Cell, columns: Sequence[Column], first: Column) -> Column:
    """A cell over several columns belongs to the one that can be added up over rows: the one of money."""
    covered = [column for column in columns if cell.column <= column.number < cell.column + cell.column_span]
    if len(covered) < 2:
        return first
    money = [c for c in covered if c.unit and re.search(r"dong|usd|ty\b|trieu", key_of(c.unit))]
    return money[-1] if money else first


_CELL = re.compile(
    r"\s*(?P<verb>(?:(?:duy trì|giữ|đạt|phấn đấu|giảm|tăng|thêm|còn|xuống|lên|ở|mức)\s+)*)"
    r"(?P<bound>[<>≥≤~]|trên|dưới|tối thiểu|ít nhất|không quá|tối đa|khoảng|từ)?\s*(?P<rest>.+?)\s*$",
    re.IGNORECASE,
)
_BOUNDS = {
    ">": Comparator.GT,
    "trên": Comparator.GT,
    "<": Comparator.LT,
    "dưới": Comparator.LT,
    "≥": Comparator.GE,
    "tối thiểu": Comparator.GE,
    "ít nhất": Comparator.GE,
    "≤": Comparator.LE,
    "không quá": Comparator.LE,
    "tối đa": Comparator.LE,
    "khoảng": Comparator.APPROX,
    "~": Comparator.APPROX,
}


@dataclass(frozen=True)
class CellQuantity:
    """What a cell says: a number with its bound, its unit if one stands there, and the whole of "108/150"."""

    number: ReadNumber
    upper: ReadNumber | None = None
    comparator: Comparator = Comparator.EQ
    unit: str | None = None
    whole: ReadNumber | None = None
    change: Change | None = None


def _read_cell(text: str) -> CellQuantity | None:  # noqa: PLR0911 - a list of cases
    """ "> 95%" → 95, gt, "%"; "25-30" → 25 to 30; "Giảm 1,5" → 1.5 taken off; None when the cell is no lone quantity."""
    match = _CELL.match(re.sub(r"\s*\([^()]*\)\s*$", "", text) or text)
    if match is None:
        return None
    comparator = _BOUNDS.get((match["bound"] or "").lower(), Comparator.EQ)
    change = _change_of_cell(match["verb"])
    rest = match["rest"]
    if (number := parse_number(rest)) is not None:
        return CellQuantity(number, comparator=comparator, change=change)
    numbers = find_numbers(rest)
    if len(numbers) != 1 or rest[: numbers[0].start].strip():
        return None
    whole = numbers[0].whole
    if whole is not None and (whole.value < numbers[0].number.value or whole.value % 1000 == 0 or 1900 <= whole.value <= 2100):
        return None  # "12/10.000 dân" is a rate, "6/2024" a month
    tail = rest[numbers[0].end :].strip()
    if re.match(r"tro len", key_of(tail)):
        return CellQuantity(numbers[0].number, comparator=Comparator.GE, change=change)
    unit = read_unit(rest, numbers[0].end) if tail else None
    if tail and (unit is None or unit.end < len(rest.rstrip()) or unit.kind is UnitKind.GUESS):
        return None
    upper = numbers[0].upper
    return CellQuantity(
        number=numbers[0].number,
        upper=upper,
        comparator=Comparator.BETWEEN if upper is not None else comparator,
        unit=unit.name if unit else None,
        whole=whole,
        change=change,
    )


def _change_of_cell(verb: str) -> Change | None:
    """ "Giảm" takes off, "giảm còn" is a level."""
    words = key_of(verb).split()
    if not words or words[-1] not in {"giam", "tang", "them"}:
        return None
    return Change.DECREASE if words[-1] == "giam" else Change.INCREASE


def _checked_sums(
    rows: dict[int, Row], values: Sequence[Value], units: dict[tuple[int, int], str | None]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Doubts on totals that are not the sum of their rows.

    A row that is nothing but the total is held against all rows; a row with others right under it only where most of its columns
    do add up, or one misread digit tells why one does not: what stands under it may be a part of it only.
    """
    summed = {
        (value.row, value.column.number): value.read.number.value
        for value in values
        if value.read.upper is None and _adds_up(units[value.row, value.column.number])
    }
    doubts: dict[tuple[int, int], tuple[str, ...]] = {}
    for number, parts in _parts_of(rows).items():
        columns = [c for row, c in summed if row == number and _is_complete(summed, units, number, parts, c)]
        checked = {c: sum_doubts(summed[number, c], [summed[part, c] for part in parts]) for c in columns}
        clashes = {c: said for c, said in checked.items() if said}
        is_most = len(checked) >= 3 and len(clashes) * 3 <= len(checked)
        is_total = _GRAND_TOTAL.fullmatch(key_of(rows[number].name).strip()) is not None
        if is_most or (is_total and (len(checked) < 3 or len(clashes) < len(checked))):
            doubts |= {(number, c): said for c, said in clashes.items()}
        elif len(clashes) == 1:
            doubts |= {(number, c): said for c, said in clashes.items() if len(said) > 1}
    return doubts


_OF_WHICH = re.compile(r"\s*(?:trong do|chia ra|gom|bao gom|phan ky)\b")


def _checked_shares(
    headings: Sequence[str], values: Sequence[Value], units: dict[tuple[int, int], str | None]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Doubts on totals of a column that are not the sum of the columns "Trong đó" beside it, where most rows do add up."""
    shares = [number for number, heading in enumerate(headings) if _OF_WHICH.match(key_of(heading.split(" | ", maxsplit=1)[0]))]
    if len(shares) < 2 or shares[0] == 0:
        return {}
    total = shares[0] - 1
    read = {(v.row, v.column.number): v.read.number.value for v in values if _adds_up(units[v.row, v.column.number])}
    whole = [row for row, column in read if column == total and all((row, share) in read for share in shares)]
    checked = {row: sum_doubts(read[row, total], [read[row, share] for share in shares]) for row in whole}
    clashes = {row: said for row, said in checked.items() if said}
    return {(row, total): said for row, said in clashes.items()} if 2 * len(clashes) < len(checked) else {}


_GRAND_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong)(?: toan (?:tinh|huyen|thanh pho|xa))?|toan (?:tinh|huyen|thanh pho|xa)")


def _parts_of(rows: dict[int, Row]) -> dict[int, list[int]]:
    """For each row the rows that are added up in it, where there are two or more."""
    children: dict[int, list[int]] = {}
    for number, row in rows.items():
        if row.parents:
            children.setdefault(row.parents[-1], []).append(number)
    tops = [number for number, row in rows.items() if not row.parents or _is_total(rows[row.parents[-1]])]
    for number, row in rows.items():
        if _is_total(row):
            children[number] = [n for n in tops if n != number and not _is_total(rows[n])]
    return {number: parts for number, parts in children.items() if len(parts) > 1}


def _adds_up(unit: str | None) -> bool:
    """Shares, means, ages and ranks do not add up."""
    return (
        unit is not None
        and "%" not in unit
        and "‰" not in unit
        and "/" not in unit
        and unit not in {"tuổi", "lần", "điểm", "hạng"}
    )


def _is_complete(
    summed: dict[tuple[int, int], Decimal],
    units: dict[tuple[int, int], str | None],
    total: int,
    parts: Sequence[int],
    column: int,
) -> bool:
    """Whether every part has a number in a column, in the unit of the total."""
    return all((part, column) in summed and units[part, column] == units[total, column] for part in parts)


def _short_rows(
    table: Table, rows: dict[int, Row], columns: Sequence[Column], headings: Sequence[str]
) -> dict[int, tuple[str, ...]]:
    """Doubts on rows with fewer cells than most: plain text leaves empty cells out, so that a number may stand under another
    heading. No doubt where the cell that is missing is the last, of notes, or of a comparison that shares seldom have.
    """
    sizes = {number: sum(cell.column_span for cell in row.cells) for number, row in rows.items()}
    valued = [sizes[n] for n, row in rows.items() if any(cell.column >= columns[0].number and cell.text for cell in row.cells)]
    if not valued:
        return {}
    most = Counter(valued).most_common(1)[0][0]
    last = key_of(headings[-1])
    doubts: dict[int, tuple[str, ...]] = {}
    for number, row in rows.items():
        is_merged = any(cell.column_span > 1 for cell in row.cells)
        is_note = re.match(r"ghi chu", last) or (re.match(r"so sanh", last) and any("%" in cell.text for cell in row.cells))
        if sizes[number] < most - bool(is_note) and not is_merged:
            doubts[number] = (f"hàng có {sizes[number]} ô, phần lớn các hàng có {most} ô: số có thể thuộc cột khác",)
    return doubts


def _sign_doubts(table: Table, value: Value, unit_column: int | None) -> tuple[str, ...]:
    cell = table.cell(value.row, unit_column) if unit_column is not None else None
    if cell is None or not cell.text or not _is_misread_sign(cell.text):
        return ()
    return (f"đơn vị “{cell.text}” đọc là %: các hàng khác có dấu %",)


def _comma_doubts(row: Row, value: Value) -> tuple[str, ...]:
    """ "6,15 | 5,02 | 40": a number without a comma that is ten times those beside it, which have one, has lost its own."""
    number = value.read.number.value
    others = [n.value for cell in row.cells if cell is not value.cell and (n := parse_number(cell.text)) is not None]
    decimal = [other for other in others if other != other.to_integral_value()]
    is_of_row = value.column.unit is None and value.read.unit is None
    if not is_of_row or number != number.to_integral_value() or not decimal or len(decimal) < len(others) - 1:
        return ()
    low, high = min(decimal), max(decimal)
    if number < 5 * high or not low / 2 <= number / 10 <= high * 2:
        return ()
    return (f"đề xuất: {render_number(number)} có thể là {render_number(number / 10)}: các số bên cạnh có dấu phẩy",)


def _is_total(row: Row) -> bool:
    return re.match(r"(?:tong|toan (?:tinh|huyen|thanh pho|xa))\b", key_of(row.name)) is not None


def _found(table: Table, row: Row, value: Value, unit: str, doubts: tuple[str, ...]) -> Found:
    name = _indicator(row, value.column, unit)
    spans = _row_spans(row)
    read = value.read
    return Found(
        spans=spans,
        number_spans=value.cell.pieces,
        section=".".join(table.path) or None,
        indicator=name,
        comparator=read.comparator,
        value=read.number.value,
        upper=read.upper.value if read.upper else None,
        unit=unit,
        change=_change(name, read.change),
        of=Whole(value=read.whole.value, unit=unit) if read.whole else None,
        due=value.column.due,
        pattern="table" if not doubts and not read.number.doubts else "table doubtful",
        doubts=(*read.number.doubts, *(read.upper.doubts if read.upper else ()), *doubts),
    )


_MEASURE_NAME = re.compile(
    r"(?:dien tich|san luong|nang suat|tong dan|tong so|so luong|so|ty le|gia tri|luong|trong do|cong suat|"
    r"doanh thu|khoi luong|quy mo|dan|chieu dai)\b"
)


def _indicator(row: Row, column: Column, unit: str) -> str:
    """Row and column together: "Giá trị tham gia xuất khẩu" and "Xoài"; a row "Diện tích" takes the row it stands under."""
    name = re.sub(r"\s*\([^()]*\)\s*$", "", row.name)
    if _MEASURE_NAME.match(key_of(name)) and row.above and len(name.split()) <= 4:
        name = f"{name} {_lowered(row.above[-1])}"
    measure = re.sub(r"\s*\([^()]*\)", "", column.measure).strip()
    return f"{measure} {name}".strip() if measure else name


def _lowered(name: str) -> str:
    return name.lower() if name.isupper() else name[:1].lower() + name[1:] if name[1:2].islower() else name


def _change(name: str, said: Change | None) -> Change:
    """What row and cell say of change; "Tốc độ tăng: tăng 8" is the rate itself."""
    key = key_of(name)
    if said is not None and not re.search(r"(?<!\w)(?:toc do|muc) (?:tang|giam)", key):
        return said
    if "luy ke" in key:
        return Change.CUMULATIVE
    if re.search(r"\b(?:tang them|co them|them moi|thanh lap moi|phat trien moi|trong moi|xay dung moi|tang moi)\b", key):
        return Change.INCREASE
    if re.match(r"(?:muc )?giam(?! (?:con|xuong|ngheo))\b", key) or re.search(
        r"\bgiam(?: binh quan| hang nam| moi nam)?\s*$", key
    ):
        return Change.DECREASE  # "Tỷ lệ hộ nghèo giảm"
    return Change.LEVEL


def _row_spans(row: Row) -> tuple[Span, ...]:
    """The words of a row from its name to its last cell, as they stand on the page."""
    pieces = sorted((piece for cell in row.cells for piece in cell.pieces if len(piece)), key=lambda s: s.start)
    starts = [p for p in pieces if p.start >= next((c.pieces[0].start for c in row.cells if c.text == row.name and c.pieces), 0)]
    chosen = starts or pieces
    return (Span(start=chosen[0].start, end=chosen[-1].end),)
