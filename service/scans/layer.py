"""The text that a file carries beside its picture: judged before it is believed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.scans.raster import Pixels
from service.scans.syllables import WORD, has_marks, is_syllable

POSSIBLE_AT_LEAST = 0.90
MARKED_AT_LEAST = 0.50
"""Of the syllables of two letters and more in official prose, about three in four carry a mark."""
JUDGED_FROM = 12
"""With fewer words than this a layer cannot be told from a lucky one: the page is recognised."""
INK_COVERED_AT_LEAST = 0.6
"""Share of a scanned page's ink that its layer's words must lie on: signatures and black stamps have none."""
AROUND_WORDS_POINTS = 2.0
INK_BELOW = 140
JUNK = frozenset("\ufffd¬¦§¨©®¯°±¶·¸»¼½¾¿×÷�")


@dataclass(frozen=True)
class LayerWord:
    """A word of a text layer; `box` is (x0, top, x1, bottom) in points from the page's top left."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Judgement:
    """`is_good` with its reason, which is kept with the page."""

    is_good: bool
    reason: str


def judge(words: Sequence[LayerWord]) -> Judgement:
    """Believe a layer of Vietnamese prose; refuse one without marks, with junk, or too small to tell.

    The body decides: each line of words is judged for itself and the lines that fail are counted by their length, so that a
    signature box in good Vietnamese does not vouch for a page that an English engine read.
    """
    text = " ".join(word.text for word in words)
    tokens = [token for token in WORD.findall(text) if len(token) >= 2]
    if len(tokens) < JUDGED_FROM:
        return Judgement(False, f"text layer of {len(tokens)} words only")
    possible = sum(map(is_syllable, tokens)) / len(tokens)
    marked = sum(map(has_marks, tokens)) / len(tokens)
    junk = sum(c in JUNK or ("\ue000" <= c < "\uf900") for c in text) / len(text)
    figures = f"possible syllables {possible:.2f}, with marks {marked:.2f}, junk {junk:.3f}"
    is_good = possible >= POSSIBLE_AT_LEAST and marked >= MARKED_AT_LEAST and junk < 0.01
    return Judgement(is_good, f"text layer {'used' if is_good else 'refused'}: {figures}")


def covers_ink(words: Sequence[LayerWord], grey: Pixels, *, pixels_a_point: float) -> bool:
    """Whether words lie on most of what is printed; a layer of the first lines alone must not hide the rest of the page."""
    ink = grey < INK_BELOW
    covered = np.zeros_like(ink)
    for word in words:
        x0, top, x1, bottom = word.box
        rows = slice(
            max(0, int((top - AROUND_WORDS_POINTS) * pixels_a_point)), int((bottom + AROUND_WORDS_POINTS) * pixels_a_point)
        )
        columns = slice(
            max(0, int((x0 - AROUND_WORDS_POINTS) * pixels_a_point)), int((x1 + AROUND_WORDS_POINTS) * pixels_a_point)
        )
        covered[rows, columns] = True
    return bool((ink & covered).sum() >= INK_COVERED_AT_LEAST * ink.sum())
