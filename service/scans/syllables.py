"""Whether a token could be a Vietnamese syllable: spelling alone, no lexicon."""

import re
import unicodedata

TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
NUCLEUS = "uyê|uya|iê|yê|ia|ya|uô|ua|ươ|ưa|oa|oă|oe|oo|uâ|uê|uy|uơ|[aăâeêioôơuưy]"
CODA = "ng|nh|ch|[cmnptiyou]"
SYLLABLE = re.compile(f"(?:{ONSET})?(?:{NUCLEUS})(?:{CODA})?")
WORD = re.compile(r"[^\W\d_]+")


def toneless(token: str) -> str:
    """A lower-case token without its tone, hats and horns kept: "Đồng" → "đông"."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", token.lower()).translate(TONES))


def is_syllable(token: str) -> bool:
    return SYLLABLE.fullmatch(toneless(token)) is not None


def has_marks(token: str) -> bool:
    """Whether a token carries a tone, a hat, a horn or đ."""
    return "đ" in token.lower() or unicodedata.normalize("NFD", token) != token
