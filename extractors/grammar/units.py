"""Units after a number: "45 triệu đồng/người/năm" → unit "triệu đồng/người/năm", money; "09 xã đạt chuẩn" → "xã", counted.

Known units are data (units.toml); a noun that is not listed may still be what is counted, and is then marked as a guess.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from extractors.grammar.keys import key_of, words_pattern

_DATA = Path(__file__).with_name("units.toml")


class UnitKind(StrEnum):
    PERCENT = "percent"
    MEASURE = "measure"
    MONEY = "money"
    TIME = "time"
    COUNT = "count"
    RATE = "rate"  # no noun of its own: "4/100.000 trẻ"
    GUESS = "guess"


@dataclass(frozen=True)
class Unit:
    """`line[start:end]` is the unit as written; `name` is it in one spelling."""

    start: int
    end: int
    name: str
    kind: UnitKind


@cache
def _data() -> dict[str, Any]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


def _any_of(*names: str) -> str:
    return words_pattern(tuple(word for name in names for word in _data()[name]))


@cache
def _patterns() -> tuple[tuple[UnitKind, re.Pattern[str]], ...]:
    scale = words_pattern(tuple(_data()["scales"]))
    currency, foreign = _any_of("currencies"), _any_of("foreign_currencies")
    scaled = rf"(?:{scale}\s+)?"
    percent = r"(?:%|‰|" + words_pattern([p for p in _data()["percent"] if p not in "%‰"]) + r"(?!\w))"
    money = rf"(?:{scale}\s+(?:{currency}|{foreign})|{currency}|{foreign}|(?:nghin\s+|ngan\s+)?t[yi]|trieu(?!\s+\w))(?!\w)"
    return (
        (UnitKind.PERCENT, re.compile(rf"\s*{percent}")),
        (UnitKind.MONEY, re.compile(rf"\s*{money}")),
        (UnitKind.MEASURE, re.compile(rf"\s*{scaled}{_any_of('measures')}(?!\w)")),
        (UnitKind.TIME, re.compile(rf"\s*{_any_of('times')}(?!\w)")),
        (UnitKind.COUNT, re.compile(rf"\s+{scaled}{_any_of('counts')}(?!\w)")),
    )


@cache
def _rate() -> re.Pattern[str]:
    """One "/người" after a unit; with a number, the noun may run on: "/100 trẻ sơ sinh gái sinh ra sống"."""
    stop = r"(?!(?:vao|trong|den|va|o|cua|tren|la|xuong|nam|tai|giai doan|theo|so voi)\b)"
    numbered = rf"\d[\d.]*(?:\s+{stop}[^\W\d]+){{1,8}}"
    return re.compile(rf"\s*/\s*(?:{numbered}|{_any_of('denominators')}(?!\w))")


@cache
def _joint() -> re.Pattern[str]:
    """More units that share the number: "01 doanh nghiệp, hợp tác xã (…)", "75 thôn, bản, tổ dân phố đạt chuẩn"."""
    more = rf",\s+{_any_of('counts')}"
    return re.compile(rf"(?:{more}){{2,}}(?!\w)|{more}(?=\s*[(.;]|\s*$)")


@cache
def _stops() -> re.Pattern[str]:
    return re.compile(rf"\s*{_any_of('not_units')}(?!\w)")


_GUESS = re.compile(
    r"\s+[^\W\d_][^\W\d_]+(?!\w)(?:\s+(?!(?:va|cua|tai|duoc|co|de|cho|trong|dat|theo|vao|den|moi|la|tren|ve|o|tu)\b)[^\W\d_]{2,}(?!\w))?"
)
_NOUN_BEFORE_RATE = re.compile(r"\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,4}(?=\s*/\s*\d)")


def read_unit(line: str, at: int) -> Unit | None:
    """The unit that begins at `line[at:]` (after a number), with the rates it is taken over; None when none is there."""
    key = key_of(line)
    kind, end = _base(key, at)
    if kind is None:
        return None
    if kind is UnitKind.COUNT and (match := _joint().match(key, end)):
        end = match.end()
    while match := _rate().match(key, end):
        end = match.end()
    start = at + len(line[at:end]) - len(line[at:end].lstrip())
    name = line[start:end]
    if ("/" in name or kind is UnitKind.PERCENT) and (match := _RATE_WITHOUT_STROKE.match(key, end)):
        name, end = f"{name}/{line[match.start(1) : match.end(1)]}", match.end()
    return Unit(start, end, one_spelling(name), kind)


_RATE_WITHOUT_STROKE = re.compile(
    r"\s+(?:moi\s+)?(nam|thang|ngay dem|ngay)(?=\s*(?:[,.;:)]|$)|\s+(?:va|trong|giai doan|den|cho|doi voi)\b)"
)
"""The time of a rate after a space: "800 kWh/người năm", "tăng 12% năm"."""


def _base(key: str, at: int) -> tuple[UnitKind | None, int]:
    if match := _NOUN_BEFORE_RATE.match(key, at):
        return UnitKind.COUNT, match.end()
    found = [(match.end(), kind) for kind, pattern in _patterns() if (match := pattern.match(key, at))]
    if found:
        longest = max(end for end, _ in found)
        return next((kind, end) for end, kind in found if end == longest)
    if _rate().match(key, at):
        return UnitKind.RATE, at
    if _stops().match(key, at):
        return None, at
    match = _GUESS.match(key, at)
    return (UnitKind.GUESS, match.end()) if match else (None, at)


@cache
def _same() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs: dict[str, str] = _data()["same"]
    return tuple((re.compile(rf"(?<!\w){re.escape(key_of(word))}(?!\w)"), name) for word, name in pairs.items())


def one_spelling(unit: str) -> str:
    """ "VNĐ/người" → "đồng/người"; "ngàn USD" → "nghìn USD"; no space around "/". Case is kept but for known words."""
    unit = re.sub(r"\s*/\s*", "/", " ".join(unit.split()))
    for pattern, name in _same():
        while match := pattern.search(key_of(unit)):
            if match.group() == key_of(name):
                break
            unit = unit[: match.start()] + name + unit[match.end() :]
    first = re.match(r"[^\W\d_]+", unit)
    return unit[0].lower() + unit[1:] if first and len(first.group()) > 1 and first.group().istitle() else unit


def unit_of_heading(heading: str) -> str | None:
    """The unit in a table's heading: "Giá trị tham gia xuất khẩu (Nghìn USD)" → "nghìn USD"; "Tỷ lệ (%)" → "%"."""
    for inside in reversed(re.findall(r"\(([^()]{1,40})\)", heading)):
        text = re.sub(r"(?i)^\s*(?:đvt|đơn vị(?: tính)?)\s*:?\s*", "", inside)
        unit = read_unit(" " + text.strip(), 0)
        if unit is not None and unit.end >= len(text.strip()) and unit.kind is not UnitKind.GUESS:
            return unit.name
    return None
