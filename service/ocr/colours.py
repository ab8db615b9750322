"""What is printed in colour and is running text all the same: the signer's name, stamped in red beside the seal."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from service.ocr.engine import Line, OcrEngine, Pixels, Rectangle, height
from service.ocr.spelling import is_syllable

NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){2,4}")
LEAST_CONFIDENCE = 0.7
UNDER_THE_SEAL = 0.65
DARK_BELOW = 160


class Finder(OcrEngine, Protocol):
    def find_lines(self, grey: Pixels) -> list[Rectangle]: ...


def names_in(coloured: Pixels, engine: Finder, *, dpi: float) -> list[Line]:
    """The lines of a picture of colours alone that are a person's name, in its pixels; the seal's own words are not.

    Of less than three words a part may be hidden: it is looked for further left, where the seal crosses the surname, and what
    is found there is doubtful. Where it is not found all is left out, for half a name looks right and is wrong. Lines are sought
    on the whole page: cut out, print would be larger than the finder expects it.
    """
    if not (coloured < DARK_BELOW).any():
        return []
    lines = engine.read(coloured, engine.find_lines(coloured), dpi=dpi)
    halves = [line for line in lines if not _is_name(line) and _ends_as_name(line)]
    wider = engine.read(coloured, [_further_left(line.box) for line in halves], dpi=dpi) if halves else []
    names = [line for line in lines if _is_name(line)]
    names += [_doubted(line) for line, half in zip(wider, halves, strict=True) if _is_name(line) and _ends_alike(line, half)]
    return names


def _is_name(line: Line) -> bool:
    words: Sequence[str] = line.text.split()
    return (
        NAME.fullmatch(line.text) is not None
        and line.confidence >= LEAST_CONFIDENCE
        and all(word.istitle() and is_syllable(word) for word in words)
    )


def _ends_as_name(line: Line) -> bool:
    """Whether the last two words are those of a name: a surname may stand before them."""
    last = line.tokens[-2:]
    return len(last) == 2 and all(
        token.text.istitle() and is_syllable(token.text) and token.confidence >= LEAST_CONFIDENCE for token in last
    )


def _ends_alike(line: Line, other: Line) -> bool:
    return line.text.split()[-2:] == other.text.split()[-2:]


def _further_left(box: Rectangle) -> Rectangle:
    return max(0.0, box[0] - height(box)), box[1], box[2], box[3]


def _doubted(line: Line) -> Line:
    first, *rest = line.tokens
    return replace(line, tokens=(replace(first, confidence=min(first.confidence, UNDER_THE_SEAL)), *rest))
