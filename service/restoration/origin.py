"""Where a text comes from, told by looking at it: which channel it went through."""

from collections.abc import Sequence

from service.restoration.pieces import Kind, Piece
from service.restoration.spelling import has_marks, is_syllable, key

CLEAN, STRIPPED, ENGLISH, VIETNAMESE = "none", "stripped", "eng", "vie"


def choose_channel(pieces: Sequence[Piece]) -> str:
    """The channel's name: "none" for clean text."""
    words = [key(p.text) for p in pieces if p.kind == Kind.WORD and any(c.isalpha() for c in p.text)]
    if not words:
        return CLEAN
    marked = sum(has_marks(w) for w in words) / len(words)
    valid = sum(is_syllable(w) for w in words) / len(words)
    if marked > 0.6:
        return VIETNAMESE if valid < 0.999 else CLEAN
    if marked < 0.02 and valid > 0.9:
        return STRIPPED
    return ENGLISH
