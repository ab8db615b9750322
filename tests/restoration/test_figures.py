"""Numbers in which an engine read letters for digits."""

import pytest

from models.restoration import EditReason
from service.restoration import LatticeRestorer, load_restorer
from service.restoration.figures import as_figure, find_figures


@pytest.fixture(scope="module")
def restorer() -> LatticeRestorer:
    return load_restorer()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("hoàn thành trước ngày 3O/9/2O27", "30/9/2027"),
        ("Ha Giang, ngay l2 thang 8 nam 2026", "12"),
        ("từ ngày O4/7 đến hết quý", "04/7"),
        ("trong tháng l1/2025", "11/2025"),
        ("phủ kín 6O,5% diện tích", "60,5"),
        ("đạt lOO % kế hoạch", "100"),
        ("trồng mới 2.4OO ha", "2.400"),
        ("kế hoạch năm 2O28", "2028"),
        ("báo cáo quý I/2O28", "2028"),
        ("theo văn bản 2l7/UBND", "217/UBND"),
        ("theo văn bản 36/2O19/NQ-HĐND", "36/2019/NQ-HĐND"),
    ],
)
def test_a_letter_where_only_a_digit_can_stand_is_the_digit(line: str, number: str) -> None:
    assert [figure.number for figure in find_figures(line)] == [number]


@pytest.mark.parametrize(
    "line",
    [
        "ngày 12/8/2026 đạt 60,5% của 2.400 ha",
        "ngày 3l/2/2026",
        "mục I.1 và điểm l) của quý I/2026",
        "So/QĐ và lô B/QH",
        "bể SOS, IO, năm l8O1",
        "thửa B12, tờ 5S",
    ],
)
def test_what_is_no_certain_number_stands(line: str) -> None:
    assert not find_figures(line)


def test_a_span_is_that_of_the_whole_number() -> None:
    line = "họp ngày l5/3/2O23 tại huyện"

    (figure,) = find_figures(line, start=100)

    assert line[figure.span.start - 100 : figure.span.end - 100] == "l5/3/2O23"


def test_a_word_of_digits_and_letters_like_them_may_be_a_number() -> None:
    assert as_figure("l2") == "12"
    assert as_figure("lo") is None
    assert as_figure("x4") is None


def test_a_date_is_told_and_the_letters_are_its_other_reading(restorer: LatticeRestorer) -> None:
    restoration = restorer.restore_text("Cac so, nganh gui bao céo trudc ngay 2O/6/2O26 dé tong hgp")

    (edit,) = [edit for edit in restoration.edits if edit.reason is EditReason.NUMERAL]
    assert edit.restored == "20/6/2026"
    assert not edit.is_doubtful
    assert [other.text for other in edit.candidates] == ["2O/6/2O26"]


def test_the_number_of_a_paper_is_told_and_doubtful(restorer: LatticeRestorer) -> None:
    restoration = restorer.restore_text("Can cu Quyét dinh s6 4l8/QD-UBND ngay 7/2/2024 cua Uy ban nhan dan tinh")

    assert "418/QĐ-UBND" in restoration.text
    assert [edit.is_doubtful for edit in restoration.edits if "418" in edit.restored] == [True]


def test_a_letter_that_could_be_two_digits_stays_and_is_doubtful(restorer: LatticeRestorer) -> None:
    restoration = restorer.restore_text("Cac so, nganh gui bao céo trudc ngay 1S thang 6 nam 2026 dé tong hgp")

    (edit,) = [edit for edit in restoration.edits if "1S" in edit.restored]
    assert edit.is_doubtful
    assert [other.text for other in edit.candidates] == ["15"]
