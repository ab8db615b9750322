"""What an OCR engine is to the rest of the house: pixels and line boxes in, lines of tokens out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.page import Candidate

Pixels = NDArray[np.uint8]
Rectangle = tuple[float, float, float, float]
"""x0, top, x1, bottom; in pixels of the picture until the page is assembled."""


@dataclass(frozen=True)
class Token:
    """A run of ink between white space; `chances` says how sure each letter of `text` is, where the engine says so."""

    text: str
    box: Rectangle
    confidence: float
    engine: str
    candidates: tuple[Candidate, ...] = ()
    is_handwritten: bool = False
    chances: tuple[float, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of print; `box` is that of the line as it was found, tokens lie in it from left to right."""

    tokens: tuple[Token, ...]
    box: Rectangle

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def confidence(self) -> float:
        """Mean over the letters, so that a long word counts for more than a sign."""
        letters = sum(len(token.text) for token in self.tokens)
        return sum(token.confidence * len(token.text) for token in self.tokens) / letters if letters else 0.0


class OcrEngine(Protocol):
    """An engine reads lines whose boxes are known; `version` changes whenever its answers may."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...

    def read(self, grey: Pixels, boxes: Sequence[Rectangle], *, dpi: float) -> list[Line]:
        """One Line for each box, in the order of the boxes; a Line without tokens where nothing was read."""
        ...


def confidence_of(chances: Sequence[float]) -> float:
    """How sure a run of letters is: held down by its least sure one."""
    return float((min(chances) * sum(chances) / len(chances)) ** 0.5)


def width(box: Rectangle) -> float:
    return box[2] - box[0]


def height(box: Rectangle) -> float:
    return box[3] - box[1]


def around(boxes: Sequence[Rectangle]) -> Rectangle:
    """The smallest rectangle around some; ValueError for none."""
    if not boxes:
        raise ValueError("nothing to stand around")
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
