"""Two readings of one line → one, with the other's words kept as candidates.

The words are aligned by what they say and where they stand. Where both say the same, the word is surer for it. Where they
differ, the surer engine wins, spelling that Vietnamese allows counting for it; the restorer's model decides later, with both.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from models.page import Candidate
from service.ocr.engine import Line, Token
from service.ocr.spelling import is_likely

UNSURE_BELOW = 0.8
AGREED_AT_LEAST = 0.97
DOUBTFUL_BELOW = 0.6
ALIKE_FROM = 0.7
"""Two readings less alike than this are not of the same ink: one engine lost a part."""
SURE, SURE_ENOUGH = 0.9, 0.6
LETTERS_LOST = 1
"""What reads shorter than the other by more letters left some of the ink out."""
MOST_CANDIDATES = 6
FIGURE = re.compile(r"\d{1,4}[.,]?")
MOST_STROKES, UNREAD_BELOW = 4, 0.45
ONE_SAW_IT = 0.65
"""A figure that one engine alone made out stays doubtful."""


def is_unsure(line: Line) -> bool:
    """Whether a second engine should look: a doubtful word, or one that spelling does not allow."""
    return any(token.confidence < UNSURE_BELOW or not is_likely(token.text) for token in line.tokens if not token.is_handwritten)


def merged(first: Line, second: Line) -> Line:
    """The first engine's line with the second's better words."""
    if not second.tokens:
        return first
    if not first.tokens:
        return replace(second, box=first.box)
    if _is_lone_figure(first, second):
        return replace(second, tokens=tuple(replace(token, confidence=ONE_SAW_IT) for token in second.tokens), box=first.box)
    keys = [[token.text.lower() for token in line.tokens] for line in (first, second)]
    tokens: list[Token] = []
    for operation in Levenshtein.opcodes(*keys):
        ours = first.tokens[operation.src_start : operation.src_end]
        theirs = second.tokens[operation.dest_start : operation.dest_end]
        if operation.tag == "equal":
            tokens += [_agreed(a, b) for a, b in zip(ours, theirs, strict=True)]
        elif len(ours) == len(theirs):
            tokens += [_decided(a, b) for a, b in zip(ours, theirs, strict=True)]
        else:
            tokens += _run(ours, theirs)
    return Line(tokens=tuple(tokens), box=first.box)


def _is_lone_figure(first: Line, second: Line) -> bool:
    """Whether a few strokes that say nothing to the first engine are a number to the second, as "12" alone in a cell may be."""
    return (
        len(first.text) <= MOST_STROKES
        and first.confidence < UNREAD_BELOW
        and FIGURE.fullmatch(second.text) is not None
        and second.confidence >= SURE
    )


def _agreed(a: Token, b: Token) -> Token:
    if a.text == b.text:
        return replace(a, confidence=max(a.confidence, AGREED_AT_LEAST), candidates=a.candidates)
    return _with(a, [b])


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _letters(tokens: Sequence[Token]) -> str:
    """What tokens say without marks and signs, so that only other letters tell two readings apart."""
    decomposed = unicodedata.normalize("NFD", "".join(token.text for token in tokens).lower())
    return "".join(c for c in decomposed if c.isalpha())


def _wins(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether the second engine's words replace the first's.

    The first is right more often where both are sure, and on digits nearly always: the second must be allowed by spelling and
    sure, the first forbidden by it or in doubt.
    """
    text = "".join(token.text for token in (*ours, *theirs))
    if any(token.is_handwritten for token in ours) or _has_digit(text) or not all(is_likely(token.text) for token in theirs):
        return False
    letters, other_letters = _letters(ours), _letters(theirs)
    if len(other_letters) < len(letters) - LETTERS_LOST:
        return False
    if Levenshtein.normalized_similarity(letters, other_letters) < ALIKE_FROM:
        return False
    doubt = min(token.confidence for token in ours)
    sure = min(token.confidence for token in theirs)
    if not all(is_likely(token.text) for token in ours):
        return sure >= SURE_ENOUGH
    return doubt < DOUBTFUL_BELOW and sure >= SURE


def _decided(a: Token, b: Token) -> Token:
    """The better of two words that stand in the same place, the other among its candidates."""
    better, other = (b, a) if _wins([a], [b]) else (a, b)
    return replace(_with(better, [other]), box=a.box, confidence=min(better.confidence, AGREED_AT_LEAST))


def _run(ours: Sequence[Token], theirs: Sequence[Token]) -> list[Token]:
    """Runs of different length: the whole run of one engine."""
    if not ours:
        return []
    if not theirs:
        return list(ours)
    return list(theirs) if _wins(ours, theirs) else list(ours)


def _with(token: Token, others: Sequence[Token]) -> Token:
    known = {token.text}
    candidates = []
    for candidate in (*(Candidate(text=o.text, confidence=min(1.0, o.confidence / 2)) for o in others), *token.candidates):
        if candidate.text not in known:
            known.add(candidate.text)
            candidates.append(candidate)
    return replace(token, candidates=tuple(candidates[:MOST_CANDIDATES]))
