"""Cuts raw text into pieces that can be restored one by one: words, numbers, and identifiers that nobody may touch."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from service.restoration.wording import NUMBER


class Kind(IntEnum):
    WORD = 0
    NUMBER = 1
    IDENTIFIER = 2  # e-mail, web address, document number: never fuzzy-matched
    BREAK = 3  # end of a sentence


class Other(NamedTuple):
    """Another reading of the same ink, and how likely the engine held it beside the one in the text, at most 1."""

    text: str
    likelihood: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one line; `start` and `end` count in the raw text, `line` from 0; `others` are the engine's other readings."""

    text: str
    start: int
    end: int
    kind: Kind
    line: int
    others: tuple[Other, ...] = ()


NOISE = "'’‘`´_@&^~|\\$€£§¢°{}!<>=¡©®?*#%¥«»¬¨÷¿"
"""Signs that an engine writes for a letter or a part of one, besides letters and digits."""

LETTER_SIGNS = "'’`´@&\\$€£§¢¥"
"""The signs that are never written right behind a number."""

_LINE = re.compile(r"[^\n\f]+")
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\w|\.(?:vn|com|gov|org)\b", re.IGNORECASE)
_DOCUMENT_NUMBER = re.compile(r"\d[\d.]*[a-zđ]?(?:/\d{4})?/[A-ZĐƯÔƠÂÊĂ][\w&Đ\-]*|\d+-[A-ZĐ]{1,4}/[A-ZĐ]{2,}")
_INSIDE = re.compile(
    rf"(?P<number>(?<![^\W\d_])(?:{NUMBER})(?![^\W_]|[{re.escape(LETTER_SIGNS)}]))"
    rf"|(?P<word>(?:[^\W]|[{re.escape(NOISE)}])+)"
)
_EDGES = "_*#%?!<>=~^|{}°«»¬§\\©®¡¿"
"""Signs cut from a word's edges; an apostrophe, "&", "@" and money signs may stand for a letter there."""
_END = re.compile(r"[.;:!?]+$")


def cut(raw_text: str) -> list[Piece]:
    """All pieces of a text in order; white space and punctuation lie between them."""
    found: list[Piece] = []
    for number, line in enumerate(_LINE.finditer(raw_text)):
        for chunk in _CHUNK.finditer(line.group()):
            start = line.start() + chunk.start()
            _cut_chunk(chunk.group(), start, number, found)
    return found


def _cut_chunk(chunk: str, start: int, line: int, found: list[Piece]) -> None:
    if _ADDRESS.search(chunk):
        found.append(Piece(chunk, start, start + len(chunk), Kind.IDENTIFIER, line))
        return
    at = 0
    for document in _DOCUMENT_NUMBER.finditer(chunk):
        _cut_plain(chunk, slice(at, document.start()), start=start, line=line, found=found)
        found.append(Piece(document.group(), start + document.start(), start + document.end(), Kind.IDENTIFIER, line))
        at = document.end()
    _cut_plain(chunk, slice(at, len(chunk)), start=start, line=line, found=found)
    if _END.search(chunk):
        found.append(Piece("", start + len(chunk), start + len(chunk), Kind.BREAK, line))


def _cut_plain(chunk: str, part: slice, *, start: int, line: int, found: list[Piece]) -> None:
    for match in _INSIDE.finditer(chunk, part.start, part.stop):
        if match.lastgroup == "number":
            found.append(Piece(match.group(), start + match.start(), start + match.end(), Kind.NUMBER, line))
            continue
        word = match.group()
        lead = len(word) - len(word.lstrip(_EDGES))
        core = word.strip(_EDGES)
        if core and len(core) <= 40:
            at = start + match.start() + lead
            found.append(Piece(core, at, at + len(core), Kind.WORD, line))
