"""From the search's posterior to a probability that holds: a monotone table a channel, found on tuning pages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Calibration:
    """Posteriors in rising order and the share that was right at each."""

    posteriors: tuple[float, ...] = (0.0, 1.0)
    shares: tuple[float, ...] = (0.0, 1.0)

    def probabilities(self, posteriors: Sequence[float]) -> list[float]:
        """How often restorations with these posteriors were right."""
        found: list[float] = np.interp(posteriors, self.posteriors, self.shares).tolist()
        return found


def fit_calibration(seen: Iterable[tuple[float, bool]], *, knots: int = 24) -> Calibration:
    """(posterior, was right) → calibration, by pooling neighbours until the shares rise (Ayer et al. 1955)."""
    ordered = sorted(seen)
    if len(ordered) < knots:
        return Calibration()
    blocks: list[list[float]] = []
    for chunk in np.array_split(np.array(ordered, dtype=np.float64), _pieces(ordered, knots)):
        blocks.append([chunk[:, 0].mean(), chunk[:, 1].sum() + 0.5, len(chunk) + 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            posterior, right, size = blocks.pop()
            before = blocks[-1]
            blocks[-1] = [(before[0] * before[2] + posterior * size) / (before[2] + size), before[1] + right, before[2] + size]
    points = [(b[0], b[1] / b[2]) for b in blocks]
    return Calibration(tuple(round(p, 4) for p, _ in points), tuple(round(s, 4) for _, s in points))


def _pieces(ordered: Sequence[tuple[float, bool]], knots: int) -> Sequence[int]:
    """Where to cut: evenly over the doubtful, and the certain in a few pieces, for most posteriors are near one."""
    posteriors = np.array([posterior for posterior, _ in ordered])
    edges = np.concatenate((np.linspace(0.1, 0.95, knots - 8), [0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995]))
    cuts = np.unique(np.searchsorted(posteriors, edges))
    return [int(cut) for cut in cuts if 0 < cut < len(ordered)]


def load_calibrations(path: Path) -> dict[str, Calibration]:
    kept = json.loads(path.read_text("utf-8"))
    return {name: Calibration(tuple(table["posteriors"]), tuple(table["shares"])) for name, table in kept.items()}


def keep_calibrations(calibrations: Mapping[str, Calibration], path: Path) -> None:
    kept = {name: {"posteriors": c.posteriors, "shares": c.shares} for name, c in calibrations.items()}
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
