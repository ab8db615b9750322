"""A stretch of text → a value: the small parsers that the extractors and the outline share."""
