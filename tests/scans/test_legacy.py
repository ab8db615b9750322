"""Text in the fonts of the 1990s."""

import pytest

from service.scans.layer import LayerWord
from service.scans.legacy import from_tcvn3, from_vni, to_unicode

TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc KÕ ho¹ch ph¸t triÓn n«ng th«n míi ®Õn n¨m"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp Töï do Haïnh phuùc Keá hoaïch phaùt trieån noâng thoân môùi ñeán naêm"
PLAIN = "Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc Kế hoạch phát triển nông thôn mới đến năm"


def words(text: str) -> list[LayerWord]:
    return [LayerWord(word, (0.0, 0.0, 1.0, 1.0)) for word in text.split()]


def test_tcvn3_is_converted() -> None:
    assert from_tcvn3(TCVN3) == PLAIN


def test_vni_is_converted() -> None:
    assert from_vni(VNI) == PLAIN


@pytest.mark.parametrize(
    ("text", "encoding", "after"),
    [
        (TCVN3, "TCVN3", PLAIN),
        (VNI, "VNI", PLAIN),
        (PLAIN, "", PLAIN),
        ("plain English words " * 6, "", "plain English words " * 6),
    ],
)
def test_the_encoding_is_told_by_what_makes_vietnamese(text: str, encoding: str, after: str) -> None:
    converted, found = to_unicode(words(text))
    assert found == encoding
    assert [word.text for word in converted] == after.split()
