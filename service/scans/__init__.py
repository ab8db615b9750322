"""Files → pages: a scan is opened or refused, its pages are rasterised, cleaned and judged, and a text layer is judged."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.scans.intake import open_scan
    from service.scans.page import Scan, ScanPage

__all__ = ["Scan", "ScanPage", "open_scan"]


def __getattr__(name: str) -> object:
    """Loaded when asked for: what a file is can be told before numpy and the models are there."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module("service.scans.intake" if name == "open_scan" else "service.scans.page"), name)
