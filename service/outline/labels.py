"""The number or bullet that a line begins with: "I11. NHIỆM VỤ" → III., "d)" → d), "- Phối hợp" → -."""

import re
from dataclasses import dataclass, replace

from extractors.grammar.keys import CAPITALS, SMALL, key_of

ROMANS = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
    "XX",
)
LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Điểm run a, b, c, d, đ, e, g …: the Vietnamese alphabet without ă, â, ê, ô, ơ, ư (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

LOST = 98
"""The value of a letter that was not read: ") Sở Nội vụ"."""

RANKS = {
    "annex": 0, "part": 1, "chapter": 2, "section": 3, "subsection": 4, "capital": 5, "roman": 6, "article": 7, "number": 8,
    "number2": 9, "number3": 10, "number4": 11, "letter": 12, "parenthesis": 13, "star": 14, "dash": 15, "plus": 16, "dot": 17,
}  # fmt: skip
"""How deep each style of label stands by custom; a smaller rank stands above a greater one."""


@dataclass(frozen=True)
class Label:
    """`style` is one of RANKS, `text` the label as it should read, `length` how many code points of the line it takes.

    `value` counts within the style (II. is 2, đ) is 5, 1.3. is 3), 0 for bullets; `parents` are the numbers before the last
    of "1.3.".
    """

    style: str
    text: str
    length: int
    value: int = 0
    parents: tuple[int, ...] = ()
    is_doubtful: bool = False

    @property
    def is_bullet(self) -> bool:
        return self.value == 0 and self.style in {"star", "dash", "plus", "dot"}


_NAMED = {
    "phan": "part",
    "chuong": "chapter",
    "muc": "section",
    "tieu muc": "subsection",
    "dieu": "article",
    "phu luc": "annex",
}
_NAMED_LABEL = re.compile(
    r"(phan|chuong|tieu muc|muc|dieu|phu luc)\s+(?:so\s+|thu\s+)?([ivxl]{1,6}|\d{1,3}[a-z]?|[a-e]|nhat|hai|ba|tu|nam"
    r"|sau|bay|tam)\b\s*[.:]?"
)
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8}
_ANNEX_ALONE = re.compile(r"\s*phu luc\s*")
_ROMANISH = re.compile(r"([IVXivxl1L|!íÍ]{1,6})(?:\s?[.,:/]\s*|\s?[-–]\s+|\s[-–]\s*)(?=\S)")
_BARE_ROMAN = re.compile(
    rf"([IVX]{{2,5}}|[IVXHL1l]{{2,5}}(?=\s[{CAPITALS}]+\s|\s[^:]{{4,60}}:$))\s+(?=[{CAPITALS}][{SMALL}{CAPITALS}]+\s)"
)
_CAPITAL = re.compile(r"([A-HĐ])\s?[.]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})(?:\s?([.)/,:]|\.\))|([-–](?=\s)))?(\s*)(?=(\S))")
"""The Party's papers write "1- Học tập" where the state's write "1. Học tập" (Hướng dẫn 36-HD/VPTW)."""
_LETTER = re.compile(rf"([a-zđ])\s?([).])\s*(?=\S)|(\))\s*(?=[{CAPITALS}][^)]*$)")
_PARENTHESIS = re.compile(r"\((\d{1,2}|[ivx]{1,4})\)\s*(?=\S)")
_BULLET = re.compile(r"([-–—−•*+●▪◦■·])\s*(?=\S)")
_BULLET_STYLES = {"+": "plus", "*": "star", "•": "dash", "●": "dash", "▪": "dot", "◦": "dot", "■": "dash", "·": "dot"}


def roman_value(token: str) -> int | None:
    """The value of a roman numeral as read, with 1, l, | and ! for I, H for two of them: "I11" → 3, "1V" → 4, "IL" → 2, "HI" → 3.

    None when it is none.
    """
    plain = re.sub(r"[1l|!iIíÍL]", "I", token).replace("v", "V").replace("x", "X")
    for spelled in (plain, plain.replace("H", "II"), plain.replace("H", "I")):
        if spelled in ROMANS:
            return ROMANS.index(spelled) + 1
    return None


def label_of(line: str) -> Label | None:
    """The label at the start of a line, None when it starts with plain words."""
    if _ANNEX_ALONE.fullmatch(key_of(line)) and line.isupper():
        return Label(style="annex", text=line.strip(), length=len(line), value=1)
    for read in (_named, _roman, _capital, _parenthesis, _number, _letter, _bullet):
        if label := read(line):
            return label
    return None


