"""Words around a time → the limit that it sets: "chậm nhất trước ngày 31/12/2025" → before, last day 30 December.

"trước" leaves its day out, "chậm nhất", "đến hết" take it in; "trong Quý II/2022" gives both ends; "trước ngày 25
hằng tháng" comes again; "trong 15 ngày làm việc kể từ ngày ký" counts from an event.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from extractors.grammar import holidays
from extractors.grammar.dates import TimeMention, find_times
from extractors.grammar.instruments import kinds_pattern
from extractors.grammar.keys import key_of
from models.deadline import After, Recurrence, Relation
from models.period import Precision

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """A limit at `start:end` of a line. `cue` is what announces it: by, before, finish, within, at, span, label, every, after.

    `precision` is that of the time it names, None for recurrences and offsets.
    """

    start: int
    end: int
    relation: Relation
    cue: str
    earliest: date | None = None
    latest: date | None = None
    every: Recurrence | None = None
    after: After | None = None
    precision: Precision | None = None
    year_is_assumed: bool = False
    doubts: tuple[str, ...] = ()


_HOUR = r"(?:(?:luc\s+)?\d{1,2}\s?(?:h|gio|g)\s?(?:\d{1,2}\s?(?:phut)?)?,?\s*)?"
_BEFORE = re.compile(
    rf"(?:(?:cham nhat|muon nhat|han cuoi|xong|hoan thanh)\s+(?:la\s+)?)?truoc\s+(?P<hour>{_HOUR})(?:het\s+)?(?:cuoi\s+)?$"
)
_BY = re.compile(
    rf"(?:(?:cham nhat|muon nhat|khong (?:muon|cham) (?:hon|qua)|khong qua|han cuoi(?: cung)?|thoi han cuoi(?: cung)?"
    rf"|han chot)\s*(?:la\s+|:\s*)?(?:den het\s+|den\s+|vao\s+|trong\s+|het\s+|ngay\s+)?(?:cuoi\s+)?"
    rf"|(?:den|toi)\s+het\s+(?:cuoi\s+)?|(?<!truoc )\bhet\s+|(?:den|toi)\s+(?:het\s+)?cuoi\s+|\bxong\s+|hoan thanh\s+"
    rf"(?:vao\s+)?(?:truoc va trong\s+)?)(?P<hour>{_HOUR})$"
)
_FINISH = re.compile(r"(?:\bxong|hoan thanh(?: xong)?|ket thuc|dut diem)\s*,?\s*(?:ngay\s+)?trong\s+(?:cuoi\s+|dau\s+|giua\s+)?$")
_WITHIN = re.compile(r"(?<!\w)(?:ngay\s+)?trong\s+(?:cuoi\s+|dau\s+|giua\s+|cac\s+)?$")
_AT = re.compile(rf"(?<!\w)vao\s+{_HOUR}(?:khoang\s+|dau\s+|cuoi\s+|giua\s+|dip\s+)?$")
_FROM = re.compile(rf"(?<!\w)(?:bat dau\s+|ke\s+)?tu\s+(?:dau\s+)?{_HOUR}$")
_TO = re.compile(r"\s*(?:-|den|toi|den het|den cuoi)\s*$")
_FROM_DAY = re.compile(
    r"(?<!\w)(?:trong tuan\s+(?:tu\s+)?|tu\s+)(?:ngay\s+)?(?P<day>\d{1,2})(?:\s?/\s?(?P<month>\d{1,2}))?"
    r"\s*(?:-|den|den het)\s*(?:ngay\s*)?$"
)
_LABEL = re.compile(
    r"(?:thoi gian|thoi han|tien do|thoi diem|hoan thanh|han)(?:\s+(?:thuc hien|hoan thanh|to chuc|trien khai|bao cao"
    r"|thuc hien va hoan thanh|du kien|trinh|gui|nop|du kien hoan thanh|dang ky|ho so|y kien|ket qua|du thao))*"
    r"(?:\s+du kien)?\s*:\s*(?:trong\s+|vao\s+"
    r"|du kien\s+)?$"
)


def find_limits(
    line: str, *, year: int | None = None, signed: date | None = None, taken: Sequence[tuple[int, int]] = ()
) -> list[Limit]:
    """Every limit that a line sets, left to right. Times inside `taken` (what citations say) are no limits.

    `year` stands in where a time names none; `signed` is the day that "kể từ ngày ký" counts from.
    """
    key = key_of(line)
    recurring = _recurrences(line, key)
    offsets = _offsets(line, key, signed)
    blocked = [*taken, *((limit.start, limit.end) for limit in (*recurring, *offsets))]
    times = [time for time in find_times(line, year=year) if not _meets(time.start, time.end, blocked)]
    found = [*recurring, *offsets]
    skip: set[int] = set()
    for index, time in enumerate(times):
        if index in skip:
            continue
        following = times[index + 1] if index + 1 < len(times) else None
        limit = _span(key, time, following)
        if limit is not None:
            skip.add(index + 1)
        limit = limit or _limit(key, time)
        if limit is not None and not _meets(limit.start, limit.end, blocked):
            found.append(limit)
    return sorted(found, key=lambda limit: limit.start)


def _meets(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in spans)


def _limit(key: str, time: TimeMention) -> Limit | None:
    """The limit that the words before a time make of it."""
    before = key[max(0, time.start - 70) : time.start]
    shift = time.start - len(before)
    for named, pattern in (
        ("before", _BEFORE),
        ("finish", _FINISH),
        ("by", _BY),
        ("label", _LABEL),
        ("within", _WITHIN),
        ("at", _AT),
        ("from", _FROM),
    ):
        match = pattern.search(before)
        if match:
            return _made(
                _cue(named, match.group(), time), shift + match.start(), time, has_hour=bool(match.groupdict().get("hour"))
            )
    if key.startswith("cuoi", time.start) and (match := re.search(r"(?:den|toi)\s+$", before)):
        return _made("by", shift + match.start(), time, has_hour=False)
    if (opened := _OPENS.fullmatch(before)) and _COLON.match(key, time.end):
        return _made("opening", shift + opened.start("part"), time, has_hour=False)
    if _CLOSES.search(before) and _CLAUSE_END.match(key, time.end):
        return _made("closing", time.start, time, has_hour=False)
    return _from_day(before, shift, time)


_CLOSES = re.compile(r"[a-z)]:\s+$")
_CLAUSE_END = re.compile(r"\s*(?:[;.]|$)")
"""A time that stands alone behind a colon: "- Trình dự thảo Đề án: Quý II/2022"."""


def _cue(named: str, words: str, time: TimeMention) -> str:
    """A start that has its end beside it is a span, and a label of the last day is a limit."""
    if named == "from" and _is_of_months(time):
        return "span"
    if named == "label" and time.period.precision is Precision.DAY and _LAST_DAY.match(words):
        return "by"
    return named


_LAST_DAY = re.compile(r"(?:thoi )?han\b|hoan thanh|(?:thoi gian|tien do|thoi diem) hoan thanh")
"""A label under which one day is the last one: "Hạn nộp hồ sơ: 30/6/2022"."""
_OPENS = re.compile(r"(?:.*[;.]\s+)?\s*(?:[-+*]\s*|\d{1,2}[.)]\s*|[a-z]\)\s*)?(?P<part>(?:cuoi\s+|dau\s+|giua\s+)?)")
_COLON = re.compile(r"\s*:\s+[a-z]")
"""A time that opens its line and is set off from the task: "- Tháng 7 năm 2022: sơ kết …"."""


def _is_of_months(time: TimeMention) -> bool:
    """Quarters or months from one to another: with "từ" before them they still have an end."""
    first, last = time.period.earliest, time.period.latest
    is_range = time.period.precision in {Precision.SPAN, Precision.HALF}
    return is_range and first is not None and last is not None and (last - first).days <= LONGEST_RANGE


LONGEST_RANGE = 366
"""Days; what is longer is the period of a programme."""


def _made(cue: str, start: int, time: TimeMention, *, has_hour: bool) -> Limit:
    first, last = time.period.earliest, time.period.latest
    relation = {"before": Relation.BEFORE, "by": Relation.BY}.get(cue, Relation.WITHIN)
    if cue == "before" and first is not None:
        is_included = has_hour and time.period.precision is Precision.DAY
        last = first if is_included else first - ONE_DAY
        first = None
    elif cue == "by":
        first = None
    elif cue == "from":
        last = None
    precision = Precision.HALF if _is_of_months(time) else time.period.precision
    return Limit(
        start, time.end, relation, cue, first, last, precision=precision, year_is_assumed=time.year_is_assumed,
        doubts=(time.doubt,) if time.doubt else (),
    )  # fmt: skip


def _span(key: str, time: TimeMention, following: TimeMention | None) -> Limit | None:
    """ "từ ngày 15/11/2025 đến ngày 15/12/2025"."""
    opened = _FROM.search(key[max(0, time.start - 30) : time.start])
    if following is None or not opened or not _TO.fullmatch(key[time.end : following.start]):
        return None
    first, last = time.period.earliest, following.period.latest
    if first is not None and last is not None and first > last and time.year_is_assumed:
        first = _with_year(first, last.year)
    if first is None or last is None or first > last:
        return None
    start = max(0, time.start - 30) + opened.start()
    is_of_years = time.period.precision is Precision.YEAR and following.period.precision is Precision.YEAR
    return Limit(
        start,
        following.end,
        Relation.WITHIN,
        "span",
        first,
        last,
        precision=Precision.YEAR if is_of_years else Precision.SPAN,
        year_is_assumed=following.year_is_assumed,
    )


def _with_year(day: date, year: int) -> date:
    return day.replace(year=year) if (day.month, day.day) != (2, 29) else date(year, 2, 28)


def _from_day(before: str, shift: int, time: TimeMention) -> Limit | None:
    """ "từ ngày 16 đến ngày 22/11/2025": the first day takes its month from the second."""
    match = _FROM_DAY.search(before)
    last = time.period.latest
    if not match or last is None or time.period.precision is not Precision.DAY:
        return None
    try:
        first = date(last.year, int(match["month"] or last.month), int(match["day"]))
    except ValueError:
        return None
    return (
        Limit(shift + match.start(), time.end, Relation.WITHIN, "span", first, last, precision=Precision.SPAN)
        if first <= last
        else None
    )


_UNITS = {"tuan": Recurrence.WEEK, "thang": Recurrence.MONTH, "quy": Recurrence.QUARTER, "nam": Recurrence.YEAR}
_EACH = r"(?:hang|dinh ky(?: hang)?|moi|thuong ky)"
_RECURRING_DAY = re.compile(
    rf"(?P<cue>(?:(?:cham nhat|muon nhat)\s+(?:la\s+)?)?truoc\s+|cham nhat\s+(?:la\s+|vao\s+)?|muon nhat\s+(?:la\s+"
    rf"|vao\s+)?|(?:thoi\s+)?han cuoi(?: cung)?\s+(?:la\s+|vao\s+)?|han chot\s+(?:la\s+)?|vao\s+|truoc hoac trong\s+)?"
    rf"(?:ngay\s+(?:lam viec\s+)?|(?<=truoc )(?=\d{{1,2}}/\d{{1,2}}\b))"
    r"(?P<day>\d{1,2}|cuoi(?: cung)?)"
    rf"(?:\s?/\s?(?P<month>\d{{1,2}})|\s+thang\s+"
    rf"(?P<month_word>\d{{1,2}}))?"
    rf"(?:\s+(?:cua\s+)?(?P<last>thang (?:cuoi|dau)(?: cua)?(?: moi)? quy(?: (?:sau|tiep theo|ke tiep))?"
    r"|thang tiep theo|thang sau|thang cuoi))?"
    rf"(?:,?\s+(?:cua\s+)?{_EACH}\s+(?P<unit>tuan|thang|quy|nam)|\s+(?:cua\s+)?(?P<next>nam (?:sau|tiep theo|ke tiep|truoc)))?"
)
_PERIODIC_REPORT = re.compile(
    r"(?:(?P<six>0?6 thang|sau thang|nua nam)(?: dau nam| cuoi nam)?"
    r"|(?P<year>tong ket nam|bao cao nam|ca nam|(?:(?<!\w)(?:hang|moi)\s+)?(?<!\w)nam)"
    rf"|(?P<quarter>{_EACH} quy|bao cao quy|(?<!\w)quy)"
    rf"|(?P<month>(?:dinh ky )?{_EACH} thang|bao cao thang))\s*\(\s*(?P<cue>truoc|cham nhat|cham nhat la|cham nhat truoc)"
    r"\s+(?:ngay\s+)?\d{1,2}(?:\s?[/-]\s?\d{1,2}|\s+thang\s+\d{1,2}|(?:\s+cua)?\s+thang cuoi(?: cua)? quy)?"
    r"(?:\s+(?:cua|trong|hang|moi)\s+(?:nam|quy))?\s*\)"
)
_PERIODS = {"six": Recurrence.HALF, "year": Recurrence.YEAR, "quarter": Recurrence.QUARTER, "month": Recurrence.MONTH}
_RECURRENCE = re.compile(
    rf"(?:dinh ky\s+)?(?<!\w)(?P<each>{_EACH})\s+(?P<unit>tuan|thang|quy|nam|(?:0?6|sau) thang)(?:\s*/\s*lan|\s+mot\s+lan)?"
    r"(?!\w|\s+\d)"
)
_ONCE_IN = re.compile(
    r"(?:dinh ky\s+)?(?<![\w/])(?P<count>0?[136]|12|mot|ba|sau)\s+(?P<unit>thang|quy|nam|tuan)\s*(?:/\s*|mot\s+)lan(?!\w)"
)
"""How often, as a count of months: "6 tháng một lần", "03 tháng/lần"."""
_ONCE_IN_MONTHS = {1: Recurrence.MONTH, 3: Recurrence.QUARTER, 6: Recurrence.HALF, 12: Recurrence.YEAR}
_WEEKDAY = re.compile(
    r"(?P<cue>(?:(?:cham nhat|muon nhat)\s+(?:la\s+|vao\s+)?)?truoc\s+|(?:cham nhat|muon nhat)\s+(?:la\s+|vao\s+)?|vao\s+)?"
    rf"{_HOUR}"
    r"(?:(?:sang|chieu|ngay)\s+)*(?:thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)\s+(?:cua\s+)?(?:hang|moi)\s+tuan\b"
)
"""A day of the week that comes again: "vào thứ Sáu hằng tuần"."""
_EACH_MARKED = re.compile(r"(?:hằng|hàng|mỗi|định kỳ|thường kỳ|đinh kỳ)", re.IGNORECASE)


def _recurrences(line: str, key: str) -> list[Limit]:
    found: list[Limit] = []
    for match in _PERIODIC_REPORT.finditer(key):
        every = next(every for name, every in _PERIODS.items() if match[name])
        found.append(Limit(match.start(), match.end(), _relation(match["cue"]), "every", every=every))
    for match in _WEEKDAY.finditer(key):
        found.append(Limit(match.start(), match.end(), _relation(match["cue"] or ""), "every", every=Recurrence.WEEK))
    for match in _RECURRING_DAY.finditer(key):
        if not (match["unit"] or match["next"] or (match["last"] and "quy" in match["last"])) or _meets(
            match.start(), match.end(), [(f.start, f.end) for f in found]
        ):
            continue
        every = _UNITS[match["unit"]] if match["unit"] else Recurrence.YEAR if match["next"] else Recurrence.QUARTER
        start = _announced(key, match.start())
        found.append(Limit(start, match.end(), _relation(match["cue"] or ""), "every", every=every))
    for match in _RECURRENCE.finditer(key):
        if _meets(match.start(), match.end() + 3, [(f.start, f.end) for f in found]) or not _EACH_MARKED.match(
            line[match.start("each") :]
        ):
            continue
        every = Recurrence.HALF if "6" in match["unit"] or "sau" in match["unit"] else _UNITS[match["unit"]]
        found.append(Limit(match.start(), match.end(), Relation.WITHIN, "habit", every=every))
    for match in _ONCE_IN.finditer(key):
        count = int(match["count"]) if match["count"].isdigit() else _WORDS[match["count"]]
        once = _ONCE_IN_MONTHS.get(count) if match["unit"] == "thang" else _UNITS[match["unit"]] if count == 1 else None
        if once is not None and not _meets(match.start(), match.end(), [(f.start, f.end) for f in found]):
            found.append(Limit(match.start(), match.end(), Relation.WITHIN, "habit", every=once))
    return [_with_its_day(limit, key) for limit in found]


_DAY_OF_YEAR = re.compile(
    r"(?P<cue>(?:(?:cham nhat|muon nhat)\s+(?:la\s+)?)?truoc\s+|(?:cham nhat|muon nhat)\s+(?:la\s+|vao\s+)?)"
    r"(?:ngay\s+)?\d{1,2}(?:\s?/\s?\d{1,2}|\s+thang\s+\d{1,2})(?!\d|\s*/|\s+(?:cua\s+)?(?:nam|hang|moi)\b)"
)


def _with_its_day(limit: Limit, key: str) -> Limit:
    """ "định kỳ hằng năm báo cáo … chậm nhất ngày 17 tháng 12": the habit takes the day that closes its clause."""
    if limit.cue != "habit" or limit.every is not Recurrence.YEAR:
        return limit
    clause = re.compile(r"[;.]\s").search(key, limit.end)
    day = _DAY_OF_YEAR.search(key, limit.end, clause.start() if clause else len(key))
    return replace(limit, start=day.start(), end=day.end(), relation=_relation(day["cue"]), cue="every") if day else limit


def _announced(key: str, start: int) -> int:
    """ "Định kỳ hàng tháng (trước ngày 16 hàng tháng)" is one limit."""
    match = re.search(
        rf"(?:dinh ky\s+)?(?:{_EACH}\s+(?:tuan|thang|quy|nam)|tong ket nam)\s*\(\s*$", key[max(0, start - 45) : start]
    )
    return max(0, start - 45) + match.start() if match else start


def _relation(cue: str) -> Relation:
    if "truoc" in cue and "hoac trong" not in cue:
        return Relation.BEFORE
    return Relation.BY if re.search(r"cham|muon|truoc|han (?:cuoi|chot)", cue) else Relation.WITHIN


_WORDS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi lam": 15,
    "hai muoi": 20,
    "ba muoi": 30,
}
_OFFSET = re.compile(
    r"(?:(?P<cue>cham nhat|muon nhat|khong (?:cham|muon) (?:hon|qua)|khong qua|toi da|trong)\s+"
    r"(?:la\s+|trong\s+|khong qua\s+|vong\s+|thoi han\s+|thoi gian\s+|khong qua\s+)*)"
    r"(?P<count>\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi lam|muoi|hai muoi|ba muoi)\s*(?:\("
    r"(?:[^)]{1,25})\)\s*)?(?P<unit>ngay|gio|tuan|thang|nam)(?P<working>\s+lam viec)?"
    r"(?:\s*,?\s*(?:(?:ke\s+)?tu|sau)\s+(?P<event>(?:ngay|khi|thoi diem|luc)\b[^,;.:()]{2,160}))?"
)


@cache
def _signing() -> re.Pattern[str]:
    """ "ngày ký", "ngày ban hành Thông báo này"; `other` where the words leave open which paper's signing is meant."""
    return re.compile(rf"(?:ngay|khi)\s+(?:ky(?: ban hanh)?|ban hanh)\b(?:\s+(?P<kind>{kinds_pattern()})(?P<this>\s+nay)?)?\s*$")


