"""The signer's name on a line of its own, its surname read with a wrong mark: "Bữi Khắc Bằng" → "Bùi Khắc Bằng", doubtful."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.grammar.names import surname_read_as
from models.page import Candidate
from service.ocr.engine import Line

SURE_FROM = 0.9
"""A word read so surely is no misread surname but a word that is none."""
SURNAME_BY_LIST = 0.65
NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){2,4}")


def with_surnames(lines: Sequence[Line]) -> list[Line]:
    """The lines; those that are a name and nothing else begin with a surname that there is."""
    return [_with_surname(line) for line in lines]


def _with_surname(line: Line) -> Line:
    if NAME.fullmatch(line.text) is None or not all(token.text.istitle() for token in line.tokens):
        return line
    first, *rest = line.tokens
    surname = surname_read_as(first.text)
    if surname is None or surname == first.text or first.confidence >= SURE_FROM:
        return line
    read = Candidate(text=first.text, confidence=min(first.confidence, 1 - SURNAME_BY_LIST))
    others = tuple(candidate for candidate in first.candidates if candidate.text != surname)
    named = replace(first, text=surname, confidence=SURNAME_BY_LIST, candidates=(read, *others), chances=())
    return replace(line, tokens=(named, *rest))
