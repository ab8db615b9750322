"""Finds the acronyms of official text: runs of capitals that are no syllables."""

import re
from collections import Counter
from collections.abc import Iterable

from service.restoration.spelling import is_syllable
from service.training.restoration.corpus import Source

SMALLEST_COUNT = 12.0
_CAPITALS = re.compile(r"\b[A-ZĐƯÔƠÂÊĂ]{2,8}\b")


def find_acronyms(sources: Iterable[Source], vocabulary: Iterable[str]) -> list[str]:
    """Acronyms that the model knows, the frequent first."""
    total: Counter[str] = Counter()
    for source in sources:
        if source.is_official:
            seen = Counter(match for line in source.train for match in _CAPITALS.findall(line))
            for word, count in seen.items():
                total[word] += count * source.weight  # type: ignore[assignment]
    known = set(vocabulary)
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    return [word for word, count in ranked if count >= SMALLEST_COUNT and word.lower() in known and not is_syllable(word.lower())]
