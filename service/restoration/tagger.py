"""The tagger: raw tokens in their sentence → how well each candidate syllable fits, by a small convolutional network.

A token is the sum of the vectors of its hashed letter n-grams; gated convolutions let it see the tokens around it. The network
was trained on sampled noise (service/training/restoration/tagger.py); it runs in numpy, in one thread as all of the flow does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.restoration.casing import Case
from service.restoration.language import LanguageModel

BUCKETS = 1 << 15
"""Letter n-grams are hashed into so many vectors; one more for each case follows them."""
LONGEST_GRAM = 4
LONGEST_TOKEN = 12
MOST_GRAMS = 40
DILATIONS = (1, 1, 2, 3, 4, 1)
"""How far apart the three tokens are that each convolution looks at."""
BREAK_TOKEN = "<b>"
NO_CLASS = -1
UNTAGGED_SCORE = -3.0
"""Score of a reading that is no single known syllable, in nats below a perfect fit."""
LEAST_SCORE = -12.0
MOST_REMEMBERED = 1 << 14
HASHED_AT_ONCE = 256

Floats = NDArray[np.float32]
Token = tuple[str, Case]


def folded(raw: str, case: Case) -> str:
    """A token with the capitals that its case explains made small; capitals inside a small word stay."""
    if case == Case.UPPER:
        return raw.lower()
    return raw[:1].lower() + raw[1:] if case == Case.TITLE else raw


def grams(tokens: Sequence[str]) -> NDArray[np.int32]:
    """[token, MOST_GRAMS] → buckets of each token's n-grams and of the whole token; −1 where there are fewer."""
    codes = np.zeros((len(tokens), LONGEST_TOKEN + 2), dtype=np.uint32)
    sizes = np.zeros(len(tokens), dtype=np.int64)
    for row, token in enumerate(tokens):
        spelled = [ord("^"), *map(ord, token[:LONGEST_TOKEN]), ord("$")]
        codes[row, : len(spelled)] = spelled
        sizes[row] = len(spelled)
    found = np.full((len(tokens), MOST_GRAMS), -1, dtype=np.int32)
    _hash(codes, sizes, found)
    return found


@njit(cache=True, nogil=True)
def _hash(codes, sizes, found):  # type: ignore[no-untyped-def]
    prime, basis, fold = np.uint64(1099511628211), np.uint64(14695981039346656037), np.uint64(29)
    for row in range(codes.shape[0]):
        size, count = sizes[row], 0
        for length in range(LONGEST_GRAM + 1):
            width = size if length == 0 else length
            seed = basis if length == 0 else basis ^ np.uint64(length * 7919)
            for start in range(size - width + 1):
                if (length == 1 and (start == 0 or start == size - 1)) or count == MOST_GRAMS:
                    continue
                value = seed
                for place in range(start, start + width):
                    value = (value ^ np.uint64(codes[row, place])) * prime
                value ^= value >> fold
                found[row, count] = np.int32(value % np.uint64(BUCKETS))
                count += 1


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _score(contexts, counts, classes, weights, bias, found):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    at = 0
    for token in range(len(counts)):
        first, at = at, at + counts[token]
        best = np.float32(-np.inf)
        for place in range(first, at):
            class_ = classes[place]
            if class_ >= 0:
                fit = np.float32(0.0)
                for part in range(contexts.shape[1]):
                    fit += weights[class_, part] * contexts[token, part]
                found[place] = fit + bias[class_]
                best = max(best, found[place])
        for place in range(first, at):
            found[place] = (
                max(found[place] - best, np.float32(LEAST_SCORE)) if classes[place] >= 0 else np.float32(UNTAGGED_SCORE)
            )


@dataclass(frozen=True)
class Layer:
    """Normalisation and gated convolution: weights are [3·width, 2·width]."""

    scale: Floats
    shift: Floats
    weights: Floats
    bias: Floats


