"""A name as written → keys under which names are equal.

    name_key   marks kept, but not where they stand: "Hoà Hiệp" and "HÒA HIỆP" → "hoa1 hiêp5"
    plain_key  no marks: "hoa hiep"

Apostrophes go ("H'Leo" → "hleo"), punctuation separates nothing ("Bà Rịa - Vũng Tàu" has four syllables), numbers lose
their leading zeros ("01" → "1"). i and y are kept apart.
"""

import re
import unicodedata
from functools import lru_cache

SYLLABLE = re.compile(r"[^\W_]+(?:['’`ʼ‘][^\W_]+)*")
_APOSTROPHES = dict.fromkeys(map(ord, "'’`ʼ‘"))
_TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}


@lru_cache(maxsize=65536)
def syllable_key(syllable: str) -> str:
    """ "Hiệp" → "hiêp5": base letters with their hats and horns, then the tone's digit."""
    letters, tone = [], ""
    for c in unicodedata.normalize("NFD", syllable.translate(_APOSTROPHES).casefold()):
        if c in _TONES:
            tone = _TONES[c]
        else:
            letters.append(c)
    plain = "".join(letters)
    return plain.lstrip("0") or "0" if plain.isdecimal() else unicodedata.normalize("NFC", plain) + tone


@lru_cache(maxsize=65536)
def plain_syllable(syllable: str) -> str:
    """ "Đắk" → "dak"."""
    decomposed = unicodedata.normalize("NFD", syllable.translate(_APOSTROPHES).casefold().replace("đ", "d"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.lstrip("0") or "0" if plain.isdecimal() else plain


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    return " ".join(map(syllable_key, SYLLABLE.findall(name)))


@lru_cache(maxsize=65536)
def plain_key(name: str) -> str:
    return " ".join(map(plain_syllable, SYLLABLE.findall(name)))


@lru_cache(maxsize=65536)
def has_marks(text: str) -> bool:
    """Whether any letter bears a Vietnamese mark or is đ."""
    return any(c in "đĐ" or unicodedata.decomposition(c) for c in text)
