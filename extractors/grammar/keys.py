"""Text → its key: lower case, no marks, the same length, so that a match in the key is a match in the text.

"Quý II/2022" → "quy ii/2022". Restored text has most of its marks right but not all; patterns are matched on the key and values
are read from the text.
"""

import re
import unicodedata
from functools import lru_cache

_LATIN = [c for c in map(chr, range(0x41, 0x1EFA)) if c.isascii() or "LATIN" in unicodedata.name(c, "")]
CAPITALS = "".join(c for c in _LATIN if c.isupper())
SMALL = "".join(c for c in _LATIN if c.islower())
"""Letters for classes in patterns: capitals and small letters take turns in Unicode, so that "À-Ỹ" holds both."""
WIDE_DASHES = "‐‑‒–—−"
QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"}


def _base(character: str) -> str:
    letter = unicodedata.normalize("NFD", character)[0].lower()
    return letter if len(letter) == 1 else character


def _table() -> dict[int, str]:
    composed = [chr(c) for c in range(0xC0, 0x1EFA) if c < 0x250 or c >= 0x1E00]
    table = {ord(c): _base(c) for c in composed if c.isalpha()}
    table |= {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    table |= {ord("đ"): "d", ord("Đ"): "d", ord("ð"): "d", ord("Ð"): "d"}
    table |= dict.fromkeys(map(ord, WIDE_DASHES), "-")
    table |= {ord(quote): plain for quote, plain in QUOTES.items()}
    table |= {ord(space): " " for space in "\t\n\r\f\v\u00a0\u2009\u202f"}
    return table


_TABLE = _table()


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Lower case without marks, code point for code point; wide dashes, curly quotes and white space made plain."""
    return text.translate(_TABLE)


def words_pattern(phrases: list[str] | tuple[str, ...]) -> str:
    """A pattern for any of some phrases in the key, longest first, any white space between their words."""
    keys = sorted({key_of(phrase) for phrase in phrases}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(key).replace(r"\ ", r"\s+") for key in keys) + ")"
