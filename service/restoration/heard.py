"""Hands what else the engine read for a word on to the piece that the word is."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from models.page import Page, PageSource, Word
from service.restoration.pieces import ENDS, Kind, Other, Piece, cut


def with_others(pieces: Sequence[Piece], pages: Iterable[Page]) -> list[Piece]:
    """The pieces of the pages' texts, joined by form feeds; a word's own piece carries the engine's other readings, and how
    sure the engine was of it. Of a text layer nobody knows who read it, and how surely.

    A word of several pieces stands as the engine read it: "nặng," for "năng," is heard. Of a number nothing is heard but a
    sign of per cent that was read as digits: "06%" for "066".
    """
    found = list(pieces)
    starts = [piece.start for piece in pieces]
    page_start = 0
    for page in pages:
        for word in page.words:
            if word.candidates or page.source == PageSource.OCR:
                _hear(word, page_start + word.span.start, starts, found)
        page_start += len(page.text) + 1
    return found


def _hear(word: Word, start: int, starts: Sequence[int], found: list[Piece]) -> None:
    first = bisect_left(starts, start)
    inside = [at for at in range(first, bisect_left(starts, start + len(word.text), first)) if found[at].kind not in ENDS]
    for at in inside:
        if found[at].kind == Kind.NUMBER:
            found[at] = _with(found[at], word, partial(_share, word.text, start, found[at]))
        elif len(inside) == 1 and found[at].kind == Kind.WORD:
            found[at] = _with(found[at], word, _only_word)
        else:
            found[at] = found[at]._replace(sureness=word.confidence)


def _with(piece: Piece, word: Word, read: Callable[[str], str | None]) -> Piece:
    heard = ((read(candidate.text), candidate.confidence) for candidate in word.candidates)
    others = tuple(Other(text, sure / max(word.confidence, sure)) for text, sure in heard if text is not None and sure > 0)
    return piece._replace(others=others, sureness=word.confidence)


def _share(word: str, word_start: int, piece: Piece, text: str) -> str | None:
    """Of another reading of a number's word the number, if it is the same but that its last digits are a sign of per cent."""
    before, after = word[: piece.start - word_start], word[piece.end - word_start :]
    if not (text.startswith(before) and text.endswith(after)):
        return None
    inside = text[len(before) : len(text) - len(after)]
    number = inside[:-1]
    is_share = inside.endswith("%") and number[-1:].isdigit() and piece.text.startswith(number) and piece.text != number
    return inside if is_share else None


def _only_word(text: str) -> str | None:
    pieces = [piece for piece in cut(text) if piece.kind not in ENDS]
    return pieces[0].text if len(pieces) == 1 and pieces[0].kind == Kind.WORD else None
