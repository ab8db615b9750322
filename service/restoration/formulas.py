"""Finds the set phrases of a letterhead in ruined lines, so that each of their words is heard of as a candidate."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from service.restoration.pieces import Kind, Piece
from service.restoration.spelling import key, without_marks

LEAST_LIKENESS = 62.0
"""Of the letters without marks and blanks, in per cent."""
SHORTEST_WORDS = 4
_SEPARATORS = " -–~_"


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
