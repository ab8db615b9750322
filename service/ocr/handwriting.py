"""The fields of a letterhead that clerks fill in by hand: the document's number, the day and the month.

Handwriting read by a network for print is a guess. The field is cut out of its token, marked as handwritten and held below
half confidence, with what digits its letters look like among the candidates.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.page import Candidate
from service.ocr.engine import Line, Token
from service.ocr.spacing import cut

LETTERHEAD_SHARE = 0.35
"""The number and the date stand in this upper share of the page."""
PRINTED_FROM = 0.8
"""A field read with more is taken for print, if it is made of digits."""
HANDWRITTEN_AT_MOST = 0.4
NUMBER_LABEL = re.compile(r"S[ốổôóòỗỏ6o]\s?[:;.,]?", re.IGNORECASE)
DIGITS_ONLY = re.compile(r"\d{1,5}[a-zđ]?")
LOOKS_LIKE = str.maketrans(
    {"O": "0", "Ọ": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "Ị": "1", "l": "1", "i": "1", "|": "1", "/": "1", "f": "1"}
    | {"Z": "2", "z": "2", "S": "5", "s": "5", "b": "6", "G": "6", "g": "9", "q": "9", "B": "8", "T": "7", "A": "1"}
)
ANNEX_OF = re.compile(r"kèm theo", re.IGNORECASE)
MOST_PIECES = 3
"""Wide-set figures of one number may come as several words."""
DATE_WORDS = (("ngày", 31), ("tháng", 12))


def mark(lines: Sequence[Line], *, page_height: float) -> list[Line]:
    """The lines of a first page with handwritten fields parted from print and marked."""
    return [_marked(line) if line.box[1] < LETTERHEAD_SHARE * page_height else line for line in lines]


def mark_annex(lines: Sequence[Line], *, page_height: float) -> list[Line]:
    """The same for a later page: above an annex "(Kèm theo Kế hoạch số …/KH-UBND ngày …" is filled in by hand as well."""
    return [
        _marked_annex(line) if line.box[1] < LETTERHEAD_SHARE * page_height and ANNEX_OF.search(line.text) else line
        for line in lines
    ]


def _marked_annex(line: Line) -> Line:
    texts = [token.text for token in line.tokens]
    end = next((i for i, text in enumerate(texts) if "/" in text), len(texts))
    start = next((i + 1 for i in range(end) if texts[i] == "số"), end)
    field = line.tokens[start:end]
    is_print = all(DIGITS_ONLY.fullmatch(token.text) and token.confidence >= PRINTED_FROM for token in field)
    if len(field) <= MOST_PIECES and not is_print:
        field = tuple(_handwritten(token, None) for token in field)
    return replace(line, tokens=tuple(_after([*line.tokens[:start], *field, *line.tokens[end:]], *DATE_WORDS[0])))


def _marked(line: Line) -> Line:
    tokens = list(line.tokens)
    label = NUMBER_LABEL.match(line.text)
    if label is not None and len(line.tokens) <= 5:
        tokens = _number(tokens, label.group().rstrip())
    elif "năm" in line.text or "nãm" in line.text:
        for word, largest in DATE_WORDS:
            tokens = _after(tokens, word, largest)
    return replace(line, tokens=tuple(tokens))


def _number(tokens: list[Token], label: str) -> list[Token]:
    """ "Số:4/(/KH-UBND" → "Số:", handwritten "4/(/KH-UBND"."""
    if tokens[0].text != label and tokens[0].text.startswith(label):
        printed, field = cut(tokens[0], len(label))
        tokens = [replace(printed, is_handwritten=False), field, *tokens[1:]]
    rest = tokens[1:]
    if not rest:
        return tokens
    number = rest[0].text.split("/")[0].strip(".,:")
    if DIGITS_ONLY.fullmatch(number) and rest[0].confidence >= PRINTED_FROM:
        return tokens
    return [tokens[0], _handwritten(rest[0], None), *rest[1:]]


def _after(tokens: list[Token], word: str, largest: int) -> list[Token]:
    """The token after "ngày" or "tháng" marked, where it is no number that was clearly printed."""
    for place, token in enumerate(tokens):
        if token.text.startswith(word) and len(token.text) > len(word):
            tokens = [*tokens[:place], *cut(token, len(word)), *tokens[place + 1 :]]
            break
    for place, token in enumerate(tokens[:-1]):
        if token.text == word:
            field = tokens[place + 1]
            if not (field.text.isdigit() and field.confidence >= PRINTED_FROM) and field.text not in ("tháng", "năm"):
                return [*tokens[: place + 1], _handwritten(field, largest), *tokens[place + 2 :]]
    return tokens


def _handwritten(token: Token, largest: int | None) -> Token:
    """Marked and doubted; a day or month whose letters look like one possible number becomes that number."""
    shaped = token.text.translate(LOOKS_LIKE)
    sure = min(token.confidence, HANDWRITTEN_AT_MOST)
    candidates = token.candidates
    text = token.text
    if largest is not None and shaped.isdigit() and 1 <= int(shaped) <= largest and shaped != text:
        candidates = (Candidate(text=text, confidence=sure / 2), *candidates)
        text = shaped
    return replace(token, text=text, confidence=sure, candidates=candidates, is_handwritten=True)
