"""The parts of document numbers: a closed list gives them back their marks, and nothing else about a number is ever guessed."""

import re
from collections.abc import Iterable

from service.restoration.spelling import without_marks

_PART = re.compile(r"[^\W\d_]+")


class Symbols:
    """Symbols of kinds of papers and of issuers, by what they are without their marks."""

    def __init__(self, symbols: Iterable[str]) -> None:
        self._known = frozenset(symbols)
        by_plain: dict[str, set[str]] = {}
        for symbol in self._known:
            by_plain.setdefault(without_marks(symbol), set()).add(symbol)
        self._single = {plain: next(iter(found)) for plain, found in by_plain.items() if len(found) == 1}

    def marked(self, number: str) -> str:
        """ "1466/QD-UBND" → "1466/QĐ-UBND"; digits, letters and case stay."""
        return _PART.sub(lambda part: self._marked_part(part.group()), number)

    def _marked_part(self, part: str) -> str:
        return part if part in self._known else self._single.get(part, part)
