"""Deadlines: not read yet."""

from spacy.tokens import Doc


class DeadlineExtractor:
    """Finds nothing yet."""

    def __call__(self, doc: Doc) -> Doc:
        return doc
