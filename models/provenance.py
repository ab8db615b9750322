"""What every record carries beside its values."""

import hashlib

from models.frozen import Frozen, Share, Text
from models.page import Box
from models.passage import Passage
from models.spans import Span


class Confidence(Frozen):
    """How sure the reader is, stage by stage; `overall` is calibrated against true records."""

    ocr: Share
    restoration: Share
    extraction: Share
    overall: Share


class ExtractorId(Frozen):
    name: str
    version: str


class Record(Frozen):
    """The part that all records share. `also_at` holds further passages that say the same."""

    id: str
    quote: Text
    page: int
    text_span: Span
    raw_span: Span
    boxes: tuple[Box, ...]
    confidence: Confidence
    extractor: ExtractorId
    section: Text | None = None
    also_at: tuple[Passage, ...] = ()
    doubts: tuple[Text, ...] = ()


def record_id(document_id: str, kind: str, *parts: object) -> str:
    """An id that the same reader gives to the same record of the same document each time."""
    key = "\x1f".join([document_id, kind, *map(str, parts)])
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
