"""Numbers in which an engine read letters for digits: "ngày l5/3/2O23", "5O%", "1O5/QĐ-UBND".

Only where nothing but a number can stand: a date of the calendar, a share, thousands in groups, a year, a paper's number.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from models.spans import Span

DIGIT_OF = {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2"}
"""The digit that a letter may have been."""
ONE_DIGIT = frozenset("OolI|")
"""Letters that were one digit and no other."""
BY_GRAMMAR, OF_A_PAPER, OPEN = 0.9, 0.6, 0.5
"""How sure a number is by what stands around it; one of a paper, which could be any; one with a letter that could be another
digit too."""
EARLIEST_YEAR, LATEST_YEAR = 1930, 2100
LEAP_YEAR = 2000
_AS_DIGITS = str.maketrans(DIGIT_OF)
_D = r"[\dOolI|SsBZz]"
_YEAR = rf"[12lI|]{_D}{{3}}"
_BEFORE = r"(?<![\w|.,/\-])"
_AFTER = r"(?![\w|]|[.,/\-]\d)"
_DAY_WORD, _MONTH_WORD, _YEAR_WORD = r"ng[aàáảãạâăä]y", r"th[aáàảãạâăä]ng", r"n[aăáàảãạâä]m"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEFORE}(?P<figure>(?P<day>{_D}{{1,2}})(?P<sign>[/.\-])(?P<month>{_D}{{1,2}})(?P=sign)(?P<year>{_YEAR})){_AFTER}",
        rf"\b(?i:{_DAY_WORD})\s+(?P<figure>(?P<day>{_D}{{1,2}})/(?P<month>{_D}{{1,2}})){_AFTER}",
        rf"\b(?i:{_DAY_WORD})\s+(?P<day>{_D}{{1,2}})\s+(?i:{_MONTH_WORD})\s+(?P<month>{_D}{{1,2}})"
        rf"(?:\s+(?i:{_YEAR_WORD})\s+(?P<year>{_YEAR}))?{_AFTER}",
        rf"{_BEFORE}(?P<share>{_D}{{1,3}}(?:[.,]{_D}{{1,2}})?)(?=\s?%)",
        rf"{_BEFORE}(?P<hundred>[1lI|][0Oo]{{2}})(?=\s?%)",
        rf"{_BEFORE}(?P<thousands>{_D}{{1,3}}(?:\.{_D}{{3}})+(?:,{_D}{{1,3}})?){_AFTER}",
        rf"\b(?i:{_MONTH_WORD})\s+(?P<figure>(?P<month>{_D}{{1,2}})/(?P<year>{_YEAR})){_AFTER}",
        rf"(?:{_BEFORE}|(?<=[IVX1-4]/))(?P<year>{_YEAR})(?:\s?-\s?(?P<until>{_YEAR}))?{_AFTER}",
        rf"(?<![\w|.,/])(?P<figure>(?P<number>{_D}{{1,5}})(?:/(?P<year>{_YEAR}))?(?P<symbol>/[A-ZĐ][\w&\-]*[A-ZĐƯÔƠÂÊĂ]))(?!\w)",
    )
)


_FIGURE = re.compile(r"(?=.*\d)[\dOoIl|]{2,4}")


def as_figure(word: str) -> str | None:
    """The number that a short word of digits and letters like them may be: "l2" → "12"."""
    return word.translate(_AS_DIGITS) if _FIGURE.fullmatch(word) else None


class Figure(NamedTuple):
    """Where a number stands in the raw text, which it is, and how sure that is."""

    span: Span
    number: str
    sureness: float


def find_figures(line: str, start: int = 0) -> list[Figure]:
    """Numbers of one line that have letters among their digits, in order; `start` is where the line begins in the text."""
    found: dict[int, Figure] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(line):
            if _is_number(match):
                for name in _names(match):
                    figure = _figure(match, name, start)
                    overlaps = any(figure.span.start < f.span.end and f.span.start < figure.span.end for f in found.values())
                    if figure.number != match[name] and not overlaps:
                        found[figure.span.start] = figure
    return [found[at] for at in sorted(found)]


def _names(match: re.Match[str]) -> Iterator[str]:
    groups = match.groupdict()
    return iter(("figure",)) if "figure" in groups else (name for name, text in groups.items() if text)


def _figure(match: re.Match[str], name: str, start: int) -> Figure:
    symbol = match.groupdict().get("symbol") or ""
    read = match[name].removesuffix(symbol)
    is_told = {c for c in read if c in DIGIT_OF} <= ONE_DIGIT
    sureness = OPEN if not is_told else OF_A_PAPER if symbol else BY_GRAMMAR
    return Figure(
        Span(start=start + match.start(name), end=start + match.end(name)), read.translate(_AS_DIGITS) + symbol, sureness
    )


def _is_number(match: re.Match[str]) -> bool:
    """Whether most of it was read as digits, and it is a day of the calendar, a year or a share that can be."""
    read = {name: text for name, text in match.groupdict().items() if text and name not in ("figure", "symbol")}
    parts = {name: text.translate(_AS_DIGITS) for name, text in read.items()}
    digits, letters = (sum(is_one(c) for text in read.values() for c in text) for is_one in (str.isdigit, DIGIT_OF.__contains__))
    if digits < letters and "hundred" not in parts:
        return False
    if not all(EARLIEST_YEAR <= int(parts[name]) <= LATEST_YEAR for name in ("year", "until") if name in parts):
        return False
    if "thousands" in parts:
        return not parts["thousands"].startswith("0")
    if "share" in parts:
        return not re.match(r"0\d", parts["share"])
    return "month" not in parts or _is_date(parts)


def _is_date(parts: dict[str, str]) -> bool:
    try:
        date(int(parts.get("year", LEAP_YEAR)), int(parts["month"]), int(parts.get("day", 1)))
    except ValueError:
        return False
    return True
