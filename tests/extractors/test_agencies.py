"""Names of bodies: abbreviations written out, misread or not, and never to another body's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.grammar.agencies import abbreviations, write_out


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở KH & ĐT", "Sở Kế hoạch và Đầu tư"),
        ("HDND tỉnh", "Hội đồng nhân dân tỉnh"),  # the mark lost
        ("Sở KH&DT", "Sở Kế hoạch và Đầu tư"),
        ("Sở XYZ", "Sở XYZ"),
    ],
)
def test_an_abbreviation_is_written_out(written: str, meant: str) -> None:
    assert write_out(written) == meant


NOISE = {"Đ": ["D", "P", "B"], "&": [" & ", "8", "and", ""], "U": ["Ư"], "N": ["M"], "T": ["I"], " ": ["  ", ""], "B": ["8"]}


@given(st.sampled_from(sorted(abbreviations())), st.data())
def test_a_misread_abbreviation_is_the_same_body_or_stays_as_read(short: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(short) - 1))
    misread = short[:at] + data.draw(st.sampled_from(NOISE.get(short[at], [short[at]]))) + short[at + 1 :]
    said, meant = write_out(f"Sở {misread} tỉnh"), write_out(f"Sở {short} tỉnh")
    others = {name for name in abbreviations().values() if name in said and name not in meant}
    assert not others or misread in abbreviations()
