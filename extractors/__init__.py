"""Document, outline and places → records: see `extractors.pipeline`.

Nothing is imported here, so that the grammar can be used where spaCy is not needed.
"""
