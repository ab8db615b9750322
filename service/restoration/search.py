"""The search: the best way through a lattice of candidates, and how probable every candidate is, by beam and forward-backward."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.restoration.language import BACKOFF_FLOOR, LOG_FLOOR, LanguageModel


@dataclass(frozen=True)
class Beam:
    """How many states a position keeps, and how many nats behind the best one a state is dropped."""

    states: int = 10
    width: float = 12.0


FULL, NARROW = Beam(), Beam(6, 8.0)
MOST_PENDING = 640
NO_WORD = -1
NEW_CONTEXT = -2
"""Instead of a word: what follows stands as behind a sentence break, though nothing has ended like a sentence."""
NEGLIGIBLE = 37.0
"Nats below which a probability adds nothing to another."


@dataclass(frozen=True)
class Lattice:
    """Arcs over positions 0..size, sorted by where they start; an arc says one or two words, none (both −1), or NEW_CONTEXT."""

    size: int
    firsts: NDArray[np.int32]
    """Index of the first arc that starts at each position; one more at the end."""
    ends: NDArray[np.int32]
    words: NDArray[np.int32]
    second_words: NDArray[np.int32]
    costs: NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """The best path's arcs in order, ln p of what each says behind the others, and every arc's posterior probability."""

    path: NDArray[np.int32]
    gains: NDArray[np.float32]
    posteriors: NDArray[np.float32]


def search(model: LanguageModel, lattice: Lattice, *, language_weight: float = 1.0, beam: Beam = FULL) -> Found:
    """Best path and posteriors of a lattice that begins after a sentence break."""
    posteriors = np.zeros(len(lattice.ends), dtype=np.float32)
    path = np.empty(lattice.size, dtype=np.int32)
    gains = np.empty(lattice.size, dtype=np.float32)
    length = _run(
        model.arrays,
        model.sentence_break,
        lattice.size,
        lattice.firsts,
        lattice.ends,
        lattice.words,
        lattice.second_words,
        lattice.costs,
        language_weight,
        beam.states,
        beam.width,
        path,
        gains,
        posteriors,
    )
    return Found(path[:length], gains[:length], posteriors)


@njit(cache=True, nogil=True)
def _child(words, children, node, word):  # type: ignore[no-untyped-def]
    """Index of a node's child for a word, or −1."""
    low, end = np.int64(children[node]), np.int64(children[node + 1])
    size = end - low
    # no branch inside: where to go on is as good as random, and a wrong guess of the processor costs more than the step
    while size > 1:
        half = size >> 1
        low += half * (words[low + half - 1] < word)
        size -= half
    if size > 0 and words[low] == word:
        return low
    return np.int64(-1)


@njit(cache=True, nogil=True)
def _step(arrays, three, two, one, word):  # type: ignore[no-untyped-def]
    """(ln p(word | context), next three, two, one); a context is its trigram, bigram and unigram node or −1."""
    p1, b1, c1, w2, p2, b2, c2, w3, p3, b3, c3, w4, p4 = arrays
    # what a longer n-gram ends with is an n-gram of the model too: where the shorter one is not found, no longer one is
    next_two = _child(w2, c1, one, word)
    next_three = _child(w3, c2, two, word) if two >= 0 and next_two >= 0 else np.int64(-1)
    back = 0.0
    if three >= 0:
        four = _child(w4, c3, three, word) if next_three >= 0 else np.int64(-1)
        if four >= 0:
            return p4[four] * (LOG_FLOOR / 255), next_three, next_two, word
        back += b3[three] * (BACKOFF_FLOOR / 255)
    if two >= 0:
        if next_three >= 0:
            return back + p3[next_three] * (LOG_FLOOR / 255), next_three, next_two, word
        back += b2[two] * (BACKOFF_FLOOR / 255)
    if next_two >= 0:
        return back + p2[next_two] * (LOG_FLOOR / 255), next_three, next_two, word
    back += b1[one] * (BACKOFF_FLOOR / 255)
    return back + p1[word] * (LOG_FLOOR / 255), next_three, next_two, word


@njit(cache=True, nogil=True)
def _sum(one, other):  # type: ignore[no-untyped-def]
    """ln(exp(one) + exp(other))."""
    high, low = max(one, other), min(one, other)
    return high if low < high - NEGLIGIBLE else high + np.log1p(np.exp(low - high))


@njit(cache=True, nogil=True)
def _rank(scores, count, least, order):  # type: ignore[no-untyped-def]
    """Indices of the scores of at least `least`, best first, into `order`; returns how many."""
    used = 0
    for entry in range(count):
        score = scores[entry]
        if score < least:
            continue
        place = used
        while place > 0 and scores[order[place - 1]] < score:
            order[place] = order[place - 1]
            place -= 1
        order[place] = entry
        used += 1
    return used


