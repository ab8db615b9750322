"""A place asked for in free words → a query: "xa tan thanh huyen lang giang", "P. Hồng Hà, TP Hà Nội"."""

import re

from models.place import PlaceType
from service.gazetteer.keys import SYLLABLE, has_marks, plain_syllable
from service.gazetteer.mentions import Lexicon, plain_type_words, type_words
from service.gazetteer.resolver import LEVEL, Query


def read_query(text: str, lexicon: Lexicon) -> Query:
    """The smallest unit named, with the larger ones as its parents; marks, capitals and commas may be missing."""
    lost = not has_marks(text)
    text = _ABBREVIATED.sub(lambda m: _written_out()[m[1].upper()] + " ", text)
    parts = [part for piece in re.split(r"[,;()]|\s[-–]\s", text) for part in _segments(piece, lexicon)]
    queries = [Query(name, types, marks_are_lost=lost) for types, name in parts]
    if len(queries) > 1 and _level(queries[0]) < _level(queries[-1]):
        queries.reverse()
    if not queries:
        return Query(text.strip(), marks_are_lost=lost)
    first, *above = queries
    return Query(first.name, first.types, tuple(above), lost)


_ABBREVIATED = re.compile(r"\b(TT|[HQXPhqxp])\.\s*(?=\w)")


def _written_out() -> dict[str, str]:
    """ "P" → "phường", for the abbreviations that need a dot."""
    return {"".join(keys).upper(): next(iter(word.types)).value for keys, word in type_words().items() if word.needs == "dot"}


def _level(query: Query) -> int:
    """Of the type word; a bare name that comes later is taken for a larger unit."""
    return min((LEVEL[t] for t in query.types), default=2)


def _segments(piece: str, lexicon: Lexicon) -> list[tuple[frozenset[PlaceType], str]]:
    """Cuts before each type word: "xa Tan Thanh huyen Lang Giang" → xa Tan Thanh | huyen Lang Giang."""
    found: list[tuple[frozenset[PlaceType], list[str]]] = []
    syllables, at = SYLLABLE.findall(piece), 0
    while at < len(syllables):
        types, length = _type_at(syllables, at)
        name = found[-1][1] if found else None
        if length and at + length < len(syllables) and name != [] and not _goes_on(name, syllables[at], lexicon):
            found.append((types, []))
            at += length
            continue
        if name is None:
            found.append((frozenset(), []))
        found[-1][1].append(syllables[at])
        at += 1
    return [(types, " ".join(name)) for types, name in found if name]


def _type_at(syllables: list[str], at: int) -> tuple[frozenset[PlaceType], int]:
    for length in (2, 1):
        word = plain_type_words().get(tuple(map(plain_syllable, syllables[at : at + length])))
        if word is not None and len(syllables) - at >= length:
            return word.types, length
    return frozenset(), 0


def _goes_on(name: list[str] | None, syllable: str, lexicon: Lexicon) -> bool:
    """Whether what looks like a type word ends a name: "tinh Ha Tinh"."""
    if not name:
        return False
    key = " ".join(map(plain_syllable, name))
    return key not in lexicon.plain_keys and f"{key} {plain_syllable(syllable)}" in lexicon.plain_keys
