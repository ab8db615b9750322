"""Finds ink that is no text: stamps, signatures and smears that an engine without Vietnamese spelled out line by line.

A ruined word is no sign of it, for such engines ruin true words too; a run of short lines is, whose words are neither written
like any word nor go together as what was made of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

from service.restoration.pieces import Kind, Piece

MOST_WORDS, LONGEST_WORD = 2, 9
"""Words of a line that may be a part of a smear, and signs of a word; longer ones are true words run together."""
FEWEST_LINES = 3
UNSURE = 0.7
SURE = 0.85
"""Mean from which on words are sure enough to be true ones."""
UNLIKELY = -5.0
"""ln p of a word behind the others below which it does not go with them."""
_OF_ITS_OWN = re.compile(r"[IVXivx]+|[kcdm]?m[23]?|[kKcCmM]?[gGlL]|[kKM]?[wW]h?|[A-ZĐ]\d{1,3}")
"""Roman numerals, a cross, units, a form's code: they stand in lines of their own, in narrow columns."""

Line = list[int]
"""Places of the words of one line."""


class Seen(NamedTuple):
    """A word as it was read, how sure its restoration is, and ln p of that behind the other words."""

    piece: Piece
    probability: float
    gain: float


def smeared_lines(seen: Sequence[Seen], rows: frozenset[int], is_word: Callable[[str], bool]) -> Iterator[Line]:
    """The lines of every smear; `rows` are the numbers of lines that are rows of a table, which are none."""
    run: list[Line] = []
    for _, group in groupby(range(len(seen)), key=lambda at: seen[at].piece.line):
        line = list(group)
        if len(line) <= MOST_WORDS and all(_may_be_smeared(seen[at].piece, rows) for at in line):
            run.append(line)
            continue
        yield from _smear(seen, run, is_word)
        run = []
    yield from _smear(seen, run, is_word)


def _may_be_smeared(piece: Piece, rows: frozenset[int]) -> bool:
    return piece.kind == Kind.WORD and len(piece.text) <= LONGEST_WORD and piece.line not in rows


def _smear(seen: Sequence[Seen], run: list[Line], is_word: Callable[[str], bool]) -> list[Line]:
    """The lines of a run of short ones from the first with a ruin to the last, if they are a smear."""
    ruined = {at for line in run for at in line if _is_ruined(seen[at], is_word)}
    with_ruins = [number for number, line in enumerate(run) if ruined.intersection(line)]
    if len(with_ruins) < FEWEST_LINES:
        return []
    smear = run[with_ruins[0] : with_ruins[-1] + 1]
    words = [seen[at] for line in smear for at in line]
    is_together = fmean(word.gain for word in words) >= UNLIKELY
    is_sure = fmean(word.probability for word in words) >= SURE
    return smear if len(ruined) * 2 > len(words) and not is_together and not is_sure else []


def _is_ruined(word: Seen, is_word: Callable[[str], bool]) -> bool:
    text = word.piece.text
    if is_word(text) or _OF_ITS_OWN.fullmatch(text):
        return False
    return word.probability < UNSURE or word.gain < UNLIKELY
