"""Numbers and dates as the reader's language writes them: 1250.5 → "1.250,5" in Vietnamese, "1,250.5" in English."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: Decimal | float | int | None, language: str) -> str:
    """An exact number with thousands apart; "" for None. Zeros after the decimal sign are dropped."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    plain = f"{exact:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain if language == "en" else plain.translate(str.maketrans(",.", ".,"))


def percent(share: float | None, language: str) -> str:
    """0.873 → "87 %" in Vietnamese, "87%" in English; never rounded up to the whole."""
    if share is None:
        return ""
    whole = min(int(share * 100 + 0.5), 99) if share < 1 else 100
    return f"{whole}%" if language == "en" else f"{whole} %"


def day(value: date | str | None, language: str) -> str:
    """2022-04-12 → "12/04/2022" in Vietnamese, "12 Apr 2022" in English."""
    if not value:
        return ""
    when = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    if language == "en":
        return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    return f"{when.day:02}/{when.month:02}/{when.year}"


def written(value: object, language: str) -> str:
    """A value of a form as people write it: "2022-04-12" → "12/04/2022", 1250.5 → "1.250,5"; what is empty is said to be."""
    if value is None or value in ("", [], ()):
        return "empty" if language == "en" else "để trống"
    if isinstance(value, (list, tuple)):
        return ", ".join(written(one, language) for one in value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return number(value, language)
    return day(str(value), language) if ISO_DAY.fullmatch(str(value)) else str(value)


def moment(value: datetime | str | None, language: str) -> str:
    """A point in time as a clock in Hà Nội shows it: "14:05, 12/04/2022"."""
    if not value:
        return ""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    if when.tzinfo is not None:
        when = when.astimezone(HANOI)
    return f"{when:%H:%M}, {day(when.date(), language)}"


def period(earliest: date | str | None, latest: date | str | None, language: str) -> str:
    """A stretch of days in the shortest form that says it: "2025", "quý II/2025", "04/2025", "đến 30/06/2025", two days."""
    first, last = (date.fromisoformat(v[:10]) if isinstance(v, str) else v for v in (earliest, latest))
    if first is None and last is None:
        return ""
    if first is None:
        return f"{'by' if language == 'en' else 'đến'} {day(last, language)}"
    if last is None:
        return f"{'from' if language == 'en' else 'từ'} {day(first, language)}"
    if first == last:
        return day(first, language)
    return _whole_period(first, last, language) or f"{day(first, language)} – {day(last, language)}"


def _whole_period(first: date, last: date, language: str) -> str | None:
    """The name of whole months, quarters, halves or years; None where the days are no such period."""
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return None
    months = (after.year - first.year) * 12 + after.month - first.month
    start, english = first.month - 1, language == "en"
    cases: dict[tuple[int, bool], Callable[[], str]] = {
        (1, True): lambda: f"{MONTHS[start]} {first.year}" if english else f"{first.month:02}/{first.year}",
        (3, start % 3 == 0): lambda: (
            f"Q{start // 3 + 1} {first.year}" if english else f"quý {('I', 'II', 'III', 'IV')[start // 3]}/{first.year}"
        ),
        (6, start % 6 == 0): lambda: (
            f"H{start // 6 + 1} {first.year}" if english else f"6 tháng {'cuối' if start else 'đầu'} năm {first.year}"
        ),
        (12, start == 0): lambda: str(first.year),
    }
    if (months, True) in cases:
        return cases[months, True]()
    if start == 0 and months % 12 == 0:
        return f"{first.year}–{last.year}"
    return None


def size(count: int | None, language: str) -> str:
    """Bytes in the unit a person reads: 1536000 → "1,5 MB"."""
    if count is None:
        return ""
    amount, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{number(round(amount, 0 if unit == 'B' or amount >= 10 else 1), language)} {unit}"


def duration(seconds: float | None, language: str) -> str:
    """Seconds still to wait, roughly, as a person says it: "khoảng 2 phút"."""
    if seconds is None:
        return ""
    about, unit = ("about ", ("s", "min", "h")) if language == "en" else ("khoảng ", ("giây", "phút", "giờ"))
    if seconds < 60:
        return f"{about}{max(5, 5 * round(seconds / 5))} {unit[0]}"
    if seconds < 5400:
        return f"{about}{max(1, round(seconds / 60))} {unit[1]}"
    return f"{about}{number(round(seconds / 3600, 1), language)} {unit[2]}"
