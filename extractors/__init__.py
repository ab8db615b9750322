"""Document, outline and places → records: see `extractors.pipeline`."""