class Tagger:
    """The network with its weights; `classes` are the syllables that it knows, the first means "as read"."""

    def __init__(self, classes: Sequence[str], weights: dict[str, NDArray[np.generic]]) -> None:
        self._classes = {syllable: number for number, syllable in enumerate(classes)}
        self._grams = weights["grams"]
        floats = {name: part.astype(np.float32) for name, part in weights.items() if name != "grams"}
        self._gram_scales = floats["gram_scales"]
        self._norm = floats["scale"], floats["shift"]
        parts = ("scale", "shift", "weights", "bias")
        self._layers = [Layer(*(floats[f"{part}{number}"] for part in parts)) for number in range(len(DILATIONS))]
        self._out_weights, self._out_bias = floats["out_weights"], floats["out_bias"]
        self._vectors: dict[Token, Floats] = {}

    def classes_of(self, model: LanguageModel) -> NDArray[np.int32]:
        """By word id of a language model: the class; words that are no class of their own stand as read."""
        return np.array([self._classes.get(word, 0) for word in model.words], dtype=np.int32)

    def contexts(self, tokens: Sequence[Token]) -> Floats:
        """[token, width]: what the network makes of each token among its neighbours."""
        vectors = self._remembered(tokens)
        state: Floats = np.array([vectors[token] for token in tokens])
        size, width = state.shape
        reach = max(DILATIONS)
        padded = np.zeros((size + 2 * reach, width), dtype=np.float32)
        seen, both, gates = (np.empty((size, parts * width), dtype=np.float32) for parts in (3, 2, 1))
        for layer, dilation in zip(self._layers, DILATIONS, strict=True):
            _normalise(state, layer.scale, layer.shift, padded[reach : reach + size])
            for part in range(3):
                start = reach + (part - 1) * dilation
                seen[:, part * width : (part + 1) * width] = padded[start : start + size]
            np.matmul(seen, layer.weights, out=both)
            both += layer.bias
            np.exp(np.negative(both[:, width:], out=gates), out=gates)
            gates += 1.0
            state += np.divide(both[:, :width], gates, out=gates)
        return state

    def scores(self, contexts: Floats, counts: NDArray[np.int64], classes: NDArray[np.int32]) -> Floats:
        """ln p of every candidate up to a constant a token, the token's best 0.

        The first `counts[0]` of `classes` are the first token's candidates, and so on; NO_CLASS has a fixed low score.
        """
        found = np.empty(len(classes), dtype=np.float32)
        _score(contexts, counts, classes, self._out_weights, self._out_bias, found)
        return found

    def _remembered(self, tokens: Iterable[Token]) -> dict[Token, Floats]:
        """Vectors of the tokens and of others; where there are too many, all older ones are forgotten."""
        if len(self._vectors) > MOST_REMEMBERED:
            # another thread may still read the old ones
            self._vectors = {}
        vectors = self._vectors
        missing = [token for token in dict.fromkeys(tokens) if token not in vectors]
        for first in range(0, len(missing), HASHED_AT_ONCE):
            some = missing[first : first + HASHED_AT_ONCE]
            buckets = grams([folded(*token) for token in some])
            rows = np.column_stack((buckets, [BUCKETS + int(case) for _, case in some]))
            is_used = rows >= 0
            used = rows[is_used]
            starts = np.concatenate(([0], np.cumsum(is_used.sum(axis=1))[:-1]))
            totals = np.add.reduceat(self._gram_scales[used, None] * self._grams[used], starts, axis=0)
            vectors.update(zip(some, _normalised(totals, *self._norm), strict=True))
        return vectors


def _normalised(state: Floats, scale: Floats, shift: Floats) -> Floats:
    normalised = np.empty_like(state)
    _normalise(state, scale, shift, normalised)
    return normalised


def _normalise(state: Floats, scale: Floats, shift: Floats, out: Floats) -> None:
    np.subtract(state, state.mean(axis=1, keepdims=True), out=out)
    spread = np.einsum("ij,ij->i", out, out) / np.float32(out.shape[1])
    out /= np.sqrt(spread + np.float32(1e-5))[:, None]
    out *= scale
    out += shift


def load_tagger(path: Path) -> Tagger:
    """Weights as `keep_tagger` wrote them."""
    with np.load(path) as kept:
        held = {name: kept[name] for name in kept.files}
    return Tagger(held.pop("classes").item().split("\n"), held)


def keep_tagger(classes: Sequence[str], weights: dict[str, Floats], path: Path) -> None:
    """Write a trained network small: n-gram vectors as int8 with a scale each, the rest as 16-bit floats."""
    vectors = weights["grams"]
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-8) / 127
    held: dict[str, NDArray[np.generic]] = {name: value.astype(np.float16) for name, value in weights.items() if name != "grams"}
    held |= {"grams": np.round(vectors / scales[:, None]).astype(np.int8), "gram_scales": scales.astype(np.float32)}
    np.savez(path, allow_pickle=False, classes=np.array("\n".join(classes)), **held)
