"""A trie of words as flat arrays, and the search in it for the words that a raw token most likely stands for."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.restoration.casing import Case
from service.restoration.channel import LETTER_IDS, LONGEST_UNIT, Channel

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
DEEPEST = 24
"""Letters from which on a word is not looked at."""
UNITS = LONGEST_UNIT + 1
PADDING = LONGEST_UNIT
FAR = np.float32(1e9)
INSERTIONS = {"digit": 30.0, "letter": 6.0, "sign": 4.0}
"""Cost of a letter or sign that stands for nothing; a digit always stands for something."""


@dataclass(frozen=True)
class Trie:
    """Nodes in depth-first order: letter, depth, where the next node outside the subtree is, word id or −1, rarity in nats, and
    the least rarity of any word in the subtree."""

    letters: NDArray[np.int16]
    depths: NDArray[np.int16]
    skips: NDArray[np.int32]
    words: NDArray[np.int32]
    rarities: NDArray[np.float32]
    least_rarities: NDArray[np.float32]


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
    skips = _skips(depths)
    return Trie(
        np.array(letters, dtype=np.int16),
        np.array(depths, dtype=np.int16),
        skips,
        np.array(found, dtype=np.int32),
        np.array(rarities, dtype=np.float32),
        _least_rarities(found, rarities, skips),
    )


def _skips(depths: list[int]) -> NDArray[np.int32]:
    skips = np.full(len(depths), len(depths), dtype=np.int32)
    open_nodes: list[int] = []
    for node, depth in enumerate(depths):
        while open_nodes and depths[open_nodes[-1]] >= depth:
            skips[open_nodes.pop()] = node
        open_nodes.append(node)
    return skips


def _least_rarities(found: list[int], rarities: list[float], skips: NDArray[np.int32]) -> NDArray[np.float32]:
    own = np.where(np.array(found) >= 0, np.array(rarities, dtype=np.float32), np.float32(np.inf))
    return np.array([own[node:skip].min() for node, skip in enumerate(skips.tolist())], dtype=np.float32)


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
    arrays = (trie.letters, trie.depths, trie.skips, trie.words, trie.rarities, trie.least_rarities)
    limit = min(limit, COST_LIMIT)
    count = _search(arrays, channel.costs, units, extra, int(case), min(NEAR_LIMIT, limit), words, costs)
    if limit > NEAR_LIMIT and (count == 0 or costs[:count].min() > NEAR_ENOUGH):
        count = _search(arrays, channel.costs, units, extra, int(case), limit, words, costs)
    return words[:count], costs[:count]


@njit(cache=True, nogil=True)
def _ending(costs, units, size, case):  # type: ignore[no-untyped-def]
    """[row, letter, end, length] → cost of the unit of that length that ends there."""
    found = np.full((2, costs.shape[1], size + 1, UNITS), FAR, dtype=np.float32)
    for row in range(case == 2, 1 + (case > 0)):
        for letter in range(costs.shape[1]):
            for end in range(size + 1):
                for length in range(min(UNITS, end + 1)):
                    found[row, letter, end, length] = costs[row, letter, units[row, end - length, length]]
    return found


@njit(cache=True, nogil=True, fastmath={"nnan"})
def _search(arrays, costs, units, extra, case, most_cost, out_words, out_costs):  # type: ignore[no-untyped-def]  # noqa: PLR0915, PLR0917
    letters, depths, skips, words, rarities, least_rarities = arrays
    most = len(out_words)
    size = len(extra)
    ending = _ending(costs, units, size, case)
    ranks = np.full(most, FAR, dtype=np.float32)
    count = 0
    worst = 0
    # by depth: the cost of every end of what was read, behind cells that make every unit as long as the longest
    rows = np.full((DEEPEST, size + UNITS), FAR, dtype=np.float32)
    rows[0, PADDING] = 0.0
    for end in range(size):
        rows[0, PADDING + end + 1] = rows[0, PADDING + end] + extra[end]
    node = 0
    total = len(letters)
    limit, worst_rank = most_cost, FAR
    while node < total:
        depth = depths[node]
        if depth >= DEEPEST:
            node = skips[node]
            continue
        row = 1 if (case == 2 or (case == 1 and depth == 1)) else 0
        letter = letters[node]
        least = FAR
        before = FAR
        for end in range(size + 1):
            none = rows[depth - 1, end + 3] + ending[row, letter, end, 0]
            one = rows[depth - 1, end + 2] + ending[row, letter, end, 1]
            two = rows[depth - 1, end + 1] + ending[row, letter, end, 2]
            three = rows[depth - 1, end] + ending[row, letter, end, 3]
            best = min(none, one, two, three)
            if end > 0:
                best = min(best, before + extra[end - 1])
            rows[depth, PADDING + end] = best
            least = min(least, best)
            before = best
        if least > limit or least + PRIOR_WEIGHT * least_rarities[node] > worst_rank:
            node = skips[node]
            continue
        word = words[node]
        if word >= 0 and before < most_cost:
            rank = before + PRIOR_WEIGHT * rarities[node]
            place = -1
            if count < most:
                place = count
                count += 1
            elif rank < ranks[worst]:
                place = worst
            if place >= 0:
                out_words[place] = word
                out_costs[place] = before
                ranks[place] = rank
                if count == most:
                    worst = int(np.argmax(ranks))
                    worst_rank = ranks[worst]
                    limit = min(most_cost, worst_rank)
        node += 1
    return count
