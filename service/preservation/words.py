"""Document → the words of its restored text with boxes: what a text layer under a page image is made of."""

import re
from dataclasses import dataclass

from models.document import PAGE_BREAK, Document
from models.page import Box, Page, Word, hull
from models.spans import Span

WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class PlacedWord:
    """A word as restored; `read` is what the engine read there, `confidence` the least of its words' and edits'."""

    text: str
    read: str
    box: Box
    confidence: float


@dataclass(frozen=True)
class PlacedPage:
    page: Page
    lines: tuple[tuple[PlacedWord, ...], ...]


def place_words(document: Document) -> tuple[PlacedPage, ...]:
    """Every page with its restored lines. A page of plain text has no words and so no lines."""
    placed, at = [], 0
    for page, text in zip(document.pages, document.text.split(PAGE_BREAK), strict=True):
        lines = []
        for match in re.finditer(r"[^\n]+", text):
            start = at + match.start()
            spans = [Span(start=start + w.start(), end=start + w.end()) for w in WORD.finditer(match.group())]
            if line := _place_line(document, spans):
                lines.append(line)
        placed.append(PlacedPage(page, tuple(lines)))
        at += len(text) + len(PAGE_BREAK)
    return tuple(placed)


def _place_line(document: Document, spans: list[Span]) -> tuple[PlacedWord, ...]:
    """The words of one line; several restored words that stand on the same ink share its box from left to right."""
    line: list[PlacedWord] = []
    for inks, group in _by_ink(document, spans):
        first = [word for word in inks if _same_line(word, inks[0])]
        box = hull(word.box for word in first)
        letter = (box.x1 - box.x0) / (sum(len(span) for span in group) + len(group) - 1)
        left = box.x0
        for span in group:
            right = left + letter * len(span)
            raw_span = document.restoration.raw_span(span)
            edits = [edit.confidence for edit in document.restoration.edits_in(raw_span)]
            line.append(
                PlacedWord(
                    text=span.of(document.text),
                    read=raw_span.of(document.raw_text),
                    box=Box(page=box.page, x0=left, top=box.top, x1=min(right, box.x1), bottom=box.bottom),
                    confidence=min([*(word.confidence for word in inks), *edits]),
                )
            )
            left = min(right + letter, box.x1)
    return tuple(line)


def _by_ink(document: Document, spans: list[Span]) -> list[tuple[tuple[Word, ...], list[Span]]]:
    """Restored words grouped by the recognised words they stand on; one that stands on none joins the one before."""
    groups: list[tuple[tuple[Word, ...], list[Span]]] = []
    for span in spans:
        inks = document.words_in(document.restoration.raw_span(span))
        if groups and (not inks or inks[0] in groups[-1][0]):
            known, members = groups[-1]
            groups[-1] = ((*known, *(word for word in inks if word not in known)), [*members, span])
        elif inks:
            groups.append((inks, [span]))
    return groups


def _same_line(word: Word, other: Word) -> bool:
    """Whether two words' boxes overlap by at least half a line in height, on one page."""
    overlap = min(word.box.bottom, other.box.bottom) - max(word.box.top, other.box.top)
    height = min(word.box.bottom - word.box.top, other.box.bottom - other.box.top)
    return word.box.page == other.box.page and overlap >= height / 2
