"""What is printed on a page and is not its running text: page numbers, stamps, margin boxes, scribbles."""

import re
from collections.abc import Sequence
from dataclasses import replace

from service.ocr.engine import Line, Token, height, width
from service.ocr.spelling import is_likely

PAGE_NUMBER = re.compile(r"[-–—.,\s]*(?:\d{1,4}|[ivxlIVX]{1,5})[-–—.,/\s]*|[Tt]rang\s*\d+(?:\s*/\s*\d+)?")
EDGE_SHARE = 0.10
"""Page numbers stand in this share of the height, at the top or at the bottom."""
LEAST_CONFIDENCE = 0.45
"""Ink that is read with less is a seal, a signature or a scribble."""
LEAST_CONFIDENCE_OF_A_FEW = 0.65
FEW_LETTERS = 5
LEAST_CONFIDENCE_IN_A_TABLE = 0.3
"""A cell may hold a lone figure, which is short and is no noise."""
CLOSING = re.compile(r"\./[.,]?$|/[.,]$")
SCRIBBLED_BELOW, MOST_INITIALS = 0.8, 2
STOP = re.compile(r"[^\W\d_]{2}\.$")
"""What initials may leave of the closing mark: "này./." with a scribble over it is read "này.đmc"."""


def part(lines: Sequence[Line], *, page_height: float) -> tuple[list[Line], list[str]]:
    """The lines of the running text, and the text of what is not."""
    running: list[Line] = []
    asides: list[str] = []
    for found in lines:
        line, initials = _without_initials(found)
        if initials:
            asides.append(initials)
        if not line.tokens:
            continue
        if _is_page_number(line, page_height) or _is_last_number(found, lines, page_height) or _is_noise(line):
            asides.append(line.text)
        else:
            running.append(line)
    return running, asides


def _without_initials(line: Line) -> tuple[Line, str]:
    """A line that ends the text ("… thực hiện./.") without what clerks scribble behind it."""
    for end, token in enumerate(line.tokens[:-1]):
        rest = line.tokens[end + 1 :]
        if len(rest) <= MOST_INITIALS and (
            (CLOSING.search(token.text) and min(other.confidence for other in rest) < SCRIBBLED_BELOW)
            or (STOP.search(token.text) and all(map(_is_scribble, rest)))
        ):
            return replace(line, tokens=line.tokens[: end + 1]), " ".join(other.text for other in rest)
    return line, ""


def _is_scribble(token: Token) -> bool:
    return token.confidence < LEAST_CONFIDENCE and not is_likely(token.text)


def _is_last_number(line: Line, lines: Sequence[Line], page_height: float) -> bool:
    """Whether a lone number stands below everything else, apart from it: a page number on a page that was cut short."""
    others = [other for other in lines if other is not line and other.tokens]
    if PAGE_NUMBER.fullmatch(line.text) is None or line.box[1] < page_height / 2 or not others:
        return False
    return line.box[1] - max(other.box[3] for other in others) > height(line.box) / 2


def _is_page_number(line: Line, page_height: float) -> bool:
    in_margin = line.box[3] < EDGE_SHARE * page_height or line.box[1] >= (1 - EDGE_SHARE) * page_height
    return in_margin and PAGE_NUMBER.fullmatch(line.text) is not None


def _is_noise(line: Line) -> bool:
    text = line.text
    letters = sum(c.isalnum() for c in text)
    if letters == 0:
        return text.strip("./-–+*") != "" or line.confidence < 0.8
    upright = height(line.box) > 1.5 * width(line.box) and letters > 1
    few = letters < FEW_LETTERS and line.confidence < LEAST_CONFIDENCE_OF_A_FEW
    return upright or few or line.confidence < LEAST_CONFIDENCE
