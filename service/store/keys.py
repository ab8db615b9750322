"""The form in which text is compared: without marks, in small letters, white space made one space."""

import re
import unicodedata

WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """ "Tỷ lệ  HỘ nghèo, đạt" → "ty le ho ngheo, dat"; same number of words, not of code points."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def folded(text: str) -> str:
    """With its marks, in small letters, NFC."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def words_of(text: str) -> str:
    """ "263/QĐ-TTg, mới" → "263 QĐ TTg mới" """
    return " ".join(WORD.findall(text))
