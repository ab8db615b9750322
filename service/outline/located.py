"""Where the words of a field stand among the lines that the field was read from."""

import re
from collections.abc import Sequence
from itertools import groupby

from extractors.grammar.keys import key_of
from models.spans import Span, cover

_WORD = re.compile(r"\w+")


def located(words: str, pieces: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The last stretch of the pieces that holds these words in their order, a span a piece: the signer's name is in a
    signature's last line. Marks, case and what stands between words do not matter; () where they do not stand so.

    "Phó Chủ tịch" in "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn An" → the second piece
    """
    wanted = _WORD.findall(key_of(words))
    found = [
        (number, found.group(), Span(start=piece.start + found.start(), end=piece.start + found.end()))
        for number, piece in enumerate(pieces)
        for found in _WORD.finditer(key_of(piece.of(text)))
    ]
    for begin in range(len(found) - len(wanted), -1, -1):
        stretch = found[begin : begin + len(wanted)]
        if wanted and [word for _, word, _ in stretch] == wanted:
            by_piece = groupby(stretch, key=lambda entry: entry[0])
            return tuple(cover([span for _, _, span in entries]) for _, entries in by_piece)
    return ()
