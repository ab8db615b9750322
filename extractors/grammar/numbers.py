"""Numbers as Vietnamese papers write them: "1.531", "79,9", "09", "hai mươi lăm", "25 - 30", "147/184".

The comma is the decimal sign and the dot groups thousands. What can be read in two ways ("1,250") keeps its candidates and says
so; a letter that stands for a misread digit ("1O5") is repaired and marked doubtful, never silently.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.grammar.keys import key_of

AMBIGUOUS_SEPARATOR = "dấu phân cách có thể đọc hai cách"
MISREAD_DIGIT = "chữ cái đứng ở chỗ chữ số"
FOREIGN_SEPARATOR = "dấu phân cách không theo cách viết Việt Nam"

_DIGIT_OF = {"o": "0", "l": "1", "i": "1", "|": "1", "!": "1", "s": "5", "b": "8", "z": "2", "g": "9", "q": "9"}
_MISREAD = "OoQlI|!SsBZzgq"


@dataclass(frozen=True)
class ReadNumber:
    """A number, the other numbers it could be, and why it is doubtful (empty when it is not)."""

    value: Decimal
    candidates: tuple[Decimal, ...] = ()
    doubts: tuple[str, ...] = ()


def parse_number(written: str) -> ReadNumber | None:
    """ "1.531" → 1531; "79,9" → 79.9; "09" → 9; "1O5" → 105, doubtful; None when it is no number."""
    text = written.strip()
    digits = "".join(_DIGIT_OF.get(c.lower(), c) if c in _MISREAD else c for c in text)
    if not re.search(r"\d", text) or not re.fullmatch(r"\d+(?:[.,\s]\d+)*", digits):
        return None
    doubts = (MISREAD_DIGIT,) if digits != text else ()
    value, other, doubt = _read_separators(re.sub(r"\s", ".", digits))
    return ReadNumber(value, (value, other) if other is not None else (), (*doubts, doubt) if doubt else doubts)


def _read_separators(digits: str) -> tuple[Decimal, Decimal | None, str]:  # noqa: PLR0911 - a list of cases
    """Value, another possible value, and the doubt about the separators, if any."""
    groups = re.split(r"[.,]", digits)
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return Decimal(digits), None, ""
    plain = Decimal("".join(groups))
    threes = all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3 and not groups[0].startswith("0")
    decimal = Decimal("".join(groups[:-1]) + "." + groups[-1])
    match signs:
        case ["."] if threes:
            return plain, None, ""
        case ["."]:  # "4.2": a decimal point, or a comma that was misread
            return decimal, None, FOREIGN_SEPARATOR
        case [","] if threes and groups[1] == "000":
            return plain, decimal, AMBIGUOUS_SEPARATOR
        case [","] if threes:
            return decimal, plain, AMBIGUOUS_SEPARATOR
        case [","]:
            return decimal, None, ""
    if len(set(signs)) == 1:
        sound = threes and signs[0] == "."
        return plain, None, "" if sound else (FOREIGN_SEPARATOR if threes else AMBIGUOUS_SEPARATOR)
    grouped = all(len(group) == 3 for group in groups[1:-1]) and len(set(signs[:-1])) == 1
    if grouped and signs[-1] == ",":
        return decimal, None, ""
    return decimal, plain, FOREIGN_SEPARATOR if grouped else AMBIGUOUS_SEPARATOR


def render_number(value: Decimal) -> str:
    """1531 → "1.531"; 79.9 → "79,9"; the inverse of `parse_number` for numbers that are not doubtful."""
    whole, _, fraction = f"{value:f}".partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{fraction}" if fraction else "")


_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_WORD_DIGITS = {word: digit for digit, word in enumerate(_ONES)} | {"bẩy": 7}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_AFTER_TEN = {**_WORD_DIGITS, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_LINKS = ("linh", "lẻ")


def parse_words(written: str) -> int | None:
    """ "hai mươi lăm" → 25; "một trăm linh sáu" → 106; "hai nghìn ba trăm" → 2300; None when it is no number."""
    words = written.lower().split()
    if not words:
        return None
    total, rest, last = 0, words, 10**15
    while rest:
        cut = next((i for i, word in enumerate(rest) if word in _SCALES), None)
        group = _parse_hundreds(rest if cut is None else rest[:cut], leading=total == 0)
        if group is None:
            return None
        if cut is None:
            return total + group
        scale = _SCALES[rest[cut]]
        if scale >= last or group == 0:
            return None
        total, rest, last = total + group * scale, rest[cut + 1 :], scale
    return total


def _parse_hundreds(words: list[str], *, leading: bool) -> int | None:  # noqa: PLR0911 - a list of cases
    """ "ba trăm hai mươi mốt" → 321: a group below a thousand."""
    total = 0
    if len(words) >= 2 and words[1] == "trăm":
        if words[0] not in _WORD_DIGITS or (leading and words[0] == "không"):
            return None
        total, words = _WORD_DIGITS[words[0]] * 100, words[2:]
        if not words:
            return total
    if words and words[0] in _LINKS:
        return total + _AFTER_TEN[words[1]] if len(words) == 2 and words[1] in _AFTER_TEN and (total or not leading) else None
    match words:
        case ["mười"]:
            return total + 10
        case ["mười", one] if one in _AFTER_TEN and one not in {"không", "mốt", "tư"}:
            return total + 10 + _AFTER_TEN[one]
        case [ten, "mươi"] if ten in _WORD_DIGITS and _WORD_DIGITS[ten] > 1:
            return total + _WORD_DIGITS[ten] * 10
        case [ten, "mươi", one] if ten in _WORD_DIGITS and _WORD_DIGITS[ten] > 1 and one in _AFTER_TEN and one != "không":
            return total + _WORD_DIGITS[ten] * 10 + _AFTER_TEN[one]
        case [one] if one in _WORD_DIGITS and total == 0:
            return _WORD_DIGITS[one]
    return None


def render_words(value: int) -> str:
    """25 → "hai mươi lăm"; 2306 → "hai nghìn ba trăm linh sáu"; for 0 to 10^12 - 1."""
    if not 0 <= value < 10**12:
        raise ValueError(f"no words for {value}")
    if value == 0:
        return _ONES[0]
    words: list[str] = []
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, value = divmod(value, scale)
        if group:
            words += _render_hundreds(group, leading=not words) + ([name] if name else [])
    return " ".join(words)


def _render_hundreds(group: int, *, leading: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_ONES[hundreds], "trăm"] if hundreds or not leading else []
    tens, ones = divmod(rest, 10)
    if rest and not tens and words:
        return [*words, "linh", _ONES[ones]]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_ONES[tens], "mươi"]
    if ones:
        words.append("mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _ONES[ones])
    return words


@dataclass(frozen=True)
class NumberMention:
    """One number in a line: `line[start:end]`; a range has `upper`, a share of a whole ("147/184") has `whole`."""

    start: int
    end: int
    number: ReadNumber
    upper: ReadNumber | None = None
    whole: ReadNumber | None = None

    @property
    def doubts(self) -> tuple[str, ...]:
        parts = (self.number, self.upper, self.whole)
        return tuple(dict.fromkeys(doubt for part in parts if part for doubt in part.doubts))


_D = rf"[\d{re.escape(_MISREAD)}]"
_FIGURE = rf"(?:\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d{_D}*(?:[.,]{_D}+)*|[lIOSB|]\d{_D}*(?:[.,]{_D}+)*)"
_EDGE_BEFORE = r"(?<![\w/.,+])(?<!\d[-–])"
_EDGE_AFTER = r"(?![\w])(?![.,]\d)(?!-\w)"
_GLUED_UNIT = r"(?:km[2²]?|ha|m[23²³]|kg|tấn|tạ|lít|MW|kWh?)(?!\w)"
"""Units that papers write right behind a figure: "1.700km", "40m3/ha"."""
_FIGURES = re.compile(
    rf"{_EDGE_BEFORE}(?P<low>{_FIGURE})"
    rf"(?:(?P<range>\s*%?\s*[-–—÷]\s*|\s*%?\s+đến\s+)(?P<high>{_FIGURE})|/(?P<whole>{_FIGURE}))?"
    rf"(?=%|‰|{_GLUED_UNIT}|{_EDGE_AFTER})"
)
_WORD = "|".join(sorted({*_AFTER_TEN, "mười", "mươi", "trăm", "linh", "lẻ", *_SCALES}, key=len, reverse=True))
_WORDS = re.compile(rf"(?<!\w)(?:{_WORD})(?:\s+(?:{_WORD}))*(?!\w)", re.IGNORECASE)


def find_numbers(line: str) -> tuple[NumberMention, ...]:
    """Every number written in figures, in order; ranges and shares are one mention. "25-30" → 25, upper 30."""
    return tuple(mention for match in _FIGURES.finditer(line) if (mention := _read_figures(match)) is not None)


def _read_figures(match: re.Match[str]) -> NumberMention | None:
    low, high, whole = (parse_number(match[name]) if match[name] else None for name in ("low", "high", "whole"))
    if low is None:
        return None
    if high is not None and high.value <= low.value:
        return None  # "30-25" is a day and a month, a number and a code; no range
    return NumberMention(match.start(), match.end(), low, upper=high, whole=whole)


def find_number_words(line: str) -> tuple[NumberMention, ...]:
    """Every number written in words. "năm" alone is five or a year, so a lone "năm" is left out; so is a lone scale."""
    found = []
    for match in _WORDS.finditer(line):
        value = parse_words(match.group())
        if value is not None and key_of(match.group()) not in {"nam", "khong"} and value > 0:
            found.append(NumberMention(match.start(), match.end(), ReadNumber(Decimal(value))))
    return tuple(found)
