"""Whether ink that was read as a token could be that: a Vietnamese syllable, a number, an abbreviation, a sign."""

import re
import unicodedata

TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
RIME = (
    "(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|oa|oă|oe|uâ|uê|uơ|y|uy|iê|yê|uyê|uô|ươ)(?:ng|nh|ch|[cmnpt])"
    "|(?:a|o|e|ê|u|ư|oa|oe|iê|yê|uô|ươ|â|ơ|ô|ă|uâ|uy|i)[iyou]|i?a|ya|uya|[uư]a|oa|oe|uê|uơ|uy|[aeêioôơuưy]|oo(?:ng|c)"
)
SYLLABLE = re.compile(f"(?:{ONSET})?(?:{RIME})")
STOPPED = re.compile(r"(?:ch|[cpt])$")
LETTERS = re.compile(r"[^\W\d_]+")
SIGNS = "()[]\"“”'‘’.,;:!?…-–—+*/"
NUMBER = re.compile(r"\d+(?:[.,/\-:]\d+)*(?:%|h\d{0,2}|ha|km|m2?)?[a-zđ]?")
SYMBOL = re.compile(r"(?:\d+(?:\.\d{3})?[a-zđ]?/)?(?:\d{4}/)?[A-ZĐƯ][A-ZĐƯa-z&]*\d{0,3}(?:[-–/][A-ZĐƯ][A-ZĐƯa-z&]*\d{0,3})*")
ABBREVIATION = re.compile(r"[A-ZĐƯ]{2,8}\d{0,3}")


def is_likely(token: str) -> bool:
    """ "đồng" and "12/4/2022" are, "đồmg" and "1Z/4" are not."""
    bare = token.strip(SIGNS)
    if not bare:
        return True
    if NUMBER.fullmatch(bare) or ABBREVIATION.fullmatch(bare) or SYMBOL.fullmatch(bare):
        return True
    return all(is_syllable(piece) for piece in re.split(r"[-–/]", bare))


def is_syllable(word: str) -> bool:
    """Whether spelling allows a word as one Vietnamese syllable; a stopped one takes only sắc or nặng."""
    if not LETTERS.fullmatch(word):
        return False
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if ord(c) in TONES]
    plain = unicodedata.normalize("NFC", decomposed.translate(TONES))
    if len(tones) > 1 or SYLLABLE.fullmatch(plain) is None:
        return False
    if STOPPED.search(plain) and len(plain) > 1:
        return tones in (["\u0301"], ["\u0323"])
    return True
