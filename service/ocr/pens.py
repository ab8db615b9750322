"""Ink of other colours than black and red: print in blue is text like any other, a pen is handwriting in the fields it filled.

Colours are lifted off a page before it is read, so that signatures do not stand over print. What is printed in colour is put back
where it reads as print; what a pen wrote between "Số:" and the symbol, or after "ngày", is put back there alone and doubted.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np

from service.ocr.engine import Line, OcrEngine, Pixels, Rectangle, Token, around, height
from service.ocr.handwriting import ANNEX_OF, HANDWRITTEN_AT_MOST, LETTERHEAD_SHARE, NUMBER_LABEL
from service.ocr.spelling import is_likely

DARK_BELOW = 170
PRINTED_FROM, SURELY_PRINTED_FROM = 0.75, 0.9
"""How sure a line of words is print, and one of an address of the net or a number, which are no words."""
LIKELY_SHARE = 0.7
FEWEST_LETTERS, FEWEST_LETTERS_OF_NO_WORD = 3, 6
FEWEST_PIECES = 6
"""Coloured print of a few letters has so many pieces of ink of a letter's size; a signature has fewer."""
LETTER_INCHES = (0.03, 0.25)
FRAME_SIDE_SHARE = 0.6
"""A frame of a stamp has ink along so much of each of its sides."""
PRINT_UNDER_A_STAMP = 90
SEAL_INCHES = (0.8, 2.2)
INK_OF_A_STROKE = 12
"""Pixels at 200 dpi: less is dirt."""
UNDER_A_PEN = 0.2
"""A word with so much of its width in a pen's ink was written by it."""
DATE = re.compile(r"ng[aàáâ]y.*th[aáàâ]ng", re.IGNORECASE)


class Finder(OcrEngine, Protocol):
    def find_lines(self, grey: Pixels) -> list[Rectangle]: ...


def with_coloured_print(grey: Pixels, penned: Pixels, engine: Finder, *, dpi: float) -> tuple[Pixels, list[Line]]:
    """Grey with the coloured print put back, and the lines of coloured stamps, which are no running text."""
    pieces = _pieces(penned)
    low, high = (inches * dpi for inches in LETTER_INCHES)
    if sum(low <= height(box) <= high and box[2] - box[0] <= 2 * high for box in pieces) < FEWEST_PIECES:
        return grey, []
    lines = [line for line in engine.read(penned, engine.find_lines(penned), dpi=dpi) if _is_print(line)]
    stamps = [box for box in pieces if _is_stamp(box, penned, dpi)]
    stamped = [line for line in lines if any(_lies_in(line.box, box) for box in stamps)]
    whole = grey
    for line in lines:
        whole = _taken_away(whole, penned, line.box) if line in stamped else _put_back(whole, penned, line.box)
    return whole, stamped


def with_pens(
    lines: Sequence[Line], grey: Pixels, penned: Pixels, engine: OcrEngine, *, dpi: float, is_first: bool
) -> list[Line]:
    """The lines of a letterhead, or of an annex's heading, with what a coloured pen filled in read and marked as handwritten."""
    page_height = grey.shape[0]
    fields = [
        line for line in lines if line.box[1] < LETTERHEAD_SHARE * page_height and _may_be_filled_in(line, is_first=is_first)
    ]
    strokes = [box for box in _pieces(penned) if (box[2] - box[0]) * height(box) >= INK_OF_A_STROKE * (dpi / 200) ** 2]
    filled = {id(line): ink for line in fields if (ink := _ink_of(line.box, strokes))}
    if not filled:
        return list(lines)
    found: list[Line] = []
    taken: set[int] = set()
    for line in lines:
        if id(line) in filled:
            ink = filled[id(line)]
            box = _around_row(line.box, ink)
            rest = [other for other in lines if other is not line and id(other) not in filled and _goes_on(box, other)]
            taken |= {id(other) for other in rest}
            box = (box[0], box[1], max([box[2], *(other.box[2] for other in rest)]), box[3])
            patched = _put_back(grey, penned, (box[0], box[1] - height(box) / 2, box[2], box[3] + height(box) / 2))
            again = engine.read(patched, [box], dpi=dpi)[0]
            found.append(_marked(again, ink) if again.tokens else line)
        else:
            found.append(line)
    return [line for line in found if id(line) not in taken]


