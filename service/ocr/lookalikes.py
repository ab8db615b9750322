"""Strokes that were read as other letters: a heading's numeral "IHI" or "IL", the figure 1 as a letter alone ("khu phố l,")."""

import re
from dataclasses import replace

from models.page import Candidate
from service.ocr.engine import Line, Token

NUMERAL = re.compile(r"(?=[IVX|HLl]*[|HLl])([IVX|Hl]+)(L?)([.,]?)")
STROKES = str.maketrans({"H": "I", "l": "I", "|": "I"})
ROMAN = re.compile(r"X{0,2}(?:IX|IV|V?I{0,3})")
PRINTED_FROM = 0.8
LONE_FIGURE = re.compile(r"l[.,;:]?")
DOUBTED = 0.65


def told_apart(line: Line) -> Line:
    """The line with "IL NHIỆM VỤ" as "II. NHIỆM VỤ" and "khu phố l," as "khu phố 1,", both doubtful."""
    first, rest = line.tokens[:1], line.tokens[1:]
    heads = [_numeral(token) if rest and rest[0].text[:1].isupper() else token for token in first]
    return replace(line, tokens=(*heads, *map(_figure, rest)))


def _numeral(token: Token) -> Token:
    """A numeral at the head of a line; "L" at its end is an I and the full stop behind it."""
    match = NUMERAL.fullmatch(token.text)
    if match is None or token.confidence >= PRINTED_FROM:
        return token
    numeral = match.group(1).translate(STROKES) + ("I" if match.group(2) else "")
    stop = "." if match.group(2) else match.group(3)
    is_told = len(numeral) > 1 and ROMAN.fullmatch(numeral) is not None  # "l." may be a 1 as well, or an item's letter
    return _read_as(token, numeral + stop) if is_told else token


def _figure(token: Token) -> Token:
    return _read_as(token, "1" + token.text[1:]) if LONE_FIGURE.fullmatch(token.text) else token


def _read_as(token: Token, text: str) -> Token:
    read = Candidate(text=token.text, confidence=token.confidence / 2)
    return replace(token, text=text, confidence=min(token.confidence, DOUBTED), candidates=(read, *token.candidates), chances=())
