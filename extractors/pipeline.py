"""Document, outline and places → records: each kind found by one extractor.

Every extractor is a component that spaCy could run, see `extractors.components`. Here spaCy itself is not loaded: no extractor
asks for its tokens, and it takes longer to load than a page takes to be read.
"""

import logging
import time
from dataclasses import dataclass
from importlib import import_module

from extractors.base import Carrier, Context, Extractor
from extractors.confidence import calibrated
from extractors.document_types import type_named
from models.document import Document
from models.outline import Outline
from models.place import PlaceMention
from models.reading import Records

log = logging.getLogger(__name__)

EXTRACTORS = {
    "citations": "extractors.citations:CitationExtractor",
    "deadlines": "extractors.deadlines:DeadlineExtractor",
    "targets": "extractors.targets:TargetExtractor",
    "decisions": "extractors.decisions:DecisionExtractor",
    "assignments": "extractors.assignments:AssignmentExtractor",
}
"""In the order they run: assignments read the deadlines that were found before."""


@dataclass(frozen=True)
class Envelope:
    """Carries a context as a spaCy Doc does, in `_`, and no tokens."""

    context: Context

    @property
    def _(self) -> "Envelope":
        return self


class RecordExtractor:
    """All extractors, built once."""

    def __init__(self, names: tuple[str, ...] = tuple(EXTRACTORS)) -> None:
        self._extractors = [(name, extractor_named(name)) for name in names]

    def extract(self, document: Document, outline: Outline, places: tuple[PlaceMention, ...]) -> Records:
        """Everything that is found in one document; its type says which extractors run, an unknown type runs all."""
        begun = time.perf_counter()
        context = Context(document, outline, places)
        doc: Carrier = Envelope(context)
        known = type_named(outline.document_type)
        for name, extractor in self._extractors:
            if known is None or name in known.extractors:
                doc = extractor(doc)
        records = calibrated(context.records)
        log.info("extract %d records %.2f s", sum(len(found) for _, found in records), time.perf_counter() - begun)
        return records


def extractor_named(name: str) -> Extractor:
    """A key of EXTRACTORS → the extractor, whose module is loaded only now."""
    module, _, attribute = EXTRACTORS[name].partition(":")
    built: Extractor = getattr(import_module(module), attribute)()
    return built
