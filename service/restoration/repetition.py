"""Lets a document decide what its letters leave open: a phrase that stands elsewhere for certain is likely here too."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp, log
from typing import NamedTuple

from service.restoration.spelling import key
from service.restoration.wording import number_class

CERTAIN = 0.95
"""Share from which on a word counts as read for certain."""
PHRASE_GAIN, READING_GAIN = 2.5, 0.8
"""Nats that a word gains for each e-fold of its standing elsewhere beside the same word, or for the same letters read; found
on the tuning pages."""
MOST_COUNTED = 6
"""How often that counts at most."""

Options = Sequence[tuple[str, float]]
"""What a word may be, with shares; the first is what was chosen."""


class Place(NamedTuple):
    """What was read, what it may be, and whether nothing but blanks stands between it and the place before."""

    raw: str
    options: Options
    is_beside_last: bool

    @property
    def is_certain(self) -> bool:
        return self.options[0][1] >= CERTAIN

    @property
    def is_open(self) -> bool:
        return not self.is_certain and len(self.options) > 1


class Said(NamedTuple):
    """How often the document says for certain: two words side by side; a word where certain letters were read."""

    phrases: Counter[tuple[str, str]]
    readings: Counter[tuple[str, str]]

    def of_pair(self, left: str | None, right: str | None) -> float:
        """Nats that two words gain by standing side by side."""
        if left is None or right is None:
            return 0.0
        return PHRASE_GAIN * log(1 + min(self.phrases[left, right], MOST_COUNTED))

    def of_reading(self, raw: str, word: str) -> float:
        """Nats that a word gains by what was read for it."""
        return READING_GAIN * log(1 + min(self.readings[raw, word], MOST_COUNTED))


def weighed(places: Sequence[Place]) -> dict[int, Options]:
    """Index of a word in doubt → its options with the shares that they have once the document was heard, the best first."""
    said = _said(places)
    return {at: options for run in _open_runs(places) for at, options in zip(run, _best(places, run, said), strict=True)}


def _said(places: Sequence[Place]) -> Said:
    phrases: Counter[tuple[str, str]] = Counter()
    readings: Counter[tuple[str, str]] = Counter()
    last: str | None = None
    for place in places:
        here = _heard(place.options[0][0]) if place.is_certain else None
        if here is not None:
            readings[place.raw, here] += 1
            if last is not None and place.is_beside_last:
                phrases[last, here] += 1
        last = here
    return Said(phrases, readings)


def _heard(text: str) -> str:
    return number_class(text) if text[:1].isdigit() else key(text)


def _open_runs(places: Sequence[Place]) -> Iterator[list[int]]:
    """Places in doubt that stand side by side."""
    run: list[int] = []
    for at, place in enumerate(places):
        if run and not (place.is_open and place.is_beside_last):
            yield run
            run = []
        if place.is_open:
            run.append(at)
    if run:
        yield run


def _best(places: Sequence[Place], run: Sequence[int], said: Said) -> list[Options]:
    """The options of a run's words, the best way through them first, reweighed by the neighbours on that way."""
    heard = [[_heard(text) for text, _ in places[at].options] for at in run]
    own = [
        [
            log(max(share, 1e-6)) + said.of_reading(places[at].raw, word)
            for (_, share), word in zip(places[at].options, words, strict=True)
        ]
        for at, words in zip(run, heard, strict=True)
    ]
    before, after = _neighbours(places, run)
    path = _path(heard, own, said, before, after)
    words = [before, *(heard[at][choice] for at, choice in enumerate(path)), after]
    return [
        _shared(
            places[at].options,
            [
                one + said.of_pair(words[n], word) + said.of_pair(word, words[n + 2])
                for one, word in zip(own[n], heard[n], strict=True)
            ],
            path[n],
        )
        for n, at in enumerate(run)
    ]


def _path(
    heard: Sequence[Sequence[str]], own: Sequence[Sequence[float]], said: Said, before: str | None, after: str | None
) -> list[int]:
    """Which option is taken at each place of a run on the best way through it."""
    scores = [one + said.of_pair(before, word) for one, word in zip(own[0], heard[0], strict=True)]
    origins: list[list[int]] = []
    for here, words, last in zip(own[1:], heard[1:], heard, strict=False):
        ways = [[score + said.of_pair(left, word) for score, left in zip(scores, last, strict=True)] for word in words]
        origins.append([max(range(len(way)), key=way.__getitem__) for way in ways])
        scores = [one + max(way) for one, way in zip(here, ways, strict=True)]
    scores = [score + said.of_pair(word, after) for score, word in zip(scores, heard[-1], strict=True)]
    path = [max(range(len(scores)), key=scores.__getitem__)]
    for origin in reversed(origins):
        path.append(origin[path[-1]])
    return path[::-1]


def _neighbours(places: Sequence[Place], run: Sequence[int]) -> tuple[str | None, str | None]:
    first, last = run[0], run[-1]
    before = _heard(places[first - 1].options[0][0]) if first > 0 and places[first].is_beside_last else None
    after = _heard(places[last + 1].options[0][0]) if last + 1 < len(places) and places[last + 1].is_beside_last else None
    return before, after


def _shared(options: Options, scores: Sequence[float], choice: int) -> Options:
    raised = [exp(score) for score in scores]
    total = sum(raised) + max(0.0, 1.0 - sum(share for _, share in options))
    texts = [(text, share / total) for (text, _), share in zip(options, raised, strict=True)]
    return [texts[choice], *sorted(texts[:choice] + texts[choice + 1 :], key=lambda option: -option[1])]
