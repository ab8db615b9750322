"""Numbers that lost their comma in a column of decimals."""

import pytest

from service.ocr.columns import with_odd_ones_doubted
from service.ocr.rules import Cell, RuledTable
from tests.ocr.lines import line


def column(*texts: str) -> list[tuple[str, bool, list[str]]]:
    """Each text of a column of a table: as it came out, whether it is doubtful, and what else it may be."""
    cells = tuple(Cell(row, 0, 1, 1, (100.0, 40.0 * row, 300.0, 40.0 * row + 40)) for row in range(len(texts)))
    table = RuledTable((100.0, 0.0, 300.0, 40.0 * len(texts)), cells)
    lines = [line(text, 120, 40 * row + 5) for row, text in enumerate(texts)]
    tokens = [found.tokens[0] for found in with_odd_ones_doubted(lines, [table])]
    return [(token.text, token.confidence < 0.7, [one.text for one in token.candidates]) for token in tokens]


def test_a_whole_number_many_times_as_large_as_its_siblings_is_doubtful() -> None:
    assert column("3,9", "4,2", "40", "4,1") == [
        ("3,9", False, []),
        ("4,2", False, []),
        ("40", True, ["4,0"]),
        ("4,1", False, []),
    ]


def test_a_number_that_lost_its_comma_among_the_years_of_its_row_is_doubtful() -> None:
    cells = tuple(Cell(0, column, 1, 1, (200.0 * column, 0.0, 200.0 * column + 200, 40.0)) for column in range(3))
    lines = [line(text, 200 * column + 20, 5) for column, text in enumerate(("40", "4,2", "4,5"))]
    found = with_odd_ones_doubted(lines, [RuledTable((0.0, 0.0, 600.0, 40.0), cells)])
    assert [each.tokens[0].confidence < 0.7 for each in found] == [True, False, False]


@pytest.mark.parametrize(
    "texts",
    [
        ("3,9", "4,2", "4", "4,1"),  # written without decimals
        ("3,9", "40", "4,1"),  # too few to tell
        ("39", "42", "40", "4,1"),  # a column of whole numbers
        ("3,9", "4,25", "40", "4,1"),  # no one way to write them
        ("3,9", "38,2", "40", "4,1"),  # not out of reach
        ("3,9", "4,2", "4000", "4,1"),  # no comma makes it fit
    ],
)
def test_what_fits_or_cannot_be_told_stays(texts: tuple[str, ...]) -> None:
    assert not any(is_doubtful for _, is_doubtful, _ in column(*texts))


def test_lines_outside_tables_stay() -> None:
    lines = [line("40", 20, 40 * row) for row in range(4)]
    assert with_odd_ones_doubted(lines, []) == lines
