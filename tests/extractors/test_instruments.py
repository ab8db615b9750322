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


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("Tờ trình số 28/TTr - BCVT ngày 4/10/2005", ["28/TTr-BCVT"]),
        ("Tờ trình số 54/TTr. UBND ngày 25/6/2009", ["54/TTr-UBND"]),
        ("theo Nghị quyết số 15/NQ-CP. UBND tỉnh giao", ["15/NQ-CP"]),  # a sentence begins
        ("Công văn số 123/UBND -NN", ["123/UBND-NN"]),
        ("văn bản số 164/BTC - QLCS ngày 4/2/2010", ["164/BTC-QLCS"]),
        ("Quyết định số 5/QĐ-TTg - PHÊ DUYỆT", ["5/QĐ-TTg"]),
        ("Nghị quyết số 16 NQ/TW ngày 3/4/2018", ["16-NQ/TW"]),
        ("Pháp lệnh số 16/2004/PL-UBTVQH 11 ngày 24/3/2004", ["16/2004/PL-UBTVQH11"]),
        ("theo Luật số 16/2004/QH 11 tháng trước", ["16/2004/QH"]),
        ("văn bản số 01/CV-02 ngày 3/4/2025", ["01/CV-02"]),
        ("Tờ trình số 6/TTr/STC-QLNS ngày 3/4/2009", ["6/TTr/STC-QLNS"]),
        ("Lệnh số 49-LCT/HĐNN8 ngày 2/1/1991", ["49-LCT/HĐNN8"]),
        ("Quyết định số 26QĐ/UBND", []),  # no Party body
    ],
)
def test_gaps_and_full_stops_inside_a_number_are_told_from_those_after_it(line: str, numbers: list[str]) -> None:
    assert [str(found.number) for found in find_numbers(line)] == numbers
