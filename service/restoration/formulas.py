"""Finds set phrases in ruined lines, of a letterhead and of quarters, so that their words are heard of as candidates."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from service.restoration.pieces import Kind, Piece
from service.restoration.spelling import key, without_marks

LEAST_LIKENESS = 62.0
"""Of the letters without marks and blanks, in per cent."""
SHORTEST_WORDS = 4
_SEPARATORS = " -–~_"
_QUARTER_OF_A_YEAR = re.compile(r"(?:[1Il|]{1,3}|[1Il|][Vv]|[2-4])/(?:19|20)\d{2}")
"""As read: "11/2022", "I1/2022", "1V/2022"."""


def expected_words(pieces: Sequence[Piece], formulas: Iterable[str]) -> dict[int, str]:
    """Index of a piece → the key that a formula has there: "D@c l@p - Tl_l’ do" → độc, lập, tự, do.

    Only windows of as many words as the formula has are compared, and only formulas of four words or more.
    """
    split = [[key(word) for word in formula.split() if word.strip(_SEPARATORS)] for formula in formulas]
    long = [(words, without_marks("".join(words))) for words in split if len(words) >= SHORTEST_WORDS]
    found: dict[int, str] = {}
    for line in _lines(pieces):
        read = [without_marks(pieces[i].text).lower() for i in line]
        for words, plain in long:
            start = _best_start(read, len(words), plain)
            if start is not None:
                found.update(zip(line[start : start + len(words)], words, strict=True))
    return found


def expected_quarters(pieces: Sequence[Piece]) -> dict[int, str]:
    """Index of a piece → quý, where a quarter of a year follows: "Qui 11/2022" speaks of no fund (quỹ) and of no rule (quy)."""
    return {
        place: "quý"
        for place, piece in enumerate(pieces)
        if without_marks(piece.text).lower() in ("qui", "quy")
        and _QUARTER_OF_A_YEAR.fullmatch(_number_behind(pieces[place + 1 : place + 3], piece.line))
    }


def _number_behind(following: Sequence[Piece], line: int) -> str:
    """The first piece, and a second that a lone sign parts from it ("I1" and "2022"), as long as they stand in the line."""
    numerals = [piece for piece in following if piece.text and piece.line == line]
    is_parted = len(numerals) == 2 and numerals[1].start == numerals[0].end + 1
    return "/".join(piece.text for piece in (numerals if is_parted else numerals[:1]))


def _lines(pieces: Sequence[Piece]) -> Iterable[list[int]]:
    lines: dict[int, list[int]] = {}
    for index, piece in enumerate(pieces):
        if piece.kind == Kind.WORD:
            lines.setdefault(piece.line, []).append(index)
    return lines.values()


def _best_start(words: list[str], count: int, plain: str) -> int | None:
    best, likeness = None, LEAST_LIKENESS
    for start in range(len(words) - count + 1):
        score = fuzz.ratio("".join(words[start : start + count]), plain, score_cutoff=likeness)
        if score > likeness:
            best, likeness = start, score
    return best
