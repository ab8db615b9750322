"""Marks of a few pixels that engines overlook: the full stop at a line's end, the comma between two digits.

"…trên địa bàn" → "…trên địa bàn." where the paper has a dot on the base line; "40" → "4,0", doubtful, where it has a comma. What
the paper shows is looked at; nothing is added for the sake of grammar.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from models.page import Candidate
from service.ocr.engine import Line, Pixels, Rectangle, Token, height

DARK_BELOW, FAINT_BELOW = 140, 205
"""The tail of a comma may be fainter than its head."""
LETTER_SHARE = 0.35
"""Of a line's height: what is as high is a letter or a digit."""
LEAST_SHARE, MOST_SHARE = 0.08, 0.26
"""Of a line's height: how wide and high a full stop is."""
MOST_SHARE_OF_A_COMMA = 0.42
NEAR_SHARE = 0.45
"""A stop stands as near behind its word."""
BEHIND_SHARE = 0.9
ROUND_FROM, ROUND_TO = 0.7, 1.35
FULL_SHARE = 0.6
ON_BASE_SHARE = 0.1
PITCH_SHARE, PITCH_MORE = 1.0, 1.2
"""Of a digit's height, and of the pitch of the other digits: so far apart stand the middles of two digits with a mark between."""
MARK_SEEN = 0.65
"""A number with a mark that no engine read is doubtful."""
FEWEST_LETTERS = 3
WORD_END = re.compile(r"(?:[^\W_]\)?|\))(?P<comma>,?)$")
LABEL = re.compile(r"[IVX]{1,5}|\d{1,2}")
DIGITS = re.compile(r"\d{2,7}")


@dataclass(frozen=True)
class _Piece:
    """A connected piece of ink, in pixels of the page."""

    left: int
    top: int
    right: int
    bottom: int
    area: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def wide(self) -> int:
        return self.right - self.left

    @property
    def tall(self) -> int:
        return self.bottom - self.top


def with_stops(lines: Sequence[Line], grey: Pixels) -> list[Line]:
    """The lines; one whose last word has a dot behind it on the base line ends with a full stop, and with no comma, and a numeral
    that begins a line has its full stop: "II ĐỐI TƯỢNG" → "II. ĐỐI TƯỢNG"."""
    return [_with_label_stop(_with_stop(line, lines, grey), grey) for line in lines]


def _with_label_stop(line: Line, grey: Pixels) -> Line:
    if len(line.tokens) < 2 or not LABEL.fullmatch(line.tokens[0].text):
        return line
    label, following, *rest = line.tokens
    high = height(line.box)
    around = (line.box[0] - high / 4, line.box[1], following.box[0] + high, line.box[3] + high / 4)
    pieces = _pieces(grey, around)
    letters = [piece for piece in pieces if piece.tall >= LETTER_SHARE * high]
    base = median(piece.bottom for piece in letters) if letters else 0.0
    stops = [
        piece
        for piece in pieces
        if any(letter.left > piece.right for letter in letters)
        and (before := [letter.right for letter in letters if letter.right <= piece.left + 1])
        and _is_stop(piece, base, max(before), high)
        and not _has_tail(piece, grey, base, high)
    ]
    if len(stops) != 1:
        return line
    text = f"{label.text}."
    others = tuple(candidate for candidate in label.candidates if candidate.text != text)
    chances = (*label.chances, label.confidence) if label.chances else ()
    return replace(line, tokens=(replace(label, text=text, candidates=others, chances=chances), following, *rest))


def _with_stop(line: Line, lines: Sequence[Line], grey: Pixels) -> Line:
    ending = WORD_END.search(line.tokens[-1].text) if len(line.text) >= FEWEST_LETTERS else None
    if ending is None:
        return line
    high = height(line.box)
    if any(_stands_behind(other.box, line.box, BEHIND_SHARE * high) for other in lines if other is not line):
        return line
    pieces = _pieces(
        grey, (max(line.box[0], line.box[2] - 4 * high), line.box[1], line.box[2] + BEHIND_SHARE * high, line.box[3] + high / 4)
    )
    letters = [piece for piece in pieces if piece.tall >= LETTER_SHARE * high]
    if len(letters) < 2:
        return line
    base = median(piece.bottom for piece in letters)
    end = max(piece.right for piece in letters)
    behind = [piece for piece in pieces if piece.left >= end - 1 and piece.tall >= LEAST_SHARE * high]
    if len(behind) != 1 or not _is_stop(behind[0], base, end, high) or _has_tail(behind[0], grey, base, high):
        return line
    last = line.tokens[-1]
    if ending["comma"]:
        return replace(line, tokens=(*line.tokens[:-1], replace(last, text=f"{last.text[:-1]}.")))
    box = (last.box[0], last.box[1], max(last.box[2], float(behind[0].right)), last.box[3])
    chances = (*last.chances, last.confidence) if last.chances else ()
    stopped = replace(last, text=f"{last.text}.", box=box, chances=chances)
    return replace(line, tokens=(*line.tokens[:-1], stopped), box=(*line.box[:2], max(line.box[2], box[2]), line.box[3]))


