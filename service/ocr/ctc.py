"""A network's answer step by step → tokens with the other readings that it thought of.

Each step holds the log probability of every character and of "nothing" (index 0). The best path is read, repeats and nothings
dropped. A space that almost won parts two tokens as well: print without a gap never shows one.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.page import Candidate
from service.ocr.engine import confidence_of

BLANK = 0
SPACE = " "
SPACE_SEEN_AT = 0.1
"""Of spaces lost in five pages of real scans the network saw all but one with 0.12 and more, and no false one above 0.05."""
SPACE_IN_A_NUMBER_AT = 0.5
"""Wide-set digits look parted: "201 7" is a year."""
ALTERNATIVE_AT = 0.01
MOST_CANDIDATES = 5
PER_CENT, TAKEN_FOR_IT = "%", "6"
PER_CENT_SEEN_AT = 1e-4
"""The network takes "%" behind a digit for a 6 nearly as often as not (156 of 367 rendered in five typefaces, clean and
damaged), and sees it all the same: 98 in 100 with more than this, of 308 true 6 one. What is made of it stays doubtful."""
AMOUNT_BEFORE = re.compile(r"[^\w,.]*(?:\d{1,2}|100|\d{1,3}[.,]\d{1,2})")
PER_CENT_CONFIDENCE = 0.65


@dataclass(frozen=True)
class Letter:
    """A character, its steps, how sure it is, what else it could be, and how likely it is a sign of per cent."""

    character: str
    start: int
    end: int
    chance: float
    others: tuple[tuple[str, float], ...] = ()
    per_cent: float = 0.0


@dataclass(frozen=True)
class Reading:
    """A token in steps of the network; `confidence` is held down by its least sure letter, `chances` are those of all."""

    text: str
    start: int
    end: int
    confidence: float
    candidates: tuple[Candidate, ...]
    chances: tuple[float, ...]


def tokens_of(logs: NDArray[np.float32], characters: Sequence[str]) -> list[Reading]:
    """(steps, characters) log probabilities → tokens from the left."""
    words: list[list[Letter]] = [[]]
    for letter in _letters(np.exp(logs), characters):
        if letter.character != SPACE:
            words[-1].append(letter)
        elif words[-1]:
            words.append([])
    return [_reading(_with_per_cent(word)) for word in words if word]


def _with_per_cent(word: list[Letter]) -> list[Letter]:
    """ "606" whose last letter may be a sign of per cent as "60%"; the 6 stays among what it could be."""
    place = next((i for i in range(len(word) - 1, 0, -1) if word[i].character.isalnum()), 0)
    last = word[place]
    before = "".join(letter.character for letter in word[:place])
    if last.character != TAKEN_FOR_IT or last.per_cent < PER_CENT_SEEN_AT or AMOUNT_BEFORE.fullmatch(before) is None:
        return word
    others = ((TAKEN_FOR_IT, 1 - PER_CENT_CONFIDENCE), *(other for other in last.others if other[0] != PER_CENT))
    sign = replace(last, character=PER_CENT, chance=min(last.chance, PER_CENT_CONFIDENCE), others=others)
    return [*word[:place], sign, *word[place + 1 :]]


def _letters(chances: NDArray[np.float32], characters: Sequence[str]) -> list[Letter]:
    space = characters.index(SPACE)
    best = chances.argmax(axis=1).tolist()
    letters: list[Letter] = []
    step, blank_from = 0, 0
    while step < len(best):
        end = step + 1
        while end < len(best) and best[end] == best[step]:
            end += 1
        if best[step] != BLANK:
            between = chances[blank_from : step + 1, space]
            in_number = bool(letters) and letters[-1].character.isdigit() and characters[best[step]].isdigit()
            least = SPACE_IN_A_NUMBER_AT if in_number else SPACE_SEEN_AT
            if letters and best[step] != space and len(between) and between.max() >= least:
                letters.append(Letter(SPACE, blank_from, step, float(between.max())))
            letters.append(_letter(chances, characters, best[step], (step, end)))
            blank_from = end - 1
        step = end
    return letters


def _letter(chances: NDArray[np.float32], characters: Sequence[str], index: int, steps: tuple[int, int]) -> Letter:
    start, end = steps
    peak = start + int(chances[start:end, index].argmax())
    here = chances[peak]
    others: tuple[tuple[str, float], ...] = ()
    if here[index] <= 1 - ALTERNATIVE_AT:  # of most letters the network is so sure that no other can be likely
        likely = [int(i) for i in np.flatnonzero(here >= ALTERNATIVE_AT) if i not in (index, BLANK)]
        others = tuple((characters[i], float(here[i])) for i in sorted(likely, key=lambda i: -here[i]))
    is_six = characters[index] == TAKEN_FOR_IT and PER_CENT in characters
    per_cent = float(here[characters.index(PER_CENT)]) if is_six else 0.0
    return Letter(characters[index], start, end, float(here[index]), others, per_cent)


def _reading(word: Sequence[Letter]) -> Reading:
    chances = [letter.chance for letter in word]
    text = unicodedata.normalize("NFC", "".join(letter.character for letter in word))
    found: dict[str, float] = {}
    for place, letter in enumerate(word):
        for other, chance in letter.others:
            characters = [*(each.character for each in word[:place]), other, *(each.character for each in word[place + 1 :])]
            reading = unicodedata.normalize("NFC", "".join(characters)).strip()
            if reading and reading != text and SPACE not in reading:
                found[reading] = max(found.get(reading, 0.0), chance / (chance + letter.chance))
    ranked = sorted(found.items(), key=lambda pair: -pair[1])[:MOST_CANDIDATES]
    return Reading(
        text=text,
        start=word[0].start,
        end=word[-1].end,
        confidence=confidence_of(chances),
        candidates=tuple(Candidate(text=other, confidence=min(1.0, share)) for other, share in ranked),
        chances=tuple(chances),
    )
