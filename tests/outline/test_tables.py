"""Rows of plain text as a grid: whatever the headings, every cell has one place."""

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from models.spans import Span
from service.outline.lines import Line
from service.outline.tables import grid_of

WORDS = st.sampled_from(
    ["TT", "Chỉ tiêu", "ĐVT", "Năm 2025", "Kế hoạch năm 2026", "Kết quả", "Thực hiện", "Ghi chú", "2027", "Xã"]
)
NUMBERS = st.integers(0, 99999).map(lambda n: f"{n:,}".replace(",", "."))


def lines_of(rows: list[list[str]]) -> tuple[list[Line], str]:
    text = "\n".join(" | ".join(row) for row in rows)
    found, at = [], 0
    for row in text.split("\n"):
        found.append(Line(Span(start=at, end=at + len(row)), row, 1, gap_before=False, is_first_of_page=False))
        at += len(row) + 1
    return found, text


CELLS = st.one_of(NUMBERS, WORDS, st.just(""))


@example(["TT"] * 4, ["TT"] * 5, [["0", "0"], ["0", "0"], ["0"] * 5])  # a group of columns that begins the table
@given(
    st.lists(WORDS, min_size=1, max_size=8),
    st.lists(WORDS, min_size=1, max_size=8),
    st.lists(st.one_of(st.lists(NUMBERS, min_size=1, max_size=10), st.lists(CELLS, min_size=1, max_size=10)), max_size=5),
)
def test_every_heading_and_cell_has_one_place(upper: list[str], lower: list[str], body: list[list[str]]) -> None:
    rows = [upper, lower, *body]
    grid = grid_of(*lines_of(rows))
    taken = Counter(
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    )
    assert max(taken.values()) == 1
    assert all(0 <= row < grid.row_count and 0 <= column < grid.column_count for row, column in taken)
    assert sum(1 for cell in grid.cells if cell.row == 0) >= len(upper)
    assert sum(len(cell.pieces) for cell in grid.cells) == sum(bool(word) for row in rows for word in row)
