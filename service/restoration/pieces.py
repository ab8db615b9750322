"""Cuts raw text into pieces that can be restored one by one: words, numbers, and identifiers that nobody may touch."""

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from service.restoration.figures import find_figures
from service.restoration.wording import NUMBER


class Kind(IntEnum):
    WORD = 0
    NUMBER = 1
    IDENTIFIER = 2  # e-mail, web address, document number, a list's letter: never fuzzy-matched
    BREAK = 3  # end of a sentence
    CELL = 4  # end of a table's cell: what stands in the next one does not go on from it
    FIGURE = 5  # a number with letters among its digits; its other reading is the number


ENDS = (Kind.BREAK, Kind.CELL)
"""Pieces without a text."""


class Other(NamedTuple):
    """Another reading of the same ink, and how likely the engine held it beside the one in the text, at most 1."""

    text: str
    likelihood: float


class Piece(NamedTuple):
    """A part of one line; `start` and `end` count in the raw text, `line` from 0; `others` are the engine's other readings,
    `sureness` is how sure it was of this one, 0 where no engine said."""

    text: str
    start: int
    end: int
    kind: Kind
    line: int
    others: tuple[Other, ...] = ()
    sureness: float = 0.0


class Part(NamedTuple):
    """A piece of what stands between two blanks; `first` and `last` count from there."""

    text: str
    first: int
    last: int
    kind: Kind


LONGEST_WORD = 40
"""Letters of a piece; longer runs of signs are no words."""

NOISE = "'’‘`´_@&^~|\\$€£§¢°{}!<>=¡©®?*#%¥«»¬¨÷¿"
"""Signs that an engine writes for a letter or a part of one, besides letters and digits."""

CODE = re.compile(r"[A-ZĐ]{1,4}\d{1,4}|\d{1,2}[A-Za-zĐđ]|[kcdm]?m[23]")
"""Letters and digits that stand together in clean text too: a form's "V1" or "VN2000", a point "2a", a unit "m2"."""

LETTER_SIGNS = "'’`´@&\\$€£§¢¥"
"""The signs that are never written right behind a number."""

_LINE = re.compile(r"[^\n\f]+")
_BETWEEN_CELLS = " | "
"""What stands between the cells of a row where a page's text holds tables."""
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\w|\.(?:vn|com|gov|org)\b", re.IGNORECASE)
_DOCUMENT_NUMBER = re.compile(r"\d[\d.]*[a-zđ]?(?:/\d{4})?/[A-ZĐƯÔƠÂÊĂ][\w&Đ\-]*|\d+-[A-ZĐ]{1,4}/[A-ZĐ]{2,}")
_INSIDE = re.compile(
    rf"(?P<number>(?<![^\W\d_])(?:{NUMBER})(?![^\W_]|[{re.escape(LETTER_SIGNS)}]))"
    rf"|(?P<word>(?:[^\W]|[{re.escape(NOISE)}])+)"
)
_LABEL = re.compile(r"[ \t]*[-+]?[ \t]*(?P<letter>[A-Za-zĐđ])(?:\)|(?<![IVXl])\.(?=[ \t]))")
"""The letter of a list's item where a line begins: "b)", "a."; "l." is rather a roman numeral."""
_TWO_LETTERS = re.compile(r"(?<!\w)d,\s(?P<letter>d)(?!\w)")
"""The letters of two points one behind the other: "các điểm c, d, d"."""
_AFTER_D = {"d": (Other("đ", 1.0),), "D": (Other("Đ", 1.0),)}
"""What a list's letter is where the item before has the same one."""
_INITIALS = re.compile(r"(?:[BCDĐGHKLMNPQRSTUVX]{2,5})?(?:&[BCDĐGHKLMNPQRSTUVX]{2,5})+")
"""Initials of two names joined by "&", which stands for no letter there: "KH&ĐT"."""
_EDGES = "_*#%?!<>=~^|{}°«»¬§\\©®¡¿"
"""Signs cut from a word's edges; an apostrophe, "&", "@" and money signs may stand for a letter there."""
_END = re.compile(r"[.;:!?]+$")


def cut(raw_text: str) -> list[Piece]:
    """All pieces of a text in order; white space and punctuation lie between them."""
    found: list[Piece] = []
    last_letter = ""
    for number, line in enumerate(_LINE.finditer(raw_text)):
        start = line.start()
        if label := _LABEL.match(line.group()):
            at, letter = start + label.start("letter"), label["letter"]
            others = _AFTER_D.get(letter, ()) if letter == last_letter else ()
            found.append(Piece(letter, at, at + 1, Kind.IDENTIFIER, number, others))
            start, last_letter = at + 1, letter
        for figure in find_figures(raw_text[start : line.end()], start):
            _cut_chunks(raw_text, slice(start, figure.span.start), number, found)
            meant = (Other(figure.number, figure.sureness),)
            found.append(Piece(figure.span.of(raw_text), figure.span.start, figure.span.end, Kind.FIGURE, number, meant))
            start = figure.span.end
        _cut_chunks(raw_text, slice(start, line.end()), number, found)
        if _BETWEEN_CELLS in line.group():
            found.append(Piece("", line.end(), line.end(), Kind.CELL, number))
    seconds = {match.start("letter") for match in _TWO_LETTERS.finditer(raw_text)}
    return (
        [p._replace(kind=Kind.IDENTIFIER, others=_AFTER_D["d"]) if p.start in seconds else p for p in found] if seconds else found
    )


def _cut_chunks(raw_text: str, part: slice, line: int, found: list[Piece]) -> None:
    for chunk in _CHUNK.finditer(raw_text, part.start, part.stop):
        text, at = chunk.group(), chunk.start()
        parts = _known_parts(text) if len(text) <= LONGEST_WORD else _parts(text)
        found += [Piece(text, at + first, at + last, kind, line) for text, first, last, kind in parts]


@lru_cache(maxsize=1 << 14)
def _known_parts(chunk: str) -> tuple[Part, ...]:
    """The same as `_parts`, remembered."""
    return _parts(chunk)


def _parts(chunk: str) -> tuple[Part, ...]:
    """The pieces of what stands between two blanks."""
    size = len(chunk)
    if chunk == _BETWEEN_CELLS.strip():
        return (Part("", 0, 0, Kind.CELL),)
    if _ADDRESS.search(chunk):
        return (Part(chunk, 0, size, Kind.IDENTIFIER),)
    found: list[Part] = []
    at = 0
    for document in _DOCUMENT_NUMBER.finditer(chunk):
        found += _plain_parts(chunk, at, document.start())
        found.append(Part(document.group(), document.start(), document.end(), Kind.IDENTIFIER))
        at = document.end()
    found += _plain_parts(chunk, at, size)
    if _END.search(chunk):
        found.append(Part("", size, size, Kind.BREAK))
    return tuple(found)


def _plain_parts(chunk: str, start: int, end: int) -> Iterator[Part]:
    for match in _INSIDE.finditer(chunk, start, end):
        if match.lastgroup == "number":
            yield Part(match.group(), match.start(), match.end(), Kind.NUMBER)
            continue
        word = match.group()
        core = word.strip(_EDGES)
        at = match.start() + len(word) - len(word.lstrip(_EDGES))
        for text in core.split("&") if _INITIALS.fullmatch(core) else (core,):
            if text and len(text) <= LONGEST_WORD:
                yield Part(text, at, at + len(text), Kind.WORD)
            at += len(text) + 1