def _named(line: str) -> Label | None:
    key = key_of(line)
    match = _NAMED_LABEL.match(key)
    if not match:
        return None
    name, number = match.groups()
    style = _NAMED[name]
    written = line[: len(name)]
    after = line[match.end() :].lstrip()
    if not written[0].isupper() or (style == "article" and after[:1].islower()) or (after[:1].islower() and style != "annex"):
        return None
    if style in {"part", "section"} and not (
        written.isupper() or after == "" or line[match.end() - 1] in ".:" or after.isupper()
    ):
        return None
    digits = re.match(r"\d+", number)
    value = int(digits.group()) if digits else _ORDINALS.get(number) or roman_value(number.upper()) or 1
    return Label(style=style, text=line[: match.end()].strip().rstrip(".:"), length=match.end(), value=value)


def _roman(line: str) -> Label | None:
    match = _ROMANISH.match(line) or _BARE_ROMAN.match(line)
    if not match or match.group(1).isdigit():
        return None
    value = roman_value(match.group(1))
    rest = line[match.end() :]
    if value is None or match.group(1) == "l" or (rest[:1].islower() and match.group(1).islower()):
        return None
    text = f"{ROMANS[value - 1]}."
    return Label(style="roman", text=text, length=match.end(), value=value, is_doubtful=match.group(1) != ROMANS[value - 1])


def _capital(line: str) -> Label | None:
    match = _CAPITAL.match(line)
    if not match:
        return None
    return Label(style="capital", text=f"{match.group(1)}.", length=match.end(), value="ABCDĐEGH".find(match.group(1)) + 1)


def _number(line: str) -> Label | None:  # noqa: PLR0911 a list of cases
    match = _NUMBER.match(line)
    if not match:
        return None
    numbers = tuple(int(n) for n in match.group(1).split("."))
    mark, dash, space, following = match.groups()[1:]
    mark = mark or dash
    if any(len(n) > 1 and n[0] == "0" for n in match.group(1).split(".")) and mark is None:
        return None
    is_heading = len(line) - match.end() > 8 and line[match.end() :].isupper()
    if mark is None and ((len(numbers) == 1 and not is_heading) or not space or not following.isupper()):
        return None
    if mark in {",", ":", "/", "-", "–"} and (not space or not following.isupper()):
        return None
    if mark == "." and not space and not (following.isupper() or following in '"“('):
        return None
    if mark == ")":
        return Label(style="parenthesis", text=f"{numbers[-1]})", length=match.end(), value=numbers[-1])
    style = "number" if len(numbers) == 1 else f"number{len(numbers)}"
    return Label(style=style, text=".".join(map(str, numbers)) + ".", length=match.end(), value=numbers[-1], parents=numbers[:-1])


def _letter(line: str) -> Label | None:
    match = _LETTER.match(line)
    if match and match.group(3):
        return Label(style="letter", text="?)", length=match.end(), value=LOST, is_doubtful=True)
    if not match or (match.group(2) == "." and not line[match.end() :][:1].isupper()):
        return None
    return Label(style="letter", text=f"{match.group(1)})", length=match.end(), value=LETTERS.find(match.group(1)) + 1 or 99)


def _parenthesis(line: str) -> Label | None:
    match = _PARENTHESIS.match(line)
    if not match:
        return None
    inner = match.group(1)
    value = int(inner) if inner.isdigit() else roman_value(inner) or 1
    return Label(style="parenthesis", text=match.group().strip(), length=match.end(), value=value)


def _bullet(line: str) -> Label | None:
    match = _BULLET.match(line)
    if not match:
        return None
    style = _BULLET_STYLES.get(match.group(1), "dash")
    text = {"dash": "-", "plus": "+", "star": "*", "dot": "·"}[style]
    return Label(style=style, text=text, length=match.end())


def repaired(label: Label, before: Label | None) -> Label:
    """A label set right by the one before it in the same list: "d)" after "d)" is "đ)"."""
    if label.value == LOST:
        value = before.value + 1 if before is not None and before.value < len(LETTERS) else 1
        return replace(label, text=f"{LETTERS[value - 1]})", value=value)
    if label.style != "letter" or before is None or before.style != "letter" or label.value == before.value + 1:
        return label
    expected = LETTERS[before.value] if before.value < len(LETTERS) else ""
    looks_alike = {"đ": "d", "d": "đ", "g": "q", "i": "l", "l": "i", "c": "e", "e": "c"}
    if expected and looks_alike.get(expected) == label.text[0]:
        return replace(label, text=f"{expected})", value=before.value + 1, is_doubtful=True)
    return label
