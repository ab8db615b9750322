"""How sure a record is: by the rule that found it, counted on known documents, and by the ink it was read from.

`confidence.json` holds for each rule how often it was right, and how often records were right at each level of recognition;
it is built by `python -m benchmarks.confidence --build` from gold documents and from records that were read through by hand.
"""

import json
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

from models.provenance import Confidence, Record
from models.reading import Records

AUTO_ACCEPT = 0.93
"""Records at least this sure may be taken without a look: on known documents at least 98 in 100 of them are right."""

PRIOR_RIGHT, PRIOR_READ = 3.4, 4.0
"""A rule without a record yet counts as right 85 times in 100."""
DOUBT_FACTOR = 0.6


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return found


def share_right(right: float, read: float) -> float:
    """How often a rule is right, pulled towards the prior where little was seen."""
    return (right + PRIOR_RIGHT) / (read + PRIOR_READ)


@cache
def extraction_confidence(extractor: str, pattern: str, *, has_doubts: bool) -> float:
    """How often records of a rule are right when the text is right; less when the record carries a doubt."""
    right, read = _data()["patterns"].get(f"{extractor}/{pattern}", (0, 0))
    return round(share_right(right, read) * (DOUBT_FACTOR if has_doubts else 1.0), 3)


def evidence_factor(ocr: float, restoration: float) -> float:
    """How much less often a record is right when its least sure word or edit is this sure; 1 for clean text."""
    levels = _data()["evidence"]
    at = bisect_right([level for level, _ in levels], min(ocr, restoration)) - 1
    return float(levels[max(0, at)][1])


def overall(confidence: Confidence) -> Confidence:
    """A confidence with its calibrated overall figure."""
    figure = confidence.extraction * evidence_factor(confidence.ocr, confidence.restoration)
    return confidence.model_copy(update={"overall": round(figure, 3)})


def calibrated(records: Records) -> Records:
    """All records with their overall confidence; instruments have none."""
    return records.model_copy(update={kind: tuple(map(_calibrated, found)) for kind, found in records})


def _calibrated(one: Any) -> Any:
    return one.model_copy(update={"confidence": overall(one.confidence)}) if isinstance(one, Record) else one
