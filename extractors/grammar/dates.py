"""Stretches of time as official papers write them → periods of days.

"ngày 12 tháng 4 năm 2022", "09/2/2022", "tháng 11/2022", "Quý II/2022", "6 tháng đầu năm", "giai đoạn 2021-2025". A quarter's
numeral may be misread: "Qui 11/2022" and "quy 1V/2022" are the second and the fourth. Day always stands before month.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from extractors.grammar.keys import key_of
from models.period import Period, Precision

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class TimeMention:
    """A period named at `start:end` of a line. `year_is_assumed` when the words name none.

    `candidates` are other periods that the same ink could mean; then `doubt` says why.
    """

    start: int
    end: int
    period: Period
    year_is_assumed: bool = False
    doubt: str = ""
    candidates: tuple[Period, ...] = ()


def year_period(year: int) -> Period:
    return Period(earliest=date(year, 1, 1), latest=date(year, 12, 31), precision=Precision.YEAR)


def month_period(year: int, month: int) -> Period:
    return Period(earliest=date(year, month, 1), latest=date(year, month, monthrange(year, month)[1]), precision=Precision.MONTH)


def quarter_period(year: int, quarter: int) -> Period:
    return Period(
        earliest=date(year, 3 * quarter - 2, 1), latest=month_period(year, 3 * quarter).latest, precision=Precision.QUARTER
    )


def months_period(year: int, first: int, last: int) -> Period:
    precision = Precision.HALF if last - first == 5 else Precision.SPAN
    return Period(earliest=date(year, first, 1), latest=month_period(year, last).latest, precision=precision)


def day_period(day: date) -> Period:
    return Period(earliest=day, latest=day, precision=Precision.DAY)


def quarter_of(numeral: str) -> tuple[int, ...]:
    """What quarter a numeral names: "II" → (2,), "1V" → (4,), "11" → (2,).

    Several when the ink leaves it open, none when nothing fits.
    """
    plain = re.sub(r"[1l|!ií]", "i", numeral.lower())
    exact = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "2": 2, "3": 3, "4": 4}
    if plain in exact:
        return (exact[plain],)
    loose = {
        "n": (2,),
        "u": (2,),
        "h": (2,),
        "il": (2,),
        "lv": (4,),
        "v": (4,),
        "m": (3,),
        "iy": (4,),
        "iw": (3, 4),
        "ill": (3,),
        "ni": (3,),
        "in": (3,),
    }
    return loose.get(plain, ())


_D = r"(?P<day>\d{1,2})"
_M = r"(?P<month>\d{1,2})"
_Y = r"(?P<year>(?:19|20)\d\d)"
_ROMAN = r"(?P<quarter>[ivl1|!í]{1,4}|[1-4nuhvm])"
_SEP = r"\s?[/.-]\s?"

_LUNAR = r"\s+(?:nam\s+(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy)\s+[a-z]|am lich)"
"""A day of the moon's year: "ngày 5/1 năm Canh Dần" is no fifth of January."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("month_span", rf"(?:cac\s+)?thang\s*{_M}\s*(?:-|,|va|den het|den)\s*(?:thang\s*)?(?P<last>0?[1-9]|1[0-2])"
rf"(?:\s?[/-]\s?|\s*,?\s*(?:cua\s+)?nam\s*){_Y}(?!\d)"),
        ("day", rf"(?:ngay\s*)?(?<![\d/.,-]){_D}{_SEP}{_M}{_SEP}{_Y}(?![\d/])"),
        ("day", rf"ngay\s*(?:mung\s+)?{_D}\s*(?:,\s*)?thang\s*{_M}\s*(?:,\s*)?(?:nam\s*|/\s*|-\s*){_Y}(?!\d)"),
        ("day", rf"(?<!\w)(?:(?<=truoc )|(?<=den )|(?<=het )|(?<=nhat )){_D}\s*thang\s*{_M}\s*nam\s*{_Y}(?!\d)"),
        ("day_no_year", rf"ngay\s*{_D}\s?[/-]\s?{_M}(?![\d/]|\s?[-/]\s?\d|{_LUNAR})"),
        ("day_no_year", rf"ngay\s*{_D}\s+thang\s+{_M}(?!\s*(?:nam\s*)?[/\d]|{_LUNAR})"),
        ("day_no_year", rf"(?<=truoc )(?<![\d/.,-]){_D}/{_M}(?![\d/])"),
        ("months", rf"(?P<count>0?[369]|sau|chin|ba)\s*thang\s*(?P<end>dau|cuoi)\s*(?:cua\s+)?nam(?:\s*{_Y})?(?!\d)"),
        ("quarters", rf"(?:cac\s+)?qu[yi]\s*{_ROMAN}\s*(?:-|,|va|den|den quy|va quy)\s*(?:qu[yi]\s*)?"
rf"(?P<last>[ivl1|!]{{1,4}}|[1-4])"
rf"(?:\s?[/-]\s?|\s*(?:cua\s+)?nam\s*){_Y}"),
        ("quarter", rf"qu[yi]\s*{_ROMAN}(?:\s?[/.-]\s?|\s*,?\s*(?:cua\s+)?(?:nam\s*)){_Y}(?!\d)"),
        ("quarter", r"qu[yi]\s*(?P<quarter>i{1,3}|iv)(?![\w/])"),
        ("month", rf"thang\s*{_M}(?:{_SEP}|\s*,?\s*(?:cua\s+)?nam\s*){_Y}(?!\d)"),
        ("month", r"thang\s*(?P<month>0?[1-9]|1[0-2])(?!\d|/|\s*[/.,-]\s*\d|\s+nam\s+\d|\s+thang)"),
        ("years", rf"(?:giai doan|thoi ky|nhiem ky|nam hoc|cac nam|nam)\s*{_Y}\s*-\s*(?P<until>(?:19|20)\d\d)(?!\d)"),
        ("year_end", rf"cuoi\s+nam(?:\s+{_Y})?(?!\d|\s+(?:hoc|sau|toi))"),
        ("year", rf"(?<!\w)nam\s*{_Y}(?!\s*-\s*(?:19|20)?\d\d|\d|/)"),
        ("year", rf"(?:(?<=tu nay den )|(?<=giai doan den )|(?<=dinh huong den )|(?<=tam nhin den ))"
rf"{_Y}(?!\d|\s*[-./]\s*\d|\s+[a-z])"),
    )
)  # fmt: skip


