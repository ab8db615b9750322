"""What ink could be."""

import pytest

from service.ocr.spelling import is_likely


@pytest.mark.parametrize(
    "token",
    [
        "đồng",
        "(Thường",
        "trực);",
        "12/4/2022",
        "07h00",
        "1.531/KH-BCĐ",
        "24/2018/NQ-HĐND",
        "UBND",
        "./.",
        "2021-2025",
        "I.",
        "a)",
        "nghiêng",
        "khuỷu",
    ],
)
def test_it_could_be(token: str) -> None:
    assert is_likely(token)


@pytest.mark.parametrize("token", ["thco", "Quy6t", "đồmg", "Nơinhận", "các̀h", "hơc̉"])
def test_it_could_not(token: str) -> None:
    assert not is_likely(token)
