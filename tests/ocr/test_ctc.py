"""Steps of a network made into tokens."""

import numpy as np
import pytest
from numpy.typing import NDArray

from service.ocr.ctc import Reading, tokens_of

CHARACTERS = ["", "a", "á", "b", " ", "1", "7", "6", "%", "."]


def logs(*steps: dict[str, float]) -> NDArray[np.float32]:
    """Steps by character; what is not named shares the rest."""
    table = np.full((len(steps), len(CHARACTERS)), 1e-9)
    for row, step in enumerate(steps):
        for character, chance in step.items():
            table[row, CHARACTERS.index(character)] = chance
    return np.log(table).astype(np.float32)


def read(*steps: dict[str, float]) -> list[Reading]:
    return tokens_of(logs(*steps), CHARACTERS)


def test_repeats_are_one_letter_and_a_blank_parts_two() -> None:
    assert [r.text for r in read({"a": 0.9}, {"a": 0.9}, {"": 0.9}, {"a": 0.9})] == ["aa"]


@pytest.mark.parametrize(("space", "words"), [(0.3, ["a", "b"]), (0.05, ["ab"])])
def test_a_space_that_almost_won_parts_words(space: float, words: list[str]) -> None:
    assert [r.text for r in read({"a": 0.9}, {"": 0.6, " ": space}, {"b": 0.9})] == words


@pytest.mark.parametrize(("space", "words"), [(0.6, ["1", "7"]), (0.3, ["17"])])
def test_digits_are_parted_only_by_a_space_that_is_clear(space: float, words: list[str]) -> None:
    assert [r.text for r in read({"1": 0.9}, {"": 0.3, " ": space}, {"7": 0.9})] == words


def test_the_other_letters_of_a_step_are_candidates() -> None:
    (word,) = read({"b": 0.99}, {"a": 0.6, "á": 0.3})
    assert word.text == "ba"
    assert word.candidates[0].text == "bá"
    assert word.candidates[0].confidence == pytest.approx(1 / 3, abs=0.01)


def test_a_word_is_no_surer_than_its_least_sure_letter_lets_it_be() -> None:
    (word,) = read({"b": 0.99}, {"": 0.99}, {"b": 0.99}, {"a": 0.3})
    assert word.confidence < 0.6


@pytest.mark.parametrize(
    ("before", "seen", "text"),
    [
        (("1", "7"), 2e-3, "17%"),
        (("1", "7"), 1e-6, "176"),
        (("1", "7", "1", "1"), 2e-3, "17116"),  # a share is no number of five digits
        ((), 2e-3, "6"),
    ],
)
def test_a_sign_of_per_cent_that_was_taken_for_a_6_is_seen_and_doubted(before: tuple[str, ...], seen: float, text: str) -> None:
    digits = [step for digit in before for step in ({digit: 0.99}, {"": 0.99})]
    (number,) = read(*digits, {"6": 0.9, "%": seen}, {"": 0.99}, {".": 0.99})
    assert number.text == f"{text}."
    if text.endswith("%"):
        assert number.confidence < 0.8
        assert number.candidates[0].text == "176."
