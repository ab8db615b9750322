"""Vietnamese spelling: keys that make equal what is written two ways, the shape of a syllable, letters without their marks."""

import re
import unicodedata
from functools import lru_cache

_TONE_PLACES = {
    # new style → old style, at the end of a syllable: hoà = hòa, khoẻ = khỏe, uỷ = ủy
    **{f"o{new}": f"{old}a" for new, old in zip("àáảãạ", "òóỏõọ", strict=True)},
    **{f"o{new}": f"{old}e" for new, old in zip("èéẻẽẹ", "òóỏõọ", strict=True)},
    **{f"u{new}": f"{old}y" for new, old in zip("ỳýỷỹỵ", "ùúủũụ", strict=True)},
}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSETS = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x|"
_NUCLEI = (
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oai|oao|oay|oă|oe|oeo|oi|oo|ôi|ơi"
    "|ua|uâ|uây|uê|ui|uô|uôi|uơ|uy|uya|uyê|uyu|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu|uênh"
)
_LONE_I_OR_Y = re.compile("(?:qu|[bcdđghklmnprstvx]+)[iíìỉĩịyýỳỷỹỵ]")
_I_FOR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_SHAPE = re.compile(f"(?:{_ONSETS})(?:{_NUCLEI})(?:c|ch|m|n|ng|nh|p|t)?")


@lru_cache(maxsize=1 << 16)
def key(token: str) -> str:
    """A token in small letters with the tone mark in its old place: "Uỷ" → "ủy", "hoà" → "hòa", "quý" stays."""
    lower = token.lower()
    old = _TONE_PLACES.get(lower[-2:])
    if old is None or (lower[-2] == "u" and lower[-3:-2] == "q"):
        return lower
    return lower[:-2] + old


@lru_cache(maxsize=1 << 16)
def without_tone(token: str) -> str:
    """ "tiếng" → "tiêng": the tone mark gone, the letter kept."""
    decomposed = unicodedata.normalize("NFD", token)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))


@lru_cache(maxsize=1 << 16)
def without_marks(token: str) -> str:
    """ "đường" → "duong": what a typewriter without Vietnamese keys makes of it."""
    decomposed = unicodedata.normalize("NFD", token)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


@lru_cache(maxsize=1 << 16)
def is_syllable(token: str) -> bool:
    """Whether a key is built like a Vietnamese syllable: "nghiêng" yes, "ubnd" no."""
    return _SHAPE.fullmatch(without_tone(token)) is not None


def are_variants(one: str, other: str) -> bool:
    """Whether two keys are one word that is written with i or with y: "qui" and "quy", "kỹ" and "kĩ"; not "tai" and "tay"."""
    return _LONE_I_OR_Y.fullmatch(one) is not None and one.translate(_I_FOR_Y) == other.translate(_I_FOR_Y)


def has_marks(token: str) -> bool:
    """Whether a token carries a Vietnamese mark."""
    return token != without_marks(token)
