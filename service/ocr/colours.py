"""What is printed in colour and is running text all the same: the signer's name, stamped in red beside the seal."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from service.ocr.engine import Line, OcrEngine, Pixels, Rectangle
from service.ocr.spelling import is_syllable

NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){2,4}")
LEAST_CONFIDENCE = 0.7
DARK_BELOW = 160
MARGIN_PIXELS = 20


class Finder(OcrEngine, Protocol):
    def find_lines(self, grey: Pixels) -> list[Rectangle]: ...


def names_in(coloured: Pixels, engine: Finder, *, dpi: float) -> list[Line]:
    """The lines of a picture of colours alone that are a person's name, in its pixels; the seal's own words are not.

    Of less than three words a part may be hidden: it is left out, for half a name looks right and is wrong.
    """
    rows, columns = (np.flatnonzero((coloured < DARK_BELOW).any(axis=axis)) for axis in (1, 0))
    if len(rows) == 0:
        return []
    top, left = max(0, int(rows[0]) - MARGIN_PIXELS), max(0, int(columns[0]) - MARGIN_PIXELS)
    cropped = np.ascontiguousarray(coloured[top : rows[-1] + MARGIN_PIXELS, left : columns[-1] + MARGIN_PIXELS])
    lines = engine.read(cropped, engine.find_lines(cropped), dpi=dpi)
    return [_moved(line, left, top) for line in lines if _is_name(line)]


def _is_name(line: Line) -> bool:
    words: Sequence[str] = line.text.split()
    return (
        NAME.fullmatch(line.text) is not None
        and line.confidence >= LEAST_CONFIDENCE
        and all(word.istitle() and is_syllable(word) for word in words)
    )


def _moved(line: Line, across: float, down: float) -> Line:
    def moved(box: Rectangle) -> Rectangle:
        return box[0] + across, box[1] + down, box[2] + across, box[3] + down

    return Line(tuple(replace(token, box=moved(token.box)) for token in line.tokens), moved(line.box))
