"""Surnames that were read with a wrong mark."""

import pytest

from service.ocr.signers import with_surnames
from tests.ocr.lines import line


@pytest.mark.parametrize(
    ("text", "confidence", "named"),
    [
        ("Bữi Quang Thắng", 0.6, "Bùi Quang Thắng"),
        ("Trân Thị Mai Lan", 0.7, "Trần Thị Mai Lan"),
        ("Bùi Quang Thắng", 0.6, "Bùi Quang Thắng"),
        ("Bữi Quang Thắng", 0.95, "Bữi Quang Thắng"),  # the engine was sure
        ("Vự Quang Thắng", 0.6, "Vự Quang Thắng"),  # Vũ, Vừ and others look so
        ("Trân trọng cảm ơn", 0.6, "Trân trọng cảm ơn"),  # no name
    ],
)
def test_a_name_begins_with_a_surname_that_there_is(text: str, confidence: float, named: str) -> None:
    (found,) = with_surnames([line(text, 600, 900, confidence=confidence)])
    assert found.text == named
    if named != text:
        assert found.tokens[0].confidence < 0.7
        assert text.split(maxsplit=1)[0] in [candidate.text for candidate in found.tokens[0].candidates]
