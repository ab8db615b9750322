"""Names of persons: the surname is one of a few hundred, so that a misread one is noticed: "Bữi Khắc Bằng" → Bùi Khắc Bằng."""

from functools import cache
from pathlib import Path

from extractors.grammar.keys import key_of


@cache
def surnames() -> frozenset[str]:
    lines = Path(__file__).with_name("surnames.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _by_key() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in surnames():
        found.setdefault(key_of(name), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


def surname_read_as(word: str) -> str | None:
    """The one surname that a word is but for its marks: itself where it is one, "Bùi" for "Bữi"; None for none or several."""
    if word in surnames():
        return word
    alike = _by_key().get(key_of(word), frozenset())
    return next(iter(alike)) if len(alike) == 1 and word[:1].isupper() else None
