"""Where a text comes from, told by looking at it: which channel it went through."""

import re
from collections.abc import Sequence

from service.restoration.pieces import CODE, Kind, Piece
from service.restoration.spelling import has_marks, key

CLEAN, STRIPPED, ENGLISH, VIETNAMESE, LAYER = "none", "stripped", "eng", "vie", "layer"


FEW_MARKS = 0.06
"""Tesseract's English model reads é, ¢ and the like everywhere; engines that read fewer are others."""
_MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|[^\w\s]")


def choose_channel(pieces: Sequence[Piece]) -> str:
    """The channel's name: "none" for a text without words."""
    texts = [p.text for p in pieces if p.kind == Kind.WORD and any(c.isalpha() for c in p.text)]
    if not texts:
        return CLEAN
    words = [key(text) for text in texts]
    marked = sum(has_marks(w) for w in words) / len(words)
    mixed = sum(_MIXED.search(text) is not None and not CODE.fullmatch(text) for text in texts) / len(texts)
    if marked > 0.6:
        return VIETNAMESE
    if marked < 0.005 and mixed < 0.015:
        return STRIPPED
    return ENGLISH if marked > FEW_MARKS else LAYER
