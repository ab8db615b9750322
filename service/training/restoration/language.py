"""Counts syllable n-grams and estimates an interpolated modified Kneser-Ney model, pruned and quantised into a trie."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.restoration.language import BACKOFF_FLOOR, LOG_FLOOR
from service.restoration.wording import BREAK, SPECIAL, wording
from service.training.restoration.corpus import Source

log = logging.getLogger(__name__)

ORDER = 4
BITS = 16
LONGEST_WORD = 14
SMALLEST_COUNT = 6.0
"""Words of less weighted count are unknown to the model."""
LARGEST_VOCABULARY = 30_000
SMALLEST_KEPT = {3: 2.0, 4: 2.0}
"""N-grams of less weighted count are pruned (an in-domain singleton counts four and stays)."""


Keys = NDArray[np.uint64]
Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Grams:
    """N-grams of one order: packed word ids (first word in the highest bits), sorted, with counts."""

    keys: Keys
    counts: Weights


def count_words(sources: Iterable[Source]) -> Counter[str]:
    """Weighted counts of the model's tokens over the training parts."""
    total: Counter[str] = Counter()
    for source in sources:
        seen: Counter[str] = Counter()
        for line in source.train:
            seen.update(wording(line))
        for word, count in seen.items():
            total[word] += count * source.weight  # type: ignore[assignment]
    return total


def choose_vocabulary(counts: Counter[str], extra: Iterable[str] = ()) -> list[str]:
    """The words of the model, special ones first, then by count."""
    extra = [word for word in extra if word not in SPECIAL]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    kept = [w for w, c in ranked if c >= SMALLEST_COUNT and len(w) <= LONGEST_WORD and w not in SPECIAL]
    chosen = dict.fromkeys([*SPECIAL, *kept[:LARGEST_VOCABULARY], *extra])
    return list(chosen)


