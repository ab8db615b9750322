"""Gaps and quotation marks that print has and an engine lost: "Long,huyện", "ngày15", "chuẩn +Thực hành"."""

import re
from dataclasses import replace

from service.ocr.engine import Line, Rectangle, Token, confidence_of
from service.ocr.spelling import is_syllable

GAP_LOST = re.compile(r"(?<=[^\W\d_]{2}[,;:.])(?=[^\W\d_]{2})")
NUMBER_STUCK = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?=\d)")
QUOTE_STUCK = re.compile(r"(?<=[^\W\d_]{2})(?=[+*][^\W\d_]{2})")
QUOTE_OPENED = re.compile(r"[+*](?=[^\W\d_])")
QUOTE_CLOSED = re.compile(r"(?<=[^\W\d_])\*(?=[.,;:)]*$)")
WORD = re.compile(r"(?<![^\W_])[^\W\d_]{4,}(?![^\W_])")
INITIALS_STUCK = re.compile(r"^\W*[A-ZĐ]{2,}(?!r)([^\W\d_A-ZĐ]{3,})\W*$")
LEAST_OF_A_SYLLABLE = 2
ADDRESS = re.compile(r"@|www|\.(?:vn|com|gov|org)\b", re.IGNORECASE)


def spaced(line: Line) -> Line:
    """The line with "Long,huyện" as two tokens; addresses of the net are left whole."""
    tokens: list[Token] = []
    for token in line.tokens:
        tokens += _parted(token)
    return replace(line, tokens=tuple(_quoted(token, is_first=place == 0) for place, token in enumerate(tokens)))


def _quoted(token: Token, *, is_first: bool) -> Token:
    """A quotation mark that was read as a sign which never touches a word in prose; at a line's head it may mark an item."""
    text = QUOTE_CLOSED.sub("”", token.text if is_first else QUOTE_OPENED.sub("“", token.text, count=1))
    return token if text == token.text else replace(token, text=text, candidates=())


def _parted(token: Token) -> list[Token]:
    at = None if ADDRESS.search(token.text) else _gap_in(token.text)
    if at is None:
        return [token]
    first, rest = cut(token, at)
    return [first, *_parted(rest)]


def _gap_in(text: str) -> int | None:
    """Where a gap was lost: behind a stop, or between a word with marks and a number ("km2" has none)."""
    stop = GAP_LOST.search(text) or QUOTE_STUCK.search(text)
    if stop is not None:
        return stop.start()
    word = NUMBER_STUCK.search(text)
    if word is None:
        return _between_syllables(text)
    if word.group().isascii() or word.group().isupper() or not is_syllable(word.group()):
        return None
    return word.end()


def _between_syllables(text: str) -> int | None:
    """Where two words with marks were written as one, if there is one such place alone: "Nữcông" at 2, "UBNDxã" at 4."""
    initials = INITIALS_STUCK.search(text)
    if initials is not None and not initials.group(1).isascii() and is_syllable(initials.group(1)):
        return initials.start(1)
    word = WORD.search(text)
    if word is None or word.group().isascii() or not word.group()[1:].islower() or is_syllable(word.group()):
        return None
    places = [
        at
        for at in range(LEAST_OF_A_SYLLABLE, len(word.group()) - LEAST_OF_A_SYLLABLE + 1)
        if is_syllable(word.group()[:at]) and is_syllable(word.group()[at:])
    ]
    return word.start() + places[0] if len(places) == 1 else None


def cut(token: Token, at: int) -> tuple[Token, Token]:
    """A token in two, its box parted as its letters are; readings of the whole are no readings of the parts."""
    x0, top, x1, bottom = token.box
    middle = x0 + (x1 - x0) * at / len(token.text)
    return _piece(token, slice(0, at), (x0, top, middle, bottom)), _piece(token, slice(at, None), (middle, top, x1, bottom))


def _piece(token: Token, letters: slice, box: Rectangle) -> Token:
    """Some letters of a token, as sure as they are themselves."""
    chances = token.chances[letters] if len(token.chances) == len(token.text) else ()
    confidence = confidence_of(chances) if chances else token.confidence
    return replace(token, text=token.text[letters], box=box, confidence=confidence, candidates=(), chances=chances)
