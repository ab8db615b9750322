"""Lines as an engine would have found them: text where it stands on a page of 1000 by 1400 pixels."""

from service.ocr.engine import Line, Token

LETTER, HEIGHT = 12.0, 30.0
PAGE_HEIGHT = 1400.0


def line(text: str, x: float, y: float, *, confidence: float = 0.95, engine: str = "trueocr") -> Line:
    """A line of monospaced print from (x, y) on."""
    tokens, at = [], x
    for word in text.split():
        box = (at, y, at + len(word) * LETTER, y + HEIGHT)
        tokens.append(Token(text=word, box=box, confidence=confidence, engine=engine))
        at = box[2] + LETTER
    return Line(tokens=tuple(tokens), box=(x, y, at - LETTER, y + HEIGHT))
