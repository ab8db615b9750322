"""Document, outline and places → records: each kind found by one extractor, a component of a spaCy pipeline."""

import logging
import time
from importlib import import_module

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractors.base import Context, Extractor
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


class RecordExtractor:
    """All extractors in one spaCy pipeline, built once."""

    def __init__(self, names: tuple[str, ...] = tuple(EXTRACTORS)) -> None:
        if not Doc.has_extension("context"):
            Doc.set_extension("context", default=None)
        self._pipeline = spacy.blank("xx")
        self._pipeline.max_length = 100_000_000
        for name in names:
            self._pipeline.add_pipe(_factory(name), name=name)

    def extract(self, document: Document, outline: Outline, places: tuple[PlaceMention, ...]) -> Records:
        """Everything that is found in one document; its type says which extractors run, an unknown type runs all."""
        begun = time.perf_counter()
        context = Context(document, outline, places)
        doc = self._pipeline.make_doc(document.text)
        doc._.context = context
        known = type_named(outline.document_type)
        for name, extractor in self._pipeline.pipeline:
            if known is None or name in known.extractors:
                doc = extractor(doc)
        records = calibrated(context.records)
        log.info("extract %d records %.2f s", sum(len(found) for _, found in records), time.perf_counter() - begun)
        return records


def _factory(name: str) -> str:
    """Make an extractor known to spaCy; the name of its factory."""
    factory = f"vanthu_{name}"
    if not Language.has_factory(factory):
        module, _, attribute = EXTRACTORS[name].partition(":")

        def build(nlp: Language, name: str) -> Extractor:
            built: Extractor = getattr(import_module(module), attribute)()
            return built

        Language.factory(factory, func=build)
    return factory