def _pieces(penned: Pixels) -> list[Rectangle]:
    """Boxes of the connected pieces of ink."""
    dark = (penned < DARK_BELOW).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return [(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in stats[1:]]


def _is_print(line: Line) -> bool:
    letters = sum(len(token.text) for token in line.tokens)
    likely = sum(len(token.text) for token in line.tokens if is_likely(token.text))
    if line.confidence >= SURELY_PRINTED_FROM and letters >= FEWEST_LETTERS_OF_NO_WORD:
        return True
    return letters >= FEWEST_LETTERS and line.confidence >= PRINTED_FROM and likely >= LIKELY_SHARE * letters


def _is_stamp(box: Rectangle, penned: Pixels, dpi: float) -> bool:
    """Whether a piece of ink is a frame or the rim of a seal, with something inside."""
    wide, tall = box[2] - box[0], height(box)
    if tall < LETTER_INCHES[1] * dpi or wide < LETTER_INCHES[1] * dpi:
        return False
    if 0.75 < wide / tall < 1.33 and SEAL_INCHES[0] * dpi <= wide <= SEAL_INCHES[1] * dpi:
        return True
    x0, y0, x1, y1 = (round(side) for side in box)
    dark = penned[y0:y1, x0:x1] < DARK_BELOW
    edge_x, edge_y = max(2, round(0.06 * wide)), max(2, round(0.06 * tall))
    sides = (dark[:edge_y].any(0), dark[-edge_y:].any(0), dark[:, :edge_x].any(1), dark[:, -edge_x:].any(1))
    return all(float(side.mean()) >= FRAME_SIDE_SHARE for side in sides)


def _lies_in(box: Rectangle, other: Rectangle) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] < x < other[2] and other[1] < y < other[3]


def _put_back(grey: Pixels, penned: Pixels, box: Rectangle) -> Pixels:
    x0, y0, x1, y1 = (max(0, round(side)) for side in box)
    whole = grey.copy()
    whole[y0:y1, x0:x1] = np.minimum(grey[y0:y1, x0:x1], penned[y0:y1, x0:x1])
    return whole


def _taken_away(grey: Pixels, penned: Pixels, box: Rectangle) -> Pixels:
    """Grey without what lifting left of a stamp's words; print under them is darker and stays."""
    x0, y0, x1, y1 = (max(0, round(side)) for side in box)
    whole = grey.copy()
    part = whole[y0:y1, x0:x1]
    part[(penned[y0:y1, x0:x1] < 255) & (part >= PRINT_UNDER_A_STAMP)] = 255
    return whole


def _may_be_filled_in(line: Line, *, is_first: bool) -> bool:
    if not is_first:
        return ANNEX_OF.search(line.text) is not None
    return NUMBER_LABEL.match(line.text) is not None or DATE.search(line.text) is not None


def _ink_of(box: Rectangle, strokes: Sequence[Rectangle]) -> list[Rectangle]:
    """The strokes on a line and just behind its end."""
    tall = height(box)
    ink: list[Rectangle] = []
    right = box[2]
    for stroke in sorted(strokes):
        middle = (stroke[1] + stroke[3]) / 2
        if box[1] - tall / 3 < middle < box[3] + tall / 3 and box[0] <= stroke[0] <= right + tall:
            ink.append(stroke)
            right = max(right, stroke[2])
    return ink


def _around_row(box: Rectangle, ink: Sequence[Rectangle]) -> Rectangle:
    wide = around([box, *ink])
    return wide[0], box[1], wide[2], box[3]


def _goes_on(box: Rectangle, other: Line) -> bool:
    """Whether a line stands on the same row just behind: "/KH-UBND" behind what was filled in."""
    shared = min(box[3], other.box[3]) - max(box[1], other.box[1])
    return shared > 0.5 * height(box) and 0 <= other.box[0] - box[2] + height(box) <= 2 * height(box)


def _marked(line: Line, ink: Sequence[Rectangle]) -> Line:
    return replace(line, tokens=tuple(_handwritten(token) if _is_penned(token, ink) else token for token in line.tokens))


def _is_penned(token: Token, ink: Sequence[Rectangle]) -> bool:
    left, right = token.box[0], token.box[2]
    covered = sum(max(0.0, min(right, stroke[2]) - max(left, stroke[0])) for stroke in ink)
    return covered >= UNDER_A_PEN * max(1.0, right - left)


def _handwritten(token: Token) -> Token:
    return replace(token, confidence=min(token.confidence, HANDWRITTEN_AT_MOST), is_handwritten=True)