def _stands_behind(box: Rectangle, line: Rectangle, reach: float) -> bool:
    return box[0] < line[2] + reach and box[2] > line[2] and min(box[3], line[3]) > max(box[1], line[1])


def _is_stop(piece: _Piece, base: float, end: int, high: float) -> bool:
    return (
        max(piece.wide, piece.tall) <= MOST_SHARE * high
        and min(piece.wide, piece.tall) >= LEAST_SHARE * high
        and ROUND_FROM <= piece.tall / piece.wide <= ROUND_TO
        and piece.area >= FULL_SHARE * piece.wide * piece.tall
        and abs(piece.bottom - base) <= ON_BASE_SHARE * high
        and piece.left - end <= NEAR_SHARE * high
    )


def _has_tail(piece: _Piece, grey: Pixels, base: float, high: float) -> bool:
    """Whether faint ink hangs below a dot: then it is a comma."""
    around = grey[round(base + ON_BASE_SHARE * high) : round(base + 0.25 * high), piece.left - 2 : piece.right + 1]
    return bool((around < FAINT_BELOW).any())


def _pieces(grey: Pixels, box: Rectangle) -> list[_Piece]:
    x0, y0, x1, y1 = (max(0, round(side)) for side in box)
    dark = (grey[y0:y1, x0:x1] < DARK_BELOW).astype(np.uint8)
    if dark.size == 0:
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    found = (_Piece(x + x0, y + y0, x + x0 + w, y + y0 + h, area) for x, y, w, h, area in stats[1:].tolist())
    return sorted(found, key=lambda piece: piece.left)


def with_decimal_marks(lines: Sequence[Line], grey: Pixels) -> list[Line]:
    """The lines; a number that has a comma or a dot between its digits on the paper has it in its text, doubtful."""
    return [replace(line, tokens=tuple(_with_mark(token, grey) for token in line.tokens)) for line in lines]


def _with_mark(token: Token, grey: Pixels) -> Token:
    if DIGITS.fullmatch(token.text) is None or token.is_handwritten:
        return token
    high = height(token.box)
    around = (token.box[0] - 0.3 * high, token.box[1] - 0.1 * high, token.box[2] + 0.3 * high, token.box[3] + 0.25 * high)
    pieces = _pieces(grey, around)
    digits = [piece for piece in pieces if LETTER_SHARE * high <= piece.tall <= 1.2 * high and piece.wide <= high]
    if len(digits) != len(token.text):
        return token  # some fell apart, or touch
    base, tall = median(piece.bottom for piece in digits), median(piece.tall for piece in digits)
    pitches = [after.middle - before.middle for before, after in pairwise(digits)]
    wide = [place for place in range(1, len(digits)) if _is_wide(pitches, place - 1, tall)]
    if len(wide) != 1:
        return token
    place = wide[0]
    marks = {_mark_between(piece, digits[place - 1], digits[place], base=base, tall=tall) for piece in pieces} - {None}
    if len(pieces) != len(digits) + 1 or len(marks) != 1:
        return token
    text = f"{token.text[:place]}{marks.pop()}{token.text[place:]}"
    read = Candidate(text=token.text, confidence=min(token.confidence, 1 - MARK_SEEN))
    sure = min(token.confidence, MARK_SEEN)
    return replace(token, text=text, confidence=sure, candidates=(read, *token.candidates), chances=())


def _is_wide(pitches: Sequence[float], place: int, tall: float) -> bool:
    others = [*pitches[:place], *pitches[place + 1 :]]
    return pitches[place] >= PITCH_SHARE * tall and all(pitches[place] >= PITCH_MORE * other for other in others)


def _mark_between(piece: _Piece, before: _Piece, after: _Piece, *, base: float, tall: float) -> str | None:
    """ "," or "." for a small piece of ink on the base line between two digits."""
    if not before.right - 1 <= piece.middle <= after.left + 1 or piece in (before, after):
        return None
    if not 0.15 * tall <= piece.tall <= 0.5 * tall or not 0.13 * tall <= piece.wide <= 0.4 * tall:
        return None
    if piece.top < base - 0.35 * tall or piece.bottom < base - 0.12 * tall:
        return None
    return "," if piece.bottom - base > 0.06 * tall or piece.tall > 1.4 * piece.wide else "."
