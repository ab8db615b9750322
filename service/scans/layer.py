"""The text that a file carries beside its picture: judged before it is believed."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.scans.syllables import WORD, has_marks, is_syllable

POSSIBLE_AT_LEAST = 0.90
MARKED_AT_LEAST = 0.50
"""Of the syllables of two letters and more in official prose, about three in four carry a mark."""
JUDGED_FROM = 12
"""With fewer words than this a layer cannot be told from a lucky one: the page is recognised."""
INK_COVERED_AT_LEAST = 0.6
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
