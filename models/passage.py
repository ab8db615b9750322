"""A stretch of a document, tied to the place on the page it was read from."""

from models.frozen import Frozen, Share, Text
from models.page import Box
from models.spans import Span


class Passage(Frozen):
    """Made by `Document.passage` alone.

    `page` is the first page; `boxes` has one box a line (none when the input was plain text); `quote` is the restored text
    with every run of white space made one space; `ocr` and `restoration` are the least confidence of any word and of any
    edit inside.
    """

    page: int
    text_span: Span
    raw_span: Span
    boxes: tuple[Box, ...]
    quote: Text
    ocr: Share = 1.0
    restoration: Share = 1.0
