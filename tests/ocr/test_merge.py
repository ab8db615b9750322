"""Two readings of one line."""

import pytest

from service.ocr.merge import is_unsure, merged
from tests.ocr.lines import line


def both(first: str, second: str, *, ours: float, theirs: float) -> str:
    return merged(line(first, 0, 0, confidence=ours), line(second, 0, 0, confidence=theirs, engine="tesseract")).text


@pytest.mark.parametrize(
    ("first", "second", "ours", "theirs", "text"),
    [
        ("trân kĩnh mời", "trân kính mời", 0.5, 0.95, "trân kính mời"),  # the first is in doubt
        ("trân kĩnh mời", "trân kính mời", 0.9, 0.95, "trân kĩnh mời"),
        ("thco quy định", "theo quy định", 0.9, 0.95, "theo quy định"),  # spelling does not allow "thco"
        ("theo quy định", "thco quy định", 0.4, 0.95, "theo quy định"),
        ("năm 2017", "năm 2011", 0.4, 0.99, "năm 2017"),  # digits are the first engine's
        ("tỉnh; để", "để", 0.5, 0.95, "tỉnh; để"),  # words the second lost stay
        ("Số:%/KH-STC", "/KH-STC", 0.5, 0.95, "Số:%/KH-STC"),  # so does the label of a number written by hand
        ("4 -", "12", 0.2, 0.95, "12"),  # a lone figure that the first could not read
        ("4 -", "12", 0.2, 0.5, "4 -"),
        ("17", "12", 0.6, 0.95, "17"),
    ],
)
def test_the_second_engine_wins_only_where_the_first_is_wrong_or_in_doubt(
    first: str, second: str, ours: float, theirs: float, text: str
) -> None:
    assert both(first, second, ours=ours, theirs=theirs) == text


def test_the_loser_stays_as_a_candidate() -> None:
    result = merged(line("kĩnh", 0, 0, confidence=0.9), line("kính", 0, 0, confidence=0.95, engine="tesseract"))
    assert [candidate.text for candidate in result.tokens[0].candidates] == ["kính"]


def test_what_both_read_is_surer() -> None:
    result = merged(line("kính", 0, 0, confidence=0.6), line("kính", 0, 0, confidence=0.7, engine="tesseract"))
    assert result.tokens[0].confidence > 0.9


def test_a_line_that_only_one_engine_could_read_is_that_engines() -> None:
    empty = line("", 0, 0)
    assert merged(empty, line("kính", 0, 0)).text == "kính"
    assert merged(line("kính", 0, 0), empty).text == "kính"


@pytest.mark.parametrize(
    ("text", "confidence", "unsure"),
    [("Căn cứ Quyết định số 12/QĐ-UBND", 0.95, False), ("Căn cứ Quy6t định", 0.95, True), ("Căn cứ", 0.5, True)],
)
def test_a_second_look_is_for_doubt_and_impossible_spelling(text: str, confidence: float, unsure: bool) -> None:
    assert is_unsure(line(text, 0, 0, confidence=confidence)) is unsure


def test_a_figure_that_one_engine_alone_made_out_is_doubtful() -> None:
    result = merged(line("4 -", 0, 0, confidence=0.2), line("12", 0, 0, confidence=0.95, engine="tesseract"))
    assert result.tokens[0].confidence < 0.7
