"""Hands what else the engine read for a word on to the piece that the word is."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.page import Page, Word
from service.restoration.pieces import Kind, Other, Piece, cut


def with_others(pieces: Sequence[Piece], pages: Iterable[Page]) -> list[Piece]:
    """The pieces of the pages' texts, joined by form feeds; a word's own piece carries the engine's other readings.

    A word of several pieces, and a number, stands as the engine read it: "nặng," for "năng," is heard, "12/4" for "12,4" is not.
    """
    found = list(pieces)
    starts = [piece.start for piece in pieces]
    page_start = 0
    for page in pages:
        for word in page.words:
            if word.candidates:
                _hear(word, page_start + word.span.start, starts, found)
        page_start += len(page.text) + 1
    return found


def _hear(word: Word, start: int, starts: Sequence[int], found: list[Piece]) -> None:
    first = bisect_left(starts, start)
    inside = [at for at in range(first, bisect_left(starts, start + len(word.text), first)) if found[at].kind != Kind.BREAK]
    if len(inside) != 1 or found[inside[0]].kind != Kind.WORD:
        return
    others = tuple(
        Other(piece.text, candidate.confidence / max(word.confidence, candidate.confidence))
        for candidate in word.candidates
        if (piece := _only_word(candidate.text)) is not None
    )
    found[inside[0]] = replace(found[inside[0]], others=others)


def _only_word(text: str) -> Piece | None:
    pieces = [piece for piece in cut(text) if piece.kind != Kind.BREAK]
    return pieces[0] if len(pieces) == 1 and pieces[0].kind == Kind.WORD else None
