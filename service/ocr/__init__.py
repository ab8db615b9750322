"""Page pictures → Pages of words: lines are found, read by one or two engines, and put in reading order."""

from service.ocr.recogniser import PageRecogniser

__all__ = ["PageRecogniser"]
