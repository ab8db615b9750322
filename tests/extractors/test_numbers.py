"""Numbers in figures and words, units and money: what is written can be read, and what is doubtful says so."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.grammar.money import Money, amount_in_dong, money_factor, parse_money, render_money
from extractors.grammar.numbers import find_number_words, find_numbers, parse_number, parse_words, render_number, render_words
from extractors.grammar.units import UnitKind, read_unit, unit_of_heading

WHOLE = st.integers(0, 10**12 - 1)
DECIMALS = st.builds(lambda whole, tenths: Decimal(whole) + Decimal(tenths).scaleb(-2), st.integers(0, 10**9), st.integers(1, 99))


@given(WHOLE.map(Decimal) | DECIMALS)
def test_a_number_is_read_as_it_was_written(value: Decimal) -> None:
    read = parse_number(render_number(value))
    assert read is not None
    assert (read.value, read.doubts) == (value, ())


@given(WHOLE)
def test_words_are_read_as_they_were_written(value: int) -> None:
    assert parse_words(render_words(value)) == value


@given(WHOLE.filter(lambda value: "1" in str(value) or "0" in str(value)), st.sampled_from(["lI|", "oO"]))
def test_a_letter_in_place_of_a_digit_is_read_or_doubtful(value: int, letters: str) -> None:
    digit = "1" if letters == "lI|" else "0"
    for letter in letters:
        noisy = render_number(Decimal(value)).replace(digit, letter)
        read = parse_number(noisy)
        assert read is None or (read.value == value and (read.doubts or noisy == render_number(Decimal(value))))


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_comma_for_a_dot_keeps_both_readings(thousands: int, rest: int) -> None:
    read = parse_number(f"{thousands},{rest:03d}")
    assert read is not None
    assert read.doubts
    assert {Decimal(thousands * 1000 + rest), Decimal(f"{thousands}.{rest:03d}")} == set(read.candidates)


@pytest.mark.parametrize(
    ("written", "value", "is_doubtful"),
    [
        ("1.531", "1531", False),
        ("79,9", "79.9", False),
        ("09", "9", False),
        ("39.632.120", "39632120", False),
        ("1.250.000,5", "1250000.5", False),
        ("4.2", "4.2", True),  # a decimal point, or a comma misread
        ("1O5", "105", True),
        ("1,250,000", "1250000", True),
    ],
)
def test_separators_are_vietnamese(written: str, value: str, is_doubtful: bool) -> None:
    read = parse_number(written)
    assert read is not None
    assert read.value == Decimal(value)
    assert bool(read.doubts) is is_doubtful


@pytest.mark.parametrize("written", ["", "xã", "SO", "1531/KH", "12.", "lI"])
def test_what_holds_no_digit_is_no_number(written: str) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hai mươi", 20),
        ("hai mươi lăm", 25),
        ("mười lăm", 15),
        ("một trăm linh sáu", 106),
        ("hai mươi mốt nghìn", 21_000),
        ("ba", 3),
    ],
)
def test_number_words(words: str, value: int) -> None:
    assert parse_words(words) == value


@pytest.mark.parametrize("words", ["mươi", "hai mươi không", "linh ba", "nghìn triệu", "không nghìn", "xã"])
def test_words_that_are_no_number(words: str) -> None:
    assert parse_words(words) is None


def test_a_lone_nam_is_no_number_for_it_is_a_year_too() -> None:
    assert find_number_words("trong năm qua") == ()


def test_ranges_and_shares_are_one_mention() -> None:
    found = find_numbers("từ 25-30 sản phẩm, 147/184 xã, 1,5 - 2,0 %, 50% đến 60%")
    assert [(m.number.value, m.upper and m.upper.value, m.whole and m.whole.value) for m in found] == [
        (25, 30, None),
        (147, None, 184),
        (Decimal("1.5"), Decimal("2.0"), None),
        (50, 60, None),
    ]


@pytest.mark.parametrize(
    ("line", "unit", "kind"),
    [
        ("45 triệu đồng/người/năm", "triệu đồng/người/năm", UnitKind.MONEY),
        ("17,1 tiêu chí/xã", "tiêu chí/xã", UnitKind.COUNT),
        ("18 ca sinh/1.000 phụ nữ vào năm 2025", "ca sinh/1.000 phụ nữ", UnitKind.COUNT),
        ("12 bác sĩ/vạn dân", "bác sĩ/vạn dân", UnitKind.COUNT),
        ("10%/năm", "%/năm", UnitKind.PERCENT),
        ("5 ngàn USD", "nghìn USD", UnitKind.MONEY),
        ("1.250 ha rừng", "ha", UnitKind.MEASURE),
        ("15 ngày làm việc", "ngày làm việc", UnitKind.TIME),
        ("01 doanh nghiệp, hợp tác xã (có đủ năng lực)", "doanh nghiệp, hợp tác xã", UnitKind.COUNT),
    ],
)
def test_units(line: str, unit: str, kind: UnitKind) -> None:
    read = read_unit(line, find_numbers(line)[0].end)
    assert read is not None
    assert (read.name, read.kind) == (unit, kind)


@pytest.mark.parametrize("line", ["3 và 4", "2025", "12 của tỉnh", "5 tại xã"])
def test_a_function_word_is_no_unit(line: str) -> None:
    assert read_unit(line, find_numbers(line)[0].end) is None


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Giá trị tham gia xuất khẩu (Nghìn USD)", "nghìn USD"),
        ("Lượng (Tấn)", "tấn"),
        ("Tỷ lệ (%)", "%"),
        ("Hộ nghèo (theo chuẩn)", None),
    ],
)
def test_the_unit_of_a_heading(heading: str, unit: str | None) -> None:
    assert unit_of_heading(heading) == unit


@given(st.integers(1, 10**15).map(Decimal), st.sampled_from(["", "người/năm", "hộ", "ha"]))
def test_money_is_read_as_it_was_written(amount: Decimal, per: str) -> None:
    money = Money(amount, per=per)
    assert parse_money(render_money(money)) == money


@pytest.mark.parametrize(
    ("written", "amount", "per"),
    [
        ("7.829 triệu đồng", 7_829_000_000, ""),
        ("45 triệu đồng/người/năm", 45_000_000, "người/năm"),
        ("1,5 tỷ", 1_500_000_000, ""),
        ("1.200 nghìn tỷ đồng", 1_200_000_000_000_000, ""),
        ("350.000 đ", 350_000, ""),
    ],
)
def test_money_is_brought_to_dong(written: str, amount: int, per: str) -> None:
    money = parse_money(written)
    assert money is not None
    assert (money.amount, money.currency, money.per) == (amount, "đồng", per)


@pytest.mark.parametrize("written", ["5 xã", "đồng", "10 - 15 triệu đồng", "khoảng 5 triệu đồng"])
def test_what_is_no_single_amount_is_no_money(written: str) -> None:
    assert parse_money(written) is None


def test_units_of_money_compare_in_their_base() -> None:
    assert money_factor("nghìn USD") == (1000, "usd")
    assert money_factor("triệu USD")[0] * 400 == money_factor("nghìn USD")[0] * 400_000
    assert amount_in_dong("45", "triệu đồng/người/năm") == 45_000_000
