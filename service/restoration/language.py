"""The language model as it ships: a quantised trie of syllable n-grams of order four, read memory-mapped."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.restoration.casing import Case, cased
from service.restoration.wording import BREAK, UNKNOWN

ORDER = 4
LOG_FLOOR = -20.0
BACKOFF_FLOOR = -8.0
ARRAYS = (
    "probability1",
    "backoff1",
    "children1",
    "word2",
    "probability2",
    "backoff2",
    "children2",
    "word3",
    "probability3",
    "backoff3",
    "children3",
    "word4",
    "probability4",
)


@dataclass(frozen=True)
class LanguageModel:
    """Words by id, and the trie's arrays in the order of ARRAYS."""

    words: tuple[str, ...]
    arrays: tuple[NDArray[np.generic], ...]

    @cached_property
    def ids(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def cased_words(self) -> dict[Case, list[str]]:
        """The words by id, in each case."""
        return {case: [cased(word, case) for word in self.words] for case in Case}

    @cached_property
    def rarities(self) -> list[float]:
        """−ln p of each word by itself."""
        found: list[float] = (self.arrays[0].astype(np.float64) * (LOG_FLOOR / -255)).tolist()
        return found

    @property
    def unknown(self) -> int:
        return self.ids[UNKNOWN]

    @property
    def sentence_break(self) -> int:
        return self.ids[BREAK]


def load_language_model(folder: Path) -> LanguageModel:
    """Open a model without reading it: the pages come from disk when they are asked for."""
    words = tuple((folder / "words.txt").read_text("utf-8").splitlines())
    arrays = tuple(np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS)
    return LanguageModel(words, arrays)


def keep_language_model(words: list[str], arrays: dict[str, NDArray[np.generic]], folder: Path) -> None:
    (folder / "words.txt").write_text("\n".join(words) + "\n", "utf-8")
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", arrays[name])
