"""From what the search found to a probability that holds: a logistic function of a few clues, fitted on tuning pages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST = 1e-4
"""Posteriors nearer to 0 or 1 than this tell no more."""
MOST_AHEAD = 8.0
ROUNDS = 30
RIDGE = 3.0
FEWEST = 200
"""Words below which nothing is fitted."""

Doubles = NDArray[np.float64]


class Clues(NamedTuple):
    """What tells how sure a restoration is."""

    posterior: float
    is_one_letter: bool = False
    is_unknown: bool = False
    """Whether no word of the model was found for it."""
    neighbour: float = 1.0
    """The lower posterior of the words beside it."""
    gain: float = 0.0
    """ln p that the language model gives it."""
    tagger_lead: float = 0.0
    """How far the tagger's first choice is ahead of its second, in nats."""
    tagger_behind: float = 0.0
    """How far what was chosen is behind the tagger's first choice, in nats."""


@dataclass(frozen=True)
class Calibration:
    """A weight a clue, and what is added; by itself the posterior stands for itself."""

    weights: tuple[float, ...] = (1.0, *[0.0] * (len(Clues._fields) - 1))
    offset: float = 0.0

    def probabilities(self, clues: Sequence[Clues]) -> list[float]:
        """How often restorations with these clues were right."""
        if not clues:
            return []
        found: list[float] = _share(_features(clues) @ np.array(self.weights) + self.offset).tolist()
        return found


def _features(clues: Sequence[Clues]) -> Doubles:
    """[word, clue]: shares as log odds, the rest as it is."""
    values = np.fromiter(chain.from_iterable(clues), dtype=np.float64, count=len(clues) * len(Clues._fields))
    found = values.reshape(len(clues), -1)
    shares = [Clues._fields.index("posterior"), Clues._fields.index("neighbour")]
    kept = np.clip(found[:, shares], LEAST, 1 - LEAST)
    found[:, shares] = np.log(kept / (1 - kept))
    heard = [Clues._fields.index("tagger_lead"), Clues._fields.index("tagger_behind")]
    found[:, heard] = np.minimum(found[:, heard], MOST_AHEAD)
    return found


def _share(odds: Doubles) -> Doubles:
    found: Doubles = 1.0 / (1.0 + np.exp(-odds))
    return found


def fit_calibration(seen: Iterable[tuple[Clues, bool]]) -> Calibration:
    """(clues, was right) → calibration, by ridge logistic regression over standardised clues (Newton's method)."""
    pairs = list(seen)
    right = np.array([is_right for _, is_right in pairs], dtype=np.float64)
    if len(pairs) < FEWEST or right.min() == right.max():
        return Calibration()
    features = _features([clues for clues, _ in pairs])
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    rows = np.column_stack((np.ones(len(features)), (features - middle) / spread))
    ridge = np.diag([0.0, *[RIDGE] * features.shape[1]])
    weights = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        shares = _share(rows @ weights)
        slope = rows.T @ (shares - right) + ridge @ weights
        curve = (rows * np.maximum(shares * (1 - shares), 1e-6)[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(curve, slope)
    plain = weights[1:] / spread
    return Calibration(tuple(np.round(plain, 4).tolist()), round(float(weights[0] - plain @ middle), 4))


def load_calibrations(path: Path) -> dict[str, Calibration]:
    kept = json.loads(path.read_text("utf-8"))
    return {
        name: Calibration(tuple(table["weights"][clue] for clue in Clues._fields), table["offset"])
        for name, table in kept.items()
    }


def keep_calibrations(calibrations: Mapping[str, Calibration], path: Path) -> None:
    kept = {
        name: {"weights": dict(zip(Clues._fields, c.weights, strict=True)), "offset": c.offset}
        for name, c in calibrations.items()
    }
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
