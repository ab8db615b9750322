"""How good a page is to read, said before anyone trusts its text: a figure, and problems with advice."""

from collections.abc import Sequence

import cv2
import numpy as np

from models.problem import Problem
from service.ocr.engine import Line, Pixels
from service.ocr.layout import rows_of
from service.ocr.spelling import is_likely

GOOD_FROM = 0.87
"""Chosen with benchmarks/quality.py, whose figures stand in its results: the restorer mends most of what is read with more."""
DARK_BELOW = 140
BLANK_INK_SHARE = 0.0004
COARSE_BELOW_DPI = 140.0
DARK_PAPER_BELOW = 170
FEW_WORDS = 12
INK_OF_A_PAGE = 0.004
"""A page with so much ink holds text; with few words found it is handwriting, a drawing or ruined."""
SHADE = 5
"""So many levels darker than the paper around it is a place that holds something."""
SHADED_SHARE_OF_A_PAGE = 0.05
"""With so much of it shaded a page holds text, however faint or blurred."""
FEWEST_TRACES = 6
"""A blank page has no such number of places that the line finder takes for print."""
MOST_DROPPED = 0.15
"""Share of the letters of a page that may be scribbles; of readable pages none of 332 had more than 0.03."""
SHADE_THUMBNAIL_PIXELS = 150
SPREAD_FROM = 1.25
MERGED_CELLS = 2
PARTED_ROWS, PARTED_SHARE = 9, 0.35
"""A letterhead and a signature beside its recipients make eight rows of two pieces; more on one page are a table."""
AT_THE_EDGE_SHARE = 0.004


def measure(lines: Sequence[Line]) -> float:
    """Share of the letters that were read surely and make possible words, 0 to 1; 0 where nothing was read."""
    tokens = [token for line in lines for token in line.tokens if any(c.isalnum() for c in token.text)]
    letters = sum(len(token.text) for token in tokens)
    if letters == 0:
        return 0.0
    good = sum(len(t.text) * t.confidence * (1.0 if is_likely(t.text) else 0.3) for t in tokens)
    return min(1.0, good / letters)


def problems_of(
    lines: Sequence[Line],
    grey: Pixels,
    *,
    number: int,
    quality: float,
    native_dpi: float | None,
    turned: float,
    untabled: Sequence[Line] = (),
    merged_cells: int = 0,
    dropped: Sequence[Line] = (),
) -> tuple[Problem, ...]:
    """What is wrong with a page; () for a good one. `untabled` are the lines that stand in no ruled table, `dropped` those that
    were read so unsurely that they are no part of the text; `merged_cells` counts cells that hold lines side by side, where a
    rule was probably not seen."""
    ink = float((grey < DARK_BELOW).mean())
    words = sum(len(line.tokens) for line in lines)
    if words < FEW_WORDS and ink < INK_OF_A_PAGE and _has_traces(grey, dropped):
        return (_problem("page_blurred", number),)
    if ink < BLANK_INK_SHARE and words < 3:
        return (_problem("page_blank", number),)
    found = []
    if native_dpi is not None and native_dpi < COARSE_BELOW_DPI:
        found.append(_problem("page_coarse", number))
    if float(np.percentile(grey[::7, ::7], 75)) < DARK_PAPER_BELOW:
        found.append(_problem("page_dark", number))
    if words < FEW_WORDS and ink >= INK_OF_A_PAGE:
        found.append(_problem("page_not_print", number))
    elif quality < GOOD_FROM or _letters(dropped) > MOST_DROPPED * _letters([*lines, *dropped]):
        found.append(_problem("page_unsure", number))
    is_spread = _is_spread(lines, grey)
    if (_is_unruled_table(untabled) and not is_spread) or merged_cells >= MERGED_CELLS:
        found.append(_problem("page_columns", number))
    if turned:
        found.append(_problem("page_turned", number))
    if is_spread:
        found.append(_problem("page_spread", number))
    if _is_cut(lines, grey):
        found.append(_problem("page_cut", number))
    return tuple(found)


def _has_traces(grey: Pixels, dropped: Sequence[Line]) -> bool:
    """Whether something stood on a page of which nothing could be read."""
    return len(dropped) >= FEWEST_TRACES or _shaded_share(grey) >= SHADED_SHARE_OF_A_PAGE


def _letters(lines: Sequence[Line]) -> int:
    return sum(len(token.text) for line in lines for token in line.tokens)


def _shaded_share(grey: Pixels) -> float:
    """Share of a page that is darker than its paper, seen from so far that lines of print are grey bands, blurred or not."""
    height, width = grey.shape
    share = SHADE_THUMBNAIL_PIXELS / max(height, width)
    small = cv2.resize(grey, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (0, 0), 7)
    return float((cv2.subtract(np.asarray(paper, np.uint8), small) >= SHADE).mean())


