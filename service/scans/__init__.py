"""Files → pages: a scan is opened or refused, its pages are rasterised, cleaned and judged, and a text layer is judged."""

from service.scans.intake import open_scan
from service.scans.page import Scan, ScanPage

__all__ = ["Scan", "ScanPage", "open_scan"]
