"""Born-digital text set in the fonts of the 1990s (TCVN3 "ABC", VNI): codes that only those fonts show as Vietnamese.

TCVN3 is the one-byte table of TCVN 5712:1993; VNI writes a letter and behind it one sign for its marks. Which of the two a text
is in is told by trying: the reading that makes Vietnamese syllables with marks is right.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from service.scans.layer import LayerWord, judge

TCVN3_CODES = (
    "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦",
    "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ",
)
TCVN3 = str.maketrans(*TCVN3_CODES)
VNI_SIGNS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
VNI_LETTERS = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
VNI_LETTER = re.compile("[" + "".join(VNI_LETTERS) + "]", re.IGNORECASE)
VNI_MARKED = re.compile(f"([aeiouyơư])([{''.join(VNI_SIGNS)}])", re.IGNORECASE)


def from_tcvn3(text: str) -> str:
    """ "Céng hßa" → "Cộng hòa"."""
    return unicodedata.normalize("NFC", text.translate(TCVN3))


def from_vni(text: str) -> str:
    """ "Coäng hoøa" → "Cộng hòa"."""
    lettered = VNI_LETTER.sub(lambda match: _like(match.group(), VNI_LETTERS[match.group().lower()]), text)
    marked = VNI_MARKED.sub(lambda match: match.group(1) + VNI_SIGNS[match.group(2).lower()], lettered)
    return unicodedata.normalize("NFC", marked)


def _like(letter: str, other: str) -> str:
    return other.upper() if letter.isupper() else other


ENCODINGS: tuple[tuple[str, Callable[[str], str]], ...] = (("TCVN3", from_tcvn3), ("VNI", from_vni))


def to_unicode(words: Sequence[LayerWord]) -> tuple[list[LayerWord], str]:
    """Words in Unicode, and the name of the encoding that they were in ("" where it was Unicode, or nothing known)."""
    if judge(words).is_good:
        return list(words), ""
    for name, convert in ENCODINGS:
        converted = [replace(word, text=convert(word.text)) for word in words]
        if judge(converted).is_good:
            return converted, name
    return list(words), ""