def _is_spread(lines: Sequence[Line], grey: Pixels) -> bool:
    """A landscape page whose middle hardly any line crosses, with text on both sides."""
    height, width = grey.shape
    if width < SPREAD_FROM * height or len(lines) < 20:
        return False
    middle = width / 2
    crossing = sum(line.box[0] < middle - 0.02 * width and line.box[2] > middle + 0.02 * width for line in lines)
    left = sum(line.box[2] <= middle + 0.02 * width for line in lines)
    return bool(crossing <= 0.05 * len(lines) and 0.25 <= left / len(lines) < 0.75)


def _is_unruled_table(lines: Sequence[Line]) -> bool:
    """Whether much of a page stands side by side though no rules were found: what belongs together can only be guessed."""
    rows = rows_of(lines, lambda line: line.box)
    parted = sum(len(row) > 1 for row in rows)
    return parted >= PARTED_ROWS and parted >= PARTED_SHARE * len(rows)


def _is_cut(lines: Sequence[Line], grey: Pixels) -> bool:
    """Whether many lines run into the left or the right edge."""
    width = grey.shape[1]
    margin = AT_THE_EDGE_SHARE * width
    long = [line for line in lines if line.box[2] - line.box[0] >= 0.3 * width]
    touching = sum(line.box[0] <= margin or line.box[2] >= width - margin for line in long)
    return len(long) >= 5 and touching > 0.5 * len(long)


MESSAGES: dict[str, tuple[str, str, str, str]] = {
    "page_blank": (
        "Trang trắng.",
        "The page is blank.",
        "Bỏ qua nếu đúng là mặt sau để trống.",
        "Ignore it if it is an empty back.",
    ),
    "page_blurred": (
        "Trang quá mờ, không đọc được.",
        "The page is too blurred or too faint to be read.",
        "Quét lại rõ nét, đậm hơn; bỏ qua nếu chỉ là mực thấm từ mặt kia.",
        "Scan it again, sharp and darker; ignore it if it is only ink from the other side.",
    ),
    "page_coarse": (
        "Bản quét quá thô (dưới 140 dpi).",
        "The scan is too coarse (under 140 dpi).",
        "Quét lại ở 300 dpi.",
        "Scan again at 300 dpi.",
    ),
    "page_dark": (
        "Trang quá tối.",
        "The page is too dark.",
        "Quét lại sáng hơn, hoặc chụp ở nơi đủ sáng.",
        "Scan again with more brightness, or photograph it in better light.",
    ),
    "page_not_print": (
        "Trang có mực nhưng hầu như không có chữ in: chữ viết tay, hình vẽ hoặc quét hỏng.",
        "There is ink but hardly any print: handwriting, a drawing or a spoilt scan.",
        "Xem ảnh trang; nhập tay nếu là chữ viết.",
        "Look at the page; type it in if it is handwriting.",
    ),
    "page_unsure": (
        "Nhiều chữ trên trang đọc không chắc.",
        "Much of this page was read unsurely.",
        "Đối chiếu với ảnh trang; nếu được, quét lại ở 300 dpi.",
        "Compare it with the page's picture; scan again at 300 dpi if you can.",
    ),
    "page_columns": (
        "Trang có cột hoặc bảng không thấy rõ đường kẻ: thứ tự các ô có thể sai.",
        "The page holds columns or a table whose rules were not seen: the order of its cells may be wrong.",
        "Đối chiếu thứ tự với ảnh trang; nếu bảng có kẻ, quét lại rõ hơn.",
        "Compare the order with the page's picture; if the table is ruled, scan it again more clearly.",
    ),
    "page_turned": (
        "Trang quét xoay ngang hoặc lộn ngược, đã xoay lại để đọc.",
        "The page was scanned sideways or upside down and was turned for reading.",
        "",
        "",
    ),
    "page_spread": (
        "Hai trang trong một ảnh.",
        "Two pages in one picture.",
        "Đã đọc trang trái trước; nên quét từng trang.",
        "The left page was read first; scan page by page.",
    ),
    "page_cut": (
        "Chữ chạm mép: trang có thể bị cắt.",
        "Text runs into the edge: the page may be cut off.",
        "Đặt lại giấy và quét lại.",
        "Lay the paper straight and scan again.",
    ),
}


def _problem(code: str, page: int) -> Problem:
    message_vi, message_en, advice_vi, advice_en = MESSAGES[code]
    return Problem(code=code, page=page, message_vi=message_vi, message_en=message_en, advice_vi=advice_vi, advice_en=advice_en)
