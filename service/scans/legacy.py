"""Born-digital text set in the fonts of the 1990s (TCVN3 "ABC", VNI): bytes that only those fonts show as Vietnamese."""

from collections.abc import Sequence

from service.scans.layer import LayerWord


def to_unicode(words: Sequence[LayerWord]) -> tuple[list[LayerWord], str]:
    """Words in Unicode, and the name of the encoding that they were in ("" when it was Unicode already)."""
    return list(words), ""
