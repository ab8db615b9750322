"""Gaps that print has and an engine lost: after a comma, a stop, a colon between two words."""

import re
from dataclasses import replace

from service.ocr.engine import Line, Token

GAP_LOST = re.compile(r"(?<=[^\W\d_]{2}[,;:.])(?=[^\W\d_]{2})")
ADDRESS = re.compile(r"@|www|\.(?:vn|com|gov|org)\b", re.IGNORECASE)


def spaced(line: Line) -> Line:
    """The line with "Long,huyện" as two tokens; addresses of the net are left whole."""
    tokens: list[Token] = []
    for token in line.tokens:
        tokens += _parted(token)
    return replace(line, tokens=tuple(tokens))


def _parted(token: Token) -> list[Token]:
    gap = None if ADDRESS.search(token.text) else GAP_LOST.search(token.text)
    if gap is None:
        return [token]
    first, rest = cut(token, gap.start())
    return [first, *_parted(rest)]


def cut(token: Token, at: int) -> tuple[Token, Token]:
    """A token in two, its box parted as its letters are; readings of the whole are no readings of the parts."""
    x0, top, x1, bottom = token.box
    middle = x0 + (x1 - x0) * at / len(token.text)
    return (
        replace(token, text=token.text[:at], box=(x0, top, middle, bottom), candidates=()),
        replace(token, text=token.text[at:], box=(middle, top, x1, bottom), candidates=()),
    )
