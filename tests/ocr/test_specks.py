"""Full stops and commas that an engine overlooked and the paper shows."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from service.ocr.engine import Line, Pixels, Token
from service.ocr.specks import with_decimal_marks, with_stops
from tests.ocr.lines import line
from tests.scans.drawn import FONT

SIZE = 32


def drawn(text: str, *, extra: tuple[int, int, int, int] | None = None) -> Pixels:
    """A line of print at (100, 100) of a white page; `extra` is a rectangle of further ink."""
    image = Image.new("L", (900, 300), 255)
    ImageDraw.Draw(image).text((100, 100), text, font=ImageFont.truetype(FONT, SIZE), fill=0)
    if extra is not None:
        ImageDraw.Draw(image).rectangle(extra, fill=0)
    return np.asarray(image).copy()


def read(text: str, printed: str) -> Line:
    """What an engine made of a printed line: one token a word, its box around the ink that it saw."""
    font = ImageFont.truetype(FONT, SIZE)
    tokens, at = [], 100.0
    for word in text.split():
        wide = font.getlength(word)
        tokens.append(Token(text=word, box=(at, 104.0, at + wide, 134.0), confidence=0.95, engine="trueocr"))
        at += wide + font.getlength(" ")
    return Line(tokens=tuple(tokens), box=(100.0, 104.0, 100.0 + font.getlength(printed.rstrip(".,;")), 134.0))


@pytest.mark.parametrize(
    ("printed", "as_read", "text"),
    [
        ("cho nhân dân.", "cho nhân dân", "cho nhân dân."),
        ("cho nhân dân.", "cho nhân dân,", "cho nhân dân."),
        ("(sau sáp nhân).", "(sau sáp nhân)", "(sau sáp nhân)."),
        ("cho nhân dân", "cho nhân dân", "cho nhân dân"),
        ("cho nhân dân,", "cho nhân dân,", "cho nhân dân,"),
        ("cho nhân dân,", "cho nhân dân", "cho nhân dân"),  # a comma is no stop, and is not guessed
        ("cho nhân dân;", "cho nhân dân", "cho nhân dân"),
    ],
)
def test_a_line_ends_with_the_stop_that_the_paper_shows(printed: str, as_read: str, text: str) -> None:
    (found,) = with_stops([read(as_read, printed)], drawn(printed))
    assert found.text == text


@pytest.mark.parametrize(
    ("printed", "as_read", "text"),
    [
        ("II. NHIEM VU", "II NHIEM VU", "II. NHIEM VU"),
        ("3. Nhiem vu", "3 Nhiem vu", "3. Nhiem vu"),
        ("3 nhiem vu", "3 nhiem vu", "3 nhiem vu"),
        ("II, nhiem vu", "II nhiem vu", "II nhiem vu"),
    ],
)
def test_a_numeral_that_begins_a_line_has_the_stop_that_the_paper_shows(printed: str, as_read: str, text: str) -> None:
    (found,) = with_stops([read(as_read, printed)], drawn(printed))
    assert found.text == text


@pytest.mark.parametrize("dirt", [(330, 106, 334, 110), (390, 126, 394, 130), (320, 120, 332, 132)])
def test_dirt_above_the_base_line_or_far_off_or_too_large_is_no_stop(dirt: tuple[int, int, int, int]) -> None:
    (found,) = with_stops([read("cho nhân dân", "cho nhân dân")], drawn("cho nhân dân", extra=dirt))
    assert found.text == "cho nhân dân"


def test_a_line_that_goes_on_in_another_box_gets_no_stop() -> None:
    lines = [read("cho nhân dân", "cho nhân dân."), line("tỉnh", 290, 104)]
    assert [found.text for found in with_stops(lines, drawn("cho nhân dân. "))] == ["cho nhân dân", "tỉnh"]


@pytest.mark.parametrize(
    ("printed", "as_read", "text"),
    [("4,0", "40", "4,0"), ("12,5", "125", "12,5"), ("1.250", "1250", "1.250"), ("40", "40", "40"), ("2025", "2025", "2025")],
)
def test_a_number_has_the_mark_that_the_paper_shows_and_is_doubtful(printed: str, as_read: str, text: str) -> None:
    font = ImageFont.truetype(FONT, SIZE)
    token = Token(text=as_read, box=(100.0, 106.0, 100 + font.getlength(printed), 130.0), confidence=0.95, engine="trueocr")
    (found,) = with_decimal_marks([Line(tokens=(token,), box=token.box)], drawn(printed))
    assert found.text == text
    if text != as_read:
        assert found.tokens[0].confidence < 0.7
        assert [candidate.text for candidate in found.tokens[0].candidates] == [as_read]
