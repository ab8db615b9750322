"""Tables found by their ruled lines."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from service.ocr.rules import cut_at_cells, find_rules, overlooked_figures
from tests.scans.drawn import paper

DPI = 100.0


def page_with_table() -> np.ndarray:
    """Three columns, two rows; the first column's cells are joined; a word in a cell of the second row."""
    grey = np.full((800, 700), 255, np.uint8)
    for x in (100, 200, 400, 600):
        cv2.line(grey, (x, 200), (x, 320), 0, 2)
    for y in (200, 320):
        cv2.line(grey, (100, y), (600, y), 0, 2)
    cv2.line(grey, (200, 260), (600, 260), 0, 2)
    cv2.putText(grey, "Sang", (230, 300), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    return grey


def test_cells_are_found_with_their_spans() -> None:
    (table,) = find_rules(page_with_table(), DPI).tables
    shape = [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
    assert shape == [(0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_rules_are_painted_over_and_letters_are_not() -> None:
    grey = page_with_table()
    unruled = find_rules(grey, DPI).unruled
    assert unruled[190:256, 90:610].min() == 255
    assert (unruled[270:310, 220:320] < 128).sum() > 0.9 * (grey[270:310, 220:320] < 128).sum()


def test_a_table_of_hairlines_is_found_where_no_dark_one_is() -> None:
    grey = page_with_table()
    faint = np.where(grey < 128, 180, grey).astype(np.uint8)
    (table,) = find_rules(faint, DPI).tables
    assert len(table.cells) == 5
    streaked = grey.copy()
    streaked[:, 500:502] = 180  # a streak of the scanner, from edge to edge
    streaked[500:, 102:600] = np.where(grey[195:495, 102:600] < 128, 0, 255)
    assert len(find_rules(streaked, DPI).tables) == 2


def test_two_tables_joined_by_a_streak_are_two() -> None:
    grey = np.full((1400, 700), 255, np.uint8)
    grey[:600] = page_with_table()[:600]
    grey[600:1200] = page_with_table()[:600]
    cv2.line(grey, (520, 150), (520, 1000), 0, 2)
    assert [len(table.cells) for table in find_rules(grey, DPI).tables] == [7, 7]


def test_a_lone_figure_that_the_finder_overlooked_gets_a_box_and_a_speck_does_not() -> None:
    grey = page_with_table()
    cv2.putText(grey, "5", (140, 275), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    grey[240:243, 500:503] = 0
    rules = find_rules(grey, DPI)
    (box,) = overlooked_figures([(228.0, 278.0, 300.0, 304.0)], rules.tables, rules.unruled)
    assert 120 < box[0] < 142
    assert 250 < box[1] < 262
    assert 274 < box[3] < 290


def test_an_underline_is_no_table() -> None:
    grey = np.full((800, 700), 255, np.uint8)
    cv2.line(grey, (100, 200), (400, 200), 0, 2)
    rules = find_rules(grey, DPI)
    assert rules.tables == ()
    assert rules.unruled is grey


def test_a_box_over_two_cells_is_cut_and_what_holds_no_ink_dropped() -> None:
    rules = find_rules(page_with_table(), DPI)
    (piece,) = cut_at_cells([(205.0, 270.0, 590.0, 312.0)], rules.tables, rules.unruled)
    assert 220 <= piece[0] < 235
    assert piece[2] < 330


def faded(grey: np.ndarray) -> np.ndarray:
    return (255 - (255 - grey.astype(float)) * 0.15).astype(np.uint8)


def out_of_focus(grey: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(grey, (0, 0), 2.5)


def grainy(grey: np.ndarray) -> np.ndarray:
    return np.clip(grey + np.random.default_rng(3).normal(0, 40, grey.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("damage", [faded, out_of_focus, grainy])
def test_the_rules_of_a_damaged_page_are_found(damage: Callable[[np.ndarray], np.ndarray]) -> None:
    sharp = cv2.resize(page_with_table(), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    rules = find_rules(damage(sharp), 2 * DPI)
    (table,) = rules.tables
    assert len(table.cells) == 5
    assert table.box == pytest.approx((200, 400, 1200, 640), abs=6)
    assert rules.unruled[410:500, 600:780].mean() > damage(sharp)[410:500, 600:780].mean() - 1


@pytest.mark.parametrize("damage", [faded, out_of_focus, grainy])
def test_print_that_is_damaged_makes_no_table(damage: Callable[[np.ndarray], np.ndarray]) -> None:
    page = np.asarray(paper([f"Dòng chữ thứ {i} của một trang văn bản" for i in range(12)], size=(1400, 1200)))
    assert find_rules(damage(page), 2 * DPI).tables == ()


def test_what_stands_in_a_cell_of_a_faded_table_is_not_dropped_as_if_there_were_no_ink() -> None:
    grey = faded(cv2.resize(page_with_table(), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST))
    rules = find_rules(grey, 2 * DPI)
    (piece,) = cut_at_cells([(440.0, 550.0, 640.0, 610.0)], rules.tables, rules.unruled)
    assert piece[0] == pytest.approx(460, abs=12)
