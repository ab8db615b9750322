"""When a target shall be reached: "đến năm 2030" → by 31 Dec 2030; "từ năm 2025 trở đi" → from 1 Jan 2025, open.

A year inside a name ("theo chuẩn giai đoạn 2021-2025") or a comparison ("so với năm 2020") is no due date.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from extractors.grammar.dates import TimeMention, find_times
from extractors.grammar.keys import key_of
from models.period import Due, Period, Precision

_OPEN_END = re.compile(r"\s*tro di\b")
_FROM = re.compile(r"(?:ke\s+)?tu\s+(?:dau\s+)?$")
_BY = re.compile(r"(?:den|den het|het|den cuoi|toi|cham nhat(?: den| vao)?|den ngay|xong)\s*(?:het\s+|cuoi\s+|ngay\s+)*$")
_BEFORE = re.compile(r"truoc\s+(?:ngay\s+)?$")
_AFTER = re.compile(r"(?<!\w)sau\s+$")
_IN = re.compile(r"(?:vao|trong|ngay trong|vao cuoi|cuoi|rieng|phan dau|cua|chi tieu|muc tieu|ke hoach)\s*(?:cuoi\s+)?$")
_NO_DUE = re.compile(
    r"(?:so voi|cung ky|theo chuan|chuan ngheo|cua|tai|quyet dinh|nghi quyet|ke hoach|chuong trinh|de an|"
    r"bo tieu chi|co so|(?<!dau )(?<!vat )tu|theo)\s*(?:\S+\s+){0,2}$|(?<!\w)so voi\s+(?:[^\s,;]+\s+){0,6}$"
)


@dataclass(frozen=True)
class DueMention:
    """A due date named at `start:end` of a line, with its preposition; `strength` 2 when a preposition says so, else 1."""

    start: int
    end: int
    due: Due
    strength: int


def find_dues(line: str, *, year: int | None = None) -> tuple[DueMention, ...]:
    """Every due date that a line names, in order."""
    key = key_of(line)
    return tuple(due for time in find_times(line, year=year) if (due := _read(key, time)) is not None)


def _read(key: str, time: TimeMention) -> DueMention | None:  # noqa: PLR0911 - a list of cases
    before, period = key[max(0, time.start - 40) : time.start], time.period
    if match := _OPEN_END.match(key, time.end):
        start = _begin(_FROM, before, time.start)
        return DueMention(start, match.end(), Due(earliest=period.earliest, latest=None), 2)
    if _BEFORE.search(before) and period.earliest is not None:
        return DueMention(_begin(_BEFORE, before, time.start), time.end, Due(latest=period.earliest - timedelta(days=1)), 2)
    if period.precision is Precision.YEAR and period.latest is not None and _AFTER.search(before):
        return DueMention(_begin(_AFTER, before, time.start), time.end, Due(earliest=period.latest + timedelta(days=1)), 2)
    if _BY.search(before):
        return DueMention(_begin(_BY, before, time.start), time.end, Due(latest=period.latest), 2)
    if _IN.search(before):
        return DueMention(_begin(_IN, before, time.start), time.end, _span(period), 2 if "cua" not in before[-5:] else 1)
    if period.precision is Precision.DAY or _inside_name(before):
        return None
    return DueMention(time.start, time.end, _span(period), 1)


def _span(period: Period) -> Due:
    return Due(earliest=period.earliest, latest=period.latest)


def _begin(pattern: re.Pattern[str], before: str, at: int) -> int:
    match = pattern.search(before)
    return at - len(before) + match.start() if match else at


def _inside_name(before: str) -> bool:
    return before.count("(") > before.count(")") or _NO_DUE.search(before) is not None


def _is_outlook(line: str, mention: DueMention) -> bool:
    """ "đến năm 2030, tầm nhìn đến năm 2050": what is set is set for 2030."""
    return re.search(r"(?<!\w)(?:tam nhin|dinh huong)(?: den| toi)?\s*$", key_of(line[: mention.start])) is not None


def due_of(line: str, *, near: int | None = None, year: int | None = None) -> Due | None:
    """The due date that governs a line: one with a preposition before one without, the nearest to `near` among equals.

    One that stands behind `near`, "số hóa 100% hồ sơ trong năm 2026", is nearer than one that ends other words before a comma;
    but one that opens the line governs it all.
    """
    named = find_dues(line, year=year)
    found = [mention for mention in named if not _is_outlook(line, mention)] or list(named)
    if not found:
        return None
    strongest = max(mention.strength for mention in found)
    equals = [mention for mention in found if mention.strength == strongest]
    if near is None:
        return equals[-1].due
    behind = [mention for mention in equals if near < mention.start]
    before = [mention for mention in equals if mention.end <= near]
    if behind and before and "," in line[before[-1].end : near] and line[: before[0].start].strip(" -–+*"):
        equals = behind
    return min(equals, key=lambda mention: min(abs(mention.start - near), abs(mention.end - near))).due
