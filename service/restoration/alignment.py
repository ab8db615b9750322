"""Aligns a word with what was read for it, letter by letter, at the least cost of a channel."""

from collections import Counter, defaultdict

import numpy as np
from numba import njit

from service.restoration.casing import Case, case_of
from service.restoration.channel import LARGE, LETTER_IDS, LONGEST_UNIT, SMALL, Channel, Counts
from service.restoration.spelling import key

IMPOSSIBLE = 1e9


def row_of(case: Case, place: int) -> int:
    """Which row of a channel holds for the letter at a place of a word of that case."""
    return LARGE if case == Case.UPPER or (case == Case.TITLE and place == 0) else SMALL


def aligned_units(channel: Channel, word: str, raw: str, case: Case) -> list[tuple[int, str, str]]:
    """(row, letter, unit read) for every letter of a key, or nothing where no alignment exists."""
    units, costs = channel.unit_ids(raw), channel.costs
    size = len(raw)
    best = [[IMPOSSIBLE] * (size + 1) for _ in range(len(word) + 1)]
    came = [[0] * (size + 1) for _ in range(len(word) + 1)]
    best[0][0] = 0.0
    for place, letter in enumerate(word):
        row, letter_id = row_of(case, place), LETTER_IDS.get(letter)
        if letter_id is None:
            return []
        of_letter = costs[row, letter_id]
        for at in range(size + 1):
            here = best[place][at]
            if here >= IMPOSSIBLE:
                continue
            for length in range(min(LONGEST_UNIT, size - at) + 1):
                cost = here + float(of_letter[units[row, at, length]])
                if cost < best[place + 1][at + length]:
                    best[place + 1][at + length] = cost
                    came[place + 1][at + length] = length
    if best[len(word)][size] >= IMPOSSIBLE:
        return []
    found, at = [], size
    for place in range(len(word), 0, -1):
        length = came[place][at]
        row = row_of(case, place - 1)
        unit = raw[at - length : at]
        found.append((row, word[place - 1], unit.lower() if row == LARGE else unit))
        at -= length
    return found[::-1]


def aligned_cost(channel: Channel, word: str, raw: str, case: Case) -> float:
    """Cost in nats of reading a key as `raw`; its letters are all known to the channel."""
    letters = np.array([LETTER_IDS[letter] for letter in word], dtype=np.int64)
    return float(_least_cost(channel.costs, channel.unit_ids(raw), letters, int(case)))


@njit(cache=True, nogil=True)
def _least_cost(costs, units, letters, case):  # type: ignore[no-untyped-def]
    size = units.shape[1] - 1
    best, after = np.full(size + 1, IMPOSSIBLE), np.empty(size + 1)
    best[0] = 0.0
    for place in range(len(letters)):
        row = LARGE if case == 2 or (case == 1 and place == 0) else SMALL
        after[:] = IMPOSSIBLE
        for at in range(size + 1):
            for length in range(min(LONGEST_UNIT, size - at) + 1):
                after[at + length] = min(after[at + length], best[at] + costs[row, letters[place], units[row, at, length]])
        best, after = after, best
    return best[size]


def count_units(channel: Channel, pairs: Counter[tuple[str, str]]) -> tuple[Counts, Counts]:
    """How often each letter was read as what, along the cheapest alignments of (printed, read) words."""
    found: tuple[defaultdict[str, defaultdict[str, float]], ...] = tuple(
        defaultdict(lambda: defaultdict(float)) for _ in range(2)
    )
    for (true, raw), count in pairs.items():
        for row, letter, unit in aligned_units(channel, key(true), raw, case_of(true)):
            found[row][letter][unit] += count
    small, large = ({letter: dict(read) for letter, read in row.items()} for row in found)
    return small, large
