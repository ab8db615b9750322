"""Document numbers: read, repaired against closed lists, kept as they were read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.grammar.instruments import DocumentNumber, find_numbers, parse_number


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("263/QDP-TTg", "263/QĐ-TTg"),
        ("1466/QD-UBND", "1466/QĐ-UBND"),
        ("278/KHUBND", "278/KH-UBND"),
        ("24/2018/NQ-HPND", "24/2018/NQ-HĐND"),
        ("1531 /KH-BCPH", "1531/KH-BCĐ"),
        ("77/kh-lt", "77/KH-LT"),
        ("267/2025/NĐ- CP", "267/2025/NĐ-CP"),
        ("l466/QĐ-UBND", "1466/QĐ-UBND"),
        ("118/2025/NĐCP", "118/2025/NĐ-CP"),
    ],
)
def test_a_misread_number_is_repaired_and_keeps_what_was_read(read: str, meant: str) -> None:
    (mention,) = find_numbers(f"Kế hoạch số {read} của")
    assert str(mention.number) == meant
    assert mention.raw == read


@pytest.mark.parametrize(
    "number",
    [
        "1531/KH-BCĐ", "07/QĐ-BCĐCTW-VPĐP", "2231/SNV-CCHC&PC", "8069/SNNMT-PTNT", "24/2018/NQ-HĐND", "33/2024/QH15",
        "1211/2016/UBTVQH13",
        "1658/NQ-UBTVQH15", "05/VBHN-BGDĐT", "99-KL/TU", "36-HD/VPTW", "366-QĐ/TWĐTN-VP", "02-TT/TU", "11299/VPCP-KGVX",
        "88/2016/TTLT/BTC-BTNMT", "525/2012/NQLT/UBTVQH13-ĐCT",
    ],
)  # fmt: skip
def test_each_form_of_number_is_read(number: str) -> None:
    (mention,) = find_numbers(f"văn bản số {number} ngày")
    assert str(mention.number) == number
    assert mention.doubt == ""


@pytest.mark.parametrize(
    "words", ["147/184 xã", "45 triệu đồng/người/năm", "18 ca sinh/1.000 phụ nữ", "100/Ha", "ngày 12/4/2022", "24/7", "500 kg/ha"]
)
def test_fractions_rates_and_days_are_no_numbers(words: str) -> None:
    assert find_numbers(words) == []


NUMBERS = st.builds(
    DocumentNumber,
    serial=st.integers(1, 99999).map(lambda n: f"{n:02d}"),
    parts=st.tuples(
        st.sampled_from(["QĐ", "KH", "NQ", "CT", "TB", "TTr"]), st.sampled_from(["UBND", "HĐND", "TTg", "CP", "BNV", "BCĐ"])
    ),
    year=st.none() | st.integers(1990, 2050),
)
PARTY = st.builds(
    DocumentNumber,
    serial=st.integers(1, 999).map(lambda n: f"{n:02d}"),
    parts=st.tuples(st.sampled_from(["KL", "NQ", "CT", "QĐ"]), st.sampled_from(["TW", "TU", "HU"])),
    is_party=st.just(True),
)


@given(NUMBERS | PARTY)
def test_a_written_number_is_read_back(number: DocumentNumber) -> None:
    assert parse_number(str(number)) == number


@given(NUMBERS, st.data())
def test_under_misreading_a_number_is_the_same_or_doubtful(number: DocumentNumber, data: st.DataObject) -> None:
    spelled = str(number)
    at = data.draw(st.integers(0, len(spelled) - 1))
    noise = {"Đ": ["D", "P", "PH"], "-": [" - ", "- ", ""], "/": [" /", "/ "], "1": ["l"], "0": ["O"]}
    other = data.draw(st.sampled_from(noise.get(spelled[at], [spelled[at]])))
    found = find_numbers(f"số {spelled[:at]}{other}{spelled[at + 1 :]}")
    assert not found or found[0].number == number or found[0].doubt