def find_times(line: str, *, year: int | None = None) -> list[TimeMention]:
    """Every period that a line names, left to right, none inside another. `year` stands in where the words name none."""
    key, repaired = _with_digits(key_of(line))
    found: list[TimeMention] = []
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(key):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                mention = _READERS[name](match, year)
                if mention is not None:
                    found.append(_doubted(mention, repaired))
    return sorted(found, key=lambda mention: mention.start)


_D2 = r"(?=[oil]*\d)[\doil]"
_DIGITS_MISREAD = re.compile(
    rf"(?<![\w/.,-])[\doil]{{1,2}}{_SEP}[\doil]{{1,2}}{_SEP}{_D2}{{4}}(?!\w)|(?<=ngay ){_D2}{{1,2}}(?=\s*(?:thang|/))"
    rf"|(?<=thang ){_D2}{{1,2}}(?=\s*(?:nam|/|-))|(?<=nam ){_D2}{{4}}(?!\w)|(?<=/){_D2}{{4}}(?!\w)"
)
_DIGITS = str.maketrans("oil", "011")


_DAY_MISREAD = re.compile(r"(?<!\w)(?:n[qc9]ay|nga[vj]|[rmh]gay|ngoy|nqav)(?=\s*\d)")
"""How engines misread the word before a day's number; none of them is a word."""


def _with_digits(key: str) -> tuple[str, dict[int, str]]:
    """The key with letters in the places of a date's digits set right, and what was read there: "2o22" at its start."""
    misread = {match.start(): match.group() for match in _DAY_MISREAD.finditer(key)}
    key = _DAY_MISREAD.sub("ngay", key)
    if not any(letter in key for letter in "oil"):
        return key, misread
    read = misread | {
        match.start(): match.group() for match in _DIGITS_MISREAD.finditer(key) if any(c in "oil" for c in match.group())
    }
    for at, written in read.items():
        if at in misread:
            continue
        key = key[:at] + written.translate(_DIGITS) + key[at + len(written) :]
    return key, read


def _doubted(mention: TimeMention, repaired: dict[int, str]) -> TimeMention:
    written = [read for at, read in repaired.items() if mention.start <= at < mention.end]
    return replace(mention, doubt=mention.doubt or f"read as {', '.join(written)}") if written else mention


def _year(match: re.Match[str], year: int | None) -> tuple[int | None, bool]:
    written = match.groupdict().get("year")
    return (int(written), False) if written else (year, True)


def _mention(
    match: re.Match[str], period: Period | None, assumed: bool, doubt: str = "", others: tuple[Period, ...] = ()
) -> TimeMention | None:
    return TimeMention(match.start(), match.end(), period, assumed, doubt, others) if period is not None else None


def _read_day(match: re.Match[str], year: int | None) -> TimeMention | None:
    named, assumed = _year(match, year)
    if named is None:
        return None
    try:
        return _mention(match, day_period(date(named, int(match["month"]), int(match["day"]))), assumed)
    except ValueError:
        return None