_EVENT_END = re.compile(
    r"(?<!của)(?<!đến)(?<!từ)(?<!về)\s+(?=(?:Sở|Phòng|UBND|Ủy ban|Bộ|Cục|Chủ tịch|Giám đốc|Văn phòng|Trung tâm"
    r"|Hội đồng|Các|Cơ quan|phải|thì|có trách nhiệm|và (?:hoàn thành|gửi|báo cáo|trình|thông báo|chậm nhất))\s)"
)


_DAYS = {"ngay": 1, "tuan": 7, "thang": 30, "nam": 365}


def _offsets(line: str, key: str, signed: date | None) -> list[Limit]:
    found = []
    for match in _OFFSET.finditer(key):
        if match["event"] is None and match["working"] is None and match["cue"] == "trong":
            continue
        if match["event"] is None and match["unit"] != "ngay":
            continue
        count = int(match["count"]) if match["count"].isdigit() else _WORDS[match["count"]]
        end, event = _event(line, key, match)
        days = count * _DAYS[match["unit"]] if match["unit"] != "gio" else max(1, -(-count // 24))
        limit = Limit(
            match.start(),
            end,
            Relation.BY if re.search(r"cham|muon", match["cue"]) else Relation.WITHIN,
            "after",
            after=After(days=days, working=bool(match["working"]), event=event),
        )
        found.append(_resolved(limit, key_of(event), signed, match["unit"]))
    return found


def _event(line: str, key: str, match: re.Match[str]) -> tuple[int, str]:
    if match["event"] is None:
        return match.end(), ""
    stop = _EVENT_END.search(line, match.start("event") + 12, match.end())
    end = stop.start() if stop else match.end()
    return end, line[match.start("event") : end].strip()


def _resolved(limit: Limit, event: str, signed: date | None, unit: str) -> Limit:
    """The last day, where the event's day is known: the signing, or a day that is written out."""
    named = [m.period.earliest for m in find_times(event) if m.period.precision is Precision.DAY]
    signing = _signing().fullmatch(event)
    start = named[0] if named else signed if signing else None
    open_signing = ("which paper's signing is meant is not said",) if signing and signing["kind"] and not signing["this"] else ()
    if limit.after is None or start is None:
        return limit
    if limit.after.working:
        latest = holidays.after_working_days(start, limit.after.days)
        doubts = ("days off on the way are set year by year",) if holidays.set_yearly(start, latest) else ()
        return replace(limit, latest=latest, doubts=(*open_signing, *doubts))
    months = {"thang": limit.after.days // 30, "nam": 12 * (limit.after.days // 365)}.get(unit)
    latest = _after_months(start, months) if months is not None else start + limit.after.days * ONE_DAY
    note = open_signing if holidays.is_working_day(latest) else (*open_signing, "the last day is no working day")
    return replace(limit, latest=latest, doubts=note)


def _after_months(start: date, count: int) -> date:
    month = start.month - 1 + count
    year, month = start.year + month // 12, month % 12 + 1
    for day in (start.day, 30, 29, 28):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise ValueError(f"no such day: {start} and {count} months")
