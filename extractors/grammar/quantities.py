"""A number with its bound, its whole and its unit: "ít nhất vào năm 2025 đạt 40%" → at least 40 %; "147/184 xã" → 147 of 184 xã.

What only looks like a quantity is left out: dates, numbers of documents and headings, years, codes.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from extractors.grammar.keys import key_of, words_pattern
from extractors.grammar.numbers import NumberMention, ReadNumber, find_number_words, find_numbers, parse_number, parse_words
from extractors.grammar.units import Unit, UnitKind, read_unit
from models.quantity import Comparator

_DATA = Path(__file__).with_name("quantities.toml")
_ROUND = frozenset(map(Decimal, (100, 1000, 10_000, 100_000, 1_000_000)))


@dataclass(frozen=True)
class QuantityMention:
    """A quantity in a line: `start:end` from its bounding word to its unit, `number_start` where the figure begins."""

    start: int
    end: int
    number_start: int
    number_end: int
    value: Decimal
    upper: Decimal | None
    whole: Decimal | None
    unit: Unit
    comparator: Comparator
    doubts: tuple[str, ...] = ()


@cache
def _data() -> dict[str, dict[str, Any]]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


@cache
def _before() -> re.Pattern[str]:
    words = "|".join(f"(?P<{name}>{words_pattern(phrases)})" for name, phrases in _data()["before"].items())
    between = words_pattern(_data()["between"]["words"])
    when = r"(?:(?:vao|den|trong|tu)?\s*(?:cuoi|het)?\s*nam\s+\d{4})"
    return re.compile(rf"(?<!\w)(?:{words})(?:\s*(?:{between}|{when})(?!\w))*\s*$")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:" + "|".join(f"(?P<{name}>{words_pattern(phrases)})" for name, phrases in _data()["after"].items()) + r")(?!\w)"
    )


@cache
def _code_before() -> re.Pattern[str]:
    names = sorted(_data()["codes"]["before"], key=len, reverse=True)
    return re.compile(r"(?:(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")\s*[.:]?|[/(]|(?<!20\d)\d\s*[:.]|[a-z]\d*-)\s*$")


_PERIOD_BEFORE = re.compile(r"(?:giai doan|thoi ky|nhiem ky|nam|nam hoc|ngay|thang|tu ngay|den ngay|tu nam|den nam|cac nam)\s*$")
_DATE_AFTER = re.compile(r"(?:/\d|\s*(?:-|–)\s*\d{4}|/[a-z]{2,}|-[a-z]{2,}/)")


def find_quantities(line: str) -> tuple[QuantityMention, ...]:
    """Every quantity of a line, in order of place."""
    key = key_of(line)
    numbers = _said_twice(line, find_numbers(line))
    figures = [q for number in _with_wholes(numbers, key) if (q := _quantity(line, key, number)) is not None]
    words = [
        q
        for number in find_number_words(line)
        if not any(q.start <= number.start < q.end for q in figures) and (q := _quantity_in_words(line, key, number)) is not None
    ]
    return tuple(sorted((*figures, *words), key=lambda q: q.number_start))


_TWICE = re.compile(
    r"(?<!\w)(?:(?P<first>[^\W\d_]+(?:\s[^\W\d_]+)?)\s*\(\s*(?P<figure>\d{1,3})\s*\)"
    r"|(?P<digits>\d{1,3})\s*\(\s*(?P<words>[^\W\d_]+(?:\s[^\W\d_]+){0,3})\s*\))(?=\s+[^\W\d_])"
)


def _said_twice(line: str, numbers: Sequence[NumberMention]) -> list[NumberMention]:
    """ "năm (05) khu", "12 (mười hai) xã": a number in words and in figures is one, where both agree."""
    found = []
    for match in _TWICE.finditer(line):
        figure, said = match["figure"] or match["digits"], match["first"] or match["words"]
        spoken = parse_words(said) or parse_words(said.split()[-1])
        if spoken is not None and spoken == int(figure):
            start = match.start() if match["digits"] or parse_words(said) else match.end("first") - len(said.split()[-1])
            found.append(NumberMention(start, match.end(), ReadNumber(Decimal(spoken))))
    others = [number for number in numbers if not any(one.start <= number.start < one.end for one in found)]
    return sorted((*others, *found), key=lambda number: number.start)


_OF_ALL = re.compile(r"\s+(?:tren|trong)\s+(?:tong so|so)\s+")


def _with_wholes(numbers: Sequence[NumberMention], key: str) -> Iterator[NumberMention]:
    """ "12 trên tổng số 15 xã" is one number with its whole, as "12/15 xã" is."""
    last: NumberMention | None = None
    for number in numbers:
        if last is not None and number.upper is None and number.whole is None and _OF_ALL.fullmatch(key, last.end, number.start):
            last = replace(last, end=number.end, whole=number.number)
            continue
        if last is not None:
            yield last
        last = number
    if last is not None:
        yield last


_HEADS_COUNTED = re.compile(r"(?:van )?(?:dan|nguoi dan|tre|phu nu)(?!\w)")


def _is_denominator(value: Decimal, unit: Unit) -> bool:
    """ "số giường bệnh trên một vạn dân": of how many people a rate is."""
    return (value == 1 or value in _ROUND) and _HEADS_COUNTED.match(key_of(unit.name)) is not None


_CONTENT_OF = re.compile(r"\s*(?:Cu|Fe|Zn|Pb|Au|Ag|Mn|Sn|Ni|Ti|Al2O3|Fe2O3|TiO2|P2O5|SiO2|CaO|MgO|K2O|CaF2|BaSO4)(?!\w)")
"""How rich an ore or a fertilizer is, which names it: "tinh quặng 20-25% Cu"."""
_AGES = frozenset({"tuổi", "tháng tuổi"})
_TELLS_AN_AGE = re.compile(r"(?<!\w)tuoi (?:tho|ket hon|nghi huu|trung binh|binh quan)(?!\w)")


def _quantity(line: str, key: str, number: NumberMention) -> QuantityMention | None:  # noqa: PLR0911 - a list of cases
    if _is_no_quantity(line, key, number):
        return None
    if (misread := _misread_percent(line, key, number)) is not None:
        return misread
    unit, whole, end = read_unit(line, number.end), number.whole, number.end
    value, number_end = number.number.value, number.end
    if (
        whole is not None
        and whole.value in _ROUND
        and value < whole.value
        and unit is not None
        and unit.kind is not UnitKind.PERCENT
    ):
        # "4/100.000 trẻ": a rate, whose unit begins at the stroke
        number_end = number.start + line[number.start : number.end].index("/")
        unit, whole = read_unit(line, number_end), None
    if unit is None or (unit.name in _AGES and not _TELLS_AN_AGE.search(key, 0, number.start)):
        return None  # "trẻ em dưới 5 tuổi" are whom an indicator counts
    if unit.kind is UnitKind.PERCENT and _CONTENT_OF.match(line, unit.end):
        return None
    if whole is not None and (whole.value < value or unit.kind in {UnitKind.PERCENT, UnitKind.TIME}):
        return None
    end = unit.end
    start, comparator = _bound(key, number.start)
    if comparator is Comparator.GT and _is_denominator(value, unit):
        return None
    if match := _after().match(key, end):
        end, comparator = match.end(), Comparator(str(match.lastgroup))
        if start == number.start and (lead := re.search(r"(?<!\w)tu\s*$", key[:start])):
            start = lead.start()
    if number.upper is not None:
        comparator = Comparator.BETWEEN
    return QuantityMention(
        start=start,
        end=end,
        number_start=number.start,
        number_end=number_end,
        value=value,
        upper=number.upper.value if number.upper else None,
        whole=whole.value if whole else None,
        unit=unit,
        comparator=comparator,
        doubts=number.doubts,
    )


_SHARE = re.compile(r"(?<!\w)t[iy] (?:le|trong|suat)(?!\w)[^;.]*$")
_PERCENT_READ_AS_DIGIT = re.compile(r"(\d{1,3}(?:,\d)?)[69]")


def _misread_percent(line: str, key: str, number: NumberMention) -> QuantityMention | None:
    """ "tỷ lệ … đạt tối thiểu 956": a share without a unit, whose last digit is a percent sign; also "1006 thủ tục", which
    would be written 1.006. Always doubtful.
    """
    written = line[number.start : number.end]
    match = _PERCENT_READ_AS_DIGIT.fullmatch(written)
    if match is None or number.whole is not None or number.upper is not None:
        return None
    value = parse_number(match[1])
    if value is None or value.value > 100:
        return None
    unit = read_unit(line, number.end)
    is_share = unit is None and _SHARE.search(key, max(0, number.start - 200), number.start) is not None
    is_whole = written == "1006" and unit is not None
    if not (is_share or is_whole) or (value.value < 10 and "," not in written):
        return None
    start, comparator = _bound(key, number.start)
    sign = Unit(number.end - 1, number.end, "%", UnitKind.PERCENT)
    doubt = f"“{written}” đọc là {match[1]}%: dấu % có thể đã bị nhận thành chữ số"
    return QuantityMention(start, number.end, number.start, number.end - 1, value.value, None, None, sign, comparator, (doubt,))


def _quantity_in_words(line: str, key: str, number: NumberMention) -> QuantityMention | None:
    """Words count as a quantity only after a bounding word or "thêm", or above ten: "một" is also an article."""
    start, comparator = _bound(key, number.start)
    bounded = (
        start < number.start or number.number.value > 10 or re.search(r"(?<!\w)(?:them|phan dau co|dat)\s*$", key[: number.start])
    )
    unit = read_unit(line, number.end)
    if unit is not None and comparator is Comparator.GT and _is_denominator(number.number.value, unit):
        return None
    if not bounded or unit is None or unit.kind is UnitKind.GUESS or re.match(r"\s+(?:trong|so)\b", key[number.end :]):
        return None
    return QuantityMention(start, unit.end, number.start, number.end, number.number.value, None, None, unit, comparator)


def _bound(key: str, at: int) -> tuple[int, Comparator]:
    """Where the bounding word before a number begins, and what it says; the number itself and `eq` when there is none."""
    match = _before().search(key, max(0, at - 60), at)
    if match is None:
        return at, Comparator.EQ
    return match.start(), Comparator(next(name for name, value in match.groupdict().items() if value))


_COUNTED_ALL_THE_SAME = re.compile(r"(?<!\w)(?:duong\s*:|muc tieu|chi tieu)\s*$")
_MEASURE_AFTER = re.compile(r"\s*(?:trieu|nghin|ngan|ty|tan|ha|km|m2|m3)(?!\w)")
"""What tells sugar from a road and an amount from a heading: "đường: 1,5 triệu tấn", "mục tiêu 18 triệu tấn"."""


def _is_no_quantity(line: str, key: str, number: NumberMention) -> bool:
    before, after = key[max(0, number.start - 24) : number.start], key[number.end : number.end + 12]
    percent = re.match(r"\s*%", after)
    if number.upper is not None and _PERIOD_BEFORE.search(before) and not percent:
        return True
    if (
        not percent
        and _code_before().search(line[max(0, number.start - 24) : number.start].lower())
        and not (_COUNTED_ALL_THE_SAME.search(before) and _MEASURE_AFTER.match(after))
    ):
        return True
    if _DATE_AFTER.match(after) and not re.match(r"/\d[\d.]*\s+\w", after):
        return True
    value = number.number.value
    return bool(
        number.upper is None
        and 1900 <= value <= 2100
        and "." not in key[number.start : number.end]
        and re.match(r"\s*(?:nam\b|[-,;.)]|$)", after)
    )