def abbreviated(lines: Iterable[str], abbreviations: dict[str, str]) -> list[str]:
    """Copies of the lines that write out what papers abbreviate, abbreviated: "xây dựng nông thôn mới" → "xây dựng NTM"."""
    by_form = {form: short for short, form in abbreviations.items()}
    longest_first = sorted(by_form, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    return [new for line in lines if (new := pattern.sub(lambda m: by_form[m.group().lower()], line)) != line]


def encode(lines: Sequence[str], ids: dict[str, int]) -> NDArray[np.uint16]:
    """Word ids of lines in one stream, each line ended by a break."""
    out: list[int] = []
    stop = ids[BREAK]
    find = ids.get
    for line in lines:
        out.extend([find(word, 0) for word in wording(line)])
        if out and out[-1] != stop:
            out.append(stop)
    return np.array(out, dtype=np.uint16)


def count_grams(streams: Iterable[tuple[NDArray[np.uint16], float]], order: int) -> Grams:
    """Weighted counts of the n-grams of id streams."""
    keys, counts = [], []
    for stream, weight in streams:
        packed = pack(stream, order)
        unique, seen = np.unique(packed, return_counts=True)
        keys.append(unique)
        counts.append(seen * weight)
    return _merged(np.concatenate(keys), np.concatenate(counts))


def pack(stream: NDArray[np.uint16], order: int) -> Keys:
    wide = stream.astype(np.uint64)
    packed = np.zeros(len(wide) - order + 1, dtype=np.uint64)
    for place in range(order):
        packed = (packed << np.uint64(BITS)) | wide[place : len(wide) - order + 1 + place]
    return packed


def _merged(keys: Keys, counts: Weights) -> Grams:
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return Grams(keys[starts], np.add.reduceat(counts, starts))


def continuations(grams: Grams, order: int) -> Grams:
    """Of the (order-1)-grams: how many different words stand before each."""
    mask = np.uint64((1 << (BITS * (order - 1))) - 1)
    unique, seen = np.unique(grams.keys & mask, return_counts=True)
    return Grams(unique, seen.astype(np.float64))


def discounts(counts: Weights) -> tuple[float, float, float]:
    """Modified Kneser-Ney discounts of counts one, two, three and more (Chen & Goodman 1998, eq. 26)."""
    whole = np.round(counts).astype(np.int64)
    n = [max(1, int((whole == k).sum())) for k in (1, 2, 3, 4)]
    y = n[0] / (n[0] + 2 * n[1])
    found = tuple(min(k - 0.02, max(0.1, k - (k + 1) * y * n[k] / n[k - 1])) for k in (1, 2, 3))
    return found[0], found[1], found[2]


def discounted(counts: Weights) -> Weights:
    d1, d2, d3 = discounts(counts)
    d = np.where(counts < 1.5, d1, np.where(counts < 2.5, d2, d3))
    return np.maximum(counts - d, counts * 0.05)


@dataclass(frozen=True)
class Level:
    """Kept n-grams of one order with probability and, for contexts, backoff."""

    keys: Keys
    probability: Weights
    backoff: Weights


def estimate(streams: Sequence[tuple[NDArray[np.uint16], float]], words: int) -> list[Level]:
    """Levels of order 1 to 4."""
    grams: dict[int, Grams] = {ORDER: count_grams(streams, ORDER)}
    raw: dict[int, Grams] = {ORDER: grams[ORDER]}
    for order in range(ORDER - 1, 0, -1):
        grams[order] = continuations(grams[order + 1], order + 1)
        if order > 1:
            raw[order] = count_grams(streams, order)
        log.info("%d-grams: %d", order, len(grams[order].keys))
    return _levels(grams, raw, words)


def _levels(grams: dict[int, Grams], raw: dict[int, Grams], words: int) -> list[Level]:
    counts = np.zeros(words)
    counts[grams[1].keys.astype(np.int64)] = grams[1].counts
    unigram = 0.98 * counts / counts.sum() + 0.02 / words
    levels = [Level(np.arange(words, dtype=np.uint64), unigram, np.ones(words))]
    for order in range(2, ORDER + 1):
        levels.append(_level(order, grams[order], raw[order], levels))
        log.info("kept %d of %d %d-grams", len(levels[-1].keys), len(grams[order].keys), order)
    return levels


def _level(order: int, grams: Grams, raw: Grams, levels: list[Level]) -> Level:
    shift, mask = np.uint64(BITS), np.uint64((1 << (BITS * (order - 1))) - 1)
    contexts = grams.keys >> shift
    below = levels[-1]
    totals_at = np.searchsorted(below.keys, contexts)
    has_context = (totals_at < len(below.keys)) & (below.keys[np.minimum(totals_at, len(below.keys) - 1)] == contexts)
    totals = np.bincount(totals_at[has_context], grams.counts[has_context], len(below.keys))
    mass = discounted(grams.counts)
    is_kept = has_context
    if order in SMALLEST_KEPT:
        weight = raw.counts[np.searchsorted(raw.keys, grams.keys)]
        is_kept = is_kept & (weight >= SMALLEST_KEPT[order])
    at = totals_at[is_kept]
    share = mass[is_kept] / totals[at]
    kept_share = np.bincount(at, share, len(below.keys))
    backoff = np.clip(1.0 - kept_share, 1e-4, 1.0)
    levels[-1] = Level(below.keys, below.probability, backoff)
    keys = grams.keys[is_kept]
    probability = share + backoff[at] * _probability(keys & mask, order - 1, levels)
    return Level(keys, probability, np.ones(len(keys)))


def _probability(keys: Keys, order: int, levels: list[Level]) -> Weights:
    """p(last | rest) of packed n-grams, backing off where they were pruned."""
    if order == 1:
        return levels[0].probability[keys.astype(np.int64)]
    level = levels[order - 1]
    at = np.minimum(np.searchsorted(level.keys, keys), len(level.keys) - 1)
    is_found = level.keys[at] == keys
    result = np.where(is_found, level.probability[at], 0.0)
    missing = ~is_found
    if missing.any():
        shorter = keys[missing] & np.uint64((1 << (BITS * (order - 1))) - 1)
        contexts, below = keys[missing] >> np.uint64(BITS), levels[order - 2]
        place = np.minimum(np.searchsorted(below.keys, contexts), len(below.keys) - 1)
        gamma = np.where(below.keys[place] == contexts, below.backoff[place], 1.0)
        result[missing] = gamma * _probability(shorter, order - 1, levels)
    return result


def trie(levels: list[Level]) -> dict[str, NDArray[np.generic]]:
    """Arrays of the trie: words, probabilities, backoffs of every level and where each node's children start."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for order, level in enumerate(levels, start=1):
        arrays[f"word{order}"] = (level.keys & np.uint64((1 << BITS) - 1)).astype(np.uint16)
        arrays[f"probability{order}"] = quantised(level.probability, LOG_FLOOR)
        if order < len(levels):
            arrays[f"backoff{order}"] = quantised(level.backoff, BACKOFF_FLOOR)
            parents = np.searchsorted(level.keys, levels[order].keys >> np.uint64(BITS))
            arrays[f"children{order}"] = np.concatenate(([0], np.cumsum(np.bincount(parents, minlength=len(level.keys))))).astype(
                np.uint32
            )
    return arrays


def quantised(shares: Weights, floor: float) -> NDArray[np.uint8]:
    """Probabilities → 0 (certain) to 255 (e^floor or less), in equal steps of the logarithm."""
    logs = np.log(np.maximum(shares, 1e-30))
    return np.clip(np.round(logs / floor * 255), 0, 255).astype(np.uint8)
