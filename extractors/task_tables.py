"""Tables of tasks → assignments: a row under "Nội dung | Cơ quan chủ trì | Cơ quan phối hợp" is one for each body that leads."""

import re
from collections.abc import Iterator

from extractors.base import Context
from extractors.grammar.keys import key_of
from extractors.grammar.tasks import actor_at, split_bodies
from extractors.tasks_found import Task
from models.outline import Table
from models.spans import Span

_DOER = re.compile(
    r"(?:co quan|don vi|bo phan|to chuc)?[^|]{0,20}(?:chu tri|thuc hien|phu trach|chiu trach nhiem)(?!\w)|"
    r"phan cong|trach nhiem|nguoi thuc hien|co quan tham muu"
)
_NOT_DOER = re.compile(
    r"thoi (?:gian|han)|kinh phi|noi dung|san pham|ket qua|nam thuc hien|dia diem|tien do|ghi chu|can cu|"
    r"nhiem vu|hoat dong|kinh phi|hinh thuc|muc do|cach thuc|trinh tu|buoc"
)
_PARTNER = re.compile(r"phoi hop")
_WORK = re.compile(r"noi dung|nhiem vu|cong viec|hoat dong|ten|muc tieu|giai phap|chuyen de|van ban|san pham")


def find_table_tasks(context: Context) -> Iterator[Task]:
    """Assignments of every table with a column of those who do its rows."""
    for table in context.outline.tables:
        headings = [key_of(_heading(table, column)) for column in range(table.column_count)]
        doer = next(
            (i for i, h in enumerate(headings) if _DOER.search(h) and not _PARTNER.search(h) and not _NOT_DOER.search(h)), None
        )
        work = next((i for i, h in enumerate(headings) if _WORK.search(h) and i != doer), None)
        if doer is None or work is None:
            continue
        partner = next((i for i, h in enumerate(headings) if _PARTNER.search(h) and i != doer), None)
        yield from _rows(context, table, work, doer, partner)


def _heading(table: Table, column: int) -> str:
    cells = [table.cell(row, column) for row in range(table.header_rows)]
    return " | ".join(dict.fromkeys(cell.text for cell in cells if cell is not None and cell.text))


def _rows(context: Context, table: Table, work: int, doer: int, partner: int | None) -> Iterator[Task]:
    for row in range(table.header_rows, table.row_count):
        task, body = _text(table, row, work), _text(table, row, doer)
        spans = _spans(table, row)
        if not spans or not task or not body or len(task.split()) < 3 or task == body:
            continue  # a row without words of its own lies under cells that reach down into it
        body = re.sub(r"\s*\([^()]*\)\s*$", "", re.sub(r"^[-–+•]\s*", "", body)).strip(" .;,")
        if actor_at(body, 0) is None and actor_at(body[:1].upper() + body[1:], 0) is None:
            continue
        if re.search(r"\b(?:đã|kết quả thực hiện)\b", task.lower()):
            continue
        partners = split_bodies(_text(table, row, partner)) if partner is not None else ()
        yield Task(
            spans=spans,
            section=".".join(table.path) or None,
            body=body,
            role="lead",
            partners=partners,
            task=task,
            pattern="table",
        )


def _text(table: Table, row: int, column: int | None) -> str:
    cell = table.cell(row, column) if column is not None else None
    return cell.text if cell is not None else ""


def _spans(table: Table, row: int) -> tuple[Span, ...]:
    pieces = sorted((p for cell in table.cells if cell.row == row for p in cell.pieces if len(p)), key=lambda span: span.start)
    return tuple(pieces)
