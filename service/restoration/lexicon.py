"""A trie of words as flat arrays, and the search in it for the words that a raw token most likely stands for."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.restoration.casing import Case
from service.restoration.channel import LETTER_IDS, Channel

MOST_CANDIDATES = 24
COST_LIMIT = 26.0
"""Nats above which a word is no candidate."""
NEAR_LIMIT = 12.0
"""The limit tried first: where a word is found near enough, those farther off are not looked for."""
NEAR_ENOUGH = 7.0
"""Cost of the nearest word up to which that holds."""
PRIOR_WEIGHT = 0.6
"""How much a word's own rarity counts when candidates are ranked."""
LONGEST_RAW = 16
INSERTIONS = {"digit": 30.0, "letter": 6.0, "sign": 4.0}
"""Cost of a letter or sign that stands for nothing; a digit always stands for something."""


@dataclass(frozen=True)
class Trie:
    """Nodes in depth-first order: letter, depth, where the next node outside the subtree is, word id or −1, rarity in nats."""

    letters: NDArray[np.int16]
    depths: NDArray[np.int16]
    skips: NDArray[np.int32]
    words: NDArray[np.int32]
    rarities: NDArray[np.float32]


def build_trie(words: Iterable[tuple[str, int, float]]) -> Trie:
    """(key, word id, −ln p) → trie; words with letters that no channel knows are left out."""
    spelled = sorted(
        (tuple(LETTER_IDS[c] for c in word), number, rarity)
        for word, number, rarity in words
        if word and all(c in LETTER_IDS for c in word)
    )
    letters: list[int] = []
    depths: list[int] = []
    found: list[int] = []
    rarities: list[float] = []
    path: tuple[int, ...] = ()
    for spelling, number, rarity in spelled:
        shared = next((i for i, (a, b) in enumerate(zip(path, spelling, strict=False)) if a != b), min(len(path), len(spelling)))
        for depth in range(shared, len(spelling)):
            letters.append(spelling[depth])
            depths.append(depth + 1)
            found.append(-1)
            rarities.append(0.0)
        found[-1], rarities[-1] = number, rarity
        path = spelling
    return Trie(
        np.array(letters, dtype=np.int16),
        np.array(depths, dtype=np.int16),
        _skips(depths),
        np.array(found, dtype=np.int32),
        np.array(rarities, dtype=np.float32),
    )


def _skips(depths: list[int]) -> NDArray[np.int32]:
    skips = np.full(len(depths), len(depths), dtype=np.int32)
    open_nodes: list[int] = []
    for node, depth in enumerate(depths):
        while open_nodes and depths[open_nodes[-1]] >= depth:
            skips[open_nodes.pop()] = node
        open_nodes.append(node)
    return skips


def nearest(
    trie: Trie, channel: Channel, raw: str, case: Case, *, most: int = MOST_CANDIDATES, limit: float = COST_LIMIT
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Word ids and channel costs of the words that `raw` may stand for at less than `limit`, in no order."""
    if len(raw) > LONGEST_RAW:
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
    words = np.empty(most, dtype=np.int32)
    costs = np.empty(most, dtype=np.float32)
    units = channel.unit_ids(raw)
    extra = np.array([INSERTIONS["digit" if c.isdigit() else "letter" if c.isalpha() else "sign"] for c in raw], dtype=np.float32)
    arrays = (trie.letters, trie.depths, trie.skips, trie.words, trie.rarities)
    limit = min(limit, COST_LIMIT)
    count = _search(arrays, channel.costs, units, extra, int(case), min(NEAR_LIMIT, limit), words, costs)
    if limit > NEAR_LIMIT and (count == 0 or costs[:count].min() > NEAR_ENOUGH):
        count = _search(arrays, channel.costs, units, extra, int(case), limit, words, costs)
    return words[:count], costs[:count]


@njit(cache=True, nogil=True)
def _search(arrays, costs, units, extra, case, most_cost, out_words, out_costs):  # type: ignore[no-untyped-def]  # noqa: PLR0912, PLR0915, PLR0917
    letters, depths, skips, words, rarities = arrays
    most = len(out_words)
    size = len(extra)
    ranks = np.full(most, 1e9, dtype=np.float32)
    count = 0
    worst = 0
    rows = np.full((24, size + 1), 1e9, dtype=np.float32)
    rows[0, 0] = 0.0
    for end in range(size):
        rows[0, end + 1] = rows[0, end] + extra[end]
    node = 0
    total = len(letters)
    while node < total:
        depth = depths[node]
        if depth >= 24:
            node = skips[node]
            continue
        large = 1 if (case == 2 or (case == 1 and depth == 1)) else 0
        letter = letters[node]
        least = np.float32(1e9)
        for end in range(size + 1):
            best = np.float32(1e9)
            for length in range(4):
                start = end - length
                if start < 0:
                    break
                before = rows[depth - 1, start]
                if before < 1e8:
                    cost = before + costs[large, letter, units[large, start, length]]
                    best = min(best, cost)
            if end > 0 and rows[depth, end - 1] + extra[end - 1] < best:
                best = rows[depth, end - 1] + extra[end - 1]
            rows[depth, end] = best
            least = min(least, best)
        limit = most_cost if count < most else min(most_cost, ranks[worst])
        if least > limit:
            node = skips[node]
            continue
        word = words[node]
        if word >= 0 and rows[depth, size] < most_cost:
            rank = rows[depth, size] + PRIOR_WEIGHT * rarities[node]
            place = -1
            if count < most:
                place = count
                count += 1
            elif rank < ranks[worst]:
                place = worst
            if place >= 0:
                out_words[place] = word
                out_costs[place] = rows[depth, size]
                ranks[place] = rank
                if count == most:
                    worst = int(np.argmax(ranks))
        node += 1
    return count