@njit(cache=True, nogil=True)
def _run(arrays, start, size, firsts, ends, words, second_words, costs, weight, beam, width, path, gains, posteriors):  # type: ignore[no-untyped-def]  # noqa: PLR0912, PLR0915, PLR0917
    # states of every position: context, best score, where the best came from
    states = np.empty((size + 1, beam, 3), dtype=np.int64)
    scores = np.full((size + 1, beam), -1e30)
    alphas = np.full((size + 1, beam), -1e30)
    from_position = np.zeros((size + 1, beam), dtype=np.int32)
    from_state = np.zeros((size + 1, beam), dtype=np.int32)
    from_arc = np.full((size + 1, beam), -1, dtype=np.int32)
    counts = np.zeros(size + 1, dtype=np.int32)
    # arrivals of every position: context, local score, origin
    capacity = 3
    pending_count = np.zeros(capacity, dtype=np.int32)
    pending_context = np.empty((capacity, MOST_PENDING, 3), dtype=np.int64)
    pending_score = np.empty((capacity, MOST_PENDING))
    pending_local = np.empty((capacity, MOST_PENDING))
    pending_from = np.empty((capacity, MOST_PENDING, 3), dtype=np.int32)
    bests = np.full(capacity, -1e30)
    order = np.empty(MOST_PENDING, dtype=np.int64)
    # kept transitions
    kept = 0
    room = 64 * (size + 1)
    transitions = np.empty((room, 5), dtype=np.int32)
    locals_ = np.empty(room)

    states[0, 0, 0] = -1
    states[0, 0, 1] = -1
    states[0, 0, 2] = start
    scores[0, 0] = 0.0
    alphas[0, 0] = 0.0
    counts[0] = 1
    for position in range(size + 1):
        slot = position % capacity
        if position > 0:
            waiting = _rank(pending_score[slot], pending_count[slot], bests[slot] - width, order)
            used = 0
            for rank in range(waiting):
                entry = order[rank]
                score = pending_score[slot, entry]
                place = -1
                for other in range(used):
                    if (
                        states[position, other, 2] == pending_context[slot, entry, 2]
                        and states[position, other, 1] == pending_context[slot, entry, 1]
                        and states[position, other, 0] == pending_context[slot, entry, 0]
                    ):
                        place = other
                        break
                alpha = alphas[pending_from[slot, entry, 0], pending_from[slot, entry, 1]] + pending_local[slot, entry]
                if place < 0:
                    if used == beam:
                        continue
                    place = used
                    used += 1
                    states[position, place, 0] = pending_context[slot, entry, 0]
                    states[position, place, 1] = pending_context[slot, entry, 1]
                    states[position, place, 2] = pending_context[slot, entry, 2]
                    scores[position, place] = score
                    alphas[position, place] = alpha
                    from_position[position, place] = pending_from[slot, entry, 0]
                    from_state[position, place] = pending_from[slot, entry, 1]
                    from_arc[position, place] = pending_from[slot, entry, 2]
                else:
                    alphas[position, place] = _sum(alphas[position, place], alpha)
                if kept < room:
                    transitions[kept, 0] = pending_from[slot, entry, 0]
                    transitions[kept, 1] = pending_from[slot, entry, 1]
                    transitions[kept, 2] = pending_from[slot, entry, 2]
                    transitions[kept, 3] = position
                    transitions[kept, 4] = place
                    locals_[kept] = pending_local[slot, entry]
                    kept += 1
            counts[position] = used
            pending_count[slot] = 0
            bests[slot] = -1e30
        if position == size:
            break
        for state in range(counts[position]):
            for arc in range(firsts[position], firsts[position + 1]):
                local = -np.float64(costs[arc])
                target = ends[arc] % capacity
                # no word is likelier than certain
                if scores[position, state] + local < bests[target] - width:
                    continue
                three, two, one = states[position, state, 0], states[position, state, 1], states[position, state, 2]
                if words[arc] >= 0:
                    gain, three, two, one = _step(arrays, three, two, one, np.int64(words[arc]))
                    local += weight * gain
                    if second_words[arc] >= 0:
                        gain, three, two, one = _step(arrays, three, two, one, np.int64(second_words[arc]))
                        local += weight * gain
                elif words[arc] == NEW_CONTEXT:
                    three, two, one = np.int64(-1), np.int64(-1), np.int64(start)
                if scores[position, state] + local < bests[target] - width:
                    continue
                at = pending_count[target]
                if at == MOST_PENDING:
                    continue
                pending_context[target, at, 0] = three
                pending_context[target, at, 1] = two
                pending_context[target, at, 2] = one
                pending_score[target, at] = scores[position, state] + local
                pending_local[target, at] = local
                pending_from[target, at, 0] = position
                pending_from[target, at, 1] = state
                pending_from[target, at, 2] = arc
                pending_count[target] = at + 1
                bests[target] = max(bests[target], scores[position, state] + local)

    betas = np.full((size + 1, beam), -1e30)
    total = -1e30
    for state in range(counts[size]):
        betas[size, state] = 0.0
        total = _sum(total, alphas[size, state])
    for number in range(kept - 1, -1, -1):
        position, state, arc, to_position, to_state = transitions[number]
        after = betas[to_position, to_state] + locals_[number]
        posteriors[arc] += np.exp(min(0.0, alphas[position, state] + after - total))
        betas[position, state] = _sum(betas[position, state], after)

    best = 0
    for state in range(1, counts[size]):
        if scores[size, state] > scores[size, best]:
            best = state
    position, state, length = size, best, 0
    while position > 0:
        arc = from_arc[position, state]
        before = scores[from_position[position, state], from_state[position, state]]
        path[length] = arc
        gains[length] = scores[position, state] - before + costs[arc]
        length += 1
        position, state = from_position[position, state], from_state[position, state]
    for place in range(length // 2):
        path[place], path[length - 1 - place] = path[length - 1 - place], path[place]
        gains[place], gains[length - 1 - place] = gains[length - 1 - place], gains[place]
    return length
