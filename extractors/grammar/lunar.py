"""Vietnam's lunar calendar, computed: the days of Tết and of Giỗ Tổ Hùng Vương in any year.

A month begins on the day of the new moon at UTC+7; the eleventh holds the winter solstice; in a year of thirteen months the
first that holds no principal term is the leap month. New moons and the Sun's longitude by the short series of J. Meeus,
Astronomical Algorithms, chapters 25 and 49: minutes of time, from 1900 to 2100.
"""

import math
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
_UTC_7 = 7 / 24
_ORDINAL_OF_JULIAN_DAY = 1721424.5
_MEAN_MONTH = 29.530588861
_SOLSTICE = 270.0

_NEW_MOON = (  # coefficient in days; multiples of the Sun's anomaly, the Moon's anomaly and the Moon's argument of latitude
    (-0.40720, 0, 1, 0), (0.17241, 1, 0, 0), (0.01608, 0, 2, 0), (0.01039, 0, 0, 2), (0.00739, -1, 1, 0), (-0.00514, 1, 1, 0),
    (0.00208, 2, 0, 0), (-0.00111, 0, 1, -2), (-0.00057, 0, 1, 2), (0.00056, 1, 2, 0), (-0.00042, 0, 3, 0), (0.00042, 1, 0, 2),
    (0.00038, 1, 0, -2), (-0.00024, -1, 2, 0),
)  # fmt: skip


@cache
def tet(year: int) -> date:
    """The first day of the lunar year that begins in a year."""
    return _months(year - 1)[1]


@cache
def hung_kings(year: int) -> date:
    """Giỗ Tổ Hùng Vương: the tenth day of the third lunar month."""
    return _months(year - 1)[3] + 9 * ONE_DAY


@cache
def _months(year: int) -> dict[int, date]:
    """Number → first day of the months from the eleventh of one year to the tenth of the next, without the leap month."""
    first, last = _eleventh(year), _eleventh(year + 1)
    begins = [first]
    while begins[-1] < last:
        begins.append(_new_moon_after(begins[-1]))
    leap = _leap(begins) if len(begins) == 14 else None
    ordinary = [day for index, day in enumerate(begins[:-1]) if index != leap]
    return {(index + 10) % 12 + 1: day for index, day in enumerate(ordinary)}


def _leap(begins: list[date]) -> int:
    return next(i for i in range(1, 13) if _term(begins[i]) == _term(begins[i + 1]))


def _term(day: date) -> int:
    """Which twelfth of its circle the Sun is in when a day begins."""
    return int(_longitude(_julian(day)) // 30)


def _eleventh(year: int) -> date:
    solstice = next(
        day for day in (date(year, 12, 19) + n * ONE_DAY for n in range(6)) if _longitude(_julian(day) + 1) >= _SOLSTICE
    )
    month = _new_moon_after(solstice - 32 * ONE_DAY)
    while (following := _new_moon_after(month)) <= solstice:
        month = following
    return month


def _new_moon_after(day: date) -> date:
    """The first day after one on which the moon is new."""
    cycle = math.floor((_julian(day) - 2451550.1) / _MEAN_MONTH)
    while (found := _local(_new_moon(cycle))) <= day:
        cycle += 1
    return found


def _new_moon(cycle: int) -> float:
    """The Julian day, in universal time, of a new moon; cycle 0 is that of 6 January 2000."""
    century = cycle / 1236.85
    sun = math.radians(2.5534 + 29.10535670 * cycle)
    moon = math.radians(201.5643 + 385.81693528 * cycle + 0.0107582 * century**2)
    latitude = math.radians(160.7108 + 390.67050284 * cycle)
    eccentricity = 1 - 0.002516 * century
    mean = 2451550.09766 + _MEAN_MONTH * cycle + 0.00015437 * century**2
    periodic = sum(size * eccentricity ** abs(s) * math.sin(s * sun + m * moon + f * latitude) for size, s, m, f in _NEW_MOON)
    return mean + periodic - (64 + 0.5 * (100 * century - 5)) / 86400


def _longitude(julian: float) -> float:
    """The Sun's apparent longitude in degrees."""
    century = (julian - 2451545) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * century)
    centre = 1.914602 * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly) + 0.000289 * math.sin(3 * anomaly)
    return (280.46646 + 36000.76983 * century + centre - 0.00569) % 360


def _julian(day: date) -> float:
    """When a day begins at UTC+7."""
    return day.toordinal() + _ORDINAL_OF_JULIAN_DAY - _UTC_7


def _local(julian: float) -> date:
    return date.fromordinal(math.floor(julian + _UTC_7 - _ORDINAL_OF_JULIAN_DAY))
