"""Names that are stamped in red."""

from collections.abc import Sequence

import numpy as np
import pytest

from service.ocr.colours import names_in
from service.ocr.engine import Line, Pixels, Rectangle
from tests.ocr.lines import line


class Engine:
    """Finds and reads one line, whatever it is shown."""

    name = version = "fake"

    def __init__(self, found: Line) -> None:
        self._found = found

    def find_lines(self, grey: Pixels) -> list[Rectangle]:
        return [self._found.box]

    def read(self, grey: Pixels, boxes: Sequence[Rectangle], *, dpi: float) -> list[Line]:
        return [self._found]


@pytest.mark.parametrize(
    ("text", "confidence", "is_kept"),
    [
        ("Lê Hoàng Anh", 0.9, True),
        ("Lê Hoàng Anh", 0.4, False),
        ("Hoàng Anh", 0.9, False),  # the surname may lie under the signature
        ("SỞ Y TẾ", 0.9, False),  # the seal says so
        ("2 Hoàng Anh", 0.9, False),
    ],
)
def test_a_whole_name_in_red_is_kept_and_what_a_seal_says_is_not(text: str, confidence: float, is_kept: bool) -> None:
    red = np.full((400, 600), 255, np.uint8)
    red[200:230, 300:420] = 40
    found = names_in(red, Engine(line(text, 20, 20, confidence=confidence)), dpi=200.0)
    assert [each.text for each in found] == ([text] if is_kept else [])
    if found:
        assert found[0].box[:2] == (20.0, 20.0)


def test_a_page_without_red_has_none() -> None:
    assert names_in(np.full((40, 40), 255, np.uint8), Engine(line("Lê Hoàng Anh", 0, 0)), dpi=200.0) == []


class EngineThatSeesMoreFromFurtherLeft(Engine):
    def read(self, grey: Pixels, boxes: Sequence[Rectangle], *, dpi: float) -> list[Line]:
        return [self._found if box == self._found.box else line(self.whole, 20, 20) for box in boxes]

    whole = "Trần Minh Đức"


@pytest.mark.parametrize(
    ("half", "names"),
    [
        ("2 Minh Đức", ["Trần Minh Đức"]),  # the seal crosses the surname
        ("2 Hoàng Đức", []),  # not the same name
        ("TỈNH KIÊN", []),
    ],
)
def test_a_surname_under_the_seal_is_looked_for_and_doubtful(half: str, names: list[str]) -> None:
    red = np.full((400, 600), 255, np.uint8)
    red[200:230, 300:420] = 40
    found = names_in(red, EngineThatSeesMoreFromFurtherLeft(line(half, 60, 20)), dpi=200.0)
    assert [each.text for each in found] == names
    assert all(each.tokens[0].confidence < 0.7 for each in found)
