"""How a token is cased, and the same case laid on its restored form."""

import re
from enum import IntEnum
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{2,}")


class Case(IntEnum):
    LOW = 0
    TITLE = 1
    UPPER = 2


@lru_cache(maxsize=1 << 16)
def case_of(raw: str) -> Case:
    """ "nghị" → LOW, "Nghị" → TITLE, "NGHỊ" and "HQl" → UPPER; signs and digits do not count."""
    letters = [c for c in raw if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    if capitals >= 2 and (capitals == len(letters) or (len(letters) >= 3 and capitals >= 0.66 * len(letters))):
        return Case.UPPER
    return Case.TITLE if letters and letters[0].isupper() and raw[0] == letters[0] else Case.LOW


def cased(word: str, case: Case) -> str:
    """A word in small letters, cased."""
    if case == Case.UPPER:
        return word.upper()
    return word[:1].upper() + word[1:] if case == Case.TITLE else word


def is_half_capital(raw: str) -> bool:
    """Whether a token begins with a capital and is counted as capitals though it has small letters: "LOc"."""
    return raw[:1].isupper() and not raw.isupper() and case_of(raw) == Case.UPPER


def is_in_small_letters(before: str, after: str) -> bool:
    """Whether most words of a line on both sides of a token, one at least, are not in capitals."""
    words: list[str] = _WORD.findall(before) + _WORD.findall(after)
    return sum(word.isupper() for word in words) * 2 < len(words)
