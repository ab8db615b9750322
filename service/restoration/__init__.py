"""Turns raw text, however an OCR engine mangled it, into edits that say how sure they are."""

from service.restoration.restorer import LatticeRestorer, load_restorer

__all__ = ["LatticeRestorer", "load_restorer"]
