"""The parts of restoration, each by itself."""

import math

import numpy as np
import pytest

from service.restoration.alignment import aligned_units
from service.restoration.calibration import Clues, fit_calibration
from service.restoration.casing import Case, case_of, cased
from service.restoration.channel import Channel, smoothed, stripped_channel
from service.restoration.lexicon import build_trie, nearest
from service.restoration.pieces import Kind, cut
from service.restoration.spelling import are_variants, is_syllable, key, without_marks
from service.restoration.symbols import Symbols
from service.restoration.wording import wording


@pytest.mark.parametrize(
    ("token", "expected"),
    [("Uỷ", "ủy"), ("hoà", "hòa"), ("khoẻ", "khỏe"), ("quý", "quý"), ("thuỷ", "thủy"), ("hoàn", "hoàn"), ("ĐẠO", "đạo")],
)
def test_two_ways_to_place_a_tone_have_one_key(token: str, expected: str) -> None:
    assert key(token) == expected


@pytest.mark.parametrize(
    ("token", "answer"), [("nghiêng", True), ("quyết", True), ("ubnd", False), ("web", False), ("vàphần", False)]
)
def test_a_syllable_is_known_by_its_shape(token: str, answer: bool) -> None:
    assert is_syllable(token) is answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [("qui", "quy", True), ("kỹ", "kĩ", True), ("lí", "lỳ", False), ("tai", "tay", False), ("thúi", "thúy", False)],
)
def test_i_and_y_alone_behind_a_consonant_are_variants(one: str, other: str, answer: bool) -> None:
    assert are_variants(one, other) is answer


def test_marks_fall_off() -> None:
    assert without_marks("Đường lối") == "Duong loi"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tỷ lệ 4,2%;", [("Tỷ", "w"), ("lệ", "w"), ("4,2", "n"), ("", "b")]),
        ("16p tập", [("16p", "w"), ("tập", "w")]),  # digits for letters belong to the word
        ("số 263/QDP-TTg", [("số", "w"), ("263/QDP-TTg", "i")]),
        ("đồng/người", [("đồng", "w"), ("người", "w")]),
        ("(Bang 2)", [("Bang", "w"), ("2", "n")]),
        ("Tl_l’ do", [("Tl_l’", "w"), ("do", "w")]),
        ("a@b.gov.vn", [("a@b.gov.vn", "i")]),
        ("b) Thôn", [("b", "i"), ("Thôn", "w")]),
        ("l. Mục", [("l", "w"), ("", "b"), ("Mục", "w")]),
        ("Sở KH&DT", [("Sở", "w"), ("KH", "w"), ("DT", "w")]),
        ("NTM&i", [("NTM&i", "w")]),
        ("Sáng | Xã", [("Sáng", "w"), ("", "c"), ("Xã", "w"), ("", "c")]),
    ],
)
def test_text_is_cut_into_pieces(line: str, expected: list[tuple[str, str]]) -> None:
    kinds = {Kind.WORD: "w", Kind.NUMBER: "n", Kind.IDENTIFIER: "i", Kind.BREAK: "b", Kind.CELL: "c"}
    assert [(piece.text, kinds[piece.kind]) for piece in cut(line)] == expected


def test_pieces_know_their_place() -> None:
    raw = "ngày 12\n tháng 4/2022."
    assert all(raw[piece.start : piece.end] == piece.text for piece in cut(raw))


def test_the_model_hears_classes_of_numbers() -> None:
    assert list(wording("Ngày 12/4, năm 2022: đạt 45 xã.")) == [
        "ngày",
        "<date>",
        "năm",
        "<year>",
        "<b>",
        "đạt",
        "<2>",
        "xã",
        "<b>",
    ]


@pytest.mark.parametrize(
    ("raw", "case"), [("nghị", Case.LOW), ("Nghị", Case.TITLE), ("NGHỊ", Case.UPPER), ("HQl", Case.UPPER), ("&", Case.LOW)]
)
def test_case_is_read_off_the_token(raw: str, case: Case) -> None:
    assert case_of(raw) == case


def test_case_is_laid_on_a_word_with_marks() -> None:
    assert (cased("đạo", Case.TITLE), cased("đạo", Case.UPPER)) == ("Đạo", "ĐẠO")


def test_shares_of_what_is_read_for_a_letter_sum_to_one() -> None:
    counts = {"ộ": {"6": 30.0, "é": 40.0}, "a": {"a": 100.0}}
    for letter, shares in smoothed(counts).items():
        assert 0.9 < sum(shares.values()) < 1.0 + 1e-9, letter


def test_a_word_is_aligned_with_its_ruin_letter_by_letter() -> None:
    counts = {"ự": {"ự": 1.0, "u'": 20.0}, "c": {"c": 50.0}, "t": {"t": 50.0}, "h": {"h": 50.0}}
    channel = Channel("x", (counts, counts))
    assert [unit for _, _, unit in aligned_units(channel, "thực", "thu'c", Case.LOW)] == ["t", "h", "u'", "c"]


def test_the_trie_finds_all_words_that_a_bare_one_may_stand_for() -> None:
    trie = build_trie([(word, number, 5.0) for number, word in enumerate(["xã", "xá", "xa", "xe", "ra"])])
    words, costs = nearest(trie, stripped_channel(), "xa", Case.LOW)
    cheap = {int(word) for word, cost in zip(words, costs, strict=True) if cost < 1}
    assert cheap == {0, 1, 2}


def test_symbols_without_a_single_marked_form_stay() -> None:
    symbols = Symbols(["QĐ", "NĐ", "DA", "ĐA", "UBND"])
    assert symbols.marked("12/QD-UBND") == "12/QĐ-UBND"
    assert symbols.marked("12/DA-UBND") == "12/DA-UBND"
    assert symbols.marked("12/QDP-UBND") == "12/QDP-UBND"  # no fuzzy matching


def test_calibration_rises_and_holds() -> None:
    generator = np.random.default_rng(8)
    seen = [(Clues(p), bool(generator.random() < p * p)) for p in generator.random(20000)]
    posteriors = (0.1, 0.3, 0.6, 0.9)
    found = fit_calibration(seen).probabilities([Clues(posterior) for posterior in posteriors])
    assert found == sorted(found)
    for posterior, probability in zip(posteriors, found, strict=True):
        assert math.isclose(probability, posterior**2, abs_tol=0.06)


def test_what_else_is_known_lowers_the_confidence() -> None:
    generator = np.random.default_rng(9)
    seen = [(Clues(0.9, is_one_letter=bool(n % 2)), bool(generator.random() < (0.5 if n % 2 else 0.95))) for n in range(4000)]
    one_letter, longer = fit_calibration(seen).probabilities([Clues(0.9, is_one_letter=True), Clues(0.9)])
    assert math.isclose(one_letter, 0.5, abs_tol=0.06)
    assert math.isclose(longer, 0.95, abs_tol=0.06)
