"""The signer's post, whose first letters a black seal hides from the line finder: "NH THANH TRA" → "CHÁNH THANH TRA".

A seal lies over the left of what it stands below (Nghị định 30/2020/NĐ-CP, Phụ lục I: a third of the signature). The ink there is
one shape with the seal's rim, so that the found line begins behind it. Read from further left, the hidden letters mostly come out
near enough to tell which word they end; what is told so is doubtful.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.page import Candidate
from service.ocr.engine import Line, OcrEngine, Pixels, Token, height

FIRST_WORDS = (
    "CHÁNH", "PHÓ", "GIÁM", "TRƯỞNG", "CHỦ", "CỤC", "VIỆN", "HIỆU", "TỔNG", "THỨ", "BÍ", "THỦ", "THỐNG", "QUYỀN",
)  # fmt: skip
"""What the names of posts begin with."""
FURTHER_LEFT_IN_LINES = (0.5, 1.0, 1.5, 2.0)
MOST_WORDS = 6
FEWEST_LEFT = 2
UNDER_THE_SEAL = 0.65
_LETTERS = re.compile(r"[^\W\d_]+")


def with_whole_posts(lines: Sequence[Line], grey: Pixels, engine: OcrEngine, *, dpi: float) -> list[Line]:
    """The lines, those that begin with the end of a post's first word read again from further left."""
    return [_whole(line, grey, engine, dpi) if _may_be_cut(line) else line for line in lines]


def _may_be_cut(line: Line) -> bool:
    """Whether a line of capitals begins with what is left of a post's first word, and that is no such word itself."""
    if not 2 <= len(line.tokens) <= MOST_WORDS or not line.text.isupper():
        return False
    left = _first_letters(line)
    return len(left) >= FEWEST_LEFT and left not in FIRST_WORDS and any(word.endswith(left) for word in FIRST_WORDS)


def _first_letters(line: Line) -> str:
    match = _LETTERS.search(line.tokens[0].text) if line.tokens else None
    return match.group() if match else ""


def _whole(line: Line, grey: Pixels, engine: OcrEngine, dpi: float) -> Line:
    left = _first_letters(line)
    tall = height(line.box)
    boxes = [(max(0.0, line.box[0] - share * tall), *line.box[1:]) for share in FURTHER_LEFT_IN_LINES]
    seen = {word for again in engine.read(grey, boxes, dpi=dpi) for word in FIRST_WORDS if _shows(again, word, left)}
    longest = [word for word in seen if not any(other != word and other.endswith(word) for other in seen)]
    if len(longest) != 1:
        return line
    return replace(line, tokens=(_completed(line.tokens[0], left, longest[0]), *line.tokens[1:]))


def _shows(line: Line, word: str, left: str) -> bool:
    """Whether a reading from further left shows more of a word than the letters that were left of it."""
    if not word.endswith(left) or not line.tokens:
        return False
    shown = "".join(_LETTERS.findall(line.tokens[0].text))
    return any(word[start:] in shown for start in range(len(word) - len(left)))


def _completed(token: Token, left: str, word: str) -> Token:
    text = token.text.replace(left, word, 1)
    read = Candidate(text=token.text, confidence=min(token.confidence, 1 - UNDER_THE_SEAL))
    return replace(token, text=text, confidence=UNDER_THE_SEAL, candidates=(read, *token.candidates), chances=())