def _read_month(match: re.Match[str], year: int | None) -> TimeMention | None:
    named, assumed = _year(match, year)
    month = int(match["month"])
    if named is None or not 1 <= month <= 12:
        return None
    return _mention(match, month_period(named, month), assumed)


def _read_quarter(match: re.Match[str], year: int | None) -> TimeMention | None:
    named, assumed = _year(match, year)
    quarters = quarter_of(match["quarter"])
    if named is None or not quarters:
        return None
    others = tuple(quarter_period(named, quarter) for quarter in quarters[1:])
    is_plain = re.fullmatch(r"[ivl1|!í]+|[1-4]", match["quarter"]) is not None
    doubt = "" if is_plain and not others else f"numeral of the quarter read as {match['quarter']!r}"
    return _mention(match, quarter_period(named, quarters[0]), assumed, doubt, others)


def _read_quarters(match: re.Match[str], year: int | None) -> TimeMention | None:
    first, last = quarter_of(match["quarter"]), quarter_of(match["last"])
    if not first or not last or first[0] > last[0]:
        return None
    return _mention(match, months_period(int(match["year"]), 3 * first[0] - 2, 3 * last[0]), False)


def _read_month_span(match: re.Match[str], year: int | None) -> TimeMention | None:
    first, last = int(match["month"]), int(match["last"])
    if not 1 <= first < last:
        return None
    return _mention(match, months_period(int(match["year"]), first, last), False)


_COUNTS = {"sau": 6, "chin": 9, "ba": 3}


def _read_months(match: re.Match[str], year: int | None) -> TimeMention | None:
    named, assumed = _year(match, year)
    if named is None:
        return None
    count = _COUNTS.get(match["count"]) or int(match["count"])
    first, last = (1, count) if match["end"] == "dau" else (13 - count, 12)
    return _mention(match, months_period(named, first, last), assumed)


def _read_years(match: re.Match[str], year: int | None) -> TimeMention | None:
    first, last = int(match["year"]), int(match["until"])
    if last < first:
        return None
    return _mention(match, Period(earliest=date(first, 1, 1), latest=date(last, 12, 31), precision=Precision.SPAN), False)


def _read_year(match: re.Match[str], year: int | None) -> TimeMention | None:
    named, assumed = _year(match, year)
    return _mention(match, year_period(named), assumed) if named is not None else None


_READERS: dict[str, Callable[[re.Match[str], int | None], TimeMention | None]] = {
    "day": _read_day,
    "day_no_year": _read_day,
    "month": _read_month,
    "months": _read_months,
    "month_span": _read_month_span,
    "quarter": _read_quarter,
    "quarters": _read_quarters,
    "years": _read_years,
    "year": _read_year,
    "year_end": _read_year,
}


def parse_date(text: str) -> date | None:
    """The one day that a text names: "ngày 09/2/2022" → 9 February 2022. None when it names none or several."""
    days = {m.period.earliest for m in find_times(text) if m.period.precision is Precision.DAY}
    return days.pop() if len(days) == 1 else None


def parse_period(text: str, *, year: int | None = None) -> Period | None:
    """The one period that a text names."""
    periods = {m.period for m in find_times(text, year=year)}
    return periods.pop() if len(periods) == 1 else None


_ROMANS = ("I", "II", "III", "IV")


def render_date(day: date, *, form: str = "long") -> str:
    """A date as papers write it: "long" with words, "slash" with zeros, "short" without."""
    if form == "slash":
        return f"{day.day:02d}/{day.month:02d}/{day.year}"
    if form == "short":
        return f"{day.day}/{day.month}/{day.year}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def render_period(period: Period) -> str:
    """A period as papers write it: "quý II/2022", "tháng 4/2022", "năm 2022", "6 tháng đầu năm 2022", "giai đoạn 2021-2025"."""
    first, last = period.earliest, period.latest
    if first is None or last is None:
        raise ValueError("an open period has no name")
    if period.precision is Precision.DAY:
        return render_date(first)
    if period.precision is Precision.MONTH:
        return f"tháng {first.month}/{first.year}"
    if period.precision is Precision.QUARTER:
        return f"quý {_ROMANS[first.month // 3]}/{first.year}"
    if period.precision is Precision.HALF:
        return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"
    if period.precision is Precision.YEAR:
        return f"năm {first.year}"
    return f"giai đoạn {first.year}-{last.year}"


def each_day_in(line: str) -> Iterator[tuple[int, int, date]]:
    """The days that a line names, with where they stand."""
    for mention in find_times(line):
        if mention.period.precision is Precision.DAY and mention.period.earliest is not None:
            yield mention.start, mention.end, mention.period.earliest
