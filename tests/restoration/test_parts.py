"""The parts of restoration, each by itself."""

import math

import numpy as np
import pytest

from service.restoration.alignment import aligned_units
from service.restoration.calibration import Clues, fit_calibration
from service.restoration.casing import Case, case_of, cased
from service.restoration.channel import Channel, smoothed, stripped_channel
from service.restoration.formulas import expected_words, ruined_days
from service.restoration.junk import Seen, smeared_lines
from service.restoration.language import load_language_model
from service.restoration.lexicon import build_trie, nearest
from service.restoration.pieces import Kind, cut
from service.restoration.restorer import DATA
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


STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",)


def expected_in(line: str) -> list[tuple[str, tuple[str, ...], int]]:
    pieces = cut(line)
    found = expected_words(pieces, STATE)
    return [(pieces[at].text, expected.words, expected.pieces) for at, expected in sorted(found.items())]


def test_a_formula_is_found_though_a_word_was_parted() -> None:
    found = expected_in("COWG HOA X,A HOT CHU NGHIA VIET NAM")
    assert found[:4] == [("COWG", ("cộng",), 1), ("HOA", ("hòa",), 1), ("X", ("xã",), 2), ("HOT", ("hội",), 1)]
    assert found[-1] == ("NAM", ("nam",), 1)


def test_a_formula_is_found_though_words_were_run_together_or_added() -> None:
    assert expected_in("CONGHOA XA HOI CHU NGHIA VIET NAM")[0] == ("CONGHOA", ("cộng", "hòa"), 1)
    added = expected_in("CONG HOA XA - ir HOI CHU NGHIA VIET NAM")
    assert ("ir", ("hội",), 1) not in added
    assert ("HOI", ("hội",), 1) in added


def test_a_line_in_small_letters_with_other_words_is_no_formula() -> None:
    assert expected_words(cut("các xã hội viên chủ yếu nghĩa là việc làm"), STATE) == {}


def test_what_stands_where_a_date_has_its_day_is_a_ruined_number() -> None:
    line = "Ngay if thang 10 nam 2017"
    assert [cut(line)[at].text for at in ruined_days(cut(line))] == ["if"]
    assert ruined_days(cut("ngay 5 thang 10 nam 2017")) == set()
    assert ruined_days(cut("ngay trong thang nay")) == set()
    assert ruined_days([]) == set()


def smears(text: str, *, gain: float, sureness: float = 0.5, rows: frozenset[int] = frozenset()) -> list[str]:
    pieces = [piece for piece in cut(text) if piece.text]
    seen = [Seen(piece, sureness, gain) for piece in pieces]
    lines = smeared_lines(seen, rows, lambda word: word in {"DAN", "UBND", "tinh"})
    return [" ".join(pieces[at].text for at in line) for line in lines]


def test_a_run_of_short_lines_of_ruins_is_a_smear() -> None:
    assert smears("UBND tinh co y kien\nDAN\nP'\nNGt DAN\nDitsr\nxa UBND va tinh", gain=-8.0) == ["P'", "NGt DAN", "Ditsr"]


@pytest.mark.parametrize(
    "text",
    [
        "P'\nDitsr",  # two lines are too few
        "DAN\ntinh\nUBND",
        "P'\n12\nDitsr\nNGt",  # a number is never taken away
        "II\nIV\nkg\nm2\nx",
        "Ditsrnhuvayladai\nP'\nNGt",  # words run together
        "Ditsr va P'\nNGt hay la\nxki thi nao",
    ],
)
def test_other_short_lines_are_no_smear(text: str) -> None:
    assert smears(text, gain=-8.0) == []


def test_short_lines_whose_words_go_together_or_are_sure_are_no_smear() -> None:
    assert smears("P'\nNGt\nDitsr", gain=-2.0) == []
    assert smears("P'\nNGt\nDitsr", gain=-8.0, sureness=0.95) == []
    assert smears("P'\nNGt\nDitsr", gain=-8.0, rows=frozenset({0, 1, 2})) == []


def test_what_a_longer_n_gram_ends_with_is_an_n_gram_too() -> None:
    _, _, starts2, words2, _, _, starts3, words3, _, _, starts4, words4, _ = (
        np.asarray(array).astype(np.int64) for array in load_language_model(DATA).arrays
    )
    count = len(starts2)
    first2 = np.repeat(np.arange(count - 1), np.diff(starts2))
    in3 = np.repeat(np.arange(len(words2)), np.diff(starts3))
    in4 = np.repeat(np.arange(len(words3)), np.diff(starts4))
    bigrams = first2 * count + words2
    trigrams = bigrams[in3] * count + words3
    assert np.isin(words2[in3] * count + words3, bigrams).all()
    assert np.isin((words2[in3[in4]] * count + words3[in4]) * count + words4, trigrams).all()
